"""Writing over the API: registering, and taking steps on a ticket, a hand-off or a region's leg."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import Reason, Refused, Stale
from engine.perform import create, perform
from regions import directory
from roles import kept
from roles.kept import Given
from tickets import presence, selectors
from tickets.api import conflict, describe, present, reads
from tickets.api.asked import fields_of, hat_of, once_of, outcome_of, replayed, version_of
from tickets.api.door import ApiView
from tickets.models import PARTED, Event, Handoff, RegionLeg, Ticket
from tickets.workflows import PROCESSES


def ticket_of(pk: int, actor) -> Ticket:
    """The ticket as it is now; raises DoesNotExist where the actor no longer reads it."""
    found = kept.rows(_ticket_of, actor, ticket=pk)
    if not found:
        raise Ticket.DoesNotExist
    return selectors.as_process(found[0])


def _ticket_of(actor):
    return Ticket.objects.visible_to(actor).select_related("assignee", "team").filter(pk=Given("ticket"))


def id_of(model, **where):
    """The id of one row as a part of the statement that locks it: no look-up of its own, and no second scope."""
    return model.objects.unscoped("locked through the caller's scope").filter(**where).values("pk")[:1]


def event_of(done, pk: int, actor) -> Event:
    """The event just written, or read again for a repeated call."""
    if isinstance(done, Event):
        return done
    return Event.objects.visible_to(actor).select_related("user", "acting_person", "deputy_for").get(pk=pk)


def out_of_reach(done, events, root: str) -> Response:
    """Of a step that was taken and whose subject the caller no longer reads: its number, and what the step led to."""
    event_id, _pk, is_replayed = outcome_of(done)
    rows = events.objects.unscoped("the caller's own step").filter(pk=event_id)
    number, state = rows.values_list(f"{root}__number", "target").get()
    return Response({"number": number, "state": state}, headers=replayed(is_replayed))


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

    def take(self, request, model, pk, number: str, name: str) -> Response:
        once = once_of(request)
        how = {"version": version_of(request), "data": fields_of(request), "hat": hat_of(request)}
        try:
            done = perform(model, pk, name, actor=self.actor, via="api", once=once, **how)
        except Stale as stale:
            stale.changed = conflict.what_changed(number, stale, model, self.actor)
            raise
        event_id, root_id, is_replayed = outcome_of(done)
        try:
            ticket, event = ticket_of(root_id, self.actor), event_of(done, event_id, self.actor)
        except (Ticket.DoesNotExist, Event.DoesNotExist):
            return out_of_reach(done, Event, "ticket")
        presence.note(ticket, self.actor, writes=True, at=timezone.now())
        body = {"event": present.event(event, ticket, self.actor), "ticket": present.row(ticket, self.actor)}
        return Response(body, headers={"ETag": reads.etag(ticket.version)} | replayed(is_replayed))


class TicketStep(StepView):
    @describe.take_step
    def post(self, request, number, name):
        return self.take(request, Ticket, id_of(Ticket, number=number.upper()), number, name)


class HandoffStep(StepView):
    @describe.take_handoff_step
    def post(self, request, number, id, name):
        return self.take(request, Handoff, id_of(Handoff, ticket__number=number.upper(), pk=id), number, name)


class LegStep(StepView):
    @describe.take_leg_step
    def post(self, request, number, region, name):
        place = directory.by_slug(region)
        living = [state for state in RegionLeg.States.values if state != PARTED]
        region_id = place.pk if place else None
        leg = id_of(RegionLeg, ticket__number=number.upper(), region_id=region_id, state__in=living)
        return self.take(request, RegionLeg, leg, number, name)
