"""Deviations as the register shows them, cut to the reader, and how many each region has had over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from regions import directory
from regions.models import Organisation
from roles.actor import Actor
from tickets.deviations.codes import Kind
from tickets.deviations.figures import PROCESS
from tickets.listed import PER_PAGE, Found, not_a_choice, page, region_called, states_of, titled
from tickets.models import DeviationDetail, TextVersion, Ticket
from tickets.models.audience import audience_only
from tickets.processes.known_error.guards import months_after
from tickets.search.asked import checked
from tickets.selectors import as_process

FILTERS = ("q", "region", "kind", "which")
OPEN = ("in_force", "due")
WHICH = {"": OPEN, "due": ("due",), "ended": ("ended",), "all": (*OPEN, "ended")}
BACK = (3, 6, 12)  # so many months ago the count is shown, too


@dataclass(frozen=True)
class Row:
    """One deviation. `release` is the one that it deviates from, where the reader may read that."""

    ticket: Ticket
    detail: DeviationDetail
    reason: str
    cost: str
    release: Ticket | None = None

    @property
    def region(self) -> Organisation:
        return directory.organisation(self.ticket.origin_id)


@dataclass(frozen=True)
class Tally:
    """How many of one region (None: of all) hold now, are to be reviewed, and held so many months ago."""

    region: Organisation | None
    now: int
    due: int
    before: tuple[int, ...]
    by_kind: tuple[int, ...]

    @property
    def change(self) -> int:
        """Since the nearest of the earlier counts."""
        return self.now - self.before[0]


# --- The list ---


def listed(asked: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The deviations that the filters keep, the next to run out first; at most five queries. Raises Refused."""
    expiry = DeviationDetail.objects.filter(ticket_id=OuterRef("pk")).values("expires_on")[:1]
    rows = _kept(asked, actor).annotate(expires_on=expiry).order_by("closed_at", "expires_on", "pk")
    return page(rows, lambda some: rows_of(map(as_process, some), actor), start=start, size=size)


def _kept(asked: Mapping[str, str], actor: Actor):
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS, state__in=states_of(asked, WHICH))
    if slug := asked.get("region"):
        rows = rows.filter(origin_id=region_called(slug).pk)
    if kind := asked.get("kind"):
        if kind not in Kind.values:
            raise not_a_choice("kind")
        rows = rows.filter(Exists(DeviationDetail.objects.filter(ticket_id=OuterRef("pk"), kind=kind)))
    if words := checked(asked.get("q") or ""):
        rows = rows.filter(titled(words))
    return rows


def rows_of(tickets: Iterable[Ticket], actor: Actor) -> list[Row]:
    """What the register says of deviations that were read through the scope; three queries."""
    tickets = list(tickets)
    ids = [one.pk for one in tickets]
    details = {row.ticket_id: row for row in DeviationDetail.objects.filter(ticket_id__in=ids)}
    words = _words(ids, actor)
    wanted = {row.release_id for row in details.values()} - {None}
    releases = Ticket.objects.visible_to(actor).in_bulk(wanted) if wanted else {}
    return [
        Row(
            one,
            details[one.pk],
            words.get((one.pk, "deviation_reason"), ""),
            words.get((one.pk, "deviation_cost"), ""),
            releases.get(details[one.pk].release_id),
        )
        for one in tickets
    ]


def _words(ids: list[int], actor: Actor) -> dict[tuple[int, str], str]:
    said = TextVersion.objects.unscoped("of tickets read through the scope").filter(
        audience_only(actor), ticket_id__in=ids, field__in=("deviation_reason", "deviation_cost"), part=None
    )
    newest = {(one.ticket_id, one.field): one for one in said.order_by("event_seq")}
    return {key: "" if one.redacted else one.body for key, one in newest.items()}


# --- How many ---


def counts(actor: Actor, now: datetime | None = None) -> list[Tally]:
    """For each member region, and first of all of them together, what the reader may read; one query."""
    now = now or timezone.now()
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS)
    told = {f"ago_{months}": _held(_months_ago(now, months)) for months in BACK}
    told |= {f"kind_{kind}": _held(now) & _of_kind(kind) for kind in Kind.values}
    told |= {"now": _held(now), "due": Q(state="due")}
    counted = rows.values("origin_id").annotate(**{name: Count("pk", filter=wanted) for name, wanted in told.items()})
    by_region = {one["origin_id"]: one for one in counted.order_by()}
    nothing = dict.fromkeys(told, 0)
    found = [_count(region, by_region.get(region.pk, nothing)) for region in directory.regions()]
    summed = {name: sum(one[name] for one in by_region.values()) for name in told}
    return [_count(None, summed), *found]


def _count(region: Organisation | None, said: Mapping[str, int]) -> Tally:
    return Tally(
        region,
        said["now"],
        said["due"],
        tuple(said[f"ago_{months}"] for months in BACK),
        tuple(said[f"kind_{kind}"] for kind in Kind.values),
    )


def _held(at: datetime) -> Q:
    """In force at the instant: begun by then, and not ended."""
    return Q(registered_at__lte=at) & (Q(closed_at=None) | Q(closed_at__gt=at))


def _of_kind(kind: str) -> Q:
    return Q(Exists(DeviationDetail.objects.filter(ticket_id=OuterRef("pk"), kind=kind)))


def _months_ago(now: datetime, months: int) -> datetime:
    local = timezone.localtime(now)
    return local - (local.date() - months_after(local.date(), -months))


def is_to_be_reviewed(ticket: Ticket, detail: DeviationDetail) -> bool:
    """Its last day has passed, whether or not the program has said so yet."""
    is_over = detail.expires_on is not None and detail.expires_on < timezone.localdate()
    return ticket.state == "due" or (ticket.closed_at is None and is_over)
