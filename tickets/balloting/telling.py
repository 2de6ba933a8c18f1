"""Who is told of a vote: those who may give one, those whose vote is missing, and those whose votes were voided."""

from __future__ import annotations

from tickets import telling_ways, telling_whom
from tickets.balloting import seats
from tickets.models import Ballot, Decision, Event, Ticket, Vote
from tickets.telling_whom import WHY


def register() -> None:
    """Make the groups known; called once, when the app is ready."""
    telling_whom.MORE_PERSONS.update({"ballot_parties": parties, "ballot_missing": missing, "ballot_voters": voters})
    telling_ways.OF_GROUP.update(dict.fromkeys(("ballot_parties", "ballot_missing", "ballot_voters"), "ballot"))


def parties(ticket: Ticket, event: Event) -> set[int]:
    """Everybody who may vote in what the event opened, settled or decided."""
    return {one for ballot in _ballots(ticket, event) for one in _may_vote(ballot.parties())}


def missing(ticket: Ticket, event: Event) -> set[int]:
    """Those who may vote at a seat that has no vote."""
    found = set()
    for ballot in _ballots(ticket, event):
        standing = ballot.standing_votes()
        found |= _may_vote([seat for seat in ballot.parties() if seat.key not in standing])
    return found


def voters(ticket: Ticket, event: Event) -> set[int]:
    """Who has voted in the ballots that the event voided."""
    voided = event.changed.get("ballots_voided", {}).get("ballots", [])
    rows = Vote.objects.unscoped(WHY).filter(ballot_id__in=voided, ticket_id=ticket.pk)
    return set(rows.values_list("person_id", flat=True))


def _ballots(ticket: Ticket, event: Event) -> list[Ballot]:
    rows = Ballot.objects.unscoped(WHY).filter(ticket_id=ticket.pk).select_related("rule")
    if event.subject_type == Ballot.kind:
        return list(rows.filter(pk=event.subject_id))
    if "decision" in event.changed:
        decided = Decision.objects.unscoped(WHY).filter(event_id=event.pk).values("ballot_id")
        return list(rows.filter(pk__in=decided))
    return list(rows.filter(opened_at=event.at))


def _may_vote(those) -> set[int]:
    return {one.user_id for people in seats.voters_of(those).values() for one in people}
