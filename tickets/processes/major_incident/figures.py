"""The agreed numbers of major incidents, by name; their values are the collaboration's data."""

from tickets.processes import figures

PROCESS = "major-incident"

figures.add(
    PROCESS,
    rule_regions=(2, 100),  # so many regions with the same service let the program propose …
    rule_minutes=(1, 10_080),  # … when they register it within this time
    together_minutes=(1, 10_080),  # for so long one person may have several duties
    reminders=(1, 3),  # to a region, before it may be named as silent
    watch_hours=(1, 168),  # the usual time to watch what is restored
    backdated_minutes=(1, 1_440),  # an entry of the log that is written down later than this is marked
)


def of(figure: str) -> int:
    """The value in force."""
    return figures.of(PROCESS)[figure]
