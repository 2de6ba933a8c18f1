"""Changes that the CAB has decided on through the forum's own door."""

from forums.actions import decide
from tests.cases import fresh
from tests.processes.change import places as at

CAB = "sussa-cambio-cab"


def authorised(**data):
    """The vote has passed, and the chair has decided so."""
    ticket = at.cab_says_yes(at.change("cab_review", **data))
    say(ticket, "approved", "cab_authorise", data=at.window())
    return fresh(ticket.pk)


def undone_change(**data):
    """It was authorised, and that has been undone."""
    from tickets.models import Decision

    ticket = authorised(**data)
    last = Decision.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("-pk").first()
    say(ticket, "noted", "record_decision", replaces=last)
    return fresh(ticket.pk)


def say(ticket, result: str, step: str, *, forum: str = CAB, who=None, **more):
    how = {"forum": forum, "text": "Så beslutas.", "result": result, "step": step, "via": "test"}
    return decide(who or at.lead(), ticket.pk, **how, **more)
