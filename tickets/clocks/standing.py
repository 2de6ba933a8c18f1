"""How the kept clocks of a ticket stand now, and its time in that of an agreement: for pages and the interface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery
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
    stills: list[Still]

    @property
    def share_used(self) -> float | None:
        """How much of the amount has been used, as far as it is not exceeded."""
        return 1 - self.left / self.clock.amount if self.left is not None and self.clock.amount else None


def clocks(ticket, actor) -> list[Clock]:
    """The newest round of each clock that the actor sees, with how many earlier ones were exceeded; one query."""
    return sorted(kept.rows(_clocks, actor, ticket=ticket.pk), key=_place)


def _clocks(actor):
    rows = Clock.objects.unscoped("of a ticket read through the scope").filter(ticket_id=Given("ticket"))
    of_same = {name: OuterRef(name) for name in ("ticket_id", *SAME)}
    late = Clock.objects.unscoped("of the same ticket").filter(**of_same, breached_at__isnull=False)
    late = late.filter(round__lt=OuterRef("round")).order_by().values("metric").annotate(count=Count("pk"))
    rows = rows.filter(sides.of_its_side(actor)).select_related("version__agreement", "counted_with")
    return rows.annotate(late_before=Subquery(late.values("count"))).order_by(*SAME, "-round").distinct(*SAME)


def _place(clock: Clock) -> tuple:
    agreement = clock.version.agreement
    return KIND_ORDER.index(agreement.kind), agreement.slug, clock.provider_id, METRIC_ORDER.index(clock.metric)


def standing(clock: Clock, process: str, *, now: datetime) -> Standing:
    """What remains is worked out from the row: nothing has happened to the clock since it was written."""
    stills = [Still(_at(start), _at(end), why) for start, end, why in clock.stood_still]
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
    return Standing(clock, str(state), left, over, stills)


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


def agreed_time(ticket) -> AgreedTime:
    """That in which the owner of this ticket is promised its solution, else the common one."""
    at = ticket.registered_at or timezone.now()
    calendar = promises.calendar_of_solution(ticket.process, ticket.priority, at) or calendars.of_party(None)
    if calendar is None:
        return AgreedTime(AROUND_THE_CLOCK, "", DAY)
    if calendar.around_the_clock:
        return AgreedTime(AROUND_THE_CLOCK, calendar.label, DAY)
    course, first = calendars.course_of(calendar), timezone.localdate(at)
    days = (course.plain(first + number * DAY) for number in range(7))
    minutes = max(sum(end - start for start, end in windows) for windows in days)
    return AgreedTime(course.hours, calendar.label, timedelta(minutes=minutes) or DAY)
