from sla.models.calendar import Calendar, CalendarDay, CalendarVersion, DayRule
from sla.models.due_step import DueStep

__all__ = ["Calendar", "CalendarDay", "CalendarVersion", "DayRule", "DueStep"]
