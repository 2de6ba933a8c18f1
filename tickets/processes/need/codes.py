"""Code lists of needs."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rank(TextChoices):
    """How important it is to a region, and to all together. Not the priority of a fault."""

    HIGH = "high", pgettext_lazy("rank", "High")
    MEDIUM = "medium", pgettext_lazy("rank", "Medium")
    LOW = "low", pgettext_lazy("rank", "Low")


class BenefitMet(TextChoices):
    YES = "yes", pgettext_lazy("benefit", "Yes")
    PARTLY = "partly", pgettext_lazy("benefit", "Partly")
    NO = "no", pgettext_lazy("benefit", "No")


class Declined(TextChoices):
    """Why nothing comes of it. `WITHDRAWN` is set by the step `withdraw` alone."""

    COVERED = "tacks_redan", _("Is met already")
    NOT_JOINT = "ej_gemensamt", _("Of no joint benefit")
    LITTLE = "lag_nytta", _("The benefit is too small")
    IMPOSSIBLE = "ej_mojligt", _("Cannot be done")
    WITHDRAWN = "atertaget", _("Withdrawn by whoever asked")


class Score(IntegerChoices):
    """How much it does for those whom a criterion is about."""

    NOTHING = 0, _("Nothing")
    SOME = 1, pgettext_lazy("score", "Some")
    MUCH = 2, pgettext_lazy("score", "Much")
    DECISIVE = 3, pgettext_lazy("score", "It is decisive")


# What needs are weighed by: the inputs of the regional preparation, in the order in which they are shown.
CRITERIA = ("score_patients", "score_staff", "score_citizens", "score_equal", "score_joint")
HIGHEST = max(Score.values)
