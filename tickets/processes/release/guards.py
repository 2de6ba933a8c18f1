"""Why a step of a release may not be taken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from roles.actor import hats_of
from tickets.balloting import opening
from tickets.balloting.guards import DECISION
from tickets.models import Ticket
from tickets.processes.release.acceptance import reading as acceptance
from tickets.processes.release.codes import SCOPE_RULE, HaltGround
from tickets.processes.release.deployments import reading as deployments
from tickets.processes.release.states import S

MAY_STAND_IN_SCOPE = {
    "change": ("authorised", "scheduled", "implementing", "validating", "review", "closed"),
    "problem": ("fix_in_progress", "verify", "resolved", "closed"),
    "known-error": ("published", "under_change", "retired"),
    "need": ("prioritised", "converted", "effect_followup", "closed"),
}  # the processes whose cases a scope may hold, and the states in which each is authorised

AUTHORISES = ("authorised", "scheduled", "implementing", "validating")  # a change that a rollout is made under


# --- Its plan ---


def target_is_a_period(context: Context) -> Reason | None:
    detail = context.subject.detail()
    since, until = (context.data.get(name) or getattr(detail, name) for name in ("target_start", "target_end"))
    if since and until and since > until:
        return Reason("no_period", _("The last day must not lie before the first."), "target_end")
    return None


def something_changed(context: Context) -> Reason | None:
    if not any(context.has(one.name) for one in context.step.rule.inputs):
        return Reason("nothing_changed", _("Fill in one of the fields at least."))
    return None


# --- Its scope ---


def scope_forum_decides(context: Context) -> Reason | None:
    """The decision is of the forum that the collaboration names for scopes. `by_decision` asks that it is one."""
    if not context.cause.startswith(DECISION):
        return None
    forum = opening.rule_for(SCOPE_RULE, context.at).forum
    if context.cause.removeprefix(DECISION).split(" ")[0] == forum:
        return None
    return Reason("other_forum", _("What a release contains is decided by the development forum."))


def items_may_stand_in_scope(context: Context) -> Reason | None:
    for one in context.data.get("scope_items") or ():
        if one.process not in MAY_STAND_IN_SCOPE or one.pk == context.subject.pk:
            text = _("%(number)s is not a change, a problem, a known error or a need.")
            return Reason("not_in_a_scope", text % {"number": one.number}, "scope_items")
    return None


def pending_are_in_scope(context: Context) -> Reason | None:
    named = context.data.get("scope_items")
    known = {one.pk for one in named} if named is not None else set(context.subject.wanted_items())
    for one in context.data.get("pending_items") or ():
        if one.pk not in known:
            text = _("%(number)s is not among what the release contains.")
            return Reason("not_in_scope", text % {"number": one.number}, "pending_items")
    return None


def scope_items_authorised_or_pending(context: Context) -> Reason | None:
    """Every case is authorised, or marked as pending."""
    wanted = _wanted(context)
    open_ones = [
        number
        for pk, process, state, number in _cases(context, wanted)
        if not wanted[pk] and state not in MAY_STAND_IN_SCOPE.get(process, ())
    ]
    if open_ones:
        text = _("Not authorised yet: %(numbers)s. Mark them as pending, or take them out.")
        return Reason("items_not_authorised", text % {"numbers": ", ".join(open_ones)}, "pending_items")
    return None


def _wanted(context: Context) -> dict[int, bool]:
    """As `wanted_items`, with what the step itself names."""
    wanted = context.subject.wanted_items()
    if context.has("scope_items"):
        wanted = {one.pk: wanted.get(one.pk, False) for one in context.data["scope_items"]}
    if context.data.get("pending_items") is not None:
        pending = {one.pk for one in context.data["pending_items"]}
        wanted = {pk: pk in pending for pk in wanted}
    return wanted


def _cases(context: Context, wanted) -> list:
    rows = Ticket.objects.unscoped("the release's own scope").filter(pk__in=wanted)
    return list(rows.order_by("number").values_list("pk", "process", "state", "number"))


def scope_is_another(context: Context) -> Reason | None:
    """What is decided anew differs from what stands."""
    detail = context.subject.detail()
    standing = {one.item_id: one.pending for one in context.subject.items()}
    words = any(context.has(name) for name in ("release_notes", "test_plan"))
    if _wanted(context) != standing or words or detail.scope_digest != context.subject.scope_now():
        return None
    return Reason("same_scope", _("This is what the release contains already."), "scope_items")


def scope_unchanged(context: Context) -> Reason | None:
    """What was delivered and is signed is what the forum decided on, to the letter."""
    detail = context.subject.detail()
    if detail.scope_digest == context.subject.scope_now() and detail.delivered_number == detail.scope_number:
        return None
    text = _("The scope has changed since it was fixed. The forum decides on it, and it is delivered anew.")
    return Reason("scope_changed", text)


# --- Its delivery ---


def content_matches_scope(context: Context) -> Reason | None:
    """Built from the scope as it stands; what it lacks is named, and stands in the scope."""
    ticket = context.subject
    if context.data.get("delivered_scope") not in (None, ticket.detail().scope_number):
        text = _("The scope that stands is number %(number)d. What is built from another one is not delivered.")
        return Reason("other_scope", text % {"number": ticket.detail().scope_number}, "delivered_scope")
    standing = {one.item_id for one in ticket.items()}
    for one in context.data.get("missing_items") or ():
        if one.pk not in standing:
            text = _("%(number)s is not among what the release contains.")
            return Reason("not_in_scope", text % {"number": one.number}, "missing_items")
    return None


# --- Its acceptance and approval ---


def test_leader_may_lead(context: Context) -> Reason | None:
    """Somebody whose role may lead an acceptance test, of this side."""
    person = context.data.get("test_leader")
    if person is None or any("release.acceptance" in hat.capabilities for hat in hats_of(person, at=context.at)):
        return None
    return Reason("may_not_lead", _("This person's roles may not lead an acceptance test."), "test_leader")


def participants_are_affected(context: Context) -> Reason | None:
    affected = context.subject.affected_ids()
    for one in context.data.get("participating_regions") or ():
        if one.pk not in affected:
            text = _("%(name)s is not a region that the release concerns.")
            return Reason("not_affected", text % {"name": one.name}, "participating_regions")
    return None


def change_is_a_change(context: Context) -> Reason | None:
    change = context.data.get("release_change")
    if change is not None and change.process != "change":
        return Reason("not_a_change", _("Name a change."), "release_change")
    return None


def note_is_read(context: Context) -> Reason | None:
    """By each who signs."""
    if context.data.get("regulatory_note_read"):
        return None
    text = _("Read what the vendor says of regulations for medical devices, and tick that you have.")
    return Reason("note_not_read", text, "regulatory_note_read")


def linked_change_authorised(context: Context) -> Reason | None:
    """The change that the rollout is made under has been authorised, and not been called off since."""
    change = context.subject.detail().change
    if change is None:
        return Reason("no_change", _("Name the change that authorises the rollout first."))
    if change.state in AUTHORISES:
        return None
    if change.closed_at is not None or change.state == "review":
        text = _("The change %(number)s is over. Name the one that the rollout is made under.")
        return Reason("change_is_over", text % {"number": change.number})
    return Reason("change_not_authorised", _("The change %(number)s is not authorised.") % {"number": change.number})


def no_open_critical_defect_or_waiver(context: Context) -> Reason | None:
    """Each critical defect is mended, or somebody owns a waiver of it."""
    found = acceptance.open_critical(context.subject, at=context.at)
    if found:
        text = _("Critical defects are neither mended nor waived: %(count)d.")
        return Reason("critical_defects", text % {"count": len(found)})
    return None


def training_and_communication_ready(context: Context) -> Reason | None:
    detail = context.subject.detail()
    if detail.training_at is None:
        return Reason("training_not_ready", _("The training material has not been confirmed."))
    if detail.communication_at is None:
        return Reason("communication_not_ready", _("The communication has not been confirmed."))
    return None


# --- Its rollout ---


def a_region_is_ready(context: Context) -> Reason | None:
    if deployments.ready(context.subject):
        return None
    return Reason("no_region_ready", _("No region has given its go yet."))


def region_halts_for_patients(context: Context) -> Reason | None:
    """A region stops the rollout for the safety of patients, and on no other ground."""
    if context.hat is None or context.hat.tier != "region":
        return None
    if context.data.get("halt_ground") in (None, HaltGround.PATIENT_SAFETY):
        return None
    text = _("A region stops the rollout for the safety of patients. On other grounds, ask the release manager.")
    return Reason("not_patient_safety", text, "halt_ground")


def waves_are_planned(context: Context) -> Reason | None:
    named = context.data.get("affected_waves") or ()
    known = {str(row.wave) for row in deployments.rows_of(context.subject) if row.wave is not None} if named else set()
    for one in named:
        if one.strip() not in known:
            text = _("No region is planned in wave %(wave)s.")
            return Reason("no_such_wave", text % {"wave": one}, "affected_waves")
    return None


def stops_more(context: Context) -> Reason | None:
    """What is stopped already another one may stop, too: it is asked before the stop is lifted. Or more is stopped."""
    if context.subject.state != S.HALTED or context.actor.is_system:
        return None
    detail = context.subject.detail()
    stopped, named = set(detail.halted_waves), context.data.get("affected_waves") or ()
    is_more = bool(stopped) and (not named or not {int(one) for one in named if one.isdecimal()} <= stopped)
    ours = {context.hat.organisation.pk} if context.hat is not None else context.actor.organisation_ids
    if is_more or not ours <= {*detail.halters, detail.halted_by_id}:
        return None
    text = _("Your organisation has stopped it already, for all that you name.")
    return Reason("halted_already", text, "affected_waves" if named else "")


def all_regions_verified(context: Context) -> Reason | None:
    if deployments.unfinished(context.subject):
        return Reason("regions_left", _("Not every region has verified it yet."))
    return None


def deferred_regions_have_deviation(context: Context) -> Reason | None:
    found = deployments.without_deviation(context.subject)
    if found:
        text = _("A region that deviates has no deviation in the register: %(regions)s.")
        return Reason("deviation_missing", text % {"regions": ", ".join(row.region.name for row in found)})
    return None
