"""How the rows of an order stand, and why one could not be delivered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RowState(TextChoices):
    PENDING = "pending", pgettext_lazy("row of an order", "Waiting")
    DELIVERED = "delivered", pgettext_lazy("row of an order", "Delivered")
    FAILED = "failed", pgettext_lazy("row of an order", "Failed")


SETTLED = ((RowState.DELIVERED.value, RowState.DELIVERED.label), (RowState.FAILED.value, RowState.FAILED.label))


class RowReason(TextChoices):
    """Why a row could not be delivered."""

    WRONG = "wrong_details", _("The details are wrong")
    MISSING = "missing_details", _("Details are missing")
    EXISTS = "already_there", _("It is there already")
    UNKNOWN = "not_found", _("What it refers to was not found")
    NOT_ALLOWED = "not_allowed", _("It may not be done")
    WITHDRAWN = "withdrawn", _("The orderer no longer wants it")
    OTHER = "other", _("Other, see the comment")
