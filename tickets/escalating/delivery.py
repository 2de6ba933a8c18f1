"""What the messages of an escalation need of its event: whom it names, and when a mail may come to each."""

from __future__ import annotations

from datetime import datetime, timedelta

from regions import directory
from sla.calendars import hours_of, of_party
from sla.hours import NeverOpens
from tickets.escalating.raising import IN_OFFICE_HOURS, TOLD, TOLD_ALWAYS

GROUPS = frozenset({TOLD, TOLD_ALWAYS})


def told(event) -> list[dict]:
    """The rows of those whom the event names: roles, organisation, people."""
    return event.changed.get("escalated", {}).get("told", [])


def people(event) -> set[int]:
    return {pk for row in told(event) for pk in row["people"]}


def mail_at(event, user_id: int, *, why, now: datetime) -> datetime:
    """When a mail about this event may come to the person: `now`, or when her office opens next."""
    row = next((one for one in told(event) if user_id in one["people"]), None)
    if row is None or IN_OFFICE_HOURS not in why:
        return now
    return office_opens(row["organisation"], now)


def office_opens(organisation_id: int, now: datetime) -> datetime:
    """The first open moment of the organisation's calendar from `now` on; `now` where it never opens."""
    calendar = of_party(directory.organisation(organisation_id))
    if calendar is None:
        return now
    try:
        return max(now, hours_of(calendar).after(now, timedelta()))
    except NeverOpens:
        return now
