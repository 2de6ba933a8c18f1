"""Rules between one case and another, and between a case and the regions that take part in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from tickets import codes
from tickets.grants import shares_of

MOST_MERGED = 20
# A case in these states is no case of its own any more: nothing is merged into it or put under it.
NOT_A_MASTER = frozenset({"draft", "duplicate", "reclassified"})


# --- A region's own part ---


def region_of(organisation):
    """The region that an organisation acts for: itself, or the one that its own IT belongs to."""
    parent = directory.organisation(organisation.parent_id)
    return parent if parent is not None and parent.tier == "region" else organisation


def region_has_no_part(context: Context) -> Reason | None:
    """The owner has its part from the start; any other member region joins once. Without a hat nobody is asked for."""
    if context.hat is None:
        return None
    region, ticket = region_of(context.hat.organisation), context.root
    if region not in directory.regions():
        return Reason("not_a_member", _("Only a member region has a part of its own in an incident."))
    own = next((leg for leg in ticket.legs() if leg.region_id == region.pk), None)
    if region.pk == ticket.origin_id or (own is not None and own.reporter_id is not None):
        text = _("%(region)s already has its own part of the incident.") % {"region": region.name}
        return Reason("has_a_part", text)
    return None


def leg_units_or_whole_region(context: Context) -> Reason | None:
    told = (_stated(context, "leg_units", "units"), _stated(context, "leg_whole_region", "whole_region"))
    if not any(told):
        text = _("State the affected units, or that the whole region is affected.")
        return Reason("units_missing", text, "leg_units")
    return None


def _stated(context: Context, name: str, column: str):
    """What was filled in; of a part, else what stands there."""
    return context.data[name] if name in context.data else getattr(context.subject, column, None)


def not_owners_part(context: Context) -> Reason | None:
    if context.subject.region_id == context.root.origin_id:
        return Reason("owners_part", _("The region owns the incident: its part stays where it is."))
    return None


def not_merged(context: Context) -> Reason | None:
    if context.subject.merged_from_id is not None:
        text = _("The part came with a case that was merged. Undo the mark as duplicate on that case instead.")
        return Reason("came_by_merging", text)
    return None


# --- Merging ---


def same_secrecy(context: Context) -> Reason | None:
    """Words of a confidential case must not reach the readers of another one, nor the other way round."""
    master = context.data.get("master_ticket")
    if master and codes.Visibility.CONFIDENTIAL in (master.visibility, context.subject.visibility):
        text = _("A confidential case is not merged with another. Lift the confidentiality first, or link them.")
        return Reason("confidential_not_merged", text, "master_ticket")
    return None


def merged_are_others(context: Context) -> Reason | None:
    """What is merged in are other cases of the same kind, at most twenty at a time."""
    merged, master = context.data.get("merged_tickets") or [], context.subject
    if len(merged) > MOST_MERGED:
        return Reason("too_many", _("Merge at most 20 cases at a time."), "merged_tickets")
    if any(one.pk == master.pk or one.process != master.process for one in merged):
        text = _("Name other cases of the same kind than this one.")
        return Reason("not_a_duplicate", text, "merged_tickets")
    return None


# --- Parent and child ---


def has_no_parent(context: Context) -> Reason | None:
    if context.root.kin().parent_id is not None:
        return Reason("has_a_parent", _("The case already has a main case. Take it out from there first."))
    return None


def has_no_children(context: Context) -> Reason | None:
    if context.root.kin().children:
        text = _("Other cases are part of this one. A case cannot be both main case and part of another.")
        return Reason("has_children", text)
    return None


def has_parent(context: Context) -> Reason | None:
    if context.root.kin().parent_id is None:
        return Reason("no_parent", _("The case is not part of another one."))
    return None


def parent_fits(context: Context) -> Reason | None:
    """A parent is another open incident that is not part of a third one; neither of the two is confidential."""
    parent, child = context.data.get("parent_ticket"), context.subject
    if parent is None:
        return None
    unfit = parent.pk == child.pk or parent.process != child.process or parent.closed_at is not None
    if unfit or parent.state in NOT_A_MASTER or _as_process(parent).kin().parent_id is not None:
        text = _("Choose another open incident that is not part of a third one.")
        return Reason("not_a_parent", text, "parent_ticket")
    if codes.Visibility.CONFIDENTIAL in (parent.visibility, child.visibility):
        text = _("A confidential case is neither main case nor part of another. Lift the confidentiality first.")
        return Reason("confidential_not_part", text, "parent_ticket")
    return None


def _as_process(ticket):
    ticket.__class__ = ticket.workflow_class()
    return ticket


def solution_proposed(context: Context) -> Reason | None:
    if context.root.open_proposal() is None:
        return Reason("nothing_proposed", _("No main case has proposed a solution to this one."))
    return None


def held_by_customer(context: Context) -> Reason | None:
    if context.root.holder_tier() == "vendor":
        return Reason("held_by_vendor", _("The vendor holds the case. Take it back first."))
    return None


# --- Shares ---


def has_shares(context: Context) -> Reason | None:
    if not context.actor.is_system and not context.root.has_shares():
        return Reason("no_shares", _("The case has not been shared with anyone."))
    return None


def is_its_share(context: Context) -> Reason | None:
    key = context.data.get("which_share")
    if key and key not in {one.key for one in shares_of(context.root)}:
        return Reason("not_found", _("There is no such share. Choose one from the list."), "which_share")
    return None
