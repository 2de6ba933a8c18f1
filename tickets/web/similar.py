"""Open cases that may be about the same fault, found by the words of a title.

Those that other regions have not shared are counted, never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, IntegerField, Min, Q, Value, When
from django.utils import timezone

from engine.personal_data import detect_identifiers
from regions import directory
from tickets import codes
from tickets.models import Ticket
from tickets.selectors import as_process

MOST_SHOWN = 4
MOST_WORDS = 8
# Words of any title that say nothing about the fault.
EMPTY_WORDS = frozenset(
    [
        "inte",
        "alla",
        "allt",
        "andra",
        "bara",
        "blir",
        "både",
        "detta",
        "efter",
        "eller",
        "finns",
        "fick",
        "fler",
        "från",
        "fungerar",
        "funkar",
        "får",
        "går",
        "gick",
        "gäller",
        "hade",
        "helt",
        "innan",
        "ingen",
        "inga",
        "kommer",
        "kunde",
        "läge",
        "man",
        "många",
        "måste",
        "något",
        "några",
        "över",
        "sedan",
        "samma",
        "ska",
        "skulle",
        "som",
        "till",
        "trots",
        "under",
        "utan",
        "vara",
        "varit",
        "ville",
        "visas",
        "våra",
        "även",
    ]
)


@dataclass(frozen=True)
class Known:
    """One case that the reader may open."""

    number: str
    title: str
    state: str
    holder: str
    age: timedelta


@dataclass(frozen=True)
class Similar:
    """What the reader may see, and how many more there are that only count."""

    tickets: list[Known]
    hidden: int = 0
    oldest_hidden: timedelta | None = None

    def __bool__(self) -> bool:
        return bool(self.tickets or self.hidden)


NOTHING = Similar([])


def similar_to(title: str, actor, *, process: str = "incident", service_id: int | None = None) -> Similar:
    """Open cases of the process with words in common; two queries, none where the title has no words of weight.

    A title that may hold a personal number is not looked for.
    """
    stems = stems_of(title)
    if not stems or detect_identifiers(title):
        return NOTHING
    rows = Q(process=process, closed_at=None, registered_at__isnull=False, historic=False)
    rows &= ~Q(visibility=codes.Visibility.CONFIDENTIAL)
    found = _scored(Ticket.objects.visible_to(actor).filter(rows), stems, service_id)
    shown = [_known(as_process(row)) for row in found.order_by("-likeness", "-updated_at")[:MOST_SHOWN]]
    return Similar(shown, *_hidden(rows, stems, service_id, actor))


def _known(ticket: Ticket) -> Known:
    holder = directory.organisation(ticket.holder_id)
    age = timezone.now() - ticket.registered_at
    return Known(ticket.number, ticket.title, ticket.state_label(), holder.name if holder else "", age)


def stems_of(title: str) -> list[str]:
    """The words of weight, without their endings, so that “provsvaren” finds “provsvar”."""
    words = dict.fromkeys(re.findall(r"[^\W\d_]{4,}", title.lower()))
    return [word[: max(4, len(word) - 3)] for word in words if word not in EMPTY_WORDS][:MOST_WORDS]


def _scored(rows, stems: list[str], service_id: int | None):
    """The rows that share enough with the title: two words, or one where it has no more or the service is the same."""
    likeness = Value(0)
    for stem in stems:
        likeness += Case(When(title__icontains=stem, then=1), default=0, output_field=IntegerField())
    rows = rows.annotate(likeness=likeness)
    enough = Q(likeness__gte=min(2, len(stems)))
    if service_id:
        enough |= Q(likeness__gte=1, service_id=service_id)
    return rows.filter(enough)


def _hidden(rows: Q, stems: list[str], service_id: int | None, actor) -> tuple[int, timedelta | None]:
    """A region learns that others have it too, never what they wrote (processes.md, "Who reads a ticket")."""
    if "region" not in actor.tiers:
        return 0, None
    others = Ticket.objects.unscoped("a count without content, for hints across regions").filter(rows)
    others = others.exclude(pk__in=Ticket.objects.visible_to(actor).filter(rows).values("pk"))
    counted = _scored(others, stems, service_id).aggregate(count=Count("pk"), oldest=Min("registered_at"))
    age = timezone.now() - counted["oldest"] if counted["oldest"] else None
    return counted["count"], age
