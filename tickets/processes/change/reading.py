"""What the page of a change reads before its steps are looked at: the rows of five tables in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import CharField, DateTimeField, F, IntegerField, Value

from regions import directory
from tickets.balloting import freezing
from tickets.models import (
    AffectedRegion,
    AffectedService,
    Assessment,
    ChangeDetail,
    OwnInfrastructure,
    RegionAnswer,
    Task,
    Ticket,
)
from tickets.processes.change.subject import WHY


@dataclass(frozen=True)
class Said:
    """A verdict, of an assessment or of a region, as far as a page and a guard ask for it."""

    kind: str
    place: int
    verdict: str
    at: datetime
    event_seq: int

    @property
    def organisation_id(self) -> int:
        return self.place

    @property
    def region_id(self) -> int:
        return self.place


def read_before(read) -> None:
    """Let the ticket know its rows, and its words as the reader reads them."""
    ticket = read.ticket
    freezing.only_looked_at(ticket, read.texts)
    tables = ("affected", "service", "own", "assessment", "answer", "reader", "undone", "blocking", "template")
    found = {table: [] for table in tables}
    for table, kind, place, verdict, at, seq in _rows(ticket, read.actor):
        found[table].append(Said(kind, place, verdict, at, seq))
    touched = {one.place for one in found["service"]}
    regions = [AffectedRegion(ticket_id=ticket.pk, region=directory.organisation(one.place), since=one.at)
               for one in found["affected"]]  # fmt: skip
    answers = sorted(found["answer"], key=lambda one: (one.kind, one.at))
    ticket.__dict__ |= {
        "_affected": sorted(regions, key=lambda one: one.region.position),
        "_touched": [one for one in directory.services() if one.pk in touched],
        "_infrastructure": frozenset(one.place for one in found["own"]),
        "_assessments": tuple(sorted(found["assessment"], key=lambda one: (one.kind, one.at))),
        "_answers": {kind: list(rows) for kind, rows in groupby(answers, key=lambda one: one.kind)},
        "_read_by_others": bool(found["reader"]),
        "_decision_undone": bool(found["undone"]),
        "_reads_template": bool(found["template"]),
        "_said": {name: text.body for name, text in read.words.items() if text.part_id is None and not text.redacted},
    }

    ticket.__dict__.setdefault("_blocking", bool(found["blocking"]))


def _rows(ticket, actor):
    """(table, kind, organisation or service, verdict, moment, event) of everything in force, and who has read it."""

    def of(model, table: str, place: str, **columns):
        return said(_of_ticket(model, ticket, in_force="verdict" in columns), table, place, **columns)

    def said(rows, table: str, place: str, **columns):
        empty = {
            "kind": Value("", CharField()),
            "verdict": Value("", CharField()),
            "at": Value(None, DateTimeField()),
            "event_seq": Value(0, IntegerField()),
        }
        made = empty | {name: F(column) for name, column in columns.items()}
        return rows.order_by().annotate(
            t_table=Value(table, CharField()), t_place=F(place), **{f"t_{name}": one for name, one in made.items()}
        ).values_list("t_table", "t_kind", "t_place", "t_verdict", "t_at", "t_event_seq")  # fmt: skip

    verdicts = {"kind": "kind", "verdict": "verdict", "at": "at", "event_seq": "event_seq"}
    return of(AffectedRegion, "affected", "region_id", at="since").union(
        of(AffectedService, "service", "service_id"),
        of(OwnInfrastructure, "own", "region_id"),
        of(Assessment, "assessment", "organisation_id", **verdicts),
        of(RegionAnswer, "answer", "region_id", **verdicts),
        *(said(rows, "reader", "organisation_id")[:1] for rows in ticket.other_readers()),
        said(ticket.undone_decisions(), "undone", "organisation_id")[:1],
        said(_blocking(ticket), "blocking", "organisation_id")[:1],
        said(_template(ticket, actor), "template", "pk"),
        all=True,
    )


def _blocking(ticket):
    return Task.objects.unscoped(WHY).filter(ticket_id=ticket.pk, done_at=None, blocking=True)


def _template(ticket, actor):
    """The template that it was made from, where the reader reads that."""
    named = ChangeDetail.objects.filter(ticket_id=ticket.pk, template__isnull=False).values("template_id")
    return Ticket.objects.visible_to(actor).filter(pk__in=named)


def _of_ticket(model, ticket, *, in_force: bool):
    rows = model.objects.unscoped(WHY).filter(ticket_id=ticket.pk)
    return rows.filter(ended_at=None) if in_force else rows
