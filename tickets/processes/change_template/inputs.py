"""The fields that templates ask for beside those they share with changes."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.processes.change.codes import Outcome

FIELDS = (
    Input(
        "parameter_limits",
        "long_text",
        _("What may differ, and within which limits"),
        _(
            "One line each: “Number of printers: 1–20”, “Environment: test, training”, or “Ward: free text”. "
            "Whoever makes a change fills in each of them."
        ),
        max_length=4_000,
    ),
    Input(
        "valid_until",
        "date",
        _("Valid to and including"),
        _("At most 12 months ahead. The template is suspended when the day has passed."),
        stored="detail",
    ),
    Input("made_change", "ticket", _("Change")),
    Input("template_outcome", "choice", _("How it went"), choices=lambda: Outcome.choices),
)
