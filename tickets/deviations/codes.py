"""What a region may do in another way than the others."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    DEFERRAL = "deferral", pgettext_lazy("deviation", "Deployed later")
    OPT_OUT = "opt_out", pgettext_lazy("deviation", "Opted out of")
    SETTING = "setting", pgettext_lazy("deviation", "Setting of its own")
    WORKAROUND = "workaround", pgettext_lazy("deviation", "Manual workaround")


OF_A_ROLLOUT = (Kind.DEFERRAL, Kind.OPT_OUT)  # come about by the region's own step in a release, never by hand
BY_HAND = (Kind.SETTING, Kind.WORKAROUND)
