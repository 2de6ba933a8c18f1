"""Who is told of a vote: those who may give one, those whose vote is missing, and those whose votes were voided.

The mail about voided votes says what stands otherwise than what was voted on.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from engine.inputs import INPUTS
from engine.personal_data import detect_identifiers
from tickets import mail_titles, telling, telling_ways, telling_whom
from tickets.balloting import frozen_text, seats
from tickets.models import Ballot, Decision, Event, Ticket, Vote
from tickets.telling_whom import WHY


def register() -> None:
    """Make the groups known; called once, when the app is ready."""
    telling_whom.MORE_PERSONS.update({"ballot_parties": parties, "ballot_missing": missing, "ballot_voters": voters})
    telling.MORE_LINES.append(what_differs)
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


# --- What the votes were about, and what stands there now ---


def what_differs(ticket: Ticket, event: Event, actor) -> list[str]:
    """Each deciding field that differs, as the reader may read it, and where the whole difference is shown.

    What somebody wrote is mailed only where titles are; else the field is named.
    """
    voided = event.changed.get("ballots_voided", {}).get("ballots", [])
    ballot = Ballot.objects.visible_to(actor).filter(pk__in=voided, ticket_id=ticket.pk).order_by("-pk").first()
    if ballot is None:
        return []
    ballot.ticket = ticket
    lines = frozen_text.difference(ballot, actor)
    mails_words = bool(lines) and mail_titles.are_chosen(actor) and not mail_titles.withheld([ticket])
    where = f"{settings.PUBLIC_URL}/arenden/{ticket.number}/omrostning/{ballot.pk}/"
    told = [_in_mail(line, mails_words=mails_words) for line in lines]
    return [_("The votes are void: this stands otherwise than what was voted on."), *told, where] if told else []


def _in_mail(line: frozen_text.Line, *, mails_words: bool) -> str:
    is_written = INPUTS[line.name].is_text
    if is_written and not (mails_words and not detect_identifiers(f"{line.before} {line.words}")):
        return _("%(field)s – written anew") % {"field": line.label}
    said = {"field": line.label, "before": line.before or "–", "now": line.words or "–"}
    return _("%(field)s – before: %(before)s – now: %(now)s") % said
