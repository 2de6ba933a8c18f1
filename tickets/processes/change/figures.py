"""The numbers of changes that are the collaboration's data. The notice to the regions is named with the calendar."""

from tickets.processes import figures

PROCESS = "change"

figures.add(
    PROCESS,
    cost_threshold=(0, 100_000_000),  # SEK; what costs more is decided by a forum first
    standard_decide_days=(1, 90),
    minor_decide_days=(1, 90),
    major_decide_days=(1, 180),
    emergency_decide_hours=(1, 72),
    review_days=(1, 60),
    retro_days=(1, 60),
    phone_hours=(1, 168),
    recent_days=(1, 90),  # how long a change is offered as what may have caused a new incident
)


def of(name: str) -> int:
    """One of them, as it stands now; no query."""
    return figures.of(PROCESS)[name]
