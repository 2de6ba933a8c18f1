"""How many rows one order may have: the collaboration's data."""

from tickets.processes import figures

PROCESS = "service-request"

figures.add(PROCESS, bulk_rows_most=(1, 5000))


def rows_most() -> int:
    """As it stands now; no query."""
    return figures.of(PROCESS)["bulk_rows_most"]
