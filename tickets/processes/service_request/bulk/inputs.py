"""Fields that only the steps of an order's rows ask for."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.processes.service_request.bulk import codes
from tickets.processes.service_request.bulk.rows import INPUT, RESULTS

FIELDS = (
    Input(INPUT, "table", _("Rows"), _("A CSV or Excel file with the columns of the template.")),
    Input(
        RESULTS,
        "table",
        _("Result of each row"),
        _("A CSV or Excel file with the columns row, result and reason."),
        of_one=True,
    ),
    Input(
        "settled_rows",
        "text",
        _("Rows that are settled"),
        _("Their numbers, for example 1-480, 483. “All” means all that are waiting."),
        max_length=2000,
        of_one=True,
    ),
    Input("row_result", "choice", _("How it went with them"), choices=lambda: codes.SETTLED),
    Input(
        "row_reason",
        "code",
        _("Why they could not be delivered"),
        _("Only for those that failed."),
        choices=lambda: codes.RowReason.choices,
    ),
)
