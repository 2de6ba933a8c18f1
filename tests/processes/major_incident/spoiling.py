"""How each rule of a major incident is broken, in memory."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from regions import directory
from tests import parties
from tests.processes.breaking import data, detail
from tests.processes.major_incident import places as at
from tests.tickets import places
from tickets.models import Ticket


def known(**rows):
    """Break a rule by what the ticket has found out about its surroundings."""

    def spoil(context):
        context.root.__dict__.update(rows)

    return spoil


def ahead(context):
    return context.at + timedelta(hours=1)


def somebody_else_has(**duties):
    def spoil(context):
        people = {name: SimpleNamespace(person_id=0, person=None) for name in duties.values()}
        context.root.__dict__["_duties"] = people
        context.root.__dict__["_offers"] = []
        context.actor = parties.support()
        context.hat = context.actor.hats[0]

    return spoil


def without_a_role(name: str):
    return lambda context: context.data.update({name: at.gone(parties.desk("gavleborg"))})


def several_duties_for_long(context) -> None:
    me = context.actor.person_id
    context.root.__dict__["_offers"] = [SimpleNamespace(duty="lead", person_id=me)]
    context.root.__dict__["_duties"] = {"logger": SimpleNamespace(person_id=me)}
    context.root.detail().declared_at = context.at - timedelta(minutes=31)


def region_silent(context) -> None:
    region = directory.by_slug(parties.REGION)
    silent = SimpleNamespace(state="restored", region_id=region.pk, reminders=1)
    context.root.__dict__["_region_rows"] = [silent]


def own_message_of_p2(context) -> None:
    context.root.priority = 2
    context.root.__dict__["_draft"] = SimpleNamespace(author_id=context.actor.person_id)


def for_another_region(context) -> None:
    message = SimpleNamespace(regions=[0])
    context.root.__dict__["published_message"] = lambda number: message


def nothing_published(context) -> None:
    context.root.__dict__["published_message"] = lambda number: None


def somebody_else_does_it(context) -> None:
    context.root.__dict__["_actions"] = [
        SimpleNamespace(event_seq=context.data["action"], owner_id=0, done_at=None, due_at=None)
    ]
    context.actor = parties.support()
    context.hat = context.actor.hats[0]


def track_left(context) -> None:
    context.root.pk = at.major("declared").pk
    context.root.__dict__.pop("_unsettled", None)  # the ticket looks once


def in_a_major(state: str):
    def spoil(context):
        incident = Ticket.objects.unscoped("test").get(pk=context.root.pk)
        at.major(state, incident)
        context.root.__dict__.pop("_major", None)  # the ticket looks once

    return spoil


SPOILED = {
    "incidents_fit": (
        data(linked_incidents=lambda context: [context.root]),
        "not_an_incident",
        "linked_incidents",
    ),
    "persons_may_have_duties": (without_a_role("new_person"), "may_not_have_duty", "new_person"),
    "own_duty_unless_leading": (somebody_else_has(a="lead"), "not_own_duty", "mi_duty"),
    "duty_is_held": (data(mi_duty="technician"), "not_own_duty", "mi_duty"),
    "duty_offered_to_actor": (known(_offers=[]), "no_duty_offered", ""),
    "duties_apart_in_time": (several_duties_for_long, "duties_together_too_long", ""),
    "change_linked_or_reason": (
        data(change_link=None, no_change_reason=None),
        "change_or_reason",
        "no_change_reason",
    ),
    "restoration_not_ahead": (data(restored_at=ahead), "in_the_future", "restored_at"),
    "watch_period_over": (
        detail(restored_at=lambda context: context.at - timedelta(hours=3)),
        "still_watched",
        "",
    ),
    "every_region_confirmed_or_named": (region_silent, "region_silent", "silent_regions"),
    "message_ready": (known(_draft=None), "no_message", ""),
    "author_is_not_approver_unless_p1": (own_message_of_p2, "own_message", ""),
    "next_message_ahead": (
        data(next_message_at=lambda context: context.at - timedelta(minutes=1)),
        "in_the_past",
        "next_message_at",
    ),
    "message_published": (nothing_published, "no_such_message", "message_number"),
    "own_region_adds": (for_another_region, "not_for_region", "message_number"),
    "happened_not_ahead": (data(happened_at=ahead), "in_the_future", "happened_at"),
    "corrects_its_entry": (data(corrected_entry=999_999), "not_found", "corrected_entry"),
    "every_action_has_owner_and_date": (known(_actions=[]), "no_actions", "no_actions_reason"),
    "problem_linked": (data(problem_link=lambda context: context.root), "no_problem", "problem_link"),
    "action_is_open": (data(action=999_999), "not_found", "action"),
    "own_action_unless_closing": (somebody_else_does_it, "not_own_action", "action"),
    "review_not_signed": (detail(signed_by_id=1), "signed_already", ""),
    "draft_says_something": (data(review_draft_cause=None), "nothing_written", "review_draft_cause"),
    "review_is_signed": (detail(signed_by_id=None), "not_signed", ""),
    "second_person_of_the_other_role": (
        detail(signed_by_id=lambda context: context.actor.person_id),
        "same_person",
        "",
    ),
    "reporting_is_settled": (track_left, "reporting_unsettled", ""),
    "row_marked_oral": (lambda context: setattr(context.subject, "oral", False), "not_oral", ""),
    "told_not_in_future": (data(told_at=ahead), "in_the_future", "told_at"),
    "restored_not_in_future": (data(confirmed_restored_at=ahead), "in_the_future", "confirmed_restored_at"),
    "no_open_major_incident": (in_a_major("candidate"), "in_a_major", ""),
    "major_incident_is_over": (in_a_major("declared"), "major_goes_on", ""),
}


def over_two_regions():
    return at.major("candidate", places.joint_incident())


BY_WHO = {
    "one_region_hit": lambda: (over_two_regions(), timezone.now(), "several_regions_hit"),
    "hosting_fails": lambda: (at.major("candidate"), timezone.now(), "no_hosting_fault"),
    "decision_overdue": lambda: (at.major("candidate"), timezone.now(), "decision_not_overdue"),
}
