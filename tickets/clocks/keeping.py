"""Keeping the clocks of tickets and their thresholds as the history says, in the transaction of what happened.

However many tickets: one query reads, one statement writes clocks and due steps, and none where nothing differs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from django.db import connection, transaction

from engine.due import as_named, as_written
from tickets.clocks import deriving, history
from tickets.clocks.deriving import STEPS, Name, Row
from tickets.clocks.history import History

NAME = ("version_id", "metric", "provider_id", "round")


@dataclass
class Change:
    """What differs between the rows that are kept of one ticket and those that its history gives."""

    ticket: int
    kin: set[int]
    rows: list[tuple[Row, dict | None]] = field(default_factory=list)  # with the row that is kept now
    gone: list[int] = field(default_factory=list)  # kept, and of no promise
    over: list[str] = field(default_factory=list)  # thresholds that wait, of no clock, by their reasons

    def __bool__(self) -> bool:
        return bool(self.rows or self.gone or self.over)


def keep(tickets: Iterable[int], not_due: Sequence = (), due: Sequence = ()) -> tuple[dict, bool]:
    """Bring the clocks of these tickets (ids) in step with their histories; gives those, and whether it wrote.

    Needs the transaction of the change. Where anything is written, `not_due` and `due` (as `engine.due` takes
    them) are, too: what is called off and named anew waits on.
    """
    found = history.of(tickets, with_clocks=True)
    changes = [change for change in map(change_of, found.values()) if change]
    write(changes, not_due, due)
    return found, bool(changes)


def change_of(found: History, waiting: dict[str, datetime] | None = None) -> Change:
    """What differs; with `waiting` (by reason) also in the thresholds of clocks that have not stopped."""
    kept = {_name(row): row for row in found.clocks_kept}
    change = Change(found.ticket, found.kin)
    settled = {name[:-1]: row["counts"] for name, row in kept.items()} if waiting is None else {}
    for row in deriving.rows(found):
        row = replace(row, counts=settled.get(row.name[:-1], row.counts))  # only a rebuild judges that again
        now = kept.pop(row.name, None)
        if now is None or differs(row, now) or (waiting is not None and _is_due_otherwise(row, now, waiting)):
            change.rows.append((row, now))
    change.gone = [row["id"] for row in kept.values()]
    known = {reason for row in found.clocks_kept for reason in _reasons(row["id"], ())}
    change.over = [reason for reason in waiting or () if reason not in known]
    return change


def differs(row: Row, kept: dict) -> list[str]:
    """The columns in which a derived row is not the one that is kept."""
    return [name for name, value in row.columns().items() if kept[name] != value]


def _is_due_otherwise(row: Row, kept: dict, waiting: dict[str, datetime]) -> bool:
    due = {reason_of(kept["id"], percent): at for percent, at in row.thresholds().items()}
    mine = {reason: at for reason, at in waiting.items() if reason.startswith(reason_of(kept["id"], ""))}
    return not row.is_stopped and due != mine


def _name(row: dict) -> Name:
    return tuple(row[column] for column in NAME)


def write(changes: Sequence[Change], not_due: Sequence = (), due: Sequence = (), *, anew: bool = False) -> None:
    """Store what differs: clocks and waiting thresholds in one statement, whose clock counts for another in one.

    `anew`: derived again afterwards; then nobody is told of what a clock missed that has stopped long since.
    """
    if not changes:
        return
    rows = [pair for change in changes for pair in change.rows]
    given = [_given(row, {} if anew and row.is_stopped else row.thresholds()) for row, _kept in rows]
    gone = [reason for (row, kept) in rows if kept for reason in _reasons(kept["id"], row.thresholds())]
    removed = [pk for change in changes for pk in change.gone]
    gone += [reason for pk in removed for reason in _reasons(pk, ())] + [one for each in changes for one in each.over]
    others = [dict(zip(_DUE, row, strict=True)) for row in as_written(due)]
    off = [dict(zip(_DUE, (*row, None), strict=True)) for row in as_named(not_due)]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "given": json.dumps(given),
                "off": json.dumps(off),
                "others": json.dumps(others, default=datetime.isoformat),
                "tickets": [one.ticket for one in changes],
                "gone": gone,
                "removed": removed,
            },
        )
    family = {one for change in changes if change.kin for one in (change.ticket, *change.kin)}
    if family:
        count_together(family)
        # Of two cases of one family that are written at once neither sees the other: whoever commits last sees both.
        transaction.on_commit(partial(count_together, family), robust=True)


def _given(row: Row, waiting: dict[int, datetime]) -> dict:
    steps = [
        {"percent": percent, "step": STEPS[percent], "at": at.astimezone(UTC).isoformat()}
        for percent, at in waiting.items()
    ]
    return {"ticket_id": row.ticket} | dict(zip(NAME, row.name, strict=True)) | row.columns() | {"steps": steps}


def reason_of(clock_id: int, percent: int | str) -> str:
    return f"clock:{clock_id}:{percent}"


def _reasons(clock_id: int, waiting: Iterable[int]) -> list[str]:
    """Those of a clock's thresholds that do not wait."""
    return [reason_of(clock_id, percent) for percent in STEPS if percent not in waiting]


_COLUMNS = {
    "ticket_id": "bigint",
    "version_id": "bigint",
    "metric": "text",
    "provider_id": "bigint",
    "round": "int",
    "priority": "smallint",
    "amount": "bigint",
    "counts": "boolean",
    "state": "text",
    "started_at": "timestamptz",
    "stopped_at": "timestamptz",
    "used": "bigint",
    "due_at": "timestamptz",
    "breached_at": "timestamptz",
    "paused_since": "timestamptz",
    "paused_by": "text",
    "stood_still": "jsonb",
    "fired": "smallint[]",
}
_DUE = {"subject_type": "text", "subject_id": "bigint", "step": "text", "reason": "text", "due_at": "timestamptz"}
_DURATIONS = {name: f"{name} * interval '1 microsecond'" for name in ("amount", "used")}
_UPDATED = [name for name in _COLUMNS if name not in ("ticket_id", *NAME)]
_WRITE = f"""
with others as (select * from jsonb_to_recordset(%(others)s::jsonb)
    as o({", ".join(f"{name} {kind}" for name, kind in _DUE.items())})),
off as (select * from jsonb_to_recordset(%(off)s::jsonb)
    as f({", ".join(f"{name} {kind}" for name, kind in _DUE.items())})),
given as (
  select * from jsonb_to_recordset(%(given)s::jsonb)
    as g({", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())}, steps jsonb)),
over as (
  delete from sla_duestep where subject_type = 'tickets.ticket' and subject_id = any(%(tickets)s)
    and fired_at is null and reason = any(%(gone)s)),
called_off as (
  delete from sla_duestep d using off f where d.fired_at is null and d.subject_type = f.subject_type
    and d.subject_id = f.subject_id and d.step = f.step and (f.reason is null or d.reason = f.reason)
    and not exists (select 1 from others o where o.subject_type = d.subject_type and o.subject_id = d.subject_id
      and o.step = d.step and o.reason = d.reason)),
removed as (delete from tickets_clock where id = any(%(removed)s)),
kept as (
  insert into tickets_clock ({", ".join(_COLUMNS)})
  select {", ".join(_DURATIONS.get(name, name) for name in _COLUMNS)} from given
  on conflict (ticket_id, version_id, metric, provider_id, round)
    do update set {", ".join(f"{name} = excluded.{name}" for name in _UPDATED)}
  returning id, ticket_id, {", ".join(NAME)})
insert into sla_duestep (subject_type, subject_id, step, reason, due_at, attempts, last_error)
  select 'tickets.ticket', ticket_id, s.step, 'clock:' || k.id || ':' || s.percent, s.at, 0, ''
  from kept k join given g using (ticket_id, {", ".join(NAME)})
  cross join lateral jsonb_to_recordset(g.steps) as s(percent int, step text, at timestamptz)
  union all
  select {", ".join(_DUE)}, 0, '' from others
  on conflict (subject_type, subject_id, step, reason) where fired_at is null
    do update set due_at = excluded.due_at, attempts = 0, set_aside_at = null, last_error = ''
"""  # noqa: S608 names of columns only

_TOGETHER = """
select c.id, c.counted_with_id as had, (
  select min(l.other_id) from tickets_link l
    join tickets_clock p on p.ticket_id = l.other_id and p.metric = c.metric and p.provider_id = c.provider_id
    join sla_agreementversion w on w.id = p.version_id and w.agreement_id = v.agreement_id
  where l.ticket_id = c.ticket_id and l.ended_at is null and l.kind = any(%(kin)s)) as has
from tickets_clock c join sla_agreementversion v on v.id = c.version_id
  join sla_agreement a on a.id = v.agreement_id and a.kind = 'uc'
where c.ticket_id = any(%(tickets)s)
"""


def count_together(tickets: Iterable[int]) -> None:
    """One vendor case with many cases below it counts once: a clock of theirs is counted with the main case's."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update tickets_clock k set counted_with_id = w.has from ({_TOGETHER}) w"  # noqa: S608 no value in it
            " where k.id = w.id and w.had is distinct from w.has",
            {"tickets": sorted(tickets), "kin": history.KIN},
        )


def miscounted(tickets: Iterable[int]) -> list[int]:
    """The clocks (ids) of these tickets that are not counted with the case they should be counted with."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from ({_TOGETHER}) w where had is distinct from has",  # noqa: S608 no value in it
            {"tickets": sorted(tickets), "kin": history.KIN},
        )
        return [row[0] for row in cursor.fetchall()]
