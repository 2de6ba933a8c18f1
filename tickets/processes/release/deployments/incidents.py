"""The incidents that show that a deployment has failed: named on the row, and linked as caused by the release."""

from __future__ import annotations

from engine.context import Context
from engine.perform import perform_within
from engine.step import steps
from roles.actor import SYSTEM
from tickets import codes as ticket_codes
from tickets.processes.release.deployments.reading import WHY

KIND = ticket_codes.LinkKind.CAUSED_BY
FOUND = "deployment_found"  # a step of an incident that the program takes


def name(context: Context) -> None:
    from tickets.models import Link

    row, named = context.subject, {one.pk for one in context.data.get("deployment_incidents") or ()}
    if not named:
        return
    row.incidents = sorted({*row.incidents, *named})
    rows = Link.objects.unscoped(WHY).filter(other_id=context.root.pk, kind=KIND, ended_at=None)
    for pk in sorted(named - set(rows.values_list("ticket_id", flat=True))):
        context.add(lambda event, texts, pk=pk: Link(ticket_id=pk, other=event.ticket, kind=KIND, created_at=event.at))
        context.then.append(lambda finished, pk=pk: _tell(finished, pk))


def _tell(finished: Context, pk: int) -> None:
    from tickets.models import Ticket

    incident = Ticket.objects.unscoped(WHY).get(pk=pk)
    if FOUND not in steps(incident.workflow_class()):
        return
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"release:{finished.root.pk}", "at": finished.at}
    perform_within(Ticket, pk, FOUND, data={"linked_ticket": finished.root.number}, **how)
