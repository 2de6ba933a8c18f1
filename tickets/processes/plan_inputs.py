"""The fields that a change and a template of changes both ask for: what it touches and how it is done."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input

FIELDS = (
    Input("services", "services", _("Affected services"), _("Every service, or part of one, that is touched.")),
    Input("implementation_plan", "long_text", _("Plan for carrying it out"), _("Step by step, with who does what.")),
    Input("test_plan", "long_text", _("Test plan"), _("What is tried out beforehand, where and by whom.")),
    Input("back_out_plan", "long_text", _("Plan for backing out"), _("How everything is put back as it was.")),
    Input("verification_plan", "long_text", _("Plan for verification"), _("How one sees afterwards that it works.")),
    Input("missing_text", "long_text", _("What is missing"), audience="event"),
)
