"""Fields that only the steps of a need ask for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.inputs import Input
from tickets.processes.need import codes


def _choices(of):
    return lambda: of.choices


def _score(name: str, label, text) -> Input:
    return Input(name, "choice", label, text, stored="detail", audience="customer", choices=_choices(codes.Score))


FIELDS = (
    Input(
        "need_benefit",
        "long_text",
        _("What it would make better"),
        _("For patients, for you who work there, for others. In numbers if you have any."),
    ),
    Input(
        "business_area",
        "text",
        _("Business area"),
        _("Which part of care it is for, for example emergency care or primary care."),
        stored="detail",
        audience="customer",
        max_length=120,
    ),
    Input(
        "regional_priority",
        "choice",
        pgettext_lazy("need", "The region's priority"),
        _("Compared with your region's other needs."),
        audience="customer",
        choices=_choices(codes.Rank),
    ),
    Input(
        "priority_reason",
        "long_text",
        _("Why that priority"),
        _("In a sentence or two. The other regions read it."),
        audience="customer",
    ),
    _score("score_patients", _("Patients"), _("Safety, access, and time in care.")),
    _score("score_staff", _("Staff"), _("Time, work environment, and safe ways of working.")),
    _score("score_citizens", _("Citizens"), _("Those who are not in care: access, insight, trust.")),
    _score("score_equal", _("Good and equal care"), _("Alike for everyone, wherever they live.")),
    _score("score_joint", _("Joint and alike"), _("The same solution for all regions; nobody needs one of their own.")),
    Input(
        "duplicate_check",
        "long_text",
        _("Check against the other regions' needs"),
        _("Which ones are alike, and why this one goes on by itself."),
        audience="customer",
    ),
    Input(
        "joint_priority",
        "choice",
        _("Joint priority"),
        stored="detail",
        audience="customer",
        choices=_choices(codes.Rank),
    ),
    Input(
        "resulting_tickets",
        "tickets",
        _("Cases that it leads to"),
        _("The numbers of changes, releases or service requests, separated by commas."),
        of_one=True,
    ),
    Input(
        "need_decline_code",
        "code",
        _("Why it is declined"),
        stored="detail",
        column="declined",
        audience="customer",
        choices=lambda: [one for one in codes.Declined.choices if one[0] != codes.Declined.WITHDRAWN],
    ),
    Input(
        "effect_text",
        "long_text",
        _("What came of it"),
        _("What is better now, and what is not. In numbers if you have any. No details about patients."),
        audience="customer",
    ),
    Input(
        "benefit_met",
        "choice",
        _("Did it give the benefit that was hoped for?"),
        audience="customer",
        choices=_choices(codes.BenefitMet),
    ),
)
