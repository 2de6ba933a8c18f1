"""How each rule of a need is broken, in memory."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from regions import directory
from tests import parties
from tests.processes.breaking import data
from tests.tickets import places
from tickets.processes.need import results


def of_a_region(context) -> None:
    context.subject.origin = directory.by_slug(parties.REGION)


def all_have_spoken(context) -> None:
    """Whoever takes the step speaks for a region that has joined and reported."""
    region = directory.by_slug(parties.NEIGHBOUR)
    for one in context.subject.voices():
        one.effect_at, one.benefit_met = context.at, "no"
    context.subject.voices().append(SimpleNamespace(region_id=region.pk, effect_at=context.at, benefit_met="no"))


def nobody_has_reported(context) -> None:
    context.data.pop("reason", None)
    for one in context.subject.voices():
        one.effect_at, one.benefit_met = None, ""


def all_say_no(context) -> None:
    all_have_spoken(context)
    context.data["benefit_met"] = "yes"


def at_the_other_table(context) -> None:
    """Somebody of the region declines what all regions look at."""
    context.hat = SimpleNamespace(tier="region", organisation=directory.by_slug(parties.REGION))


def no_change(context):
    return [places.incident()]


def _a_change(context):
    return context.data["resulting_tickets"][0]


def linked_already(context):
    from tickets.models import Ticket

    return list(Ticket.objects.unscoped("test").filter(pk__in=results.ids(context.subject)))


def nothing_follows(context) -> None:
    """What it led to and is in use was unlinked, and no region has it in use."""
    results.links(context.subject).update(ended_at=context.at)


def too_far(context):
    return timezone.localdate(context.at) + timedelta(days=181)


SPOILED = {
    "raised_by_support": (of_a_region, "of_a_region", ""),
    "at_its_own_table": (at_the_other_table, "in_joint_preparation", ""),
    "region_has_not_joined": (all_have_spoken, "has_joined", ""),
    "region_has_not_reported": (all_have_spoken, "has_reported", ""),
    "declined_by_the_forum": (data(decision_link="cab 2026 § 99"), "no_decision", "decision_link"),
    "parked_within_limit": (data(review_at=too_far), "not_within_180_days", "review_at"),
    "results_fit": (data(resulting_tickets=no_change), "no_result", "resulting_tickets"),
    "results_are_new": (data(resulting_tickets=linked_already), "already_linked", "resulting_tickets"),
    "something_is_in_use": (nothing_follows, "not_in_use", ""),
    "silent_regions_explained": (nobody_has_reported, "effect_missing", "reason"),
    "benefit_agrees": (all_say_no, "regions_say_no", "benefit_met"),
}
BY_WHO = {}
