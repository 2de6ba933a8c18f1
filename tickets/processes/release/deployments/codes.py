"""Code lists of a region's row of a release."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RowState(TextChoices):
    NOT_PLANNED = "not_planned", pgettext_lazy("deployment", "Not planned")
    PLANNED = "planned", pgettext_lazy("deployment", "Planned")
    REGIONAL_TEST = "regional_test", _("Regional test")
    GO_DECISION = "go_decision", _("Awaiting go decision")
    READY = "ready", _("Ready (go)")
    DEPLOYING = "deploying", _("Deploying")
    DEPLOYED = "deployed", _("Deployed")
    VERIFIED = "verified", pgettext_lazy("deployment", "Verified")
    DEFERRED = "deferred", _("Deferred")
    FAILED = "failed", pgettext_lazy("deployment", "Failed")
    ROLLED_BACK = "rolled_back", _("Rolled back")
    OPTED_OUT = "opted_out", _("Opted out")


R = RowState
BEFORE_GO = (R.PLANNED, R.REGIONAL_TEST, R.GO_DECISION)
BEFORE_DEPLOYMENT = (R.NOT_PLANNED, *BEFORE_GO, R.READY)
IN_CALENDAR = (*BEFORE_GO, R.READY, R.DEPLOYING)  # its time lies ahead, or is now
DONE_IN_CALENDAR = (R.DEPLOYED, R.VERIFIED, R.FAILED, R.ROLLED_BACK)  # shown where it was carried out
DEVIATING = (R.DEFERRED, R.OPTED_OUT)
SETTLED = (R.VERIFIED, *DEVIATING)  # nothing more is waited for before early life support


class VendorOutcome(TextChoices):
    """What the vendor reports of the work that the region has ordered."""

    STARTED = "started", pgettext_lazy("deployment report", "Begun")
    DONE = "done", pgettext_lazy("deployment report", "Done")
    FAILED = "failed", pgettext_lazy("deployment report", "Failed")
    ROLLED_BACK = "rolled_back", pgettext_lazy("deployment report", "Rolled back")
