"""What steps bring about besides their state: numbers, holds, priority, legs, readers, words, links, tasks."""

from __future__ import annotations

from django.utils import timezone

from engine.context import Context
from regions import directory
from roles.models import Role
from sla.models import Trigger
from tickets import codes
from tickets.confirming import close_by_silence, stop_waiting, time_out_later
from tickets.escalating import reminding, rows
from tickets.grants import SHARE, end_one, grant_organisation, grant_person, revoke
from tickets.models.number import next_number
from tickets.resuming import resume_afterwards

# --- Birth and closing ---


def record_reporter(context: Context) -> None:
    """Who writes the draft, and for whom; the owner is the region at hand, else the own organisation."""
    ticket, organisation = context.subject, context.hat.organisation
    ticket.reporter = context.actor.person
    ticket.reporter_organisation = organisation
    parent = directory.organisation(organisation.pk).parent
    inside_region = parent is not None and parent.tier == "region"
    ticket.origin = parent if inside_region else organisation
    ticket.created_at = ticket.updated_at = context.at


def register(context: Context) -> None:
    """Number, owner, holder, readers. What the vendor finds itself is held by the support organisation (D08)."""
    ticket = context.subject
    setting = directory.setting(ticket.process)
    ticket.registered_at = context.at
    ticket.number = next_number(setting.prefix, timezone.localtime(context.at).year)
    ticket.visibility = setting.default_visibility
    reporter = directory.organisation(ticket.reporter_organisation_id)
    if reporter.tier == "vendor":
        ticket.vendor, ticket.vendor_since = reporter, context.at
        ticket.holder = ticket.origin = directory.support_org()
    else:
        ticket.holder = ticket.origin
    context.tell("desk")
    rows.watch_silence(context)
    _follow_up_patient_safety(context)


def _follow_up_patient_safety(context: Context) -> None:
    """`risk`, `intraffat` and `vet_ej` reach the incident manager and medical technology at once (law.md 3.6)."""
    if context.subject.patient_safety not in ("", codes.PatientSafety.NO):
        context.tell("patient_safety", kind="patient_safety")


def wish_for_secrecy(context: Context) -> None:
    """A wish for confidentiality holds until an information security role lifts it (D64)."""
    if context.data.get("confidential_wish") != codes.YesNo.YES:
        return
    ticket = context.subject
    ticket.visibility = codes.Visibility.CONFIDENTIAL
    grant_person(context, context.actor.person, codes.GrantLevel.COMMENT, reason="confidential")
    for organisation in {ticket.origin, directory.support_org()}:
        for role in security_roles(organisation):
            grant_organisation(context, organisation, codes.GrantLevel.COMMENT, reason="confidential", role=role)


def security_roles(organisation) -> list[str]:
    """The roles of the organisation's level that handle confidential tickets."""
    return list(
        Role.objects.filter(level=organisation.tier, capabilities__capability="ticket.confidential").values_list(
            "slug", flat=True
        )
    )


def close(context: Context) -> None:
    ticket = context.subject
    ticket.closed_at = context.at
    ticket.hold, ticket.hold_until, ticket.awaited, ticket.supplier = "", None, None, None
    for step in ("resume", "close", "confirm", rows.STEP):
        context.call_off(step)
    context.tell("participants")


def solved(context: Context) -> None:
    """Solved or answered: from now on silence counts."""
    context.subject.resolved_at = context.at
    close_by_silence(context)
    context.tell("reporter")


def reopened(context: Context) -> None:
    ticket = context.subject
    ticket.resolved_at = None
    ticket.reopenings += 1
    ticket.resolution = ""
    rows.watch_silence(context)
    for step in ("close", "confirm"):
        context.call_off(step)
    context.tell("assignee")


def undo_duplicate(context: Context) -> None:
    context.subject.closed_at = None
    rows.watch_silence(context)
    context.tell("reporter")


# --- Work ---


def first_response(context: Context) -> None:
    ticket = context.subject
    if ticket.assignee_id is None:
        ticket.assignee = context.actor.person
    detail = ticket.detail()
    if detail is not None and detail.first_response_at is None:
        detail.first_response_at = context.at
        ticket.detail_changed = True


def set_priority(context: Context) -> None:
    """By the matrix; patient safety `intraffat` gives at least P2; a person may depart from it with a reason (5.0)."""
    ticket = context.subject
    before = ticket.priority
    ticket.priority = context.data.get("priority_override") or directory.priority(ticket.impact, ticket.urgency)
    if ticket.patient_safety == codes.PatientSafety.OCCURRED and ticket.priority and ticket.priority > 2:
        ticket.priority = 2
    ticket.proposed_priority = None
    if ticket.priority != before:
        rows.watch_silence_anew(context)
    if ticket.priority in (1, 2):
        for step in ("close", "confirm"):
            context.call_off(step)
    if ticket.priority == 1 and ticket.hold:
        resume_afterwards(context)  # a P1 never waits (5.0)


def assigned(context: Context) -> None:
    """A new assignment: whoever had it before is replaced, also by nobody."""
    context.subject.assignee = context.data.get("assignee")
    context.tell("assignee")


def assign_with_priority(context: Context) -> None:
    """A general case is prioritised when it is assigned; the vendor assigns its own team only."""
    assigned(context)
    if context.hat is None or context.hat.tier != "vendor":
        set_priority(context)


def apply_hold(context: Context) -> None:
    ticket, data = context.subject, context.data
    if ticket.awaited_id is not None:
        rows.end(context, Trigger.APPROVAL_MISSING, key=rows.ASKED)  # from now on the hold awaits it
    ticket.hold, ticket.hold_until = data["hold_reason"], data["resume_at"]
    ticket.supplier = data.get("supplier")
    ticket.awaited = data.get("awaited_party") or _awaited_by(ticket, ticket.hold)
    context.when_due("resume", ticket.hold_until, reason="hold")
    context.tell("awaited")


def _awaited_by(ticket, reason: str):
    """Whose answer a reason waits for when nobody was named."""
    if reason in (codes.HoldReason.AWAIT_REPORTER, codes.HoldReason.AWAIT_REGION_CONFIRM):
        return ticket.reporter_organisation if ticket.reporter_organisation_id != ticket.holder_id else None
    if reason == codes.HoldReason.AWAIT_CUSTOMER:
        return directory.support_org()
    return None


def lift_hold(context: Context) -> None:
    ticket = context.subject
    ticket.hold, ticket.hold_until, ticket.awaited, ticket.supplier = "", None, None, None
    context.call_off("resume")
    context.tell("assignee")
    reminding.hold_expired(context)


def tell_process_role(context: Context) -> None:
    context.tell("process_role")


def tell_holder(context: Context) -> None:
    context.tell("holder")


# --- Legs ---


def create_legs(context: Context) -> None:
    """One leg for the owning region and one for each further region named; those may read from now on."""
    from tickets.models import RegionLeg

    ticket, data = context.subject, context.data
    named = [ticket.origin] if ticket.origin.tier == "region" else []
    named += [region for region in data.get("affected_regions") or [] if region not in named]
    for region in named:
        own = region == ticket.origin
        leg = RegionLeg(
            ticket=ticket,
            region=region,
            patient_safety=ticket.patient_safety if own else "",
            users_affected=ticket.detail().users_affected if own else "",
            whole_region=ticket.detail().whole_region if own else False,
            units=data.get("affected_units") or "" if own else "",
        )
        context.move(leg, "create")
        if not own:
            grant_organisation(context, region, codes.GrantLevel.COMMENT, reason="affected")
    context.tell("affected")


def resolve_legs(context: Context) -> None:
    for leg in context.subject.legs():
        if leg.state == "in_progress":
            context.move(leg, "resolve")
            time_out_later(context, leg)
    context.tell("affected")


def reopen_legs(context: Context) -> None:
    for leg in context.subject.legs():
        if leg.state != "in_progress":
            context.move(leg, "reopen")
            stop_waiting(context, leg)


# --- Readers ---


def make_joint(context: Context) -> None:
    context.subject.visibility = codes.Visibility.JOINT
    context.tell("all_regions")


def make_regional(context: Context) -> None:
    context.subject.visibility = codes.Visibility.REGION


def make_confidential(context: Context) -> None:
    context.subject.visibility = codes.Visibility.CONFIDENTIAL
    for person in {*context.data["named_readers"], context.actor.person}:
        grant_person(context, person, codes.GrantLevel.COMMENT, reason="confidential")
    grant_organisation(
        context, context.hat.organisation, codes.GrantLevel.COMMENT, reason="confidential", role=context.hat.role
    )


def lift_confidential(context: Context) -> None:
    context.subject.visibility = directory.setting(context.subject.process).default_visibility
    context.then.append(lambda finished: revoke(finished, reason="confidential"))


def share(context: Context) -> None:
    data = context.data
    facts = {"reason": "share", "expires_at": data.get("expires_at")}
    if data.get("to_person"):
        grant_person(context, data["to_person"], data["share_level"], **facts)
        context.notes["shared_with"] = {"person": data["to_person"].pk, "for": codes.Audience.CUSTOMER}
    if data.get("to_organisation"):
        role = data["to_role"].slug if data.get("to_role") else ""
        grant_organisation(context, data["to_organisation"], data["share_level"], role=role, **facts)
        context.notes["shared_with"] = {
            "organisation": data["to_organisation"].pk,
            "role": role,
            "for": codes.Audience.CUSTOMER,
        }
    context.tell("shared")


def end_shares(context: Context) -> None:
    expired, key = context.actor.is_system, context.data.get("which_share")
    if key:
        context.then.append(lambda finished: end_one(finished, key))
    else:
        context.then.append(lambda finished: revoke(finished, reason=SHARE, expired=expired))
