"""The services that a change, or a template of changes, touches: rows of their own, and one for lists to show."""

from __future__ import annotations

from engine.context import Context
from regions import directory
from regions.models import ServiceComponent
from tickets import codes


def services_of(ticket) -> list[ServiceComponent]:
    """In the order of the catalogue; read once for the step."""
    from tickets.models import AffectedService

    if "_touched" not in ticket.__dict__:
        rows = AffectedService.objects.unscoped("a rule of the ticket itself").filter(ticket_id=ticket.pk)
        ids = set(rows.values_list("service_id", flat=True)) if ticket.pk else set()
        ticket.__dict__["_touched"] = [one for one in directory.services() if one.pk in ids]
    return ticket.__dict__["_touched"]


def set_services(context: Context) -> None:
    """A row for each service that was named; those no longer named go. Nothing was named: they stay."""
    from tickets.models import AffectedService

    named = context.data.get("services")
    if named is None:
        return
    ticket = context.root
    before = services_of(ticket)
    known, wanted = ({one.pk for one in those} for those in (before, named))
    for one in named:
        if one.pk not in known:
            context.add(lambda event, texts, one=one: AffectedService(ticket=event.ticket, service=one))
    if known - wanted:
        rows = AffectedService.objects.unscoped("its own services").filter(service_id__in=known - wanted)
        context.then.append(lambda finished: rows.filter(ticket_id=finished.root.pk).delete())
    if known != wanted:
        words = [[one.name for one in those] for those in (before, named)]
        context.notes["services"] = {"old": words[0], "new": words[1], "for": codes.Audience.ALL}
    ticket.__dict__["_touched"] = list(named)
    ticket.service_id = shown(named).pk if named else None


def shown(services: list[ServiceComponent]) -> ServiceComponent:
    """The one that lists show for all: the only one, else the service that they are parts of, else the first."""
    roots = {one.parent_id or one.pk for one in services}
    if len(services) > 1 and len(roots) == 1:
        return directory.service(roots.pop()) or services[0]
    return services[0]
