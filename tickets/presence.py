"""Who has a case open right now, and who writes in it: known for some seconds, in the cache alone.

Nothing is written in the database. While Redis is gone only those whom the same process serves meet (sussa/cache.py).
Whoever calls has read the ticket through the actor's scope. Two who look at the very same instant may miss each other
until the next look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from regions import directory
from roles.actor import Actor

KNOWN_SECONDS = 20  # after the last look; a page looks every four seconds


@dataclass(frozen=True)
class Present:
    """Somebody else on the ticket. `name` is empty where the reader may only know the organisation."""

    name: str
    organisation: str
    writes: bool


def note(ticket, actor: Actor, *, writes: bool, at: datetime) -> None:
    """The actor's person has the ticket open at `at`, or writes in it."""
    hat = actor.preferred_hat()
    if hat is None or actor.person is None:
        return
    seen = [at.timestamp(), writes, actor.person.short_name, hat.organisation.pk]
    cache.set(_key(ticket), _known(ticket, at) | {actor.person_id: seen}, KNOWN_SECONDS)


def leave(ticket, actor: Actor, *, at: datetime) -> None:
    """The actor's person has closed the ticket."""
    known = _known(ticket, at)
    known.pop(actor.person_id, None)
    cache.set(_key(ticket), known, KNOWN_SECONDS)


def others(ticket, actor: Actor, *, at: datetime) -> list[Present]:
    """Who else is there, those who write first, each named as far as the actor may know; one line for each."""
    seen = [row for person_id, row in _known(ticket, at).items() if person_id != actor.person_id]
    found = [_present(ticket, actor, *row) for row in seen]
    return sorted(dict.fromkeys(one for one in found if one), key=lambda one: (not one.writes, one.name))


def _key(ticket) -> str:
    return f"presence:{ticket.pk}"


def _known(ticket, at: datetime) -> dict[int, list]:
    """Those who have looked within the last seconds, by person."""
    found = cache.get(_key(ticket)) or {}
    return {key: row for key, row in found.items() if at.timestamp() - row[0] < KNOWN_SECONDS}


def _present(ticket, actor: Actor, _at, writes: bool, name: str, organisation_id: int) -> Present | None:
    organisation = directory.organisation(organisation_id)
    if organisation is None:
        return None
    shown = name if ticket.names_shown_to(actor, organisation) else ""
    return Present(shown, organisation.short_name or organisation.name, writes)
