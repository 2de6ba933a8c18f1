"""Looking at escalations in tests: what an event kept of one, and rows of due steps."""

from engine import due
from regions import directory
from sla.models import DueStep
from tests.people import actor
from tests.tickets.places import fresh
from tickets.models import Event

PR = "sussa-incidentansvarig"


def raised(ticket, trigger: str, stage: int | None = None) -> list[Event]:
    """The events of the ticket that raised this trigger (and stage), oldest first."""
    found = Event.all_objects.filter(ticket=ticket, changed__escalation__trigger=trigger).order_by("seq")
    return [one for one in found if stage is None or one.changed["escalation"]["stage"] == stage]


def told(event) -> dict[tuple[str, ...], list[int]]:
    return {tuple(row["roles"]): row["people"] for row in event.changed["escalated"]["told"]}


def told_people(event) -> set[int]:
    return {pk for row in event.changed["escalated"]["told"] for pk in row["people"]}


def unstaffed(event) -> list[dict]:
    return event.changed["escalated"]["unstaffed"]


def waiting(ticket, begins: str) -> list[DueStep]:
    rows = DueStep.objects.filter(subject_type="tickets.ticket", subject_id=ticket.pk, fired_at=None)
    return list(rows.filter(reason__startswith=begins).order_by("due_at", "reason"))


def fire_rows(ticket, begins: str):
    """Let time pass until the last of these rows is due; gives the ticket as it is then."""
    last = waiting(ticket, begins)[-1].due_at
    while due.fire(now=last):
        pass
    return fresh(ticket.pk)


def place(slug: str) -> int:
    return directory.by_slug(slug).pk


def leader():
    return actor("sussa-objektledare", "sussa-vardstod")
