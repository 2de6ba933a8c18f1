"""The agreed numbers of standard change templates, by name; their values are the collaboration's data."""

from tickets.processes import figures

PROCESS = "standard-change-template"

figures.add(
    PROCESS,
    failures=(1, 20),  # so many changes that failed or were backed out suspend it …
    failure_days=(1, 366),  # … when they fall within this time
    validity_months=(1, 12),  # at most so long a decision holds
    remind_days=(1, 60),  # so long before it runs out the template's leader is reminded
)


def of(figure: str) -> int:
    """The value in force."""
    return figures.of(PROCESS)[figure]
