"""What was delivered, for whoever accepts it or complains: the note, when and by whom, and which rows failed."""

from __future__ import annotations

from roles import titles
from tickets.models import Event
from tickets.processes.service_request.bulk import reading, results
from tickets.processes.service_request.bulk.codes import RowReason, RowState
from tickets.processes.service_request.states import S
from tickets.web import changes, showing

NOTE = "delivery_note"


def panel(read, actions) -> dict | None:
    """The latest delivery; None where none stands."""
    ticket, note = read.ticket, read.words.get(NOTE)
    if ticket.state not in (S.DELIVERED, S.CLOSED) or note is None:
        return None
    event = _event(read, note.event_seq)
    return {
        "template": "tickets/service_request/delivery.html",
        "note": changes.body_of(note),
        "at": event.at if event else None,
        "by": _by(read, event) if event else "",
        "failed": _failed(ticket) if reading.is_of_rows(ticket) else [],
        "delivered": _delivered(ticket) if reading.is_of_rows(ticket) else "",
    }


def _event(read, seq: int) -> Event | None:
    """Of those that the page has read, else asked for; one query."""
    at_hand = next((one for one in getattr(read, "events", ()) if one.seq == seq), None)
    rows = Event.objects.visible_to(read.actor).filter(ticket_id=read.ticket.pk, seq=seq)
    return at_hand or rows.select_related("user", "acting_person").first()


def _by(read, event: Event) -> str:
    """Name, role and organisation in running text, as far as the reader may know them."""
    person = event.acting_person or event.user
    name = showing.person_shown(read.ticket, person, event.organisation_id, read.actor)
    return ", ".join(filter(None, (name, titles.as_kept(event.role_label), showing.full_name(event.organisation_id))))


def _delivered(ticket) -> str:
    return results.spans(one.number for one in reading.kept(ticket) if one.state == RowState.DELIVERED)


def _failed(ticket) -> list[tuple[str, str]]:
    """The reason and the rows."""
    rows = [one for one in reading.kept(ticket) if one.state == RowState.FAILED]
    why = dict.fromkeys(one.reason for one in rows)
    return [(str(RowReason(key).label), results.spans(one.number for one in rows if one.reason == key)) for key in why]
