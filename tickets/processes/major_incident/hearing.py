"""Who the groups of a major incident's steps mean: those with duties, managers, regions that are hit, readers."""

from __future__ import annotations

from regions import directory
from tickets import telling_whom
from tickets.models import Event, MiAction, MiDuty, MiMessage, MiOffer, MiRegionRow, Ticket
from tickets.processes.major_incident import kin
from tickets.processes.major_incident.codes import Duty, RowState

WORKING = frozenset({"ticket.work"})
STATING = frozenset({"mi_row.state"})


def register() -> None:
    """Make the groups known to those who tell; called once, when the app is ready."""
    telling_whom.MORE_PERSONS.update(major_team=_team, major_leader=_leader, major_offered=_offered)
    telling_whom.MORE_PERSONS.update(major_invited=_invited, major_reviewer=_reviewer, major_doer=_doer)
    telling_whom.MORE_PLACES.update(
        major_managers=(frozenset({"mi.manage"}), _support),
        major_region_managers=(frozenset({"mi.declare"}), _regions_of_incidents),
        major_closers=(frozenset({"mi.close"}), _support),
        major_hit=(STATING, _hit),
        major_row_region=(STATING, _of_row),
        major_message=(WORKING, _readers_of_message),
        major_own_region=(WORKING, lambda ticket, event: {event.organisation_id}),
    )


def _team(ticket: Ticket, event: Event):
    rows = MiDuty.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, until=None)
    return rows.values_list("person_id", flat=True)


def _leader(ticket: Ticket, event: Event):
    rows = MiDuty.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, until=None, duty=Duty.LEADER)
    return rows.values_list("person_id", flat=True)


def _offered(ticket: Ticket, event: Event):
    rows = MiOffer.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, answered_at=None)
    return rows.values_list("person_id", flat=True)


def _invited(ticket: Ticket, event: Event):
    detail = ticket.workflow_class().detail_model.objects.get(ticket_id=ticket.pk)
    return [*detail.invitees, detail.review_owner_id]


def _reviewer(ticket: Ticket, event: Event):
    detail = ticket.workflow_class().detail_model.objects.get(ticket_id=ticket.pk)
    return [detail.review_owner_id] if detail.review_owner_id else []


def _doer(ticket: Ticket, event: Event):
    """Who does the action that the event adds, or that it is about."""
    number = event.changed.get("action", {}).get("event", event.seq)
    rows = MiAction.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, event_seq=number)
    return rows.exclude(owner=None).values_list("owner_id", flat=True)


def _support(ticket: Ticket, event: Event):
    return {directory.support_org().pk}


def _regions_of_incidents(ticket: Ticket, event: Event):
    return kin.regions_hit(ticket)


def _hit(ticket: Ticket, event: Event):
    """Every region but those that have said that they notice nothing."""
    rows = MiRegionRow.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk)
    return set(rows.exclude(state=RowState.NOT_AFFECTED).values_list("region_id", flat=True))


def _of_row(ticket: Ticket, event: Event):
    rows = MiRegionRow.objects.unscoped(telling_whom.WHY).filter(pk=event.subject_id, ticket_id=ticket.pk)
    return set(rows.values_list("region_id", flat=True)) if event.subject_type == MiRegionRow.kind else set()


def _readers_of_message(ticket: Ticket, event: Event):
    """The regions that the message is for, and the support organisation."""
    number = event.changed.get("message", {}).get("number")
    rows = MiMessage.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, number=number)
    meant = rows.values_list("regions", flat=True).first()
    return set(meant or [region.pk for region in directory.regions()]) | {directory.support_org().pk}
