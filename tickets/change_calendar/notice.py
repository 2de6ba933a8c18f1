"""How long before a change the regions are told of its time; the days are the collaboration's data."""

from __future__ import annotations

from datetime import datetime

from sla.workdays import after_working_days
from tickets.processes import figures
from tickets.processes.change.codes import ChangeType

FIGURE = {ChangeType.STANDARD: "standard_notice_days", ChangeType.EMERGENCY: ""}


def earliest_start(change_type: str, informed_at: datetime) -> datetime:
    """From when on a change of the type may begin, of which the regions are told at `informed_at` (aware).

    Working days of the common calendar; an emergency waits for nobody.
    """
    figure = FIGURE.get(change_type, "notice_days")
    return after_working_days(informed_at, figures.of("change")[figure]) if figure else informed_at
