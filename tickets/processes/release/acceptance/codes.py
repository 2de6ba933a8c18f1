"""Code lists of the acceptance test."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class CaseOutcome(TextChoices):
    """How a test case went in a region."""

    OK = "ok", pgettext_lazy("test case", "OK")
    NOT_OK = "not_ok", pgettext_lazy("test case", "Not OK")
    BLOCKED = "blocked", pgettext_lazy("test case", "Blocked")
    NOT_RUN = "not_run", pgettext_lazy("test case", "Not run")


class Severity(TextChoices):
    CRITICAL = "critical", pgettext_lazy("defect", "Critical")
    MAJOR = "major", pgettext_lazy("defect", "Major")
    MINOR = "minor", pgettext_lazy("defect", "Minor")


class DefectState(TextChoices):
    OPEN = "open", pgettext_lazy("defect", "Open")
    MENDED = "mended", pgettext_lazy("defect", "Mended")
    WAIVED = "waived", pgettext_lazy("defect", "Waived")


# What is more than "it worked" or "we did not come to it" is told in words.
NEEDS_WORDS = (CaseOutcome.NOT_OK, CaseOutcome.BLOCKED)
