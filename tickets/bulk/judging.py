"""The dry run: for each ticket whether the step would be taken, and if not the reasons that the step itself gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError, Reason, Refused, Stale
from engine.perform import rehearse
from engine.personal_data import certain, detect_identifiers, refusal
from engine.validate import STATEMENTS, personal_numbers, storable
from roles.actor import Actor
from tickets.bulk.offered import Offer, fields_for
from tickets.bulk.picking import Pick, tickets_of

NOT_FOUND = Reason("not_found", _("There is no such case, or you may not read it."))
CHANGED = Reason("stale", _("Somebody has changed it since you saw it."), "version")
BUSY = Reason("busy", _("Somebody else is saving it right now. Try again in a moment."))


@dataclass(frozen=True)
class Verdict:
    """What would become of one ticket; `ticket` is as it is now, None where the actor does not read it."""

    pick: Pick
    ticket: object | None
    reasons: tuple[Reason, ...]

    @property
    def can(self) -> bool:
        return not self.reasons


def judge(picks: Sequence[Pick], offer: Offer, *, actor: Actor, via: str, data: dict, hat: int | None, at: datetime):
    """One verdict a ticket, in their order. Writes nothing. Raises Refused for what is wrong whatever the ticket."""
    refuse_words(offer, data)
    read = tickets_of(picks, actor)
    how = {"actor": actor, "via": via, "hat": hat, "at": at}
    return [
        Verdict(one, read.get(one.ticket_id), _judged(read.get(one.ticket_id), one, offer, data, how)) for one in picks
    ]


def _judged(ticket, pick: Pick, offer: Offer, data: dict, how: dict) -> tuple[Reason, ...]:
    if ticket is None:
        return (NOT_FOUND,)
    try:
        rehearse(
            copy(ticket), offer.name, version=pick.version, data=fields_for(ticket.process, offer.name, data), **how
        )
    except (EngineError, ObjectDoesNotExist, OperationalError) as refused:
        return reasons_of(refused)
    return ()


def refuse_words(offer: Offer, data: dict) -> None:
    """Raises Refused for a field that the step does not have and for a personal number, before anything is kept."""
    inputs = {one.name: one for one in (*offer.needs, *offer.asks)}
    text = _("This step does not ask for this field. Leave it out.")
    faults = [Reason("unknown_field", text, name) for name in data if name not in inputs and name not in STATEMENTS]
    words = {name: " ".join(_words(storable(value))) for name, value in data.items()}
    faults += personal_numbers(words, inputs, data)[0]
    said = {why.field for why in faults}
    for name in words.keys() - said:
        if found := certain(detect_identifiers(words[name])):
            label = inputs[name].label if name in inputs else _("Reason")
            faults.append(Reason("personal_number", refusal(label, found), name))
    if faults:
        raise Refused(*faults)


def _words(value) -> Iterator[str]:
    """All that was written in one field, whatever its kind: a run keeps it as it came."""
    if isinstance(value, dict | list):
        for one in chain(value, value.values()) if isinstance(value, dict) else value:
            yield from _words(one)
    else:
        yield str(value)


def reasons_of(error: Exception) -> tuple[Reason, ...]:
    """Why one ticket was left as it is."""
    match error:
        case Stale():
            return (CHANGED,)
        case EngineError():
            return error.reasons
        case ObjectDoesNotExist():
            return (NOT_FOUND,)
    if "lock timeout" in str(error) or "deadlock detected" in str(error):
        return (BUSY,)
    raise error
