"""Every read of tickets and what hangs on them. Each takes the actor and goes through the model's scope.

What is returned is cut to the reader: a page or serializer shows it as it is and asks nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Q, When

from regions import directory
from roles.actor import Actor
from tickets import filters, paging
from tickets.models import (
    Attachment,
    Event,
    Handoff,
    LedgerRow,
    Link,
    Note,
    RegionLeg,
    Task,
    TextVersion,
    Ticket,
    Watch,
)
from tickets.models.audience import audience_only


@dataclass(frozen=True)
class Queue:
    """A page of tickets with their legs, in the order asked for."""

    page: paging.Page
    order: str
    total: int | None = None
    is_more: bool = False


def as_process(ticket: Ticket) -> Ticket:
    """The ticket as its workflow, so that labels and steps are at hand."""
    ticket.__class__ = ticket.workflow_class()
    return ticket


def matching(parameters: Mapping[str, str], actor: Actor):
    """The queryset of tickets that the filters keep, as `actor` reads them. Raises Refused for a bad filter."""
    return Ticket.objects.visible_to(actor).filter(filters.keep(parameters, actor))


def queue(parameters: Mapping[str, str], actor: Actor, *, size: int = paging.PER_PAGE, count: bool = False) -> Queue:
    """A page of the list; two queries, three with the count. Raises Refused for a bad filter, order or cursor."""
    name = parameters.get("sort") or paging.DEFAULT_ORDER
    order = paging.order_called(name)
    rows = matching(parameters, actor)
    if not parameters.get("state"):
        rows = rows.exclude(state="draft")
    page = paging.page_of(
        rows.select_related("assignee", "team"), order, cursor=parameters.get("cursor", ""), size=size
    )
    with_legs([as_process(row) for row in page.rows], actor)
    total, is_more = paging.counted(rows) if count else (None, False)
    return Queue(page=page, order=name, total=total, is_more=is_more)


def with_legs(tickets: list[Ticket], actor: Actor) -> None:
    """Give each ticket `shown_legs`, in the regions' order; one query."""
    by_ticket: dict[int, list[RegionLeg]] = {ticket.pk: [] for ticket in tickets}
    if by_ticket:
        # The tickets were read through the scope; their legs follow them (RegionLeg.scope says the same).
        for leg in RegionLeg.objects.unscoped("of tickets read through the scope").filter(ticket_id__in=by_ticket):
            by_ticket[leg.ticket_id].append(leg)
    for ticket in tickets:
        ticket.shown_legs = by_ticket[ticket.pk]


def ticket_called(number: str, actor: Actor) -> Ticket:
    """The ticket with this number as its workflow, with `is_followed` by the actor's person.

    Raises DoesNotExist, also when the actor may not read it.
    """
    follows = Watch.objects.filter(ticket_id=OuterRef("pk"), user_id=actor.person_id)
    rows = Ticket.objects.visible_to(actor).select_related("assignee", "team", "reporter")
    return as_process(rows.annotate(is_followed=Exists(follows)).get(number=number.upper()))


def draft_of(pk: int, actor: Actor) -> Ticket:
    """A draft of the actor's own."""
    return as_process(Ticket.objects.visible_to(actor).get(pk=pk, state="draft", reporter_id=actor.person_id))


# What follows hangs on a ticket that was read through the scope, so only the audience is cut here.


def _of(model, ticket: Ticket, actor: Actor):
    rows = model.objects.unscoped("of a ticket read through the scope").filter(ticket_id=ticket.pk)
    return rows.filter(audience_only(actor))


def texts(ticket: Ticket, actor: Actor) -> dict[str, TextVersion]:
    """The current words of each field that the actor may read; one query."""
    rows = _of(TextVersion, ticket, actor).order_by("field", "-event_seq").distinct("field")
    return {row.field: row for row in rows}


def all_texts(ticket: Ticket, actor: Actor) -> list[TextVersion]:
    """Every version of every text that the actor may read, in the order they were written; one query."""
    return list(_of(TextVersion, ticket, actor).order_by("event_seq", "pk"))


def texts_of_events(ticket: Ticket, actor: Actor, seqs) -> dict[int, list[TextVersion]]:
    """The words written in the given events; one query."""
    found: dict[int, list[TextVersion]] = {}
    for row in _of(TextVersion, ticket, actor).filter(event_seq__in=list(seqs)).order_by("pk"):
        found.setdefault(row.event_seq, []).append(row)
    return found


def events(ticket: Ticket, actor: Actor, *, before: int | None = None, size: int = 100) -> list[Event]:
    """The newest events the actor may read, older than the event `before` (an id) when given; one query."""
    rows = _of(Event, ticket, actor).select_related("user", "acting_person").order_by("-seq")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:size])


def notes(ticket: Ticket, actor: Actor):
    return _of(Note, ticket, actor).select_related("text", "author").order_by("-at", "-pk")


def attachments(ticket: Ticket, actor: Actor):
    """Files the actor may open. A vendor gets an unreadable file only after the support organisation confirmed it."""
    rows = _of(Attachment, ticket, actor).select_related("author").order_by("-at", "-pk")
    if actor.is_customer_side or actor.is_system:
        return rows
    return rows.filter(Q(readable=True) | Q(confirmed_by__isnull=False) | Q(organisation_id__in=actor.organisation_ids))


def tasks(ticket: Ticket, actor: Actor):
    return _of(Task, ticket, actor).select_related("assignee").order_by("done_at", "pk")


def handoffs(ticket: Ticket, actor: Actor) -> list[Handoff]:
    """The ticket's hand-offs that the actor may know of, newest first."""
    rows = Handoff.objects.visible_to(actor).filter(ticket_id=ticket.pk).order_by("-proposed_at", "-pk")
    found = list(rows.select_related("from_organisation", "to_organisation", "proposed_by"))
    for row in found:
        row.ticket = ticket
    return found


def legs(ticket: Ticket, actor: Actor) -> list[RegionLeg]:
    """The regions' parts in the order of the regions, `region` at hand; one query."""
    rows = RegionLeg.objects.unscoped("of a ticket read through the scope").filter(ticket_id=ticket.pk)
    found = list(rows)
    for row in found:
        row.ticket = ticket
        row.region = directory.organisation(row.region_id) or row.region
    return sorted(found, key=lambda row: row.region.position)


def links(ticket: Ticket, actor: Actor):
    """Links from and to the ticket whose both ends the actor may read, with number and title of the ends; one query."""
    rows = Link.objects.unscoped("one end was read through the scope, the far one is below")
    rows = rows.filter(Q(ticket_id=ticket.pk) | Q(other_id=ticket.pk), ended_at=None)
    rows = rows.annotate(far_end=Case(When(ticket_id=ticket.pk, then=F("other_id")), default=F("ticket_id")))
    readable = Ticket.objects.visible_to(actor).filter(pk=OuterRef("far_end"))
    ends = [f"{end}__{column}" for end in ("ticket", "other") for column in ("number", "title")]
    return rows.filter(Exists(readable)).select_related("ticket", "other").only("kind", *ends)


def ledger(ticket: Ticket, actor: Actor):
    """Who had it and when. The vendor sees the rows from the first hand-off to it on."""
    rows = LedgerRow.objects.unscoped("of a ticket read through the scope").filter(ticket_id=ticket.pk).order_by("span")
    if not actor.is_customer_side and not actor.is_system:
        rows = rows.filter(span__endswith__gt=ticket.vendor_since) | rows.filter(span__endswith=None)
    return rows


def is_watching(ticket: Ticket, actor: Actor) -> bool:
    return Watch.objects.filter(ticket_id=ticket.pk, user_id=actor.person_id).exists()
