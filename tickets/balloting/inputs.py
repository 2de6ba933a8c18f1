"""The fields of votes and of decisions."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.balloting import codes

FIELDS = (
    Input(
        "vote",
        "choice",
        _("Your vote"),
        choices=lambda: [(one.value, one.label) for one in codes.VOTES],
        of_one=True,
    ),
    Input(
        "vote_condition",
        "text",
        _("Condition"),
        _("When you say yes with a condition. It becomes a task that must be done before it is carried out."),
        audience="event",
        max_length=160,
    ),
    Input("reject_code", "choice", _("Why not"), _("When you say no."), choices=lambda: codes.RejectReason.choices),
    Input("vote_reason", "long_text", _("Reason"), _("Everybody who reads the case reads it."), audience="event"),
    Input("vote_deadline", "datetime", _("Vote no later than"), _("Whoever has not voted by then is silent.")),
    Input(
        "void_votes",
        "bool",
        _("Void the votes"),
        _("Only when you change what is voted on: those who voted are told, and must vote again."),
    ),
    Input("decision_text", "long_text", _("Decision"), _("As it is to be read afterwards."), audience="event"),
    Input("decision_result", "choice", _("Result"), choices=lambda: codes.Result.choices),
    Input("dissent", "long_text", _("Who was of another opinion, and why"), audience="event"),
    Input(
        "decision_conditions",
        "long_text",
        _("Conditions"),
        _("One a line. Each becomes a task that must be done before it is carried out."),
        audience="event",
        max_length=1600,
    ),
)
