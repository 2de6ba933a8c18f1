"""What a case is registered under and what of it was disclosed, as one reader reads it."""

from __future__ import annotations

from tickets.models import DiaryNumber, Disclosure

CAPABILITY = "ticket.disclose"


def numbers_of(ticket, actor):
    return DiaryNumber.objects.visible_to(actor).filter(ticket_id=ticket.pk).order_by("organisation_id")


def disclosures_of(ticket, actor):
    return Disclosure.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("person").order_by("number")


def hands_out(actor, organisation_id: int) -> bool:
    """Whether the actor hands out for this authority. What is handed out is the case as its authority reads it."""
    return any(hat.organisation.pk == organisation_id and CAPABILITY in hat.capabilities for hat in actor.hats)


def handed_out(ticket, actor, number: int) -> Disclosure | None:
    """The decision with this number of the case, for whoever hands out what it says; None for everybody else."""
    row = disclosures_of(ticket, actor).filter(number=number).first()
    return row if row is not None and hands_out(actor, row.organisation_id) else None
