"""How each rule of a template is broken."""

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


SPOILED = {
    "limits_readable": (typed(parameter_limits="Antal enheter"), "limits_unreadable", "parameter_limits"),
    "valid_long_enough_not_too_long": (typed(valid_until=too_far), "validity_out_of_range", "valid_until"),
}
BY_WHO = {}
