"""Templates as lists and pages show them, cut to the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from regions import directory
from regions.models import ServiceComponent
from roles.actor import Actor
from tickets.listed import PER_PAGE, Found, not_a_choice, page, states_of, titled
from tickets.models import (
    AffectedService,
    ChangeTemplateDetail,
    ChangeTemplateVersion,
    TemplateUse,
    TextVersion,
    Ticket,
)
from tickets.models.audience import audience_only
from tickets.processes.change.codes import Outcome
from tickets.processes.change_template import limits
from tickets.processes.change_template.figures import PROCESS
from tickets.search.asked import checked
from tickets.selectors import as_process

FILTERS = ("q", "service", "which")
WHICH = {
    "": ("approved",),
    "suspended": ("suspended",),
    "proposed": ("proposed",),
    "draft": ("draft",),
    "retired": ("retired",),
}


@dataclass(frozen=True)
class Success:
    """How the changes made from a template went."""

    ended: int = 0
    successful: int = 0

    @property
    def share(self) -> float | None:
        return self.successful / self.ended if self.ended else None


@dataclass(frozen=True)
class Row:
    """A template as lists show it. `version` is the number of what was approved last, None before that."""

    ticket: Ticket
    services: list[ServiceComponent]
    limits: list[limits.Limit]
    valid_until: date | None
    version: int | None
    success: Success = field(default_factory=Success)


def listed(asked: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The templates that the filters keep, by title; six queries however many. Raises Refused."""
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS, state__in=states_of(asked, WHICH))
    if slug := asked.get("service"):
        rows = rows.filter(Exists(_touching(slug)))
    if words := checked(asked.get("q") or ""):
        rows = rows.filter(titled(words))
    rows = rows.order_by("title", "pk")
    return page(rows, lambda some: rows_of([as_process(one) for one in some], actor), start=start, size=size)


def _touching(slug: str):
    """Templates for a service, for one of its parts, or for the service that it is a part of."""
    own = directory.service_by_slug(slug)
    if own is None:
        raise not_a_choice("service")
    kin = [one.pk for one in directory.services() if one.pk in (own.pk, own.parent_id) or one.parent_id == own.pk]
    rows = AffectedService.objects.unscoped("of a ticket read through the scope")
    return rows.filter(ticket_id=OuterRef("pk"), service_id__in=kin)


def rows_of(tickets: Iterable[Ticket], actor: Actor) -> list[Row]:
    """What lists say of templates that were read through the scope; four queries."""
    tickets = list(tickets)
    ids = [one.pk for one in tickets]
    details = {row.ticket_id: row for row in _details(ids)}
    services, said, went = services_of(ids), _limits(ids, actor), successes(ids, actor)
    return [
        Row(
            one,
            services.get(one.pk, []),
            said.get(one.pk, []),
            details[one.pk].valid_until if one.pk in details else None,
            details[one.pk].current.number if one.pk in details and details[one.pk].current_id else None,
            went.get(one.pk, Success()),
        )
        for one in tickets
    ]


def _details(ids: list[int]):
    return ChangeTemplateDetail.objects.filter(ticket_id__in=ids).select_related("current")


def services_of(ids: list[int]) -> dict[int, list[ServiceComponent]]:
    """The services of each ticket that was read through the scope, in the order of the catalogue; one query."""
    rows = AffectedService.objects.unscoped("of tickets read through the scope").filter(ticket_id__in=ids)
    touched: dict[int, set[int]] = {}
    for ticket_id, service_id in rows.values_list("ticket_id", "service_id"):
        touched.setdefault(ticket_id, set()).add(service_id)
    return {pk: [one for one in directory.services() if one.pk in found] for pk, found in touched.items()}


def _limits(ids: list[int], actor: Actor) -> dict[int, list[limits.Limit]]:
    said = TextVersion.objects.unscoped("of tickets read through the scope").filter(
        audience_only(actor), ticket_id__in=ids, field="parameter_limits", part=None
    )
    newest = {one.ticket_id: one for one in said.order_by("event_seq")}
    return {pk: limits_in(one.body) for pk, one in newest.items() if not one.redacted}


def limits_in(text: str) -> list[limits.Limit]:
    """The parameters, none where the words are no longer read (a part of them was removed)."""
    try:
        return limits.read(text)
    except limits.Unreadable:
        return []


def successes(ids: Iterable[int], actor: Actor) -> dict[int, Success]:
    """By template; one query. On the customer's side every change counts, also those that the reader does not read."""
    rows = _counted_for(actor).filter(template_id__in=list(ids))
    counted = rows.values("template_id").annotate(
        ended=Count("pk"), successful=Count("pk", filter=Q(outcome=Outcome.SUCCESSFUL))
    )
    return {one["template_id"]: Success(one["ended"], one["successful"]) for one in counted}


def _counted_for(actor: Actor):
    """The uses that count in what the reader is told: all, but for the vendor those of changes that it reads."""
    rows = TemplateUse.objects.unscoped("of tickets read through the scope")
    if actor.is_customer_side:
        return rows
    return rows.filter(change__in=Ticket.objects.visible_to(actor).filter(process="change"))


def versions_of(ticket, actor: Actor) -> tuple[list[ChangeTemplateVersion], Success]:
    """What was approved, the newest first, and how the changes made from all of it went; one query."""
    rows = ChangeTemplateVersion.objects.unscoped("of a ticket read through the scope").filter(template_id=ticket.pk)
    uses = _counted_for(actor).filter(version_id=OuterRef("pk"))
    number = uses.order_by().values("version_id").annotate(number=Count("pk")).values("number")
    counted = rows.annotate(
        ended=Coalesce(Subquery(number), 0),
        good=Coalesce(Subquery(number.filter(outcome=Outcome.SUCCESSFUL)), 0),
    )
    found = list(counted.order_by("-number"))
    return found, Success(sum(one.ended for one in found), sum(one.good for one in found))


def read_before(read) -> None:
    """Let the template know its services and who has read it, in one query."""
    ticket = read.ticket
    services = AffectedService.objects.unscoped("of a ticket read through the scope").filter(ticket_id=ticket.pk)
    named = services.order_by().annotate(what=Value("service")).values_list("what", "service_id")
    readers = [
        rows.order_by().annotate(what=Value("reader")).values_list("what", "organisation_id")[:1]
        for rows in ticket.other_readers()
    ]
    found = list(named.union(*readers, all=True))
    touched = {pk for what, pk in found if what == "service"}
    ticket.__dict__["_touched"] = [one for one in directory.services() if one.pk in touched]
    ticket.__dict__["_read_by_others"] = any(what == "reader" for what, _pk in found)


def uses_of(ticket, actor: Actor, *, size: int = 20) -> list[TemplateUse]:
    """Changes made from it that the actor reads, the newest first; one query."""
    rows = TemplateUse.objects.unscoped("the change is below").filter(template_id=ticket.pk)
    rows = rows.filter(change__in=Ticket.objects.visible_to(actor).filter(process="change"))
    return list(rows.select_related("change", "version").order_by("-at", "-pk")[:size])
