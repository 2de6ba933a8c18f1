from sla.models.agreement import (
    EXAMPLE_VALUES,
    Agreement,
    AgreementRegion,
    AgreementVersion,
    Metric,
    Pause,
    PauseRule,
    PriorityChange,
    Target,
    Waiting,
)
from sla.models.calendar import Calendar, CalendarDay, CalendarVersion, DayRule
from sla.models.due_step import DueStep

__all__ = [
    "EXAMPLE_VALUES",
    "Agreement",
    "AgreementRegion",
    "AgreementVersion",
    "Calendar",
    "CalendarDay",
    "CalendarVersion",
    "DayRule",
    "DueStep",
    "Metric",
    "Pause",
    "PauseRule",
    "PriorityChange",
    "Target",
    "Waiting",
]
