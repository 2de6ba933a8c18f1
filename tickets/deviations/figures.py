"""The agreed numbers of deviations, by name; their values are the collaboration's data."""

from tickets.processes import figures

PROCESS = "deviation"

figures.add(
    PROCESS,
    max_months=(1, 12),  # at most so long a deviation holds before it is renewed
    remind_days=(1, 90),  # so long before its last day the region is reminded
)


def of(figure: str) -> int:
    """The value in force."""
    return figures.of(PROCESS)[figure]
