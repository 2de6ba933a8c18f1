"""The forums as a reader sees them: the register is open to all, what was voted and decided is cut to her tickets."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from forums import chairs
from forums.models import Forum
from regions import directory
from regions.models.labelled import in_force_on
from roles import titles
from tickets.balloting import reading, wording
from tickets.models import Ballot, Decision

MOST_SETTLED = 50


@dataclass(frozen=True)
class Row:
    """A forum in the register, with how much of it concerns the reader now."""

    forum: Forum
    open_ballots: int
    decisions: int
    leads: bool


def forums():
    """The forums in force today, in the order of the register; none outside an active collaboration."""
    rows = Forum.objects.filter(in_force_on(timezone.localdate()), collaboration__status="active")
    return rows.select_related("interface", "parent")


def register(actor) -> list[Row]:
    """Every forum, with open votes and decisions that the actor may read; three queries."""
    votes = _counted(Ballot.objects.visible_to(actor).filter(state="pending"))
    decided = _counted(Decision.objects.visible_to(actor))
    return [Row(one, votes.get(one.slug, 0), decided.get(one.slug, 0), chairs.leads(actor, one)) for one in forums()]


def _counted(rows) -> dict[str, int]:
    return dict(rows.order_by().values_list("forum").annotate(number=Count("pk")))


def led_by(actor) -> list[str]:
    """The slugs of the forums in force that the actor leads; the forums are kept for half a minute, as their names."""
    today = timezone.localdate()
    return [one.slug for one in _kept().values() if one.in_force(today) and chairs.leads(actor, one)]


def _kept() -> dict[str, Forum]:
    """Every forum of the active collaboration by its slug, in the order of the register."""
    return directory.remembered(
        (__name__, "forums"), lambda: {one.slug: one for one in Forum.objects.filter(collaboration__status="active")}
    )


def called(slug: str) -> Forum | None:
    return forums().filter(slug=slug).first()


def name_of(slug: str) -> str:
    """The forum's name in the reader's language, kept for half a minute; the slug of one that is unknown."""
    one = _kept().get(slug)
    if one is None:
        return slug
    return one.label_en if wording.is_english() else one.label_sv


def chair_names(forum: Forum) -> str:
    """The roles that lead the forum, in words."""
    return wording.listed([titles.of(slug) for slug in forum.chairs])


def decision(actor, forum: str, year: int, number: int) -> Decision | None:
    rows = reading.decisions(actor, forum=forum)
    return rows.filter(year=year, number=number).first()
