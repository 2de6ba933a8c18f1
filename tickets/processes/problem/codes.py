"""Code lists of problems."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    INCIDENTS = "incidenter", _("Incidents")
    MAJOR_INCIDENT = "mi", _("Major incident")
    TREND = "trend", _("Trend")
    PROACTIVE = "proaktiv", _("Proactive")
    VENDOR = "leverantor", _("The vendor")


class Frequency(TextChoices):
    ONCE = "once", _("Now and then")
    MONTHLY = "monthly", _("Some time a month")
    WEEKLY = "weekly", _("Every week")
    DAILY = "daily", _("Every day")


class RootCause(TextChoices):
    """Why it happens. `UNKNOWN` is the known symptom whose cause nobody has found."""

    SOFTWARE = "programfel", _("Fault in the program")
    CONFIGURATION = "konfiguration", _("Configuration")
    INTEGRATION = "integration", _("Integration with another system")
    INFRASTRUCTURE = "infrastruktur", _("Infrastructure or network")
    DATA = "data", _("Faulty data")
    CHANGE = "andring", _("A change or release")
    USE = "handhavande", _("Use, routine or training")
    THIRD_PARTY = "tredje_part", _("Third party")
    UNKNOWN = "okand", _("Known symptom, unknown cause")
