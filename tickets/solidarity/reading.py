"""What each region has given and used in a period: rows of the ledger, and the costs of accepted quotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from regions import allocation, directory
from regions.allocation import Key, rests_on
from regions.models import Organisation, ProcessDefinition, RegionMeasure
from regions.sharing import CENT, amounts, divided
from roles.actor import Actor
from tickets.models import QuoteAllocation, QuoteShare, SolidarityRow, SolidarityShare, Ticket
from tickets.solidarity.periods import end_of

READ, ENTER = "solidarity.read", "solidarity.enter"
WHY = "the ledger sums what every region bears; who reads it is asked before"
Part = SolidarityShare.Part


@dataclass
class Line:
    """A region in the period. Hours and kronor; the difference is what it has given beyond what it has used."""

    region: Organisation
    hours_given: Decimal = Decimal(0)
    hours_used: Decimal = Decimal(0)
    kronor_borne: Decimal = Decimal(0)
    kronor_used: Decimal = Decimal(0)
    hours_agreed: Decimal | None = None  # of the months of the period that have begun; None where nothing is agreed

    @property
    def hours_beyond(self) -> Decimal:
        return self.hours_given - self.hours_used

    @property
    def kronor_beyond(self) -> Decimal:
        return self.kronor_borne - self.kronor_used


@dataclass(frozen=True)
class Entry:
    """One row as the page and the file list it. It names no person."""

    day: date
    kind: str  # effort, cost, quote
    what: str
    hours: Decimal | None = None
    kronor: Decimal | None = None
    by: str = ""  # who gave it, or by which key it is borne
    used_by: str = ""
    entered_as: str = ""
    row: SolidarityRow | None = None
    number: str = ""  # of an order that the reader may read
    key: str = ""  # of a cost or a quote: by which it is borne
    used: tuple[str, ...] = ()  # the regions that it was for, by slug
    rests_on: list = field(default_factory=list)  # where the key follows from figures: by whom, of which day


@dataclass
class Ledger:
    first: date
    last: date
    lines: list[Line]
    entries: list[Entry] = field(default_factory=list)

    @property
    def total(self) -> Line:
        found = Line(region=None)
        for name in ("hours_given", "hours_used", "kronor_borne", "kronor_used"):
            setattr(found, name, sum((getattr(line, name) for line in self.lines), Decimal(0)))
        agreed = [line.hours_agreed for line in self.lines if line.hours_agreed is not None]
        found.hours_agreed = sum(agreed, Decimal(0)) if agreed else None
        return found

    @property
    def has_agreed(self) -> bool:
        return any(line.hours_agreed is not None for line in self.lines)


def may_read(actor: Actor) -> bool:
    return actor.can(READ)


def entry(pk: int) -> Entry:
    """One row that the caller has just entered or taken back."""
    rows = SolidarityRow.objects.select_related("organisation", "role").prefetch_related("shares__region")
    return _entry(rows.get(pk=pk))


def ledger(actor: Actor, first: date, last: date) -> Ledger:
    """The period from `first` through `last`, regions in the order of the strip, never by how much; five queries."""
    lines = {region.pk: Line(region) for region in directory.regions()}
    rows = SolidarityRow.objects.filter(month__range=(first, last), withdrawn_at=None)
    rows = list(rows.select_related("organisation", "role").prefetch_related("shares__region"))
    quotes = _quotes(first, last)
    for row in rows:
        _add_row(lines, row)
    for quote in quotes:
        _add_quote(lines, quote)
    entries = [_entry(row) for row in rows] + _entries_of_quotes(quotes, actor)
    entries.sort(key=lambda one: one.day, reverse=True)
    _add_agreed(lines, first, min(last, timezone.localdate()))
    order = {one.pk: number for number, one in enumerate(directory.organisations())}
    return Ledger(first, last, sorted(lines.values(), key=lambda line: order[line.region.pk]), entries)


def _add_agreed(lines: dict[int, Line], first: date, last: date) -> None:
    """Of each month a twelfth of the hours a year that were agreed when it ended (T08); no query."""
    month, agreed = first.replace(day=1), RegionMeasure.Kind.EFFORT
    while month <= last:
        for pk, measure in allocation.measures(agreed, end_of(month)).items():
            if line := lines.get(pk):
                line.hours_agreed = (line.hours_agreed or Decimal(0)) + Decimal(measure.value) / 12
        month = end_of(month) + timedelta(days=1)
    for line in lines.values():
        if line.hours_agreed is not None:
            line.hours_agreed = line.hours_agreed.quantize(CENT)


def _quotes(first: date, last: date) -> list[QuoteAllocation]:
    """Accepted in the period and borne by several regions, of orders that have not been withdrawn since.

    What one region alone pays moves nothing between them, and is that region's own amount.
    """
    begins, ends = (
        timezone.make_aware(datetime.combine(day, clock)) for day, clock in ((first, time.min), (last, time.max))
    )
    rows = QuoteAllocation.objects.unscoped(WHY).filter(accepted_at__range=(begins, ends))
    found = {one.pk: one for one in rows.exclude(ticket__state="cancelled").select_related("quote")}
    shares = QuoteShare.objects.unscoped(WHY).filter(allocation_id__in=found).select_related("region")
    for one in found.values():
        one.parts = []
    for share in shares if found else ():
        found[share.allocation_id].parts.append(share)
    return [one for one in found.values() if sum(bool(part.share) for part in one.parts) > 1]


def _add_row(lines: dict[int, Line], row: SolidarityRow) -> None:
    used = _parts(row, Part.USED)
    if row.kind == SolidarityRow.Kind.EFFORT:
        _put(lines, [row.organisation_id], [row.hours], "hours_given")
        _put(lines, used, _equally(row.hours, len(used)), "hours_used")
        return
    borne = _parts(row, Part.BORNE)
    _put(lines, borne, amounts(row.amount, list(borne.values())), "kronor_borne")
    _put(lines, used, _equally(row.amount, len(used)), "kronor_used")


def _add_quote(lines: dict[int, Line], quote: QuoteAllocation) -> None:
    shares = quote.parts
    _put(lines, [one.region_id for one in shares], [one.amount for one in shares], "kronor_borne")
    using = [one.region_id for one in shares if one.share]
    _put(lines, using, _equally(quote.quote.price, len(using)), "kronor_used")


def _equally(whole: Decimal, count: int) -> list[Decimal]:
    return [part * CENT for part in divided([1] * count, int(whole / CENT))]


def _parts(row: SolidarityRow, part: str) -> dict[int, int]:
    return {one.region_id: one.share for one in row.shares.all() if one.part == part}


def _put(lines: dict[int, Line], regions: Iterable[int], values: Iterable[Decimal], name: str) -> None:
    """A region that has left the collaboration since keeps its line in the periods in which it gave or used."""
    for pk, value in zip(regions, values, strict=True):
        line = lines.setdefault(pk, Line(directory.organisation(pk)))
        setattr(line, name, getattr(line, name) + value)


def _entry(row: SolidarityRow) -> Entry:
    used = [one.region for one in row.shares.all() if one.part == Part.USED]
    said = {"day": row.month, "kind": row.kind, "used_by": _names(used), "entered_as": row.entered_as, "row": row}
    said |= {"key": row.key, "used": tuple(one.slug for one in used)}
    if row.kind == SolidarityRow.Kind.EFFORT:
        role = row.role.label if row.role else ""
        what = ", ".join(filter(None, (process_label(row.process), role)))
        return Entry(what=what, hours=row.hours, by=_name(row.organisation), **said)
    said["rests_on"] = rests_on(row.figures)
    return Entry(what=row.label, kronor=row.amount, by=str(Key(row.key).label), **said)


def _entries_of_quotes(quotes: list[QuoteAllocation], actor: Actor) -> list[Entry]:
    """Each with the order's number for those who may read it; one query."""
    readable = Ticket.objects.visible_to(actor).filter(pk__in=[one.ticket_id for one in quotes])
    known = dict(readable.values_list("pk", "number")) if quotes else {}
    return [
        Entry(
            day=timezone.localdate(one.accepted_at),
            kind="quote",
            what=_("Accepted quote"),
            kronor=one.quote.price,
            by=str(Key(one.key).label),
            used_by=_names([share.region for share in one.parts if share.share]),
            number=known.get(one.ticket_id, ""),
            key=one.key,
            rests_on=rests_on(one.figures),
            used=tuple(share.region.slug for share in one.parts if share.share),
        )
        for one in quotes
    ]


def _names(regions: list[Organisation]) -> str:
    if len(regions) == len(directory.regions()) and len(regions) > 1:
        return _("all regions")
    return ", ".join(_name(one) for one in regions)


def _name(region: Organisation) -> str:
    return region.short_name or region.name


def process_label(slug: str) -> str:
    return dict(processes()).get(slug, slug)


def processes() -> list[tuple[str, str]]:
    """The processes that effort is entered for: those of the collaboration, by name."""

    def read():
        return list(ProcessDefinition.objects.filter(collaboration=directory.collaboration()).order_by("label_sv"))

    return [(one.slug, one.label) for one in directory.remembered((__name__, "processes"), read)]
