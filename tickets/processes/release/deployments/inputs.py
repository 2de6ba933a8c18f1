"""Fields that only the steps of a region's row ask for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.inputs import Input
from tickets import codes as ticket_codes
from tickets.processes.release.deployments import codes

TESTED_IN = [one for one in ticket_codes.Environment.choices if one[0] != ticket_codes.Environment.PRODUCTION]

FIELDS = (
    # The plan
    Input("wave", "integer", _("Wave"), _("1 for the first regions, 2 for the next."), stored="part", low=1, high=99),
    Input(
        "deploy_environment",
        "choice",
        _("Environment"),
        _("Production, if you leave it empty."),
        stored="part",
        column="environment",
        choices=lambda: ticket_codes.Environment.choices,
    ),
    Input(
        "vendor_deploys",
        "bool",
        _("Your region orders the deployment of the vendor"),
        _("The vendor then reports how it goes. You confirm."),
        stored="part",
    ),
    Input("what_changed", "long_text", _("What has changed")),
    # The test
    Input(
        "test_environment",
        "choice",
        _("Test environment"),
        stored="part",
        choices=lambda: TESTED_IN,
    ),
    Input("test_protocol", "files", _("Test protocol"), _("A document or a list of what was tried."), of_one=True),
    Input(
        "defect_links",
        "tickets",
        _("Defects found"),
        _("Numbers of the cases where they are dealt with, separated by commas."),
        of_one=True,
    ),
    Input("training_completion", "long_text", _("Training carried out"), _("Which groups, and how many are left.")),
    Input("communication_done", "long_text", _("Communication carried out"), _("Who was told what, and how.")),
    # Go
    Input("go_reserve_routine", "bool", _("The reserve routine is in place")),
    Input("go_staffing", "bool", _("The staffing is in place")),
    Input("go_back_out", "bool", _("The way back is tried out, and its time is known")),
    # Deployment
    Input(
        "vendor_outcome",
        "choice",
        pgettext_lazy("deployment report", "Outcome"),
        choices=lambda: codes.VendorOutcome.choices,
    ),
    Input(
        "deployment_incidents",
        "tickets",
        _("Incidents that show the fault"),
        _("Their numbers, separated by commas. Incidents and major incidents."),
        of_one=True,
    ),
    Input("smoke_test", "long_text", _("What you tried in production"), _("One line for each, and how it went.")),
    # Deviation
    Input(
        "new_date", "date", _("New date"), _("At most twelve months ahead."), stored="part", column="deviation_until"
    ),
    Input(
        "expiry_date",
        "date",
        _("Last day of the deviation"),
        _("At most twelve months ahead."),
        stored="part",
        column="deviation_until",
    ),
)
