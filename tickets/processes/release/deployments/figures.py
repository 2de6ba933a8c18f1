"""The numbers of regional deployments that are the collaboration's data."""

from __future__ import annotations

from tickets.processes import figures

figures.add(
    "release",
    go_reminder_days=(0, 60),  # so many days before the window those who decide on go are reminded
    verify_reminder_hours=(1, 240),  # so many hours after it was deployed those who verify are reminded
)


def of(name: str) -> int:
    return figures.of("release")[name]
