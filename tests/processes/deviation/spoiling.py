"""How each rule of a deviation is broken."""

from datetime import timedelta

from django.utils import timezone


def typed(**changes):
    def spoil(context):
        context.data = context.data | {
            key: value(context) if callable(value) else value for key, value in changes.items()
        }

    return spoil


def too_far(context):
    return timezone.localdate(context.at) + timedelta(days=400)


def tomorrow(context):
    return timezone.localdate(context.at) + timedelta(days=1)


def of_a_rollout(context):
    """A deviation that the row of a release that goes on has made."""
    detail = context.subject.detail()
    detail.row, detail.release = 1, context.subject


SPOILED = {
    "within_limit": (typed(deviation_expires=too_far), "deviation_too_long", "deviation_expires"),
    "later_than_before": (typed(deviation_expires=tomorrow), "not_later", "deviation_expires"),
    "not_of_a_rollout_that_goes_on": (of_a_rollout, "ends_with_the_deployment", ""),
}
BY_WHO = {}
