"""Fields that only the steps of a change ask for. What templates ask for, too, stands in `plan_inputs`."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.inputs import Input
from tickets.processes.change import codes, risk


def _choices(of):
    return lambda: of.choices


def _risk(name: str) -> Input:
    return Input(name, "choice", risk.label_of(name), choices=lambda: risk.choices_of(name), of_data=True)


def _touches(name: str, label, help_text="", audience="all") -> Input:
    return Input(name, "choice", label, help_text, stored="detail", audience=audience, choices=_choices(codes.Touches))


def _moment(name: str, label, help_text="") -> Input:
    return Input(name, "datetime", label, help_text, stored="detail")


WHAT = (
    Input(
        "change_type",
        "choice",
        _("Type of change"),
        _("Decides who says yes to it."),
        stored="detail",
        choices=_choices(codes.ChangeType),
    ),
    Input("change_reason", "long_text", _("Why the change is needed")),
    Input("consequence_if_not", "long_text", _("What happens if it is not done")),
    _moment("wanted_start", _("Wanted window, from")),
    _moment("wanted_end", _("Wanted window, to")),
    Input(
        "initiator",
        "person",
        _("Initiator"),
        _("Who wants it; is told how it goes."),
        stored="detail",
        audience="customer",
    ),
    Input("change_template", "ticket", _("Template"), _("Its number; only for a standard change."), stored="detail",
          column="template"),
    Input(
        "template_parameters",
        "long_text",
        _("The template's parameters"),
        _("One a line: name, colon, value."),
    ),
    _touches("touches_data", _("Does it touch data or access rights?"), _("Then information security assesses it.")),
    _touches("touches_secrecy", _("Does it touch secrecy or the processing of personal data?")),
    _touches("touches_shared", _("Does it touch configuration that the regions share?")),
    _touches("contract_effect", _("Does it affect a contract?"), _("Then a forum decides on that first."),
             audience="customer"),
    Input(
        "cost_estimate",
        "integer",
        _("Estimated cost (SEK)"),
        stored="detail",
        audience="customer",
        low=0,
        high=2_000_000_000,
    ),
    Input(
        "own_infrastructure",
        "organisations",
        _("Regions whose own infrastructure is touched"),
        _("They assess it, and say yes to the time."),
    ),
    Input("vendor_works", "bool", _("The vendor carries it out"), stored="detail"),
    Input("needs_go", "bool", _("Each region gives its go before the start"), stored="detail"),
)  # fmt: skip

PLAN = (
    *map(_risk, risk.FIELDS),
    Input(
        "risk_level",
        "choice",
        _("Level of risk"),
        _("Computed from the answers. You may raise it; only the forum lowers it."),
        stored="detail",
        choices=_choices(codes.RiskLevel),
    ),
    Input(
        "back_out_max_minutes",
        "integer",
        _("Longest time for backing out (minutes)"),
        stored="detail",
        low=1,
        high=10_000,
    ),
    Input("back_out_decision_point", "text", _("When it is decided whether to back out"), max_length=400),
    Input("communication_plan", "long_text", _("Plan for communication")),
)

ASSESSING = (
    Input("change_owner", "person", pgettext_lazy("change", "Change owner"), stored="detail", column="owner",
          audience="customer"),
    Input("assessors", "persons", _("Assessors"), _("They are asked at once, and assess side by side."),
          audience="customer"),
    Input(
        "verdict",
        "choice",
        pgettext_lazy("change", "Verdict"),
        _("A stop blocks it. A condition becomes a task that must be done before the start."),
        choices=_choices(codes.Verdict),
    ),
    Input("assessment_text", "long_text", _("The assessment in words"), _("No details about patients."),
          audience="event"),
    Input("assessment_condition", "text", pgettext_lazy("change", "Condition"), _("What must be done first."),
          audience="event", max_length=150),
    Input("contract_change_ground", "long_text", _("Ground for changing the contract"), audience="customer"),
    Input("change_reject_code", "code", _("Reason for turning down"), choices=_choices(codes.RejectReason)),
)  # fmt: skip

DECIDING = (
    _moment("authorised_start", _("Decided window, from")),
    _moment("authorised_end", _("Decided window, to")),
    Input("taken_up_at", "datetime", _("Taken up again")),
    Input("phone_decision", "bool", _("Somebody said yes by telephone")),
    Input("phone_person", "person", _("Who said yes by telephone"), _("Confirms it here within a day."),
          stored="detail", audience="customer"),
    _moment("phone_at", _("Time of the telephone call")),
    Input("emergency_ground", "choice", _("Why it cannot wait"), stored="detail", column="ground",
          choices=_choices(codes.Ground)),
    Input("waiting_risk", "long_text", _("The risk of waiting")),
    Input("emergency_incident", "ticket", _("The incident that it is for"),
          _("Of priority P1, or a major incident. Not for security reasons.")),
)  # fmt: skip

CARRYING_OUT = (
    _moment("planned_start", _("Planned start")),
    _moment("planned_end", _("Planned end")),
    Input("implementer", "person", _("Who carries it out"), stored="ticket", column="assignee", audience="customer"),
    Input("collision_reason", "long_text", _("Why the collision is accepted")),
    Input("freeze_override_reason", "long_text", _("Why it is allowed during the change freeze")),
    Input("go_verdict", "choice", _("The region's answer"), choices=_choices(codes.Go)),
    _moment("actual_start", _("Actual start")),
    _moment("actual_end", _("Actual end")),
    Input("result_text", "long_text", pgettext_lazy("change", "Result")),
    _moment("back_out_done_at", _("Backed out at")),
    Input("back_out_effect", "long_text", _("What followed from backing out")),
    Input("region_result", "choice", _("Result for the region"), choices=_choices(codes.RegionResult)),
)

REVIEWING = (
    Input("failure_problem", "ticket", _("Problem that looks into the failure"), _("Its number.")),
    Input("change_outcome", "choice", pgettext_lazy("change", "Outcome"), stored="detail", column="outcome",
          choices=_choices(codes.Outcome)),
    Input("incidents_caused", "choice", _("Did it cause incidents?"), choices=lambda: CAUSED),
    Input("caused_incidents", "tickets", _("Incidents that it caused"), _("Their numbers, separated by commas."),
          of_one=True),
    Input("retro_verdict", "choice", _("Was it justified to do it as an emergency?"), stored="detail",
          choices=_choices(codes.RetroVerdict)),
)  # fmt: skip
CAUSED = (("yes", _("Yes")), ("no", _("No")))

FIELDS = (*WHAT, *PLAN, *ASSESSING, *DECIDING, *CARRYING_OUT, *REVIEWING)
