"""The agreed numbers of needs, by name; their values are the collaboration's data."""

from tickets.processes import figures

PROCESS = "need"

figures.add(
    PROCESS,
    followup_days=(1, 730),  # so long after what it led to is in use the regions are asked what came of it
    park_days=(1, 366),  # at most so long a need rests
    remind_days=(1, 366),  # whoever holds the next step is reminded when nobody has done anything for so long
    silent_days=(1, 366),  # a need in which nobody has done anything for so long counts as silent
    told_days=(1, 366),  # so long whoever asked sees on her start page what became of an ended need
)


def of(figure: str) -> int:
    """The value in force."""
    return figures.of(PROCESS)[figure]
