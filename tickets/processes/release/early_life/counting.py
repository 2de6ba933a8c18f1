"""How many incidents a release has met while it was new, by region and week; what the reader may read of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from regions import directory
from regions.models import Organisation
from roles.actor import Actor
from tickets.models import Ticket
from tickets.processes.release.early_life import watching


@dataclass(frozen=True)
class Counted:
    """`weeks` is (Monday, how many), from the first deployment on, without gaps."""

    total: int
    open: int
    regions: list[tuple[Organisation, int]]
    weeks: list[tuple[date, int]]


def of_release(ticket, actor: Actor) -> Counted | None:
    """None where the release is new nowhere; one query."""
    those = watching.of_release(ticket.pk)
    if not those:
        return None
    rows = Ticket.objects.visible_to(actor).filter(watching.within(those), historic=False)
    found = list(rows.values_list("origin_id", "registered_at", "closed_at"))
    places, weeks = Counter(), Counter()
    for origin_id, registered_at, _closed in found:
        places[origin_id] += 1
        weeks[_monday(registered_at)] += 1
    named = [(region, places[region.pk]) for region in directory.regions() if places[region.pk]]
    rest = sum(places.values()) - sum(number for _region, number in named)
    if rest:
        named.append((directory.support_org(), rest))
    return Counted(len(found), sum(closed is None for *_rest, closed in found), named, _without_gaps(weeks))


def _monday(at) -> date:
    day = timezone.localdate(at)
    return day - timedelta(days=day.weekday())


def _without_gaps(weeks: Counter) -> list[tuple[date, int]]:
    if not weeks:
        return []
    first, last = min(weeks), max(weeks)
    days = (first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1))
    return [(day, weeks[day]) for day in days]
