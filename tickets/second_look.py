"""The second look before the vendor reads a case (law.md 3.2 step 2): what in it may be a personal or reserve number.

Whoever wrote it has stated that it is none. Whoever sends the case on answers for it once more: the same statement, on
the step that hands it over, kept with the sender, the time and the kinds of numbers. What the vendor could read when
the case was last sent there has been looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, JSONField, OuterRef, Subquery, Value
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from engine.inputs import INPUTS
from engine.personal_data import detect_identifiers, possible
from engine.validate import POSSIBLE, note_stated
from tickets import codes

NAMED_AT_MOST = 5
SHOWN_AROUND = 80  # characters before and after
FILES = "files"  # the field of a step that takes them


@dataclass(frozen=True)
class Place:
    """A text or a file that the vendor will read and that may hold a number; `at` is when it was written (UTC).

    `words` are those of a text around the first one, to be shown to whoever reads the text, never in a refusal.
    """

    field: str
    label: object
    at: datetime
    kinds: tuple[str, ...]
    words: str = ""


def demand(context: Context, receiver) -> None:
    """Refuse to send the case to the vendor until its sender has stated that what looks like a number is none.

    What the program sends on follows from a step of a person, who cannot be asked once more.
    """
    if receiver.tier != "vendor" or context.actor.is_system:
        return
    if not (found := places(context.root, receiver, context.actor)):
        return
    if not context.stated:
        named = ", ".join(str(one.label) for one in found[:NAMED_AT_MOST])
        text = _(
            "What %(receiver)s will read may hold a personal or reserve number: %(places)s. Read it through. Have the"
            " number taken out, or state below that it is not one and why."
        )
        raise Refused(Reason(POSSIBLE, text % {"receiver": receiver.name, "places": named}))
    for one in found:
        note_stated(context, {one.field: list(one.kinds)})


def places(ticket, receiver, actor) -> list[Place]:
    """In the order in which they were written, without the receiver's own words. One query."""
    from tickets.models import Attachment, TextVersion

    texts = _new_to(receiver, ticket, TextVersion.objects.visible_to(actor)).annotate(
        at=Subquery(_event().values("at")[:1]), kinds=Value(None, JSONField())
    )
    stated = _event().values("changed__not_personal_data__files")[:1]
    files = _new_to(receiver, ticket, Attachment.objects.visible_to(actor)).annotate(
        is_of=Value(FILES), kinds=Subquery(stated)
    )
    rows = texts.values_list("field", "body", "at", "kinds").union(
        files.values_list("is_of", "name", "at", "kinds"), all=True
    )
    return sorted(_found(rows), key=lambda one: one.at)


def _found(rows: Iterable[tuple]) -> Iterator[Place]:
    """Texts by their words; files by their name and by what was found in their words when they were sent."""
    for name, words, at, stated in rows:
        if kinds := tuple(stated or _kinds(words)):
            yield Place(name, _label(name, words), at, kinds, "" if name == FILES else _around(words))


def _around(words: str) -> str:
    first = possible(detect_identifiers(words))[0]
    begin, end = max(first.start - SHOWN_AROUND, 0), first.end + SHOWN_AROUND
    return f"{'… ' if begin else ''}{words[begin:end].strip()}{' …' if end < len(words) else ''}"


def _label(name: str, words: str):
    """The text's field; the file's name, unless the number may stand in that."""
    if name == FILES and not _kinds(words):
        return words
    return INPUTS[name].label if name in INPUTS else name


def _new_to(receiver, ticket, rows):
    """Those of the ticket's rows that the receiver will read and could not when the case was last sent there."""
    from tickets.models import Handoff

    sent = Handoff.objects.unscoped("when it could read them last").filter(
        ticket_id=ticket.pk, to_organisation_id=receiver.pk, event_seq__gte=OuterRef("event_seq")
    )
    new = rows.filter(~Exists(sent), ticket_id=ticket.pk, audience=codes.Audience.ALL, redacted=False)
    return new.exclude(organisation_id=receiver.pk)


def _event():
    from tickets.models import Event

    return Event.objects.unscoped("of rows that the actor reads").filter(
        ticket_id=OuterRef("ticket_id"), seq=OuterRef("event_seq")
    )


def _kinds(words: str) -> tuple[str, ...]:
    return tuple(sorted({one.kind for one in possible(detect_identifiers(words))}))
