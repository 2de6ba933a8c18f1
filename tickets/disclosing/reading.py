"""What a case is registered under and what of it was disclosed, as one reader reads it."""

from __future__ import annotations

from tickets.models import DiaryNumber, Disclosure


def numbers_of(ticket, actor):
    return DiaryNumber.objects.visible_to(actor).filter(ticket_id=ticket.pk).order_by("organisation_id")


def disclosures_of(ticket, actor):
    return Disclosure.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("person").order_by("number")


def disclosure_called(ticket, actor, number: int) -> Disclosure | None:
    """The decision with this number of the case; None also where the actor may not read it."""
    return disclosures_of(ticket, actor).filter(number=number).first()
