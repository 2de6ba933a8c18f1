"""The rows of the start page: a delivery to accept, a question to answer, an order to approve or to assess."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engine.step import steps
from regions import directory
from regions.models.labelled import in_force_on
from roles.kept import AnyOf
from roles.models import GroupMembership, OrderGroup
from tickets.models import ServiceRequestDetail
from tickets.processes.service_request.catalogue.showing import draft_url
from tickets.processes.service_request.states import UNDER_WAY, S
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.web import addresses, showing, start, turns

OURS = Q(process=ServiceRequest.slug)


def _turns(actor) -> list:
    mine = OURS & Q(reporter_id=actor.person_id)
    found = [
        turns.Turn("accept_order", mine & Q(state=S.DELIVERED)),
        turns.Turn("complete_order", mine & Q(state=S.DRAFT, registered_at__isnull=False)),
    ]
    if approves := turns.places(actor, "order.approve"):
        within = _in_state(S.REGIONAL_APPROVAL, approves).filter(_within_limit(actor))
        if name := str(actor.person or ""):
            within = within.exclude(ordered_for__icontains=name)
        not_hers = OURS & Q(state=S.REGIONAL_APPROVAL) & ~Q(reporter_id=actor.person_id)
        found.append(turns.Turn("approve_order", not_hers & Q(AnyOf("pk", ArraySubquery(within.values("ticket_id"))))))
    if reviews := turns.places(actor, "request.review"):
        assessed = OURS & Q(state=S.JOINT_REVIEW, holder_id__in=reviews) & ~Q(reporter_id=actor.person_id)
        found.append(turns.Turn("assess_order", assessed))
    if works := turns.places(actor, "ticket.work"):
        asked = _in_state(UNDER_WAY, None).filter(withdrawal_asked_at__isnull=False, withdrawal_agreed_at=None)
        held = OURS & Q(state__in=UNDER_WAY, holder_id__in=works)
        found += _fulfilling(actor, works)
        found.append(turns.Turn("withdraw_order", held & Q(AnyOf("pk", ArraySubquery(asked.values("ticket_id"))))))
    return found


def _fulfilling(actor, works) -> list:
    """What was complained of, and what nobody in person carries out yet."""
    here = OURS & Q(state=S.FULFILMENT, holder_id__in=works, offered_to=None)
    free = Q(assignee=None, team=None) | turns.of_my_team(actor)
    complained = turns.last_was(step="complain")
    return [
        turns.Turn("complained_order", here & complained & (free | Q(assignee_id=actor.person_id))),
        turns.Turn("fulfil_order", here & free),
    ]


def _in_state(states, places):
    """The own rows of orders in these states, of these organisations."""
    rows = ServiceRequestDetail.objects.filter(ticket__state__in=[states] if isinstance(states, str) else states)
    return rows.filter(ticket__origin_id__in=places) if places is not None else rows


def _within_limit(actor) -> Q:
    """What the person may approve by herself: nothing to pay, or no more than her limit where it is ordered."""
    member = GroupMembership.objects.filter(
        in_force_on(timezone.localdate()),
        user_id=actor.person_id, organisation_id=OuterRef("ticket__origin_id"), group=OrderGroup.GODKANNARE,
    )  # fmt: skip
    reaches = Q(amount_limit=None) | Q(amount_limit__gte=OuterRef("amount"))
    return Q(Exists(member.filter(reaches))) | (Q(amount=None) & Q(Exists(member)))


def _row(ticket, label: str, why: str, acts: list) -> start.Row:
    url = reverse("tickets:detail", args=[ticket.number])
    return start.Row(ticket, url, start.titled(label, ticket), why, ticket.updated_at, acts)


def _act(ticket, name: str) -> start.Act:
    return start.Act(str(steps(ServiceRequest)[name].rule.label), addresses.step_of(ticket, name))


def _accept(ticket):
    why = _("It has been delivered. Accept it, or say what is wrong or missing.")
    return _row(ticket, pgettext("row", "Accept delivery"), why, [_act(ticket, "accept"), _act(ticket, "complain")])


def _complete(ticket):
    why = _("A question has come. Your answers are kept: change what is asked about, and order again.")
    act = start.Act(pgettext("button", "Complete the order"), draft_url(ticket))
    return _row(ticket, pgettext("row", "Complete order"), why, [act])


def _approve(ticket):
    why = _("%(place)s orders it. It waits for an approver.") % {"place": _place(ticket)}
    return _row(ticket, pgettext("row", "Approve order"), why, [_act(ticket, "approve"), _act(ticket, "reject")])


def _assess(ticket):
    why = _("%(place)s has ordered it. Say who carries it out, or ask for what is missing.") % {"place": _place(ticket)}
    act = start.Act(pgettext("button", "Assess"), reverse("tickets:detail", args=[ticket.number]))
    return _row(ticket, pgettext("row", "Assess order"), why, [act])


def _complained(ticket):
    why = _("The orderer has complained. Read what is wrong, put it right, and deliver again.")
    return _row(ticket, pgettext("row", "Complaint about order"), why, [_done(ticket)])


def _fulfil(ticket):
    why = _("It is to be fulfilled, and nobody has it yet.")
    return _row(ticket, pgettext("row", "Fulfil order"), why, [_done(ticket)])


def _done(ticket):
    """What ends the work: the vendor reports it to the support organisation, which delivers."""
    name = "report_solution" if directory.organisation(ticket.holder_id).tier == "vendor" else "deliver"
    return start.Act(ticket.step_label(steps(ServiceRequest)[name]), addresses.step_of(ticket, name))


def _withdraw(ticket):
    why = _("The orderer wants to withdraw it. Say what it has cost so far.")
    return _row(ticket, pgettext("row", "Withdrawal of order"), why, [_act(ticket, "agree_withdrawal")])


def _place(ticket) -> str:
    return showing.full_name(ticket.origin_id)


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS.update(
        accept_order=_accept, complete_order=_complete, approve_order=_approve, assess_order=_assess,
        withdraw_order=_withdraw, complained_order=_complained, fulfil_order=_fulfil,
    )  # fmt: skip
