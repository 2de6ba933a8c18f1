"""Whom the steps of an order tell besides the usual groups: approvers, those who assess it, those who sign."""

from __future__ import annotations

from django.utils import timezone

from regions import directory
from roles.models import RoleAssignment
from tickets import telling, telling_whom
from tickets.models import Event, ServiceRequestDetail, Ticket
from tickets.processes.service_request import saying, signing
from tickets.processes.service_request.effects import APPROVERS, QUOTERS, REVIEWERS


def register() -> None:
    """Make the groups known to those who tell; called once, when the app is ready."""
    telling.say(saying.PROCESS, saying.HAPPENED, saying.ASKED)
    telling_whom.MORE_PERSONS.update({signing.MISSING: _unsigned})
    telling_whom.MORE_PLACES.update(
        {
            APPROVERS: (frozenset({"order.approve"}), _origin),
            REVIEWERS: (frozenset({"request.review"}), _reviewing),
            QUOTERS: (frozenset({"request.quote"}), _vendor),
        }
    )


def _origin(ticket: Ticket, event: Event) -> set[int]:
    return {ticket.origin_id}


def _vendor(ticket: Ticket, event: Event) -> set[int]:
    return {ticket.vendor_id} - {None}


def _reviewing(ticket: Ticket, event: Event) -> set[int]:
    """Of a region's own item the region; else the support organisation."""
    rows = ServiceRequestDetail.objects.filter(ticket_id=ticket.pk)
    region_id = rows.values_list("version__item__region_id", flat=True).first()
    return {region_id or directory.support_org().pk}


def _unsigned(ticket: Ticket, event: Event) -> set[int]:
    """The people of the parties that the event names as missing, at the places where they sign; each signs once."""
    said = event.changed["order_signatures_missing"]
    ticket.__class__ = ticket.workflow_class()
    places = {"support": {directory.support_org().pk}, "origin": {ticket.origin_id}}
    found: set[int] = set()
    for party in signing.PARTIES[said["purpose"]](ticket):
        if party.key in said["parties"]:
            rows = RoleAssignment.objects.valid_on(timezone.localdate(event.at)).filter(
                organisation_id__in=places[party.where], role__capabilities__capability=party.capability
            )
            rows = rows.exclude(role__capabilities__capability=party.without)
            found |= set(rows.values_list("user_id", flat=True))
    return found - {one.person_id for one in signing.signs(ticket, said["purpose"])}
