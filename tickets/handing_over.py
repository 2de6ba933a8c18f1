"""What handing over does: a hand-off is offered, received, returned or taken back. One room for all of it.

Routes are the collaboration's data (`regions.directory.route`); who may offer is said by the steps.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from regions import directory
from sla.models import Trigger
from tickets import codes, second_look
from tickets.escalating import rows
from tickets.grants import grant_organisation

ALERT_AT_RETURNS = 3


def to_support(context: Context) -> None:
    offer(context, directory.support_org())


def to_vendor(context: Context) -> None:
    offer(context, vendor_of(context.subject))


def to_vendor_in_emergency(context: Context) -> None:
    """The one way past the support organisation: it becomes co-holder and is told at once (S1)."""
    context.subject.co_holder = directory.support_org()
    offer(context, vendor_of(context.subject), bypass=True)
    context.tell("support_on_call")


def to_it(context: Context) -> None:
    """To the region's own IT and medical engineering; the owning region decides which."""
    region = directory.organisation(context.subject.origin_id)
    units = [one for one in directory.organisations() if one.kind == "it_mt" and one.parent_id == region.pk]
    if not units:
        raise Refused(Reason("no_such_unit", _("The region has no IT and medical engineering to hand over to.")))
    offer(context, units[0])


def back(context: Context) -> None:
    """To whoever handed it over, else to the region that owns it."""
    offer(context, _giver(context.subject))


def back_with_solution(context: Context) -> None:
    context.data.setdefault("handoff_reason", codes.HandoffReason.SOLVED)
    offer(context, _giver(context.subject), with_solution=True)


def vendor_of(ticket):
    service = directory.service(ticket.service_id)
    vendor = directory.organisation(service.vendor_id) if service and service.vendor_id else directory.vendor()
    if vendor is None or vendor.tier != "vendor":
        raise Refused(Reason("no_vendor", _("The service has no vendor. Choose another service first."), "service"))
    return vendor


def _giver(ticket):
    from tickets.models import Handoff

    accepted = Handoff.objects.unscoped("where the ticket came from").filter(
        ticket_id=ticket.pk, to_organisation_id=ticket.holder_id, state="accepted"
    )
    last = accepted.order_by("-proposed_at").values_list("from_organisation_id", flat=True).first()
    giver, holder = directory.organisation(last or ticket.origin_id), directory.organisation(ticket.holder_id)
    # After an emergency bypass there is no way back to the region but through the support organisation (S1).
    return giver if directory.route(holder, giver) else directory.support_org()


def offer(context: Context, receiver, *, bypass: bool = False, with_solution: bool = False) -> None:
    """Propose that `receiver` takes the ticket over; the sender holds it until that is accepted."""
    from tickets.models import Handoff

    ticket = context.subject
    sender = directory.organisation(ticket.holder_id)
    route = directory.route(sender, receiver) if receiver else None
    if route is None or sender == receiver or (route.only_by and not bypass):
        text = _("The case cannot be handed over directly between these organisations.")
        raise Refused(Reason("no_route", text))
    second_look.demand(context, receiver)
    ticket.offered_to = receiver
    rows.begin(context, Trigger.HANDOFF_UNANSWERED)
    if receiver.tier == "vendor" and ticket.vendor_id is None:
        ticket.vendor, ticket.vendor_since = receiver, context.at
    if receiver.kind == "it_mt":
        # Reads and answers from now on; it works on the case as its holder, once it has accepted.
        grant_organisation(context, receiver, codes.GrantLevel.COMMENT, reason="handoff")
    handoff = Handoff(
        ticket=ticket,
        from_organisation=sender,
        to_organisation=receiver,
        reason=context.data.get("handoff_reason") or codes.HandoffReason.WRONG_LEVEL,
        bypass=bypass,
        with_solution=with_solution,
        event_seq=ticket.event_seq + 1,
        proposed_by=context.actor.person,
        proposed_at=context.at,
    )
    if "vendor" in (receiver.tier, sender.tier):
        context.audience = codes.Audience.ALL
    context.move(handoff, "propose")
    context.tell("receiver")


def receive(context: Context) -> None:
    """From this instant the receiver holds the ticket: holder, ledger and assignment change together."""
    handoff, ticket = context.subject, context.root
    handoff.answered_at = context.at
    rows.end(context, Trigger.HANDOFF_UNANSWERED)
    ticket.holder = handoff.to_organisation
    ticket.offered_to = None
    ticket.team = context.data.get("team")
    ticket.assignee = context.data.get("assignee")
    if handoff.to_organisation.tier == "support" and ticket.co_holder_id == handoff.to_organisation_id:
        ticket.co_holder = None
    context.tell("sender")
    context.tell("assignee")


def give_back(context: Context) -> None:
    """Returned: the sender goes on holding it. The third return of one ticket alerts the process roles (5.0)."""
    handoff, ticket = context.subject, context.root
    handoff.answered_at = context.at
    rows.end(context, Trigger.HANDOFF_UNANSWERED)
    ticket.offered_to = None
    ticket.returns += 1
    context.tell("sender")
    if ticket.returns == ALERT_AT_RETURNS:
        context.tell("process_role", kind="third_return")


def take_back(context: Context) -> None:
    context.subject.answered_at = context.at
    rows.end(context, Trigger.HANDOFF_UNANSWERED)
    context.root.offered_to = None
    context.tell("receiver")


def close_open(context: Context) -> None:
    """A ticket that ends takes its unanswered hand-off back."""
    from tickets.models import Handoff

    ticket = context.subject
    if ticket.offered_to_id is None:
        return
    waiting = Handoff.objects.unscoped("ends with its ticket").filter(ticket_id=ticket.pk, state="proposed").first()
    ticket.offered_to = None
    if waiting is not None:
        waiting.ticket = ticket
        waiting.answered_at = context.at
        context.move(waiting, "withdraw")
