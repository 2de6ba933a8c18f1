"""The states of a change (processes.md 5.5)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class S(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", pgettext_lazy("change", "Submitted")
    ASSESS = "assess", pgettext_lazy("change", "Being assessed")
    REGIONAL_REVIEW = "regional_review", _("Change council")
    CAB_REVIEW = "cab_review", _("CAB")
    ECAB_REVIEW = "ecab_review", _("Emergency CAB")
    POSTPONED = "postponed", _("Postponed")
    AUTHORISED = "authorised", pgettext_lazy("change", "Authorised")
    SCHEDULED = "scheduled", pgettext_lazy("change", "Scheduled")
    IMPLEMENTING = "implementing", _("Implementing")
    VALIDATING = "validating", _("Validating")
    REVIEW = "review", pgettext_lazy("change", "Review")
    CLOSED = "closed", pgettext_lazy("change", "Closed")
    REJECTED = "rejected", pgettext_lazy("change", "Turned down")
    CANCELLED = "cancelled", pgettext_lazy("change", "Withdrawn")


DECIDED = (S.REGIONAL_REVIEW, S.CAB_REVIEW, S.ECAB_REVIEW)
OPEN_CONTENT = (S.DRAFT, S.SUBMITTED, S.ASSESS, *DECIDED, S.POSTPONED)
BEFORE_START = (*OPEN_CONTENT, S.AUTHORISED, S.SCHEDULED)
AFTER_START = (S.IMPLEMENTING, S.VALIDATING, S.REVIEW)
LIVE = (S.SUBMITTED, S.ASSESS, *DECIDED, S.POSTPONED, S.AUTHORISED, S.SCHEDULED, *AFTER_START)
END = (S.CLOSED, S.REJECTED, S.CANCELLED)
