"""The states of an order (processes.md 5.6)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class S(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", pgettext_lazy("service request", "Ordered")
    REGIONAL_APPROVAL = "regional_approval", _("Awaiting approver")
    JOINT_REVIEW = "joint_review", _("Being assessed")
    EXPERT_REVIEW = "expert_review", _("Expert review")
    QUOTING = "quoting", _("Being quoted")
    ORDER_APPROVAL = "order_approval", _("Awaiting approval of quote")
    FULFILMENT = "fulfilment", _("Being fulfilled")
    ON_HOLD = "on_hold", _("On hold")
    DELIVERED = "delivered", pgettext_lazy("service request", "Delivered")
    CLOSED = "closed", pgettext_lazy("service request", "Closed")
    REJECTED = "rejected", pgettext_lazy("service request", "Turned down")
    CANCELLED = "cancelled", pgettext_lazy("service request", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("service request", "Lapsed")


UNDER_REVIEW = (S.SUBMITTED, S.REGIONAL_APPROVAL, S.JOINT_REVIEW, S.EXPERT_REVIEW, S.QUOTING, S.ORDER_APPROVAL)
UNDER_WAY = (S.FULFILMENT, S.ON_HOLD)
LIVE = (*UNDER_REVIEW, *UNDER_WAY, S.DELIVERED)
END = (S.CLOSED, S.REJECTED, S.CANCELLED, S.EXPIRED)
