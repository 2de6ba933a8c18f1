"""The report of needs: which there are, how long each stage takes, and how many lie silent. Cut to the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions import directory
from roles.actor import Actor
from tickets.areas import register as areas
from tickets.listed import PER_PAGE, Found, next_start, not_a_choice, page, region_called, states_of, titled
from tickets.models import AffectedRegion, NeedDetail, NeedVoice, Ticket, TicketArea
from tickets.processes.need import silence
from tickets.processes.need.figures import PROCESS
from tickets.search.asked import checked
from tickets.selectors import as_process
from tickets.workflows import Need

MOST = 5_000  # in what is counted
FILTERS = ("q", "region", "area", "which")
OPEN = ("submitted", "regional_prepared", "joint_review", "prioritised", "converted", "effect_followup", "parked")
WHICH = {"": OPEN, "ended": ("closed", "declined"), "all": (*OPEN, "closed", "declined")} | {
    one: (one,) for one in OPEN
}
# Each stage: what it is called, and the moments that it begins and ends with (the first of them that there is).
STAGES = (
    (_("In the region"), ("registered_at",), ("prepared_at", "joint_at")),
    (_("Until the joint review begins"), ("prepared_at",), ("joint_at",)),
    (_("Joint review"), ("joint_at",), ("prioritised_at",)),
    (_("Until work begins"), ("prioritised_at",), ("converted_at",)),
    (_("Until it is in use"), ("converted_at",), ("followup_at",)),
    (_("Until the effect is known"), ("followup_at",), ("closed_at",)),
    (_("From need to effect"), ("registered_at",), ("closed_at",)),
)
OF_DETAIL = ("prepared_at", "joint_at", "prioritised_at", "converted_at", "followup_at")


@dataclass
class Row:
    """One need. `last` is when a person last did something in it."""

    ticket: Ticket
    detail: NeedDetail
    areas: list = field(default_factory=list)
    behind: int = 0  # regions that say it is theirs
    last: datetime | None = None

    def moment(self, names: Iterable[str]) -> datetime | None:
        found = (getattr(self.detail if name in OF_DETAIL else self.ticket, name) for name in names)
        return next((one for one in found if one is not None), None)

    def is_silent(self, now: datetime) -> bool:
        """Lies still though it is open; or has ended without anybody having said why."""
        if self.ticket.closed_at is None:
            return silence.is_silent(self.ticket, self.last, now)
        return not (self.detail.declined if self.ticket.state == "declined" else self.detail.benefit_met)


@dataclass(frozen=True)
class Stage:
    """How many have gone through a stage, in how many days, and how many are in it now."""

    label: object
    number: int
    median_days: int | None
    longest_days: int | None


@dataclass(frozen=True)
class Tally:
    """What one region, one area or all together have."""

    label: str
    slug: str
    number: int
    open: int
    in_use: int
    declined: int
    silent: int
    median_days: int | None  # from need to being in use

    @property
    def silent_share(self) -> float:
        return self.silent / self.number if self.number else 0.0


@dataclass(frozen=True)
class Report:
    all: Tally
    states: list[tuple[str, str, int]]  # code, label, number
    stages: list[Stage]
    regions: list[Tally]
    areas: list[Tally]
    silent: list[Row]
    rows: list[Row]
    is_cut: bool
    at: datetime  # what is counted is as it was then (UTC)


# --- The list ---


def listed(asked: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The needs that the filters keep, the latest first; four queries however many. Raises Refused."""
    rows = _kept(asked, actor).order_by("-registered_at", "-pk")
    return page(rows, _read, start=start, size=size)


@dataclass(frozen=True)
class Reported(Found):
    """The list below its report."""

    report: Report | None = None


def reported(asked: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Reported:
    """As `listed`, with the report of all states; the list is read anew only where that is cut. Raises Refused."""
    states, made = states_of(asked, WHICH), report(asked, actor)
    if made.is_cut:
        found = listed(asked, actor, start=start, size=size)
        return Reported(found.rows, found.total, found.more, made)
    kept = [one for one in made.rows if one.ticket.state in states]
    return Reported(kept[start : start + size], len(kept), next_start(len(kept), start=start, size=size), made)


def _kept(asked: Mapping[str, str], actor: Actor, *, any_state: bool = False):
    states = WHICH["all"] if any_state else states_of(asked, WHICH)
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS, state__in=states, registered_at__isnull=False)
    if slug := asked.get("region"):
        region = region_called(slug)
        behind = AffectedRegion.objects.unscoped("only narrows").filter(ticket_id=OuterRef("pk"), region=region)
        rows = rows.filter(Q(origin_id=region.pk) | Q(Exists(behind)))
    if slug := asked.get("area"):
        area = areas.called(slug)
        if area is None:
            raise not_a_choice("area")
        rows = rows.filter(
            Exists(TicketArea.objects.unscoped("only narrows").filter(ticket_id=OuterRef("pk"), area=area))
        )
    if words := checked(asked.get("q") or ""):
        rows = rows.filter(titled(words))
    return rows


def _read(rows) -> list[Row]:
    """What lists say of needs that were read through the scope; three queries."""
    why = "of tickets read through the scope"
    voices = NeedVoice.objects.unscoped(why).filter(ticket_id=OuterRef("pk")).order_by().values("ticket_id")
    done = silence.done().filter(ticket_id=OuterRef("pk"))
    rows = rows.annotate(
        behind=Coalesce(Subquery(voices.annotate(number=Count("pk")).values("number")), 0),
        last_done_at=Subquery(done.values("ticket_id").annotate(last=Max("at")).values("last")),
    )
    tickets = [as_process(one) for one in rows]
    ids = [one.pk for one in tickets]
    details = {row.ticket_id: row for row in NeedDetail.objects.filter(ticket_id__in=ids)}
    tagged: dict[int, list] = {}
    pairs = TicketArea.objects.unscoped(why).filter(ticket_id__in=ids).order_by("area__position")
    for ticket_id, area_id in pairs.values_list("ticket_id", "area_id"):
        tagged.setdefault(ticket_id, []).append(areas.area(area_id))
    return [
        Row(
            one,
            details.get(one.pk) or NeedDetail(ticket_id=one.pk),
            tagged.get(one.pk, []),
            one.behind,
            one.last_done_at,
        )
        for one in tickets
    ]


# --- The report ---


def report(asked: Mapping[str, str], actor: Actor, now: datetime | None = None) -> Report:
    """Of everything that the filters for region, area and words keep, open and ended; three queries. Raises Refused."""
    now = now or timezone.now()
    found = _read(_kept(asked, actor, any_state=True).order_by("-registered_at", "-pk")[: MOST + 1])
    rows = found[:MOST]
    by_region = [
        _tally(one.name, one.slug, [row for row in rows if row.ticket.origin_id == one.pk], now)
        for one in directory.regions()
    ]
    by_area = [_tally(one.label, one.slug, [row for row in rows if one in row.areas], now) for one in areas.areas()]
    return Report(
        _tally("", "", rows, now),
        _states(rows),
        [_stage(*one, rows) for one in STAGES],
        by_region,
        [one for one in by_area if one.number],
        [one for one in rows if one.is_silent(now)],
        rows,
        len(found) > MOST,
        now,
    )


def _states(rows: list[Row]) -> list[tuple[str, str, int]]:
    return [
        (state.value, str(state.label), sum(row.ticket.state == state for row in rows))
        for state in Need.States
        if state != "draft"
    ]


def _stage(label, begins, ends, rows: list[Row]) -> Stage:
    days = _days(rows, begins, ends)
    return Stage(label, len(days), round(median(days)) if days else None, max(days) if days else None)


def _days(rows: list[Row], begins, ends) -> list[int]:
    """Whole days of those that have gone through; what was declined on the way has not."""
    spans = [
        (row.moment(begins), row.moment(ends))
        for row in rows
        if not (row.ticket.state == "declined" and "closed_at" in ends)
    ]
    return [(end - begin).days for begin, end in spans if begin is not None and end is not None]


def _tally(label: str, slug: str, rows: list[Row], now: datetime) -> Tally:
    days = _days(rows, ("registered_at",), ("followup_at",))
    return Tally(
        label,
        slug,
        len(rows),
        sum(row.ticket.closed_at is None for row in rows),
        sum(row.detail.followup_at is not None for row in rows),
        sum(row.ticket.state == "declined" for row in rows),
        sum(row.is_silent(now) for row in rows),
        round(median(days)) if days else None,
    )
