"""The fields that the steps of the acceptance test ask for."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.processes.release.acceptance import codes


def _choices(of):
    return lambda: of.choices


FIELDS = (
    Input("case_name", "text", _("Test case"), _("What is tried, in one line."), max_length=160, of_one=True),
    Input("case_doing", "long_text", _("What to do"), _("Step by step, with test patients only."), of_one=True),
    Input("case_expected", "long_text", _("What is expected"), of_one=True),
    Input(
        "copy_from",
        "ticket",
        _("Copy the test cases of the release"),
        _("Its number. Those that were withdrawn are left out."),
        of_one=True,
    ),
    Input("test_case", "integer", _("Test case"), low=1, high=9_999, of_one=True),
    Input("case_outcome", "choice", _("Result"), choices=_choices(codes.CaseOutcome)),
    Input(
        "case_comment",
        "long_text",
        _("What happened"),
        _("Needed unless it went well or was not run. No details about patients."),
        of_one=True,
    ),
    Input("defect", "integer", _("Defect"), low=1, high=9_999, of_one=True),
    Input("defect_title", "text", _("What is wrong"), _("In one line. No details about patients."), max_length=160),
    Input("defect_text", "long_text", _("How it shows"), _("What you did, what came and what should have come.")),
    Input("defect_severity", "choice", _("Severity"), choices=_choices(codes.Severity)),
    Input(
        "only_region",
        "bool",
        _("It concerns our region alone"),
        _("It lies in the region's own integrations or settings: it stops no other region."),
    ),
    Input("defect_ticket", "ticket", _("Incident or problem"), _("The number of the case where it is worked on.")),
    Input("defect_reference", "text", _("The vendor's reference"), max_length=80),
    Input("mended_build", "text", _("Tried anew on the build"), _("The build on which it works."), max_length=80),
    Input("waiver_owner", "person", _("Who owns it"), audience="customer", of_one=True),
    Input(
        "waiver_reason",
        "long_text",
        _("Why it can be lived with"),
        _("What care does instead, and why that is safe."),
        audience="customer",
        of_one=True,
    ),
    Input("waiver_until", "date", _("Waived until"), _("The last day. Then it is open again."), of_one=True),
)
