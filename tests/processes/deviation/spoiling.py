"""How each rule of a deviation is broken."""

from datetime import timedelta

from django.utils import timezone

from tests.processes.breaking import data


def too_far(context):
    return timezone.localdate(context.at) + timedelta(days=400)


def tomorrow(context):
    return timezone.localdate(context.at) + timedelta(days=1)


def of_a_rollout(context):
    """A deviation that the row of a release that goes on has made."""
    detail = context.subject.detail()
    detail.row, detail.release = 1, context.subject


SPOILED = {
    "within_limit": (data(deviation_expires=too_far), "deviation_too_long", "deviation_expires"),
    "later_than_before": (data(deviation_expires=tomorrow), "not_later", "deviation_expires"),
    "not_of_a_rollout_that_goes_on": (of_a_rollout, "ends_with_the_deployment", ""),
}
BY_WHO = {}
