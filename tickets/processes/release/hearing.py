"""Whom the steps of a release tell besides the usual groups: those whose turn it is, and those who have signed."""

from __future__ import annotations

from django.utils import timezone

from regions import directory
from roles.models import RoleAssignment
from tickets import telling_whom
from tickets.models import Event, ReleaseDetail, ReleaseSign, Ticket
from tickets.processes.release.audiences.effects import COMMUNICATORS
from tickets.processes.release.effects import LEADER, REGIONAL_TRAINERS, TESTERS, TRAINERS
from tickets.processes.release.parties import EVERY, halting
from tickets.processes.release.signing import PARTY, SIGNERS


def register() -> None:
    """Make the groups known to those who tell; called once, when the app is ready."""
    telling_whom.MORE_PERSONS.update({SIGNERS: _signers, LEADER: _leader, PARTY: _unsigned})
    telling_whom.MORE_PLACES.update(
        {
            TRAINERS: (frozenset({"release.training"}), _support),
            TESTERS: (frozenset({"release.test"}), _participants),
            COMMUNICATORS: (frozenset({"deployment.communication"}), _regions),
            REGIONAL_TRAINERS: (frozenset({"deployment.training"}), _regions),
        }
    )


def _signers(ticket: Ticket, event: Event):
    """Whose signatures became void just then."""
    rows = ReleaseSign.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, void_at=event.at)
    return rows.values_list("person_id", flat=True)


def _unsigned(ticket: Ticket, event: Event) -> set[int]:
    """The people of the parties that the event names as missing, at the places where each signs."""
    named = event.changed["signatures_missing"]["parties"]
    detail = ReleaseDetail.objects.get(ticket_id=ticket.pk)
    places = {
        "support": _support(ticket, event),
        "participating": set(detail.participants),
    }
    found = set()
    for party in (*EVERY, *map(halting, detail.halters)):
        at_place = {party.organisation} if party.organisation else places.get(party.where)
        if party.key in named and at_place:
            rows = RoleAssignment.objects.valid_on(timezone.localdate(event.at)).filter(
                organisation_id__in=at_place, role__capabilities__capability=party.capability
            )
            found |= set(rows.values_list("user_id", flat=True))
    return found


def _leader(ticket: Ticket, event: Event):
    return ReleaseDetail.objects.filter(ticket_id=ticket.pk).values_list("test_leader_id", flat=True)


def _participants(ticket: Ticket, event: Event) -> set[int]:
    found = ReleaseDetail.objects.filter(ticket_id=ticket.pk).values_list("participants", flat=True).first()
    return set(found or ())


def _support(ticket: Ticket, event: Event) -> set[int]:
    return {directory.support_org().pk}


def _regions(ticket: Ticket, event: Event) -> set[int]:
    return {region.pk for region in directory.regions()}
