"""The actions of a review until they are done: their doers are told, may say so themselves, and are reminded once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from tickets import codes
from tickets.models import MiAction
from tickets.processes.major_incident import effects

DOER = "doer"  # who has an action left to do
TOLD = "major_doer"
LATE = "action_late"
WHY = "the ticket's own"


def add(context: Context) -> None:
    """Its doer hears of it, and of its day when that has passed."""
    data = context.data
    context.notes["action_owner"] = {"person": data["action_owner"].pk, "for": codes.Audience.CUSTOMER}
    context.add(
        lambda event, texts: MiAction(
            ticket=event.ticket,
            event_seq=event.seq,
            text=texts["action_text"],
            owner=data["action_owner"],
            due_at=data["action_due_at"],
        )
    )
    context.when_due(LATE, data["action_due_at"], reason=_reason(context.root.event_seq + 1))
    context.tell(TOLD)
    effects.void_signature(context)


def finish(context: Context) -> None:
    number, person = context.data["action"], context.actor.person
    found = MiAction.objects.unscoped(WHY).filter(ticket_id=context.subject.pk, event_seq=number)
    context.notes["action"] = {"event": number, "for": codes.Audience.CUSTOMER}
    context.then.append(lambda finished: found.update(done_at=finished.at, done_by=person))
    context.call_off(LATE, reason=_reason(number))


def is_late(context: Context) -> None:
    context.notes["action"] = {"event": _number(context), "for": codes.Audience.CUSTOMER}
    context.tell(TOLD)
    context.tell("major_closers")


def still_to_do(context: Context) -> None:
    """Nothing is said of an action that was done meanwhile. Raises NotPossible."""
    if context.cause and _number(context) not in {one.event_seq for one in left(context.root)}:
        raise NotPossible(Reason("no_longer_awaited", _("It is no longer waited for.")))


def own_action_unless_closing(context: Context) -> Reason | None:
    """Those who close major incidents mark any action as done, everybody else their own."""
    number, me = context.data.get("action"), context.actor.person_id
    if context.hat is None or "mi.close" in context.hat.capabilities:
        return None
    if any(one.event_seq == number and one.owner_id != me for one in left(context.root)):
        return Reason("not_own_action", _("Somebody else does this. Choose an action of your own."), "action")
    return None


def left(ticket) -> list:
    return [one for one in ticket.actions() if one.done_at is None]


def _reason(number: int) -> str:
    return f"action:{number}"


def _number(context: Context) -> int:
    return int(context.cause.rpartition(":")[2])
