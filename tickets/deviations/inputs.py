"""The fields that deviations ask for, also in the step of a deployment that makes one."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.deviations.codes import BY_HAND, OF_A_ROLLOUT

FIELDS = (
    Input(
        "deviation_kind",
        "choice",
        _("Kind of deviation"),
        stored="detail",
        column="kind",
        choices=lambda: [(one.value, one.label) for one in BY_HAND],
    ),
    Input(
        "rollout_kind",
        "choice",
        _("Kind of deviation"),
        stored="detail",
        column="kind",
        choices=lambda: [(one.value, one.label) for one in OF_A_ROLLOUT],
    ),
    Input(
        "deviation_reason",
        "long_text",
        _("Why your region deviates"),
        _("What is done in another way than in the other regions, and why. No details about patients."),
        audience="customer",
    ),
    Input(
        "deviation_cost",
        "long_text",
        _("What it costs to keep"),
        _("Work, money and risk, for your region and for the others: extra tests, training, support."),
        audience="customer",
    ),
    Input(
        "deviation_expires",
        "date",
        _("Last day"),
        _("Then it is renewed or ended."),
        stored="detail",
        column="expires_on",
    ),
    Input(
        "deviation_granted_by",
        "text",
        _("Granted by"),
        _("The forum with its decision, for example Utvecklingsforum 2026 § 4, or those who signed."),
        stored="detail",
        column="granted_by",
        audience="customer",
        max_length=160,
    ),
    Input(
        "deviation_release",
        "ticket",
        _("Release"),
        stored="detail",
        column="release",
    ),
)
