"""Rules of the steps of a major incident."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from tickets import codes as shared
from tickets.models import MiEntry
from tickets.processes.major_incident import duty_reading, figures, kin
from tickets.processes.major_incident.codes import ANSWERED, HIT, SignedAs

CLOCKS_DIFFER = timedelta(minutes=5)

# --- Conditions of rights ---


def one_region_hit(context: Context) -> Reason | None:
    if len(kin.regions_hit(context.root)) != 1:
        text = _("Several regions are affected: the joint major incident manager decides.")
        return Reason("several_regions_hit", text)
    return None


def hosting_fails(context: Context) -> Reason | None:
    if not context.root.detail().hosting_fault:
        return Reason("no_hosting_fault", _("The vendor declares faults in its own operation only."))
    return None


def decision_overdue(context: Context) -> Reason | None:
    """Nobody has decided in time, so those next in line may."""
    decide_by = context.root.detail().decide_by
    if decide_by is None or context.at < decide_by:
        return Reason("decision_not_overdue", _("The major incident manager still has time to decide."))
    return None


# --- Linked incidents ---


def incidents_fit(context: Context) -> Reason | None:
    """Open incidents that everybody here may read about, and that are part of no other major incident under way."""
    for one in context.data.get("linked_incidents") or []:
        unfit = one.process != "incident" or one.closed_at is not None or one.registered_at is None
        if unfit or one.visibility == shared.Visibility.CONFIDENTIAL:
            text = _("%(number)s is not an open incident, or is confidential.")
            return Reason("not_an_incident", text % {"number": one.number or "–"}, "linked_incidents")
        other = kin.major_of(one)
        if other is not None and other.pk != context.root.pk:
            text = _("%(number)s is already part of the major incident %(other)s.")
            return Reason("in_another_major", text % {"number": one.number, "other": other.number}, "linked_incidents")
    return None


# --- Duties ---


def persons_may_have_duties(context: Context) -> Reason | None:
    for name in (*duty_reading.FIELDS, "new_person"):
        person = context.data.get(name)
        if person is not None and not duty_reading.may_have(person, context.at):
            text = _("%(person)s has no role today that may have a duty in a major incident.")
            return Reason("may_not_have_duty", text % {"person": person.get_full_name()}, name)
    return None


def own_duty_unless_leading(context: Context) -> Reason | None:
    """The leader and the manager hand over any duty, everybody else their own."""
    duty, me = context.data.get("mi_duty"), context.actor.person_id
    if duty is None or context.hat is None or "mi.manage" in context.hat.capabilities:
        return None
    has = duty_reading.person_with(context.root, duty)
    if me not in (has, duty_reading.person_with(context.root, "lead")):
        return Reason("not_own_duty", _("You can hand over your own duty only."), "mi_duty")
    return None


def duty_is_held(context: Context) -> Reason | None:
    duty = context.data.get("mi_duty")
    if duty is not None and duty_reading.person_with(context.root, duty) != context.actor.person_id:
        return Reason("not_own_duty", _("You do not have that duty."), "mi_duty")
    return None


def duty_offered_to_actor(context: Context) -> Reason | None:
    if not any(one.person_id == context.actor.person_id for one in duty_reading.offers(context.root)):
        return Reason("no_duty_offered", _("No duty has been offered to you."))
    return None


def duties_apart_in_time(context: Context) -> Reason | None:
    """One person may have several duties for the first time only (5.3)."""
    minutes = figures.of("together_minutes")
    ticket, me = context.root, context.actor.person_id
    declared = ticket.detail().declared_at
    if declared is None or context.at <= declared + timedelta(minutes=minutes):
        return None
    offered = {one.duty for one in duty_reading.offers(ticket) if one.person_id == me}
    kept = {duty for duty, row in duty_reading.duties(ticket).items() if row.person_id == me} - offered
    if len(offered | kept) > 1:
        text = _("One person may have several duties for %(minutes)d minutes at most. Hand over the other one first.")
        return Reason("duties_together_too_long", text % {"minutes": minutes})
    return None


# --- The work ---


def change_linked_or_reason(context: Context) -> Reason | None:
    if not context.has("change_link") and not context.has("no_change_reason"):
        text = _("Link an emergency change, or write why none is needed.")
        return Reason("change_or_reason", text, "no_change_reason")
    if context.has("change_link") and context.data["change_link"].process != "change":
        return Reason("not_a_change", _("Choose a case that is a change."), "change_link")
    return None


def restoration_not_ahead(context: Context) -> Reason | None:
    at = context.data.get("restored_at")
    if at and at > context.at + CLOCKS_DIFFER:
        return Reason("in_the_future", _("The time lies ahead. State when it worked again."), "restored_at")
    return None


def watch_period_over(context: Context) -> Reason | None:
    detail = context.root.detail()
    if detail.restored_at is None or context.at < detail.restored_at + timedelta(hours=detail.watch_hours):
        return Reason("still_watched", _("The time to watch it is not over."))
    return None


def every_region_confirmed_or_named(context: Context) -> Reason | None:
    """Each has confirmed or was not affected; one that is silent after its reminders may be named, with a reason."""
    needed = figures.of("reminders")
    named = {region.pk for region in context.data.get("silent_regions") or []}
    open_rows = [row for row in context.root.region_rows() if row.state not in ANSWERED]
    for row in sorted(open_rows, key=lambda one: one.state not in HIT):
        region = directory.organisation(row.region_id).name
        if row.state in HIT:
            return Reason("region_affected", _("%(region)s is still affected.") % {"region": region})
        if row.region_id not in named:
            text = _("%(region)s has not answered. It can be named as silent after %(needed)d reminders.")
            return Reason("region_silent", text % {"region": region, "needed": needed}, "silent_regions")
        if row.reminders < needed:
            text = _("%(region)s has been reminded %(times)d times. %(needed)d are needed before it is named.")
            said = {"region": region, "times": row.reminders, "needed": needed}
            return Reason("too_few_reminders", text % said, "silent_regions")
    if named and not context.has("reason"):
        return Reason("reason_missing", _("Write why it is solved without their answer."), "reason")
    return None


# --- Status messages and the timeline ---


def message_ready(context: Context) -> Reason | None:
    if context.root.draft_message() is None:
        return Reason("no_message", _("There is no message to publish. Write one first."))
    return None


def author_is_not_approver_unless_p1(context: Context) -> Reason | None:
    draft = context.root.draft_message()
    if draft is not None and draft.author_id == context.actor.person_id and context.root.priority != 1:
        return Reason("own_message", _("Somebody else than the author publishes the message."))
    return None


def next_message_ahead(context: Context) -> Reason | None:
    at = context.data.get("next_message_at")
    if at and at <= context.at:
        return Reason("in_the_past", _("Choose a time that lies ahead."), "next_message_at")
    return None


def message_published(context: Context) -> Reason | None:
    """What is added to or corrected has been published; its text stays as it is."""
    if context.root.published_message(context.data.get("message_number")) is None:
        return Reason("no_such_message", _("There is no such published message."), "message_number")
    return None


def own_region_adds(context: Context) -> Reason | None:
    """A message that was meant for other regions has nothing for this one to add to."""
    found = context.root.published_message(context.data.get("message_number"))
    if context.hat is not None and found and found.regions and context.hat.organisation.pk not in found.regions:
        return Reason("not_for_region", _("The message was for other regions."), "message_number")
    return None


def happened_not_ahead(context: Context) -> Reason | None:
    at = context.data.get("happened_at")
    if at and at > context.at + CLOCKS_DIFFER:
        return Reason("in_the_future", _("The time lies ahead. State when it happened."), "happened_at")
    return None


def corrects_its_entry(context: Context) -> Reason | None:
    number = context.data.get("corrected_entry")
    rows = MiEntry.objects.visible_to(context.actor).filter(ticket_id=context.root.pk, event_seq=number)
    if number is not None and not rows.exists():
        return Reason("not_found", _("There is no such entry. Choose one of the timeline."), "corrected_entry")
    return None


# --- The review ---


def every_action_has_owner_and_date(context: Context) -> Reason | None:
    """At least one action, each with an owner and a day, or the reason why there is none."""
    actions = context.root.actions()
    if not actions and not context.has("no_actions_reason"):
        text = _("Add at least one action, or write why there are none.")
        return Reason("no_actions", text, "no_actions_reason")
    if any(one.owner_id is None or one.due_at is None for one in actions):
        return Reason("action_without_owner", _("Every action needs somebody who does it, and a day."))
    return None


def problem_linked(context: Context) -> Reason | None:
    problem = context.data.get("problem_link")
    if problem is not None and problem.process != "problem":
        return Reason("no_problem", _("Choose a case that is a problem."), "problem_link")
    return None


def action_is_open(context: Context) -> Reason | None:
    number = context.data.get("action")
    found = next((one for one in context.root.actions() if one.event_seq == number), None)
    if found is None or found.done_at is not None:
        return Reason("not_found", _("There is no such action left. Choose one from the list."), "action")
    return None


def review_is_signed(context: Context) -> Reason | None:
    if context.root.detail().signed_by_id is None:
        return Reason("not_signed", _("The review has not been signed. Sign it first, then another person closes."))
    return None


def second_person_of_the_other_role(context: Context) -> Reason | None:
    """Two persons close it: one for major incidents, one for problems (5.3, mi_close)."""
    detail = context.root.detail()
    if context.actor.person_id == detail.signed_by_id:
        return Reason("same_person", _("You have signed it. Another person closes."))
    if context.hat is not None and detail.signed_as and signed_as(context) == detail.signed_as:
        text = _("It was signed in the same capacity. The other one of major incident and problem manager closes.")
        return Reason("same_capacity", text)
    return None


def signed_as(context: Context) -> str:
    return SignedAs.MAJOR if "mi.manage" in context.hat.capabilities else SignedAs.PROBLEM


def reporting_is_settled(context: Context) -> Reason | None:
    """Every duty to report is answered, also by a signed decision that there is none (5.9)."""
    if context.root.reporting_unsettled():
        return Reason("reporting_unsettled", _("The legal assessment is not ready for every region."))
    return None


# --- On the incidents ---


def no_open_major_incident(context: Context) -> Reason | None:
    other = kin.major_of(context.root)
    if other is not None:
        text = _("The incident is already part of the major incident %(number)s.")
        return Reason("in_a_major", text % {"number": other.number})
    return None


def major_incident_is_over(context: Context) -> Reason | None:
    """An incident is solved by itself once its major incident is, or has come to nothing."""
    number = context.root.major_under_way()
    if number:
        text = _("The incident is part of the major incident %(number)s, which goes on.")
        return Reason("major_goes_on", text % {"number": number})
    return None
