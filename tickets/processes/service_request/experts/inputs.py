"""Fields that only the steps of experts ask for."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.processes.service_request.codes import Expert
from tickets.processes.service_request.experts.codes import Opinion, Reuse

FIELDS = (
    Input(
        "expert_field",
        "choice",
        _("Field of experts"),
        _("Its forum decides. The regions' experts read the order until then."),
        stored="detail",
        audience="customer",
        choices=lambda: Expert.choices,
    ),
    Input("expert_verdict", "choice", _("Opinion"), choices=lambda: Opinion.choices),
    Input(
        "opinion_text",
        "long_text",
        _("Opinion in words"),
        _("The forum reads it, and so does whoever ordered. No details about patients."),
        audience="customer",
    ),
    Input(
        "reuse_existing_template",
        "choice",
        _("Can a template that exists be used?"),
        choices=lambda: Reuse.choices,
    ),
    Input(
        "reused_template",
        "template",
        _("Template of the register"),
        _("The one that is used, or the one that the new one takes the place of."),
    ),
    Input(
        "template_name",
        "text",
        _("Name of the template"),
        _("All regions read it in the register. Nothing of your own region's."),
        max_length=160,
    ),
    Input(
        "template_purpose",
        "text",
        _("What the template is for"),
        _("All regions read it in the register. Nothing of your own region's."),
        max_length=600,
    ),
)
