from sla.models.agreement import (
    EXAMPLE_VALUES,
    Agreement,
    AgreementRegion,
    AgreementRegionChange,
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
from sla.models.escalation import PERCENTS, EscalationRule, RoleGroup, Trigger
from sla.models.version import Version
from sla.models.what_if import WhatIf, WhatIfFlip

__all__ = [
    "EXAMPLE_VALUES",
    "PERCENTS",
    "Agreement",
    "AgreementRegion",
    "AgreementRegionChange",
    "AgreementVersion",
    "Calendar",
    "CalendarDay",
    "CalendarVersion",
    "DayRule",
    "DueStep",
    "EscalationRule",
    "Metric",
    "Pause",
    "PauseRule",
    "PriorityChange",
    "RoleGroup",
    "Target",
    "Trigger",
    "Version",
    "Waiting",
    "WhatIf",
    "WhatIfFlip",
]
