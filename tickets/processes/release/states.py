"""The states of a release (processes.md 5.7)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class S(TextChoices):
    PLANNING = "planning", pgettext_lazy("release", "Planning")
    SCOPED = "scoped", _("Scope fixed")
    DELIVERED = "delivered", pgettext_lazy("release", "Delivered")
    ACCEPTANCE = "acceptance", _("Joint acceptance test")
    APPROVED = "approved", _("Approved for rollout")
    ROLLOUT = "rollout", _("Rollout in progress")
    HALTED = "halted", pgettext_lazy("release", "Halted")
    ELS = "els", _("Early life support")
    COMPLETED = "completed", pgettext_lazy("release", "Completed")
    CLOSED = "closed", pgettext_lazy("release", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("release", "Called off")


BEFORE_APPROVAL = (S.SCOPED, S.DELIVERED, S.ACCEPTANCE)
UNTIL_APPROVAL = (S.PLANNING, *BEFORE_APPROVAL)
BEFORE_ROLLOUT = (*UNTIL_APPROVAL, S.APPROVED)
AFTER_START = (S.ROLLOUT, S.HALTED, S.ELS)
LIVE = (*BEFORE_ROLLOUT, *AFTER_START, S.COMPLETED)
END = (S.CLOSED, S.CANCELLED)
