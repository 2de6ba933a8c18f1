"""A person's runs: chosen, started, looked at, and chosen again. What the worker does with them is `working`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import translation

from engine.errors import Reason
from engine.validate import storable
from roles.actor import Actor
from roles.models.user import UserKind
from tickets.bulk.picking import Pick, tickets_of
from tickets.models import BulkRow, BulkRun

Outcome = BulkRow.Outcome


@dataclass(frozen=True)
class Progress:
    total: int
    done: int
    refused: int

    @property
    def settled(self) -> int:
        return self.done + self.refused


@dataclass(frozen=True)
class Line:
    """What became of one ticket; `ticket` is as it is now, None where its reader no longer is one."""

    number: str
    ticket: object | None
    outcome: str
    reasons: tuple[Reason, ...]


def of(actor: Actor) -> QuerySet[BulkRun]:
    """The runs of the actor's person: the only read there is, no one else's are ever in it."""
    if actor.viewer is not None:  # what somebody has filled in is not for who looks through her eyes
        return BulkRun.objects.none()
    return BulkRun.objects.filter(user=actor.user, acting_person=actor.acting_person)


@transaction.atomic
def choose(
    picks: Iterable[Pick], step: str, *, actor: Actor, via: str, at: datetime, data: dict | None = None
) -> BulkRun:
    """A run of `step` on these tickets, not yet started. `data` is what its form holds from the start."""
    bound = actor.hats[0].assignment_id if actor.user.kind == UserKind.SERVICE else None
    run = BulkRun.objects.create(
        user=actor.user,
        acting_person=actor.acting_person,
        assignment_id=bound,
        via=via,
        step=step,
        data=storable(data or {}),
        language=translation.get_language(),
        created_at=at,
    )
    BulkRow.objects.bulk_create(
        BulkRow(run=run, position=place, number=one.number, ticket_id=one.ticket_id, version=one.version)
        for place, one in enumerate(picks, start=1)
    )
    return run


def start(run: BulkRun, *, data: dict, hat: int | None, at: datetime) -> bool:
    """Give the run to the worker; False when it was started before. The words were looked through already."""
    started = {"data": storable(data), "hat": hat, "started_at": at, "language": translation.get_language()}
    return bool(BulkRun.objects.filter(pk=run.pk, started_at=None).update(**started))


def see_as_now(run: BulkRun, actor: Actor) -> None:
    """Let the run go by the tickets as they are now: the person has looked at what changed."""
    picks = picks_of(run)
    now = tickets_of(picks, actor)
    rows = [row for row in BulkRow.objects.filter(run=run, run__started_at=None) if row.ticket_id in now]
    for row in rows:
        row.version = now[row.ticket_id].version
    BulkRow.objects.bulk_update(rows, ["version"])


def picks_of(run: BulkRun) -> list[Pick]:
    rows = BulkRow.objects.filter(run=run).values_list("number", "ticket_id", "version")
    return [Pick(*row) for row in rows]


def picks_again(run: BulkRun, outcome: str, actor: Actor) -> list[Pick]:
    """The tickets that came out so, as far as the actor still reads them: as they are now, or as the step left them."""
    rows = [row for row in BulkRow.objects.filter(run=run, outcome=outcome) if row.ticket_id is not None]
    now = tickets_of([Pick(row.number, row.ticket_id, None) for row in rows], actor)
    return [
        Pick(row.number, row.ticket_id, row.left_at or now[row.ticket_id].version)
        for row in rows
        if row.ticket_id in now
    ]


def progress_of(*some: BulkRun) -> dict[int, Progress]:
    """How far each run has come, by its id; one query."""
    done, refused = (Count("pk", filter=Q(outcome=one)) for one in (Outcome.DONE, Outcome.REFUSED))
    rows = BulkRow.objects.filter(run__in=some).order_by().values_list("run_id")
    counted = rows.annotate(total=Count("pk"), done=done, refused=refused)
    return {pk: Progress(*counts) for pk, *counts in counted}


def lines_of(run: BulkRun, actor: Actor) -> list[Line]:
    """Every ticket of the run in order; two queries."""
    rows = list(BulkRow.objects.filter(run=run))
    read = tickets_of([Pick(row.number, row.ticket_id, None) for row in rows], actor)
    return [
        Line(row.number, read.get(row.ticket_id), row.outcome, tuple(Reason(**one) for one in row.reasons))
        for row in rows
    ]
