"""Why a step may not be taken: each rule once, as a sentence that says what to do (processes.yaml `guards`).

A guard looks at the subject alone and is also asked when buttons are drawn; a check looks at what was
typed as well and is asked only when the step is taken.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from roles.actor import hats_of
from sla.workdays import after_working_days, is_office_hours
from tickets import codes

HOLD_DAYS = 30
UNDO_DUPLICATE_DAYS = 30


# --- Conditions: a capability that holds only while the ticket is so (processes.yaml `conditions`) ---


def not_p1_p2(context: Context) -> Reason | None:
    if context.subject.priority in (1, 2):
        return Reason("p1_or_p2", _("At P1 and P2 only the incident manager closes."))
    return None


def only_p1_p2(context: Context) -> Reason | None:
    if context.subject.priority not in (1, 2):
        return Reason("not_p1_p2", _("The region closes a case of this priority itself."))
    return None


def single_region(context: Context) -> Reason | None:
    if len(context.subject.leg_regions()) > 1:
        return Reason("several_regions", _("Several regions are affected. Ask the joint incident manager."))
    return None


def several_regions(context: Context) -> Reason | None:
    if len(context.subject.leg_regions()) <= 1:
        return Reason("single_region", _("One region is affected: its holder does this."))
    return None


def p1_outside_office_hours(context: Context) -> Reason | None:
    if context.subject.priority != 1 or is_office_hours(context.at):
        text = _("Sending directly to the vendor is only for P1 while the support organisation's desk is closed.")
        return Reason("not_an_emergency", text)
    return None


def within_reopen_window(context: Context) -> Reason | None:
    """At most the process's reopening time in working days since the solution (PLACEHOLDER 10)."""
    ticket = context.subject
    days = directory.setting(ticket.process).reopen_days
    if ticket.resolved_at and context.at > after_working_days(ticket.resolved_at, days):
        text = _("The time for reopening has passed. Register a new case and link it to this one.")
        return Reason("reopen_window_over", text)
    return None


# --- Guards on the subject ---


def parent_open(context: Context) -> Reason | None:
    if context.root.closed_at is not None:
        return Reason("parent_closed", _("The main case is closed."))
    return None


def no_open_handoff(context: Context) -> Reason | None:
    if context.root.offered_to_id is not None:
        return Reason("handoff_open", _("A hand-over has not been answered. Wait for the answer, or take it back."))
    return None


def priority_is_set(context: Context) -> Reason | None:
    if context.subject.priority is None:
        return Reason("priority_missing", _("Set impact and urgency first."), "impact")
    return None


def not_p1(context: Context) -> Reason | None:
    if context.subject.priority == 1:
        return Reason("p1_cannot_wait", _("A case of priority P1 cannot be put on hold."))
    return None


def not_its_owner(context: Context) -> Reason | None:
    """Nothing to hand back while the owner itself holds the ticket and got it from nobody."""
    ticket = context.subject
    if ticket.holder_id == ticket.origin_id:
        return Reason("already_at_owner", _("The case already lies with the organisation that owns it."))
    return None


def held_by_region(context: Context) -> Reason | None:
    if context.subject.holder_tier() != "region":
        return Reason("not_held_by_region", _("The region does not hold the case."))
    return None


def held_by_support(context: Context) -> Reason | None:
    if context.subject.holder_tier() != "support":
        return Reason("not_held_by_support", _("The support organisation does not hold the case."))
    return None


def blocking_tasks_done(context: Context) -> Reason | None:
    if context.root.has_blocking_tasks():
        return Reason("tasks_left", _("There are tasks that must be done first."))
    return None


def all_legs_answered(context: Context) -> Reason | None:
    if any(leg.state not in ("confirmed", "timed_out") for leg in context.subject.legs()):
        return Reason("legs_not_answered", _("Not every affected region has confirmed the solution."))
    return None


def holder_agrees_after_handoff(context: Context) -> Reason | None:
    """Once another organisation has accepted the case, only it may let it be withdrawn."""
    ticket = context.subject
    if context.hat is not None and context.hat.organisation.pk == ticket.holder_id:
        return None
    if ticket.holder_id not in (None, ticket.reporter_organisation_id, ticket.origin_id):
        text = _("%(organisation)s works on the case. Ask them to hand it back, then it can be withdrawn.")
        return Reason("holder_must_agree", text % {"organisation": directory.organisation(ticket.holder_id).name})
    return None


def within_undo_window(context: Context) -> Reason | None:
    closed_at = context.subject.closed_at
    if closed_at and context.at > closed_at + timedelta(days=UNDO_DUPLICATE_DAYS):
        return Reason("undo_window_over", _("The mark as duplicate can be undone for 30 days. The time has passed."))
    return None


def not_confidential(context: Context) -> Reason | None:
    if context.root.visibility == codes.Visibility.CONFIDENTIAL:
        return Reason("is_confidential", _("The case is confidential."))
    return None


def is_confidential(context: Context) -> Reason | None:
    if context.subject.visibility != codes.Visibility.CONFIDENTIAL:
        return Reason("not_confidential", _("The case is not confidential."))
    return None


def is_region_wide(context: Context) -> Reason | None:
    if context.subject.visibility != codes.Visibility.REGION:
        return Reason("already_joint", _("All member regions can already read the case."))
    return None


def is_joint(context: Context) -> Reason | None:
    if context.subject.visibility != codes.Visibility.JOINT:
        return Reason("not_joint", _("Only the region and the support organisation can read the case."))
    return None


def not_read_by_others(context: Context) -> Reason | None:
    """Narrowing is refused once somebody of another region has read, or acted on, the case while it was joint."""
    ticket = context.subject
    if ticket.visibility == codes.Visibility.JOINT and ticket.was_read_by_others():
        return Reason("read_by_others", _("Others have already read the case."))
    return None


# --- Checks on what was typed ---


def units_or_whole_region(context: Context) -> Reason | None:
    if not context.has("affected_units") and not context.data.get("whole_region"):
        return Reason(
            "units_missing", _("State the affected units, or that the whole region is affected."), "affected_units"
        )
    return None


def started_not_in_future(context: Context) -> Reason | None:
    at = context.data.get("started_at")
    if at and at > context.at + timedelta(minutes=5):
        return Reason("in_the_future", _("The time lies ahead. State when the fault began."), "started_at")
    return None


def hold_within_30_days(context: Context) -> Reason | None:
    until = context.data.get("resume_at")
    if until and not context.at < until <= context.at + timedelta(days=HOLD_DAYS):
        return Reason("not_within_30_days", _("Choose a time within 30 days."), "resume_at")
    return None


def hold_reason_allowed_for_side(context: Context) -> Reason | None:
    allowed = codes.HOLD_REASONS_OF_TIER.get(context.hat.tier, set()) if context.hat else set()
    if context.data.get("hold_reason") not in allowed:
        return Reason("hold_reason_of_other_side", _("Your organisation cannot choose this reason."), "hold_reason")
    return None


def supplier_named_when_third_party(context: Context) -> Reason | None:
    if context.data.get("hold_reason") != codes.HoldReason.AWAIT_THIRD_PARTY:
        return None
    if not context.has("supplier") or not context.has("supplier_reference"):
        return Reason("supplier_missing", _("State the third party and its reference."), "supplier")
    return None


def awaited_can_answer(context: Context) -> Reason | None:
    """An answer can only be awaited of an organisation that logs in and has been let in to the case."""
    party, ticket = context.data.get("awaited_party"), context.root
    if party is None:
        return None
    takes_part = {ticket.origin_id, ticket.reporter_organisation_id, ticket.holder_id, ticket.vendor_id}
    takes_part |= {ticket.offered_to_id, ticket.co_holder_id} | ticket.leg_regions() | ticket.concerned_regions()
    if party.may_log_in and (party.tier == "support" or party.pk in takes_part):
        return None
    text = _("%(organisation)s does not take part in the case. Choose one that does.")
    return Reason("awaited_outside", text % {"organisation": party.name}, "awaited_party")


def text_when_other(context: Context) -> Reason | None:
    if context.data.get("handoff_reason") == codes.HandoffReason.OTHER and not context.has("reason"):
        return Reason("text_when_other", _("Write an explanation when you choose other."), "reason")
    return None


def override_needs_reason(context: Context) -> Reason | None:
    override = context.data.get("priority_override")
    by_matrix = directory.priority(context.data.get("impact"), context.data.get("urgency"))
    if override and override != by_matrix and not context.has("override_reason"):
        return Reason(
            "override_reason_missing", _("State a reason when you depart from the proposal."), "override_reason"
        )
    return None


def patient_safety_floor(context: Context) -> Reason | None:
    override = context.data.get("priority_override")
    if context.subject.patient_safety == codes.PatientSafety.OCCURRED and override and override > 2:
        text = _("When patient safety has been affected the priority is at least P2.")
        return Reason("patient_safety_floor", text, "priority_override")
    return None


def vendor_leaves_priority(context: Context) -> Reason | None:
    """Impact, urgency and category keep the values that the customer gave them; the vendor sets its team only."""
    if context.hat is None or context.hat.tier != "vendor":
        return None
    for name in ("impact", "urgency", "category_open", "priority_override"):
        was = context.before(name)
        is_set = was not in (None, "") or name == "priority_override"
        if context.has(name) and is_set and context.data[name] != was:
            text = _("The vendor may propose but not set priority or category.")
            return Reason("vendor_leaves_priority", text, name)
    return None


def audience_reviewed(context: Context) -> Reason | None:
    if not context.data.get("audience_reviewed"):
        text = _("Go through which notes and files the receiver will read, and tick that you have.")
        return Reason("audience_not_reviewed", text, "audience_reviewed")
    return None


def images_checked(context: Context) -> Reason | None:
    if not context.data.get("images_checked"):
        text = _("Confirm that pictures and files show no details about patients.")
        return Reason("images_not_checked", text, "images_checked")
    return None


def note_audience_allowed_for_side(context: Context) -> Reason | None:
    if context.hat and context.hat.tier == "vendor" and context.data.get("note_audience") == codes.Audience.CUSTOMER:
        text = _("The vendor writes to its own organisation or to everyone.")
        return Reason("audience_of_other_side", text, "note_audience")
    return None


def assignee_or_team_given(context: Context) -> Reason | None:
    if not context.has("assignee") and not context.has("team"):
        return Reason("assignee_or_team", _("State a team or a person."), "team")
    return None


def first_line_done(context: Context) -> Reason | None:
    """The first line has searched known errors before it hands over (5.2 escalate_tier)."""
    if not context.data.get("known_errors_searched"):
        return Reason(
            "first_line_not_done", _("Search the known errors first, and tick that you have."), "known_errors_searched"
        )
    return None


def vendor_reason_allowed(context: Context) -> Reason | None:
    reason = context.data.get("handoff_reason")
    if context.hat and context.hat.tier == "vendor" and reason not in codes.HANDOFF_REASONS_OF_VENDOR:
        return Reason("vendor_reason", _("Choose a reason that applies to the vendor."), "handoff_reason")
    return None


def master_not_itself(context: Context) -> Reason | None:
    master, ticket = context.data.get("master_ticket"), context.subject
    if master and (
        master.pk == ticket.pk or master.process != ticket.process or master.state in ("duplicate", "draft")
    ):
        text = _("Choose another case of the same kind that is not a duplicate itself.")
        return Reason("not_a_master", text, "master_ticket")
    return None


def other_kind(context: Context) -> Reason | None:
    if context.data.get("new_kind") == context.subject.process:
        return Reason("same_kind", _("Choose another kind than the present one."), "new_kind")
    return None


def deviation_id_when_patient_safety(context: Context) -> Reason | None:
    """A case with a risk, or an event, is closed with the region's own deviation number (law.md 3.6)."""
    if context.subject.patient_safety not in (codes.PatientSafety.RISK, codes.PatientSafety.OCCURRED):
        return None
    if context.actor.is_system or context.has("deviation_id") or context.subject.detail().deviation_id:
        return None
    return Reason("deviation_id_missing", _("State the region's deviation number."), "deviation_id")


def share_within_collaboration(context: Context) -> Reason | None:
    """Shares go to one of: an organisation, a person, a role at an organisation; never outside the collaboration."""
    organisation, person = context.data.get("to_organisation"), context.data.get("to_person")
    if organisation is None and person is None:
        return Reason("nobody_named", _("Name an organisation or a person to share with."), "to_organisation")
    if organisation is not None and organisation.tier not in ("region", "support"):
        return Reason(
            "outside_collaboration", _("The organisation is not part of the collaboration."), "to_organisation"
        )
    if person is not None and not _works_on_customer_side(person, context.at):
        text = _("The person has no role today in a region or in the support organisation.")
        return Reason("outside_collaboration", text, "to_person")
    return None


def _works_on_customer_side(person, at) -> bool:
    return any(hat.tier in ("region", "support") for hat in hats_of(person, at=at))


def expiry_ahead(context: Context) -> Reason | None:
    until = context.data.get("expires_at")
    if until and until <= context.at:
        return Reason("in_the_past", _("Choose a time that lies ahead."), "expires_at")
    return None


# --- Hidden personal data ---


def part_is_hidden(context: Context) -> Reason | None:
    from tickets.hiding import undecided

    if not getattr(context.subject, "has_hidden", True) or not undecided(context.subject).exists():
        return Reason("nothing_hidden", _("No personal data in the case is hidden and waits for a decision."))
    return None


def part_is_chosen(context: Context) -> Reason | None:
    from tickets.hiding import chosen_part

    if chosen_part(context) is None:
        text = _("Choose which of the hidden parts you decide about.")
        return Reason("part_not_chosen", text, "settled_part")
    return None


def replacement_fits(context: Context) -> Reason | None:
    """Words may be put in the place of a removed field, within its length; what somebody said or attached has none."""
    from tickets.hiding import replaceable_length

    if not context.has("replacement"):
        return None
    most = replaceable_length(context)
    if most == 0:
        text = _("Only a field that is removed can be replaced. Write a note instead.")
        return Reason("not_replaceable", text, "replacement")
    if len(context.data["replacement"]) > most:
        text = _("Shorten this to at most %(most)d characters.") % {"most": most}
        return Reason("too_long", text, "replacement")
    return None
