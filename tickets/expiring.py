"""What holds through a last day: a step when that day is over, and a reminder before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from engine.context import Context
from tickets import days


@dataclass(frozen=True)
class Expiry:
    """`over` and `remind` are the steps that the program takes, `remind_days` how long before the end it reminds."""

    over: str
    remind: str
    reason: str
    remind_days: Callable[[], int]

    def watch(self, context: Context, last_day: date) -> None:
        """Both steps by this day; not the reminder, where the time for it has passed."""
        self.call_off(context)
        ends = days.is_over(last_day)
        context.when_due(self.over, ends, reason=self.reason)
        reminder = ends - timedelta(days=self.remind_days())
        if reminder > context.at:
            context.when_due(self.remind, reminder, reason=self.reason)

    def call_off(self, context: Context) -> None:
        context.call_off(self.over)
        context.call_off(self.remind)
