"""Code lists of major incidents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Duty(TextChoices):
    """Who does what while it lasts; each is one named person at a time."""

    LEADER = "lead", _("Leader")
    COMMUNICATOR = "communicator", _("Communicator")
    LOGGER = "logger", _("Log keeper")
    TECHNICIAN = "technician", _("Technician")


class Confidence(TextChoices):
    LOW = "low", pgettext_lazy("confidence", "Low")
    MEDIUM = "medium", pgettext_lazy("confidence", "Medium")
    HIGH = "high", pgettext_lazy("confidence", "High")


class RowState(TextChoices):
    """How it stands in a region, as the region says."""

    UNKNOWN = "unknown", pgettext_lazy("region row", "Unknown")
    NOT_AFFECTED = "not_affected", pgettext_lazy("region row", "Not affected")
    AFFECTED = "affected", pgettext_lazy("region row", "Affected")
    DEGRADED = "degraded", pgettext_lazy("region row", "Degraded")
    RESTORED = "restored", pgettext_lazy("region row", "Restored")
    CONFIRMED = "confirmed", pgettext_lazy("region row", "Confirmed")


HIT = (RowState.AFFECTED, RowState.DEGRADED)
ANSWERED = (RowState.NOT_AFFECTED, RowState.CONFIRMED)


class SignedAs(TextChoices):
    """In which of the two capacities a person has signed the review."""

    MAJOR = "major", _("For major incidents")
    PROBLEM = "problem", _("For problems")
