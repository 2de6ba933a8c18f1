"""Code lists of releases."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SCOPE_RULE = "release-scope"  # whose forum decides on what a release contains


class ReleaseType(TextChoices):
    MAJOR = "major", _("Major release")
    MINOR = "minor", _("Minor release")
    PATCH = "patch", _("Patch")
    HOTFIX = "hotfix", _("Hotfix")


class RolloutMode(TextChoices):
    TOGETHER = "samtidig", _("All regions at once")
    WAVES = "vagor", _("In waves")
    ONE_BY_ONE = "per_region", _("Region by region")


class HaltGround(TextChoices):
    """Why a rollout is stopped. A region stops it for the safety of patients."""

    PATIENT_SAFETY = "patient_safety", pgettext_lazy("halt", "Patient safety")
    FAULT = "fault", _("A fault in what was delivered")
    OPERATIONS = "operations", _("The operation of the service")
    OTHER = "other", pgettext_lazy("halt", "Another ground")


class Purpose(TextChoices):
    """What a signature says yes to."""

    APPROVE = "approve", _("Approval for rollout")
    LIFT = "lift", _("End of the halt")
    CANCEL = "cancel", _("Calling off the release")
    GO = "go", _("The region's go")
    VERIFY = "verify", _("The region's verification")
    DEFER = "defer", _("Deferral in the region")
    OPT_OUT = "opt_out", _("The region's opting out")
