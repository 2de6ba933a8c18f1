"""What has happened to tickets, read in one query however many there are; and how a promise stands by it.

found = history.of([ticket.pk])[ticket.pk]
for provider, metric in found.clocks(agreement):
    rounds = history.readings(found, terms, agreement, metric, provider, now=now)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.db import connection

from regions import directory
from sla import clock
from sla.clock import Event, Reading, Stretch, Terms
from sla.models import Agreement
from tickets.clocks import marks
from tickets.clocks.marks import MARKS
from tickets.clocks.story import COLUMNS, STEPS, Kept, Story, Told

FIRED = "clock"  # under which the event of a threshold says of which clock it was
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Fired:
    """When a threshold was taken, and when the clock was due then."""

    at: datetime
    due_at: datetime


@dataclass(frozen=True)
class History:
    """What happened to one ticket, as far as clocks are concerned.

    `stretches` are its ledger; `priorities` since when which one held; `told` the events in order.
    """

    ticket: int
    process: str
    origin: int | None
    historic: bool
    told: Sequence[Told]
    ledger: Sequence[Kept]
    clocks_kept: Sequence[dict] = ()  # the rows of tickets_clock, where they were asked for
    links: Sequence[tuple[int, int, str]] = ()  # (child, parent, kind) of each of KIN that it is an end of
    _events: dict = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def story(self) -> Story:
        return Story(self.origin, solved_in=marks.solved_in(self.process)).read(self.told, self.ledger)

    @cached_property
    def stretches(self) -> list[Stretch]:
        return self.story.stretches(self.ledger)

    @property
    def priorities(self) -> list[tuple[datetime, int | None]]:
        return self.story.priorities

    def events(self, agreement: Agreement, metric: str, provider: int) -> list[Event]:
        """What happened to the clock of `metric` that `provider` owes under the agreement, in order."""
        key = (agreement.kind, agreement.provider_kind, metric, provider)
        if key not in self._events:
            table = MARKS.get(key[:2], {}).get(metric, {})
            moments = self.story.moments.get(provider, ())
            self._events[key] = [Event(at, act) for at, moment in moments for act in table.get(moment, ())]
        return self._events[key]

    def clocks(self, agreement: Agreement) -> Iterator[tuple[int, str]]:
        """(provider, metric) of every clock that has begun under the agreement."""
        for provider in sorted(self.story.moments):
            place = directory.organisation(provider)
            if place is None or place.kind != agreement.provider_kind:
                continue
            if agreement.provider_id in (None, provider):
                for metric in MARKS.get((agreement.kind, agreement.provider_kind), ()):
                    if self.started_at(agreement, metric, provider) is not None:
                        yield provider, metric

    def started_at(self, agreement: Agreement, metric: str, provider: int) -> datetime | None:
        """When the clock first began; None where it has not."""
        begins = (one.at for one in self.events(agreement, metric, provider) if one.act in clock.BEGINS)
        return next(begins, None)

    @property
    def carried_at(self) -> datetime | None:
        """When it was born of another case whose ledger it took over; what passed before that was said there."""
        if not self.told or not self.ledger or self.ledger[0].start >= self.told[0].at:
            return None
        return self.told[0].at

    @property
    def kin(self) -> set[int]:
        """The tickets that it is part of or a duplicate of, and those that are so of it."""
        return {end for child, parent, _kind in self.links for end in (child, parent)} - {self.ticket}

    @cached_property
    def fired(self) -> dict[tuple[int, str, int, int], dict[int, Fired]]:
        """The thresholds that were taken, by (version, metric, provider, round) and percentage; the last taken last."""
        found: dict = {}
        for event in self.told:
            if FIRED in event.new:
                said = event.new[FIRED]
                mine = found.setdefault((said["version"], said["metric"], said["provider"], said["round"]), {})
                mine.pop(said["percent"], None)
                mine[said["percent"]] = Fired(event.at, datetime.fromisoformat(said["due_at"]))
        return found

    def as_of(self, agreement: Agreement, metric: str, provider: int) -> datetime:
        """The last instant at which anything happened that the clock depends on."""
        instants = [one.at for one in self.events(agreement, metric, provider)]
        instants += [at for at, _priority in self.priorities] + [at for at, _accepted in self.story.workarounds]
        instants += [row.start for row in self.ledger] + [row.end for row in self.ledger if row.end]
        return max(instants)


def readings(
    history: History, terms: Terms, agreement: Agreement, metric: str, provider: int, *, now: datetime, **more
) -> list[Reading]:
    """Every round of a clock in order, as it stood at `now`. `more` as `sla.clock.readings`."""
    events = history.events(agreement, metric, provider)
    return clock.readings(terms, history.stretches, events, history.priorities, now=now, **more)


def reading(
    history: History, terms: Terms, agreement: Agreement, metric: str, provider: int, *, now: datetime
) -> Reading:
    """The round that counted at `now`."""
    rounds = readings(history, terms, agreement, metric, provider, now=now)
    return rounds[-1] if rounds else Reading()


_MICROSECONDS = "(extract(epoch from {}) * 1000000)::bigint"
_KEPT_AT = ("started_at", "stopped_at", "due_at", "breached_at", "paused_since")
_ISO = "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"
_CLOCKS = f"""(select jsonb_agg(to_jsonb(c) || jsonb_build_object('amount', {_MICROSECONDS.format("c.amount")},
    'used', {_MICROSECONDS.format("c.used")}, {", ".join(f"'{one}', {_ISO.format('c.' + one)}" for one in _KEPT_AT)}
  ) order by c.id) from tickets_clock c where c.ticket_id = t.id)"""  # noqa: S608 columns only
_SELECT = f"""
select t.id, t.process, t.origin_id, t.historic,
  (select jsonb_agg(jsonb_build_array({_MICROSECONDS.format("e.at")}, e.step, e.subject_type, e.subject_id,
     e.organisation_id, e.audience, e.target,
     (select jsonb_object_agg(key, case when key = '{FIRED}' then value else value -> 'new' end)
      from jsonb_each(e.changed) where key = any(%(columns)s))
   ) order by e.seq)
   from tickets_event e where e.ticket_id = t.id and (
     (e.subject_type = 'ticket' and e.source <> e.target) or e.step = any(%(steps)s) or e.changed ?| %(columns)s)),
  (select jsonb_agg(jsonb_build_array(l.organisation_id, l.hold, {_MICROSECONDS.format("lower(l.span)")},
     {_MICROSECONDS.format("upper(l.span)")}) order by l.span)
   from tickets_ledgerrow l where l.ticket_id = t.id),
  {{clocks}},
  (select jsonb_agg(jsonb_build_array(k.ticket_id, k.other_id, k.kind)) from tickets_link k
   where (k.ticket_id = t.id or k.other_id = t.id) and k.ended_at is null and k.kind = any(%(kin)s))
from tickets_ticket t where t.id = any(%(ids)s) and t.registered_at is not null
"""  # noqa: S608 no value is written into it
KIN = ["part_of", "duplicate_of"]


def of(tickets: Iterable[int], *, with_clocks: bool = False) -> dict[int, History]:
    """The histories of the registered ones of these tickets (ids), in one query. Unscoped: a rule of the tickets."""
    ids = [getattr(one, "pk", one) for one in tickets]
    given = {"ids": ids, "columns": [*COLUMNS, FIRED], "steps": sorted(STEPS), "kin": KIN}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT.format(clocks=_CLOCKS if with_clocks else "null"), given)
        return {row[0]: _history(*map(_parsed, row)) for row in cursor.fetchall()}


def _parsed(value):
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value


def _history(ticket, process, origin, historic, events, ledger, clocks, links) -> History:
    return History(
        ticket=ticket,
        process=process,
        origin=origin,
        historic=historic,
        told=[Told(_at(row[0]), *row[1:7], row[7] or {}) for row in events or ()],
        ledger=[Kept(row[0], row[1], _at(row[2]), _at(row[3])) for row in ledger or ()],
        clocks_kept=clocks or (),
        links=[tuple(row) for row in links or ()],
    )


def _at(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)
