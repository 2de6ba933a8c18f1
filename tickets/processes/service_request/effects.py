"""What the steps of an order bring about: its number, who has it, who is told, how long it waits, how it ends."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from engine.context import Context
from regions import directory
from tickets import codes as ticket_codes
from tickets import days, handing_over
from tickets import effects as every_effect
from tickets.models.number import next_number
from tickets.processes.service_request import promised, signing, waiting_for
from tickets.processes.service_request.bulk.reading import price_of
from tickets.processes.service_request.catalogue.models import Fulfiller
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.states import UNDER_WAY, S

APPROVERS, REVIEWERS, QUOTERS = "order_approvers", "order_reviewers", "order_quoters"


def keep(context: Context, column: str, value) -> None:
    """Set a column of the order's own row. Not for what an input fills: that is done already."""
    setattr(context.root.detail(), column, value)
    context.root.detail_changed = True


def tell_orderer(context: Context) -> None:
    context.tell("reporter")


def tell_approvers(context: Context) -> None:
    context.tell(APPROVERS)


def tell_reviewers(context: Context) -> None:
    context.tell(REVIEWERS)


def tell_late(context: Context) -> None:
    context.tell("holder")
    context.tell("assignee")
    tell_reviewers(context)


# --- Draft and order ---


def begin(context: Context) -> None:
    every_effect.record_reporter(context)
    name_it(context)


def name_it(context: Context) -> None:
    """An order is called as its item, in Swedish as all that is kept, and concerns the item's service."""
    version = context.subject.ordered()
    if version is not None:
        context.subject.title, context.subject.service = version.title_sv, version.service


def register(context: Context) -> None:
    """Its number and readers the first time."""
    ticket = context.subject
    setting = directory.setting(ticket.process)
    if ticket.number is None:
        ticket.number = next_number(setting.prefix, timezone.localtime(context.at).year)
        ticket.visibility = setting.default_visibility
        ticket.registered_at = context.at
    else:
        waiting_for.nobody(context)
    name_it(context)
    ticket.holder = ticket.origin
    _measure(context)
    every_effect.rows.watch_silence(context)


def _measure(context: Context) -> None:
    """What approval is measured by: the item's price, of a bulk order that of all its rows."""
    keep(context, "amount", price_of(context, context.subject.ordered()))
    keep(context, "approved_by_rule", "")
    keep(context, "approved_by", None)


# --- Approval and assessment ---


def await_approval(context: Context) -> None:
    waiting_for.approvers(context)
    tell_approvers(context)


def approved(context: Context) -> None:
    keep(context, "approved_by", context.actor.person)
    waiting_for.nobody(context)
    to_reviewers(context)
    tell_orderer(context)


def to_reviewers(context: Context) -> None:
    """It lies with whoever assesses it, as it does when an answer has come back."""
    context.subject.holder = context.subject.reviewing()
    tell_reviewers(context)


def send_back(context: Context) -> None:
    """To the draft, with everything that was written; it waits for the orderer."""
    promised.end(context)
    signing.void(context, Purpose.CONVERT)
    handing_over.close_open(context)
    context.subject.holder = context.subject.origin
    context.call_off(every_effect.rows.STEP)
    waiting_for.answer(context)
    tell_orderer(context)


# --- Who carries it out ---


def assign_fulfiller(context: Context) -> None:
    """Whoever carries it out holds it: at once where that is the holder, else when it has accepted the hand-over."""
    ticket = context.subject
    receiver = fulfilling(ticket)
    if receiver.tier == "vendor" and ticket.holder_tier() == "region":
        ticket.holder = directory.support_org()
    if context.hat is None or context.hat.organisation.pk != receiver.pk:
        ticket.team = ticket.assignee = None
    if ticket.holder_id != receiver.pk:
        context.data.setdefault("handoff_reason", ticket_codes.HandoffReason.COMPETENCE)
        handing_over.offer(context, receiver)
    else:
        context.tell("assignee" if ticket.assignee_id else "holder")


def fulfilling(ticket):
    """The organisation that its row names."""
    side = ticket.detail().fulfiller
    if side == Fulfiller.VENDOR:
        return handing_over.vendor_of(ticket)
    return ticket.origin if side == Fulfiller.REGION else directory.support_org()


def hand_off_for_quote(context: Context) -> None:
    """The vendor is asked, and reads the order from now on; whoever else carries it out is of the customer's side."""
    ticket = context.subject
    signing.void(context, Purpose.CONVERT)
    promised.stand_still(context)
    waiting_for.quote(context)
    if ticket.detail().fulfiller != Fulfiller.VENDOR:
        return
    context.data.setdefault("handoff_reason", ticket_codes.HandoffReason.VENDOR_QUESTION)
    context.write("handoff_letter", context.data["quote_request"])
    handing_over.offer(context, handing_over.vendor_of(ticket))


def back_from_quote(context: Context) -> None:
    """The quote has come, or is no longer asked for."""
    waiting_for.nobody(context)
    handing_over.close_open(context)
    context.subject.holder = context.subject.reviewing()
    context.subject.team = context.subject.assignee = None


def lapse_quote_at(context: Context, day: date) -> None:
    """The order lapses when the quote's last day has passed; the orderer is told before."""
    waiting_for.lapse(context, days.is_over(day))


# --- Delivery and end ---


def apply_hold(context: Context) -> None:
    every_effect.apply_hold(context)
    if context.data["hold_reason"] in promised.STANDS_STILL:
        promised.stand_still(context)


def lift_hold(context: Context) -> None:
    every_effect.lift_hold(context)
    promised.go_on(context)


def delivered(context: Context) -> None:
    """From now on the orderer's silence counts."""
    context.subject.resolved_at = context.at
    promised.stand_still(context)
    waiting_for.orderer(context)
    _forget_withdrawal(context)
    context.call_off(every_effect.rows.STEP)
    tell_orderer(context)


def complained(context: Context) -> None:
    """It is carried out again, and the promised time goes on where it stood."""
    waiting_for.nobody(context)
    every_effect.reopened(context)
    promised.go_on(context)
    context.tell("holder")


def ask_withdrawal(context: Context) -> None:
    keep(context, "withdrawal_asked_at", context.at)
    keep(context, "withdrawal_agreed_at", None)
    context.tell("holder")
    context.tell("assignee")


def agree_withdrawal(context: Context) -> None:
    keep(context, "withdrawal_agreed_at", context.at)
    tell_orderer(context)


def _forget_withdrawal(context: Context) -> None:
    keep(context, "withdrawal_asked_at", None)
    keep(context, "withdrawal_agreed_at", None)


def ended(context: Context) -> None:
    """It ends: nothing of it is waited for any more, and its people are told."""
    waiting_for.nobody(context)
    promised.end(context)
    handing_over.close_open(context)
    every_effect.close(context)


def withdrawn(context: Context) -> None:
    """Whoever was to approve it, or assesses it, or carries it out hears of it, once it was ordered."""
    ended(context)
    tell_asked_vendor(context)
    if context.source in UNDER_WAY:
        context.tell("holder")
    if context.source == S.REGIONAL_APPROVAL:
        tell_approvers(context)
    elif context.subject.registered_at is not None:
        tell_reviewers(context)


def lapsed(context: Context) -> None:
    """Of a quote that nobody accepted those hear who asked for it, and who gave it."""
    ended(context)
    tell_asked_vendor(context)
    if context.source == S.ORDER_APPROVAL:
        tell_reviewers(context)


def tell_asked_vendor(context: Context) -> None:
    """Where it was asked for a quote, or has given the one that is waited for."""
    is_asked = context.root.detail().fulfiller == Fulfiller.VENDOR
    if is_asked and context.source in (S.QUOTING, S.ORDER_APPROVAL):
        context.tell(QUOTERS)


def rule_of_item(context: Context) -> None:
    """What the item says of who carries it out and of the contract holds: nobody assesses the order."""
    version, fulfiller = context.subject.ordered(), context.subject.ordered().fulfiller
    if fulfiller == Fulfiller.VENDOR and context.subject.is_of_one_region():
        fulfiller = Fulfiller.SUPPORT  # a region never turns to the vendor by itself (S1)
    keep(context, "fulfiller", fulfiller)
    keep(context, "in_contract", ticket_codes.YesNo.YES if version.in_contract else ticket_codes.YesNo.NO)
