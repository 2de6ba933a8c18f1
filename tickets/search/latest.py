"""The hits of a list by their latest change, found without looking at all of them.

When a case was last changed does not stand among its words, when it was born does. A case that is changed is mostly
young: the newest births are looked through until the page is full and all that was born before is too old to stand on
it, save the cases that lived on for long (`LATE`, which has an index of its own). Of those only the ones that were
changed late enough are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from roles import kept
from roles.actor import Actor
from roles.kept import Given
from tickets.models import Ticket
from tickets.paging import ORDERS, Place
from tickets.search import index, reaching, windows
from tickets.search.asked import Term

ORDER = ORDERS["-updated"]
COLUMNS = ("updated_at", "id")
LIVED_LONG = timedelta(days=20)
# Word for word as in migration 0027.
LATE = "(tickets_ticket.updated_at - tickets_ticket.created_at) > interval '20 days'"


def pays(terms: Sequence[Term] | None, place: Place, *, most: int) -> bool:
    """Whether there are too many hits to find them all, and too few to read the cases one by one."""
    if not terms or place.backwards or index.share_of(terms) >= index.COMMON:
        return False
    return _windows(terms, place, 2 * most) is not windows.EVERYTHING


def rows(readable, terms: Sequence[Term], actor: Actor, place: Place, *, most: int) -> list[Ticket]:
    """The first `most` hits from the place on, with assignee and team, in the order of the list."""
    found = kept.rows(_shown, actor, ids=_ids(readable, terms, actor, place, most))
    return sorted(found, key=lambda row: (row.updated_at, row.pk), reverse=True)


def _shown(actor: Actor):
    return Ticket.objects.visible_to(actor).filter(kept.AnyOf("id", Given("ids"))).select_related("assignee", "team")


def _ids(readable, terms: Sequence[Term], actor: Actor, place: Place, most: int) -> list[int]:
    if place.key is not None:
        readable = readable.filter(ORDER.after(place.key))
    found: list[tuple] = []
    for one in _windows(terms, place, most):
        found += reaching.in_windows(readable, terms, actor, [one], most=most, columns=COLUMNS, order=ORDER)
        found = sorted(found, reverse=True)[:most]
        if len(found) == most and isinstance(one.since, datetime) and one.since <= found[-1][0] - LIVED_LONG:
            late = readable.filter(
                RawSQL(LATE, (), BooleanField()),  # noqa: S611 a text of ours
                created_at__lt=one.since,
                updated_at__gte=found[-1][0],
            )
            found += reaching.walked(late, terms, actor, most=most, columns=COLUMNS, order=ORDER)
            break
    return [pk for _updated_at, pk in sorted(found, reverse=True)[:most]]


def _windows(terms: Sequence[Term], place: Place, most: int) -> Sequence[windows.Window]:
    """No case on the page was born later than its place. The first sees beyond `LIVED_LONG` if it holds enough."""
    start = datetime.fromisoformat(place.key[0]) if place.key else timezone.now()
    return windows.windows_of(terms, start, most=most, longer=LIVED_LONG)
