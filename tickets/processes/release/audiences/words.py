"""Which notes are drafted and which are published, of a release: a rule of the release itself, or cut to a reader."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from roles.actor import Actor
from tickets.models.audience import audience_only
from tickets.processes.release.audiences.codes import DRAFT, FIELDS, PUBLISHED, Reader

WHY = "of releases read through the scope"


def _texts(actor: Actor):
    """Texts for the audiences, each with `at`, when it was written or published, in that order."""
    from tickets.models import Event, TextVersion

    rows = TextVersion.objects.unscoped(WHY).filter(audience_only(actor), field__in=list(FIELDS), part=None)
    written = Event.objects.unscoped(WHY).filter(ticket_id=OuterRef("ticket_id"), seq=OuterRef("event_seq"))
    return rows.annotate(at=Subquery(written.values("at")[:1])).order_by("event_seq")


def newest(ids: Iterable[int], circles: Iterable[str], actor: Actor) -> dict[tuple[int, Reader], object]:
    """By release and audience the newest text in one of the circles that the actor reads; one query."""
    rows = _texts(actor).filter(ticket_id__in=list(ids), audience__in=list(circles))
    return {(one.ticket_id, FIELDS[one.field]): one for one in rows}


def published(ids: Iterable[int], actor: Actor) -> dict[tuple[int, Reader], object]:
    found = newest(ids, PUBLISHED, actor)
    return {key: one for key, one in found.items() if not one.redacted}


def waiting(ticket, actor: Actor) -> dict[Reader, object]:
    """The drafts of one release that are newer than what is published, as far as the actor reads drafts."""
    return {
        reader: draft
        for reader, (draft, out) in newest_of_each(ticket, actor).items()
        if draft is not None and not draft.redacted and (out is None or draft.event_seq > out.event_seq)
    }


def newest_of_each(ticket, actor: Actor) -> dict[Reader, tuple]:
    """By audience the newest draft and the newest published text, None where there is none; asked once for an actor."""
    known = ticket.__dict__.get("_notes")
    if known is None or known[0] is not actor:
        known = know(ticket, actor, read_by(actor, ticket.pk))
    return known[1]


def read_by(actor: Actor, ticket):
    """The texts of one release (its id) that the actor reads, the newest last."""
    return _texts(actor).filter(ticket_id=ticket)


def know(ticket, actor: Actor, rows) -> tuple:
    """Take the texts from rows that have been read."""
    found: dict[Reader, list] = {reader: [None, None] for reader in Reader}
    for one in rows:
        found[FIELDS[one.field]][0 if one.audience == DRAFT else 1] = one
    ticket.__dict__["_notes"] = actor, {reader: tuple(both) for reader, both in found.items()}
    return ticket.__dict__["_notes"]
