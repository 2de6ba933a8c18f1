"""Fields that only the steps of a problem ask for. Those shared with known errors stand in their inputs."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.inputs import Input
from tickets.processes.problem import codes


def _choices(of):
    return lambda: of.choices


FIELDS = (
    Input(
        "problem_origin",
        "choice",
        _("Where it comes from"),
        stored="detail",
        column="origin",
        choices=_choices(codes.Origin),
    ),
    Input(
        "incident_links",
        "tickets",
        _("Incidents that it causes"),
        _("Their numbers, separated by commas."),
        of_one=True,
    ),
    Input(
        "problem_frequency",
        "choice",
        _("How often it happens"),
        stored="detail",
        column="frequency",
        choices=_choices(codes.Frequency),
    ),
    Input("problem_owner", "person", _("Problem owner"), stored="detail", column="owner", audience="customer"),
    Input("target_date", "date", _("Day to aim for"), _("When the cause should be known."), stored="detail"),
    # The methods of the analysis (features.md P4)
    Input(
        "five_whys",
        "long_text",
        _("Five whys"),
        _("Why did it happen? And why was that so? Go on until the answer can be acted on."),
    ),
    Input(
        "cause_timeline",
        "long_text",
        _("Timeline"),
        _("What happened when, one line for each moment. No details about patients."),
    ),
    Input(
        "contributing_factors",
        "long_text",
        _("Contributing factors"),
        _("What made it possible or worse, without being the cause itself."),
    ),
    Input(
        "root_cause_code",
        "code",
        _("Root cause"),
        _("An unknown cause must first have been approved by the object owner."),
        stored="detail",
        column="root_cause",
        choices=_choices(codes.RootCause),
    ),
    Input(
        "cause_text",
        "long_text",
        pgettext_lazy("problem", "The cause in words"),
        _("Of an unknown cause: what is known of the symptom."),
    ),
    Input("fixed_version", "text", _("Version with the fix"), stored="detail", max_length=40),
    Input("deployed_regions", "organisations", _("Regions where the fix is in use")),
    Input(
        "cost_benefit",
        "long_text",
        _("Cost and benefit"),
        _("What it costs to mend, and what it costs not to."),
        audience="customer",
    ),
    Input(
        "decision_link",
        "text",
        _("Forum's decision"),
        _("As the forum has numbered it, about this problem."),
        stored="detail",
        column="decision",
        audience="customer",
        max_length=60,
    ),
    Input("safety_advice", "long_text", _("Advice of information security or medical technology"), audience="customer"),
    Input("security_risk", "bool", _("It is a risk to information security")),
    Input("lessons", "long_text", _("What was learnt")),
    Input("known_error_kept_reason", "long_text", _("Why the known error is kept"), audience="event"),
    Input("linked_ticket", "ticket", _("Linked case")),
)
