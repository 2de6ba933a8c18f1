"""How each rule of a template is broken."""

from datetime import timedelta

from django.utils import timezone

from tests.processes.breaking import data


def too_far(context):
    return timezone.localdate(context.at) + timedelta(days=400)


SPOILED = {
    "limits_readable": (data(parameter_limits="Antal enheter"), "limits_unreadable", "parameter_limits"),
    "valid_long_enough_not_too_long": (data(valid_until=too_far), "validity_out_of_range", "valid_until"),
}
BY_WHO = {}
