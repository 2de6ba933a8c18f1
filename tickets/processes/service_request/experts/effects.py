"""What the steps of experts bring about: who reads the order meanwhile, what was said, and the register's rows."""

from __future__ import annotations

from django.utils import timezone

from engine.context import Context
from regions import directory
from tickets import codes as ticket_codes
from tickets import grants
from tickets.balloting.guards import DECISION
from tickets.models import ExpertOpinion, TemplateRecord
from tickets.processes.service_request.effects import keep
from tickets.processes.service_request.experts.codes import KIND_OF_FIELD, Reuse, TemplateState
from tickets.processes.service_request.experts.guards import seats
from tickets.processes.service_request.states import S

FORUM, COORDINATORS = "expert_forum", "expert_coordinators"
READS = "expert_review"  # why the regions' experts read the order
WHY = "a rule of the order itself"
REUSES, MADE = "reuses_template", "template_made"  # what the event says


def put_before_forum(context: Context) -> None:
    """Whoever sits in the forum reads the order until it has decided, and hears of it."""
    places = [
        (directory.organisation(pk), role)
        for seat in seats(context.root, context.at)
        for pk in seat.organisations
        for group in seat.groups
        for role in group
    ]
    grants.grant_roles(context, places, ticket_codes.GrantLevel.VIEW, reason=READS)
    context.tell(FORUM)


def leave_forum(context: Context) -> None:
    """The forum has said its word, or is no longer asked: its members read the order no longer."""
    if context.source == S.EXPERT_REVIEW:
        context.then.append(lambda finished: grants.revoke(finished, reason=READS))


def note_opinion(context: Context) -> None:
    hat, verdict = context.hat, context.data["expert_verdict"]
    context.notes["expert_verdict"] = {"old": "", "new": verdict, "for": ticket_codes.Audience.CUSTOMER}
    context.add(
        lambda event, texts: ExpertOpinion(
            ticket=event.ticket,
            organisation=hat.organisation,
            person=context.actor.person,
            role_label=hat.label,
            field=context.root.detail().expert_field,
            verdict=verdict,
            text=texts["opinion_text"],
            at=context.at,
        )
    )
    context.tell(COORDINATORS)


def keep_decision(context: Context) -> None:
    """The forum's decision, as it is cited; its row holds the digest of what was decided on."""
    keep(context, "decision", context.cause.removeprefix(DECISION))


def register_template(context: Context) -> None:
    """What the forum decided of templates: one that exists is used, or one is made and stands in the register."""
    reuse, record = context.data.get("reuse_existing_template"), context.data.get("reused_template")
    _earlier_decision_ends(context)
    keep(context, "reuses_template", record if reuse == Reuse.YES else None)
    if reuse == Reuse.YES:
        context.notes[REUSES] = {"template": record.slug, "for": ticket_codes.Audience.CUSTOMER}
    elif reuse == Reuse.NO:
        context.add(_made(context, record))
        context.notes[MADE] = {"for": ticket_codes.Audience.CUSTOMER}


def _earlier_decision_ends(context: Context) -> None:
    """Decided once already, and sent back from quoting: the newest decision counts."""
    earlier = TemplateRecord.objects.unscoped(WHY).filter(order_id=context.root.pk, state=TemplateState.DECIDED)
    earlier.update(state=TemplateState.DROPPED, since=timezone.localdate(context.at))


def _made(context: Context, replaced):
    ticket, decision = context.root, context.cause.removeprefix(DECISION)
    return lambda event, texts: TemplateRecord(
        collaboration=directory.collaboration(),
        slug=f"{ticket.number.lower()}-{event.seq}",
        kind=KIND_OF_FIELD[ticket.detail().expert_field],
        region_id=ticket.origin_id if ticket.is_of_one_region() else None,
        state=TemplateState.DECIDED,
        since=timezone.localdate(context.at),
        decision=decision,
        name_text=texts["template_name"],
        purpose_text=texts["template_purpose"],
        order=ticket,
        replaces=replaced,
    )


def template_in_use(context: Context) -> None:
    """The order is delivered and accepted: its template is used from today. One whose place it takes is so no more."""
    _move(context, TemplateState.IN_USE)


def template_dropped(context: Context) -> None:
    """The order ended without a delivery: the template was never made."""
    _move(context, TemplateState.DROPPED)


def _move(context: Context, state: str) -> None:
    if not context.root.detail().decision:  # no forum has decided: there is none
        return
    rows, day = TemplateRecord.objects.unscoped(WHY), timezone.localdate(context.at)
    own = rows.filter(order_id=context.root.pk, state=TemplateState.DECIDED)
    context.then.append(lambda finished: own.update(state=state, since=day))
