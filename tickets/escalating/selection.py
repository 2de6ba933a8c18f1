"""The saved selection “till leveransforum”: cases with times that were exceeded by a fifth or more, for its agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from roles.actor import Actor
from tickets.clocks import sides
from tickets.clocks.standing import standing
from tickets.escalating.explaining import by_time
from tickets.models import BreachExplanation, Clock, Ticket
from tickets.paging import Order

PERCENT = 120
NEWEST = Order("", (("breached_at", True), ("id", True)))
GOES_THERE = Q(fired__contains=[PERCENT], counts=True, counted_with=None, breached_at__isnull=False)


@dataclass(frozen=True)
class Time:
    """One time of a case that somebody owes under an agreement: its exceeded rounds, the latest first."""

    rounds: list[Clock]
    worst: timedelta  # agreement time by which the worst round was exceeded
    statements: dict[int, BreachExplanation]

    @property
    def newest(self) -> Clock:
        return self.rounds[0]

    @property
    def statement(self) -> BreachExplanation | None:
        """The newest of all rounds; None where nobody has said anything of any."""
        return max((one for one in self.statements.values()), key=lambda one: (one.at, one.pk), default=None)

    @property
    def unexplained(self) -> int:
        return len(self.rounds) - len(self.statements)


@dataclass(frozen=True)
class Case:
    ticket: Ticket
    times: list[Time]

    @property
    def latest_at(self) -> datetime:
        return max(one.newest.breached_at for one in self.times)

    @property
    def exceeded(self) -> int:
        return sum(len(one.rounds) for one in self.times)

    @property
    def unexplained(self) -> int:
        return sum(one.unexplained for one in self.times)


def for_forum(actor: Actor) -> QuerySet[Clock]:
    """The latest exceeded time of each case that the actor reads, of those that its side sees: a row a case.

    What does not count is not there.
    """
    newer = Q(breached_at__gt=OuterRef("breached_at")) | Q(breached_at=OuterRef("breached_at"), pk__gt=OuterRef("pk"))
    seen = Clock.objects.unscoped("the case is read through the scope").filter(GOES_THERE, sides.of_its_side(actor))
    rows = Clock.objects.visible_to(actor).filter(GOES_THERE)
    return rows.filter(~Exists(seen.filter(newer, ticket_id=OuterRef("ticket_id")))).select_related("ticket")


def cases_of(actor: Actor, page: list[Clock], *, now: datetime) -> list[Case]:
    """The cases of these rows of `for_forum` in their order, each with all of its times; two queries."""
    if not page:
        return []
    rows = Clock.objects.visible_to(actor).filter(GOES_THERE, ticket__in=[one.ticket_id for one in page])
    rounds: dict[int, list[Clock]] = {}
    for one in rows.select_related("version__agreement").order_by("-breached_at", "-pk"):
        rounds.setdefault(one.ticket_id, []).append(one)
    said = _newest_statements(actor, [one for same in rounds.values() for one in same])
    return [
        Case(one.ticket, [_time(same, one.ticket, said, now) for same in by_time(rounds[one.ticket_id]).values()])
        for one in page
        if one.ticket_id in rounds
    ]


def _time(rounds: list[Clock], ticket: Ticket, said: dict[int, BreachExplanation], now: datetime) -> Time:
    over = (standing(one, ticket.process, now=now).over or timedelta() for one in rounds)
    return Time(rounds, max(over), {one.pk: said[one.pk] for one in rounds if one.pk in said})


def _newest_statements(actor: Actor, clocks: list[Clock]) -> dict[int, BreachExplanation]:
    """The newest reason and owner of each of these times, where the actor may read it; one query."""
    rows = BreachExplanation.objects.visible_to(actor).filter(clock_id__in=[one.pk for one in clocks])
    return {row.clock_id: row for row in rows.order_by("at", "pk")}
