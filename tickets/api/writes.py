"""Writing over the API: registering, and taking steps on a ticket, a hand-off or a region's leg."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import Reason, Refused, Stale
from engine.perform import create, perform
from regions import directory
from tickets import selectors
from tickets.api import conflict, describe, present, reads
from tickets.api.asked import fields_of, hat_of, once_of, outcome_of, replayed, version_of
from tickets.api.door import ApiView
from tickets.models import Event, Handoff, RegionLeg, Ticket
from tickets.workflows import PROCESSES


def ticket_of(pk: int, actor) -> Ticket:
    """The ticket as it is now; raises DoesNotExist where the actor no longer reads it."""
    rows = Ticket.objects.visible_to(actor).select_related("assignee", "team")
    return selectors.as_process(rows.get(pk=pk))


def ticket_id(number: str, actor) -> int:
    return Ticket.objects.visible_to(actor).values_list("pk", flat=True).get(number=number.upper())


def event_of(done, pk: int, actor) -> Event:
    """The event just written, or read again for a repeated call."""
    if isinstance(done, Event):
        return done
    return Event.objects.visible_to(actor).select_related("user", "acting_person").get(pk=pk)


class Tickets(reads.Tickets):
    """The list, and registering."""

    @describe.register
    def post(self, request):
        once = once_of(request, demanded=True)
        fields = fields_of(request, besides=frozenset({"process"}))
        process = request.data.get("process")
        if not isinstance(process, str) or process not in PROCESSES:
            text = _("Choose one of: %(choices)s.") % {"choices": ", ".join(PROCESSES)}
            raise Refused(Reason("not_a_choice", text, "process"))
        workflow = PROCESSES[process]
        done = create(
            workflow,
            workflow.birth,
            actor=self.actor,
            via="api",
            data=fields,
            hat=hat_of(request),
            once=once,
            process=process,
        )
        _event, pk, is_replayed = outcome_of(done)
        ticket = ticket_of(pk, self.actor)
        headers = {"Location": reads.address_of(ticket), "ETag": reads.etag(ticket.version)}
        return Response(present.row(ticket, self.actor), status=201, headers=headers | replayed(is_replayed))


class StepView(ApiView):
    """Takes one step of one kind of subject; a subclass says which."""

    def take(self, request, model, pk: int, name: str, root_id: int):
        once = once_of(request)
        how = {"version": version_of(request), "data": fields_of(request), "hat": hat_of(request)}
        try:
            done = perform(model, pk, name, actor=self.actor, via="api", once=once, **how)
        except Stale as stale:
            stale.changed = conflict.what_changed(root_id, stale, model, self.actor)
            raise
        event_id, root_id, is_replayed = outcome_of(done)
        ticket = ticket_of(root_id, self.actor)
        event = event_of(done, event_id, self.actor)
        body = {"event": present.event(event, ticket, self.actor), "ticket": present.row(ticket, self.actor)}
        return body, {"ETag": reads.etag(ticket.version)} | replayed(is_replayed)


class TicketStep(StepView):
    @describe.take_step
    def post(self, request, number, name):
        pk = ticket_id(number, self.actor)
        body, headers = self.take(request, Ticket, pk, name, pk)
        return Response(body, headers=headers)


class HandoffStep(StepView):
    @describe.take_handoff_step
    def post(self, request, number, id, name):
        rows = Handoff.objects.visible_to(self.actor).filter(ticket__number=number.upper(), pk=id)
        root_id = rows.values_list("ticket_id", flat=True).get()
        body, headers = self.take(request, Handoff, id, name, root_id)
        return Response(body | {"handoff": self._part(id)}, headers=headers)

    def _part(self, pk: int) -> dict | None:
        part = Handoff.objects.visible_to(self.actor).filter(pk=pk).first()
        return {"id": part.pk, "state": part.state, "version": part.version} if part else None


class LegStep(StepView):
    @describe.take_leg_step
    def post(self, request, number, region, name):
        place = directory.by_slug(region)
        rows = RegionLeg.objects.visible_to(self.actor).filter(ticket__number=number.upper())
        pk, root_id = rows.values_list("pk", "ticket_id").get(region_id=place.pk if place else None)
        body, headers = self.take(request, RegionLeg, pk, name, root_id)
        leg = RegionLeg.objects.visible_to(self.actor).filter(pk=pk).first()
        return Response(body | {"leg": present.leg(leg) if leg else None}, headers=headers)
