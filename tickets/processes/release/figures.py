"""The numbers of releases that are the collaboration's data."""

from tickets.processes import figures

PROCESS = "release"

figures.add(
    PROCESS,
    els_days=(1, 90),  # early life support goes on for so many days after the last region has verified
    els_remind_days=(1, 30),  # before its end, whoever leads the release is reminded
    review_days=(1, 90),  # working days until it is said how it went
)


def of(name: str) -> int:
    """One of them, as it stands now; no query."""
    return figures.of(PROCESS)[name]
