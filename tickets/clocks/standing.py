"""How the kept clocks of a ticket stand now, and its time in that of an agreement: for pages and the interface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, RowRange, Window
from django.utils import timezone

from roles import kept
from roles.kept import Given
from sla import calendars
from sla.clock import NOTHING, State
from sla.hours import AROUND_THE_CLOCK, Hours
from sla.models import Agreement
from tickets.clocks import promises, sides
from tickets.models import Clock

KIND_ORDER = [Agreement.Kind.SLA, Agreement.Kind.OLA, Agreement.Kind.UC, Agreement.Kind.EXTERNAL]
SAME = ("version_id", "metric", "provider_id")  # the rounds of one clock
DAY = timedelta(days=1)
METRIC_ORDER = ["acknowledge", "respond", "update", "decide", "quote", "resolve"]


@dataclass(frozen=True)
class Still:
    """Time that did not count, and why (a hold, or that somebody else held the case); without an end it goes on."""

    start: datetime
    end: datetime | None
    why: str


@dataclass(frozen=True)
class Standing:
    """A clock at one instant: agreement time that is `left`, or by which it is `over`; neither of no promise."""

    clock: Clock
    state: str
    left: timedelta | None
    over: timedelta | None

    def stills(self, latest: int | None = None) -> list[Still]:
        """The time that did not count, or the latest so many of it."""
        rows = self.clock.stood_still
        rows = rows if latest is None else rows[max(len(rows) - latest, 0) :]
        return [Still(_at(start), _at(end), why) for start, end, why in rows]

    @property
    def share_used(self) -> float | None:
        """How much of the amount has been used, as far as it is not exceeded."""
        return 1 - self.left / self.clock.amount if self.left is not None and self.clock.amount else None


def clocks(ticket, actor) -> list[Clock]:
    """The newest round of each clock that the actor sees, with how many earlier ones were exceeded; one query.

    A round of no length says nothing: a solution is an update, too, and ends the interval that it begins.
    """
    return sorted(kept.rows(_clocks, actor, ticket=ticket.pk), key=_place)


def _clocks(actor):
    rows = Clock.objects.unscoped("of a ticket read through the scope").filter(ticket_id=Given("ticket"))
    rows = rows.filter(sides.of_its_side(actor), Q(round=1) | ~Q(stopped_at=F("started_at")))  # ended as it began
    late_before = Window(
        Count("pk", filter=Q(breached_at__isnull=False)),
        partition_by=[*SAME],
        order_by="round",
        frame=RowRange(end=-1),  # a subquery would count anew for each of many rounds
    )
    rows = rows.annotate(late_before=late_before).select_related("version__agreement", "counted_with")
    return rows.order_by(*SAME, "-round").distinct(*SAME)


def _place(clock: Clock) -> tuple:
    agreement = clock.version.agreement
    return KIND_ORDER.index(agreement.kind), agreement.slug, clock.provider_id, METRIC_ORDER.index(clock.metric)


def nearest(tickets, actor, *, now: datetime) -> dict[int, Standing]:
    """Of each of these tickets the running promise of the reader's own side that is due first; one query.

    Without the time that did not count. One that only measures, or that another case's speaks for, is none.
    """
    process = {one.pk: one.process for one in tickets if one.closed_at is None and not one.historic}
    found = kept.rows(_nearest, actor, tickets=list(process)) if process else []
    return {one.ticket_id: Standing(one, *remains(one, process[one.ticket_id], now=now)) for one in found}


def _nearest(actor):
    rows = Clock.objects.unscoped("of tickets read through the scope").filter(kept.AnyOf("ticket_id", Given("tickets")))
    rows = rows.filter(sides.of_its_own(actor), stopped_at=None, due_at__isnull=False, counts=True, counted_with=None)
    return rows.defer("stood_still", "fired").order_by("ticket_id", "due_at", "pk").distinct("ticket_id")


def standing(clock: Clock, process: str, *, now: datetime) -> Standing:
    """What remains is worked out from the row: nothing has happened to the clock since it was written."""
    return Standing(clock, *remains(clock, process, now=now))


def remains(clock: Clock, process: str, *, now: datetime) -> tuple[str, timedelta | None, timedelta | None]:
    """Its state, and what is left or by how much it is over."""
    state, left, over = clock.state, None, None
    if clock.amount is not None:
        hours = promises.hours_of(clock, process)
        left = max(clock.amount - clock.used, NOTHING)
        if clock.state != State.STOPPED and clock.due_at is not None:
            runs_again = hours.between(now, clock.due_at) < left
            left = min(left, hours.between(now, clock.due_at))
            state = State.RUNNING if clock.state == State.PAUSED and runs_again else clock.state
        if clock.breached_at is not None or (clock.due_at is not None and clock.due_at < now):
            over, left = _over(clock, hours, now), NOTHING
    return str(state), left, over


def _over(clock: Clock, hours: Hours, now: datetime) -> timedelta:
    if clock.state == State.RUNNING and clock.due_at is not None:
        missed_under_another = clock.due_at > now and clock.breached_at is not None
        return hours.between(clock.breached_at if missed_under_another else clock.due_at, now)
    return max(clock.used - (clock.amount or NOTHING), NOTHING)


def _at(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


@dataclass(frozen=True)
class AgreedTime:
    """A calendar by which time is promised: its hours, what it is called, and how long its longest day is."""

    hours: Hours
    label: str
    day: timedelta


def agreed_time(ticket, actor) -> AgreedTime:
    """That in which the solution of this ticket is promised to its owner, for the vendor by itself; else the common."""
    at = ticket.registered_at or timezone.now()
    kind = Agreement.Kind.SLA if actor.is_customer_side else Agreement.Kind.UC
    calendar = promises.calendar_of_solution(ticket.process, ticket.priority, at, kind=kind)
    calendar = calendar or calendars.of_party(None)
    if calendar is None:
        return AgreedTime(AROUND_THE_CLOCK, "", DAY)
    if calendar.around_the_clock:
        return AgreedTime(AROUND_THE_CLOCK, calendar.label, DAY)
    course, first = calendars.course_of(calendar), timezone.localdate(at)
    days = (course.plain(first + number * DAY) for number in range(7))
    minutes = max(sum(end - start for start, end in windows) for windows in days)
    return AgreedTime(course.hours, calendar.label, timedelta(minutes=minutes) or DAY)
