"""The agreed numbers of problems, by name; their values are the collaboration's data."""

from tickets.processes import figures

PROCESS = "problem"

figures.add(
    PROCESS,
    quiet_days=(0, 365),  # so long no new incident may have been linked before it counts as fixed
    target_days_1=(1, 365),  # working days until the root cause is known, by priority
    target_days_2=(1, 365),
    target_days_3=(1, 365),
    target_days_4=(1, 365),
    trend_days=(1, 365),  # so many incidents of a kind within so many days are shown as a fault that comes back
    trend_least=(2, 1_000),
)


def of(figure: str) -> int:
    """The value in force."""
    return figures.of(PROCESS)[figure]
