"""Where an order goes by itself when it is placed: by its item, by the group that orders, by the region's phase."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from engine.context import Context
from engine.perform import take
from regions import phases
from regions.models import Phase
from roles.actor import SYSTEM
from tickets.processes.service_request import waiting_for
from tickets.processes.service_request.codes import Approved
from tickets.processes.service_request.effects import keep

TO_FULFILMENT, TO_REVIEW, TO_APPROVAL = "route_to_fulfilment", "route_to_review", "route_to_approval"
PREAPPROVED = "order.preapproved"


def route(context: Context) -> None:
    """Exactly one of the three steps follows in the same transaction."""
    rule = rule_of(context)
    keep(context, "approved_by_rule", rule)
    keep(context, "expires_at", None if rule else waiting_for.end_of_approval(context.at))
    step = {Approved.BY_ITEM: TO_FULFILMENT, Approved.BY_GROUP: TO_REVIEW}.get(rule, TO_APPROVAL)
    context.then.append(lambda finished: _follow(finished, step, rule))


def rule_of(context: Context) -> str:
    """What the order is approved by without an approver; "" where one is asked."""
    ticket = context.subject
    if ticket.ordered().is_preapproved(_day(context)):
        return Approved.BY_ITEM
    if ticket.origin.tier != "region" or _by_group(context):
        return Approved.BY_GROUP
    return ""


def _by_group(context: Context) -> bool:
    mode = phases.approval_mode(context.subject.origin_id, context.at)
    return mode == Phase.ApprovalMode.PREAPPROVED_GROUP and PREAPPROVED in context.hat.capabilities


def _day(context: Context) -> date:
    return timezone.localdate(context.at)


def _follow(finished: Context, step: str, rule: str) -> None:
    ticket = finished.subject
    how = {"actor": SYSTEM, "via": finished.via, "at": finished.at, "cause": f"route:{rule or 'approver'}"}
    take(ticket, step, version=ticket.version, **how)
