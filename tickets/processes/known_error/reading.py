"""Known errors as lists and pages show them, cut to the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from regions import directory
from roles.actor import Actor
from tickets import codes
from tickets.listed import PER_PAGE, Found, not_a_choice, page, region_called, states_of
from tickets.models import AffectedRegion, KnownErrorDetail, Link, TextVersion, Ticket
from tickets.models.audience import audience_only, audiences_of
from tickets.processes.known_error.guards import OFFERED
from tickets.search.asked import checked, terms_of, whole_number
from tickets.selectors import as_process

FILTERS = ("q", "service", "region", "which")
WHICH = {"": OFFERED, "withdrawn": ("withdrawn",), "retired": ("retired",), "draft": ("draft",)}
ANSWERING = """
select said.ticket_id from tickets_knownerrordetail as its join tickets_textversion as said using (ticket_id)
 where said.field in ('title', 'symptom', 'workaround') and said.audience = any(%s) and said.words @@ (%s::tsquery)"""


@dataclass(frozen=True)
class There:
    """A region that a known error concerns; `verified`: the fix works there, so it is no longer offered there."""

    region: object
    verified: bool


@dataclass(frozen=True)
class Row:
    """A known error as lists show it."""

    ticket: Ticket
    workaround: str
    versions: str
    regions: list[There]
    review_at: date | None
    used: int


def listed(asked: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The known errors that the filters keep, the latest published first; five queries. Raises Refused."""
    rows = Ticket.objects.visible_to(actor).filter(process="known-error", state__in=states_of(asked, WHICH))
    rows = rows.filter(Exists(KnownErrorDetail.objects.filter(ticket_id=OuterRef("pk"))))
    if slug := asked.get("service"):
        rows = rows.filter(service_id__in=_services(slug))
    if slug := asked.get("region"):
        rows = rows.filter(Exists(_concerning(slug)))
    if words := checked(asked.get("q") or ""):
        rows = _answering(rows, words, actor)
    rows = rows.order_by("-registered_at", "-pk")
    return page(rows, lambda some: rows_of([as_process(one) for one in some], actor), start=start, size=size)


def _services(slug: str) -> list[int]:
    """A service and its parts."""
    own = [one for one in directory.services() if one.slug == slug]
    if not own:
        raise not_a_choice("service")
    return [one.pk for one in directory.services() if one.pk == own[0].pk or one.parent_id == own[0].pk]


def _concerning(slug: str):
    rows = AffectedRegion.objects.unscoped("of a ticket read through the scope")
    return rows.filter(ticket_id=OuterRef("pk"), region_id=region_called(slug).pk)


def _answering(rows, words: str, actor: Actor):
    """Those that answer every word in title, symptom or workaround, or whose number it is."""
    if number := whole_number(words):
        return rows.filter(number=number)
    terms = terms_of(words)
    if not terms:
        return rows.none()
    for term in terms:
        rows = rows.filter(pk__in=RawSQL(ANSWERING, [audiences_of(actor), term.query]))  # noqa: S611 a text of ours
    return rows


def rows_of(tickets: list[Ticket], actor: Actor) -> list[Row]:
    """What lists say of known errors that were read through the scope; three queries."""
    ids = [one.pk for one in tickets]
    details = {one.ticket_id: one for one in KnownErrorDetail.objects.filter(ticket_id__in=ids)}
    said = TextVersion.objects.unscoped("of tickets read through the scope").filter(
        audience_only(actor), ticket_id__in=ids, field="workaround", part=None, redacted=False
    )
    words = {one.ticket_id: one.body for one in said.order_by("event_seq")}
    there: dict[int, list[There]] = {pk: [] for pk in ids}
    for pk, regions in regions_in(ids).items():
        there[pk] = regions
    return [
        Row(
            one,
            words.get(one.pk, ""),
            details[one.pk].affected_versions,
            there[one.pk],
            details[one.pk].review_at,
            details[one.pk].used,
        )
        for one in tickets
    ]


def regions_in(ids) -> dict[int, list[There]]:
    """The regions of each known error that was read through the scope, in their order; one query."""
    found: dict[int, list[There]] = {}
    rows = AffectedRegion.objects.unscoped("of tickets read through the scope").filter(ticket_id__in=list(ids))
    for row in rows.order_by("region__position"):
        region = directory.organisation(row.region_id)
        found.setdefault(row.ticket_id, []).append(There(region, row.verified_at is not None))
    return found


def incidents_of(ticket, problem_id: int, actor: Actor, *, size: int = 20) -> list[Ticket]:
    """The incidents behind its problem, or solved with it, that the actor reads; the newest first. One query."""
    links = Link.objects.unscoped("one end was read through the scope, the far one is below").filter(ended_at=None)
    behind = Q(other_id=problem_id, kind=codes.LinkKind.CAUSED_BY) | Q(
        other_id=ticket.pk, kind=codes.LinkKind.SOLVED_BY
    )
    rows = Ticket.objects.visible_to(actor).filter(process="incident")
    rows = rows.filter(pk__in=links.filter(behind).values("ticket_id"))
    return [as_process(one) for one in rows.order_by("-registered_at", "-pk")[:size]]
