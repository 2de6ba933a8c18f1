"""How each rule is broken, in memory: what to change in a context that was right, and what the rule then says."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from regions import directory
from tests import parties, processes
from tests.processes.breaking import data
from tests.tickets import places
from tickets.models import Reading, Task
from tickets.workflows.process import Kin


def column(**changes):
    """Break a rule by what the ticket is."""

    def spoil(context):
        for name, value in changes.items():
            context.root.__dict__.pop(name, None)
            setattr(context.root, name, value(context) if callable(value) else value)

    return spoil


def organisation(slug: str):
    return lambda context: directory.by_slug(slug).pk


def at_vendor(context) -> None:
    """Somebody of the vendor types it."""
    context.hat = replace(context.hat, organisation=directory.by_slug(parties.VENDOR_ORG))


def vendor_types(**changes):
    def spoil(context):
        at_vendor(context)
        data(**changes)(context)

    return spoil


def task_left(context) -> None:
    context.root.__dict__.pop("_blocking", None)  # the ticket looks once
    Task.all_objects.create(
        ticket=context.root, event_seq=1, title="Ring", blocking=True, organisation_id=context.root.holder_id
    )


def all_settled(context) -> None:
    context.root.pk = 0  # a case that has no hidden part


def leg_unanswered(context) -> None:
    context.root.__dict__["_legs"] = [SimpleNamespace(state="resolved", region_id=1)]


def read_by_neighbour(context) -> None:
    neighbour = parties.desk(parties.NEIGHBOUR)
    context.root.__dict__.pop("_read_by_others", None)  # what the ticket has found out before
    Reading.objects.create(
        ticket=context.root, user=neighbour.user, organisation=neighbour.hats[0].organisation, at=context.at
    )


def known(**rows):
    """Break a rule by what the ticket has found out about its surroundings."""

    def spoil(context):
        context.root.__dict__.update(rows)

    return spoil


def came_by_merging(context) -> None:
    context.subject.merged_from_id = context.root.pk


def later(**passed):
    def spoil(context):
        context.at = context.at + timedelta(**passed)

    return spoil


def vendor_changes_priority(context) -> None:
    at_vendor(context)
    context.was = {"impact": 1, "urgency": 1, "category_open": "data"}
    context.data |= {"impact": 2}
    context.data.pop("category_open", None)


def harmed(context) -> None:
    context.root.patient_safety = "intraffat"
    context.data["priority_override"] = 3


def risk_without_number(context) -> None:
    context.root.patient_safety = "risk"
    context.data.pop("deviation_id", None)


SPOILED = {
    "parent_open": (column(closed_at=timezone.now()), "parent_closed", ""),
    "no_open_handoff": (column(offered_to_id=organisation(parties.SUPPORT_ORG)), "handoff_open", ""),
    "priority_is_set": (column(priority=None), "priority_missing", "impact"),
    "not_p1": (column(priority=1), "p1_cannot_wait", ""),
    "not_its_owner": (column(holder_id=lambda context: context.root.origin_id), "already_at_owner", ""),
    "held_by_region": (column(holder_id=organisation(parties.SUPPORT_ORG)), "not_held_by_region", ""),
    "held_by_support": (column(holder_id=organisation(parties.REGION)), "not_held_by_support", ""),
    "blocking_tasks_done": (task_left, "tasks_left", ""),
    "all_legs_answered": (leg_unanswered, "legs_not_answered", ""),
    "holder_agrees_after_handoff": (column(holder_id=organisation(parties.SUPPORT_ORG)), "holder_must_agree", ""),
    "within_undo_window": (
        column(closed_at=lambda context: context.at - timedelta(days=30, seconds=1)),
        "undo_window_over",
        "",
    ),
    "within_reopen_window": (
        column(resolved_at=lambda context: context.at - timedelta(days=15)),
        "reopen_window_over",
        "",
    ),
    "not_confidential": (column(visibility="confidential"), "is_confidential", ""),
    "is_confidential": (column(visibility="region"), "not_confidential", ""),
    "is_region_wide": (column(visibility="joint"), "already_joint", ""),
    "is_joint": (column(visibility="region"), "not_joint", ""),
    "not_read_by_others": (read_by_neighbour, "read_by_others", ""),
    "units_or_whole_region": (data(affected_units="", whole_region=False), "units_missing", "affected_units"),
    "started_not_in_future": (
        data(started_at=lambda context: context.at + timedelta(minutes=6)),
        "in_the_future",
        "started_at",
    ),
    "hold_within_30_days": (
        data(resume_at=lambda context: context.at + timedelta(days=30, seconds=1)),
        "not_within_30_days",
        "resume_at",
    ),
    "hold_reason_allowed_for_side": (data(hold_reason="await_customer"), "hold_reason_of_other_side", "hold_reason"),
    "supplier_named_when_third_party": (
        data(hold_reason="await_third_party", supplier=None),
        "supplier_missing",
        "supplier",
    ),
    "awaited_can_answer": (
        data(awaited_party=lambda context: directory.by_slug(parties.THIRD_PARTY)),
        "awaited_outside",
        "awaited_party",
    ),
    "text_when_other": (data(handoff_reason="annat", reason=""), "text_when_other", "reason"),
    "override_needs_reason": (
        data(priority_override=1, override_reason=""),
        "override_reason_missing",
        "override_reason",
    ),
    "patient_safety_floor": (harmed, "patient_safety_floor", "priority_override"),
    "vendor_leaves_priority": (vendor_changes_priority, "vendor_leaves_priority", "impact"),
    "audience_reviewed": (data(audience_reviewed=False), "audience_not_reviewed", "audience_reviewed"),
    "images_checked": (data(images_checked=False), "images_not_checked", "images_checked"),
    "note_audience_allowed_for_side": (
        vendor_types(note_audience="customer"),
        "audience_of_other_side",
        "note_audience",
    ),
    "assignee_or_team_given": (data(assignee=None, team=None), "assignee_or_team", "team"),
    "first_line_done": (data(known_errors_searched=False), "first_line_not_done", "known_errors_searched"),
    "vendor_reason_allowed": (vendor_types(handoff_reason="kompetens"), "vendor_reason", "handoff_reason"),
    "master_not_itself": (data(master_ticket=lambda context: context.root), "not_a_master", "master_ticket"),
    "other_kind": (data(new_kind=lambda context: context.root.process), "same_kind", "new_kind"),
    "deviation_id_when_patient_safety": (risk_without_number, "deviation_id_missing", "deviation_id"),
    "share_within_collaboration": (
        data(to_organisation=lambda context: directory.by_slug(parties.VENDOR_ORG)),
        "outside_collaboration",
        "to_organisation",
    ),
    "region_has_no_part": (column(origin_id=lambda context: context.hat.organisation.pk), "has_a_part", ""),
    "leg_units_or_whole_region": (data(leg_units="", leg_whole_region=False), "units_missing", "leg_units"),
    "not_owners_part": (column(origin_id=lambda context: context.subject.region_id), "owners_part", ""),
    "not_merged": (came_by_merging, "came_by_merging", ""),
    "same_secrecy": (column(visibility="confidential"), "confidential_not_merged", "master_ticket"),
    "merged_are_others": (
        data(merged_tickets=lambda context: [context.root]),
        "not_a_duplicate",
        "merged_tickets",
    ),
    "has_no_parent": (known(_kin=Kin(1, ())), "has_a_parent", ""),
    "has_no_children": (known(_kin=Kin(None, (1,))), "has_children", ""),
    "has_parent": (known(_kin=Kin(None, ())), "no_parent", ""),
    "parent_fits": (data(parent_ticket=lambda context: context.root), "not_a_parent", "parent_ticket"),
    "solution_proposed": (known(_proposal=None), "nothing_proposed", ""),
    "held_by_customer": (column(holder_id=organisation(parties.VENDOR_ORG)), "held_by_vendor", ""),
    "has_shares": (known(_shares=[]), "no_shares", ""),
    "is_its_share": (data(which_share="group-0"), "not_found", "which_share"),
    "part_is_hidden": (all_settled, "nothing_hidden", ""),
    "part_is_chosen": (data(settled_part=10**9), "part_not_chosen", "settled_part"),
    "replacement_fits": (data(replacement="x" * 161), "too_long", "replacement"),
    "expiry_ahead": (data(expires_at=lambda context: context.at), "in_the_past", "expires_at"),
}


def _with_priority(priority: int):
    ticket = places.incident("triage")
    ticket.priority = priority
    return ticket


def _resolved_long_ago():
    ticket = places.case("resolved")
    return ticket, ticket.resolved_at + timedelta(days=15), "reopen_window_over"


SPOILED |= {
    "clock_was_exceeded": (data(breached_clock=999_999), "not_found", "breached_clock"),
    "owner_took_part": (
        data(breach_owner=lambda context: directory.by_slug(parties.NEIGHBOUR)),
        "owner_outside",
        "breach_owner",
    ),
    "text_when_other_reason": (data(breach_reason="annat", breach_text=""), "text_when_other", "breach_text"),
    "is_the_named_owner": (at_vendor, "not_named", "breached_clock"),
}
SPOILED |= {
    "is_public_record": (column(registered_at=None), "still_a_draft", ""),
    "mark_says_why": (data(secrecy_provision=""), "required", "secrecy_provision"),
    "withheld_says_why": (data(withheld_provision=""), "required", "withheld_provision"),
    "masks_reach": (data(masked_words="Står ingenstans"), "words_not_found", "masked_words"),
    "withheld_as_decided": (data(disclosure="whole"), "something_withheld", "disclosure"),
}
SPOILED |= processes.spoiled()
# Rules of steps that only the program takes: tests/escalating breaks them.
OF_THE_PROGRAM = {"still_missing", "rule_still_holds", "still_waited_for", "all_signed", "still_to_do"}


BY_WHO = {
    "not_p1_p2": lambda: (_with_priority(2), timezone.now(), "p1_or_p2"),
    "only_p1_p2": lambda: (_with_priority(3), timezone.now(), "not_p1_p2"),
    "single_region": lambda: (places.joint_incident(), timezone.now(), "several_regions"),
    "several_regions": lambda: (places.incident(), timezone.now(), "single_region"),
    "p1_outside_office_hours": lambda: (_with_priority(2), timezone.now(), "not_an_emergency"),
    "within_reopen_window": _resolved_long_ago,
} | processes.by_who()
