"""The fields that known errors ask for, and that problems share with them."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.processes.known_error.details import Verdict

FIELDS = (
    Input(
        "problem_link", "ticket", _("Problem"), _("The number of the problem behind it, for example PRB-2026-000012.")
    ),
    Input(
        "workaround",
        "long_text",
        _("Workaround"),
        _("What the user does until the fault is mended. No details about patients."),
    ),
    Input(
        "affected_versions",
        "text",
        _("Affected versions"),
        _("For example 4.1.0–4.2.2."),
        stored="detail",
        max_length=120,
    ),
    Input("known_error_owner", "person", _("Owner of the known error"), stored="detail", column="owner"),
    Input("review_at", "date", _("To be reviewed by"), stored="detail"),
    Input("review_verdict", "choice", _("Impact on templates"), stored="detail", choices=lambda: Verdict.choices),
    Input(
        "fix_link",
        "ticket",
        _("Fix"),
        _("The number of the change or release that mends it."),
        stored="detail",
        column="fix",
    ),
    Input(
        "fix_reference",
        "text",
        _("Reference of the fix"),
        _("Where the fix has no case here: the vendor's number of it."),
        stored="detail",
        max_length=60,
    ),
    Input(
        "unverified_reason",
        "long_text",
        _("Why it is retired before every region has verified the fix"),
        audience="event",
    ),
    Input("verified_region", "organisation", _("Region")),
    Input("known_error", "ticket", _("Known error"), _("Its number, where its workaround was used.")),
)
