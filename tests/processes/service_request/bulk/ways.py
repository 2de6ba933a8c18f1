"""How the rows of an order are settled, from where and by whom."""

from tests import parties
from tests.processes.service_request.bulk import places as bulk
from tests.tickets.way import Way

OWN = {
    "settle_rows": Way(
        lambda: bulk.in_fulfilment(2),
        parties.support,
        {"settled_rows": "1", "row_result": "failed", "row_reason": "not_found", "comment": "Kontot saknas."},
    ),
}
ALONG: set[str] = set()
