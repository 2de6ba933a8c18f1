"""How a promise stands, worked out from what has happened: nothing is counted up and nothing is kept. Pure.

A clock runs in the spans that its events say, and stands still in parts of them: while somebody else holds the case,
where the agreement counts for the holder, and in the holds that the agreement lets pause. What remains is measured in
the working time of the target. All moments are aware. Source: processes.md 5.0, sla_examples.md 7.5.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sla.hours import AROUND_THE_CLOCK, Hours

FOREVER = datetime.max.replace(tzinfo=UTC)
VENDOR_HOLDS, OTHER_HOLDS = "vendor_holds", "other_holds"
NOTHING = timedelta()
UNJUDGED = 3  # the priority that a case is measured by until somebody has set one


class Act(StrEnum):
    """What an event does to a clock."""

    START = "start"  # runs from here; says nothing to a clock that has begun
    STOP = "stop"
    RESUME = "resume"  # a rejected solution or a reopened case: on with what was used
    RESTART = "restart"  # a new round from nothing, as after an update


BEGINS = (Act.START, Act.RESTART)  # an act that a clock can begin with


class State(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Stretch:
    """Who held the case from `start` to `end` (None: still) and why it waited; a row of the ledger."""

    holder: int
    start: datetime
    end: datetime | None = None
    hold: str = ""
    vendor_holds: bool = False
    workaround_accepted: bool = False
    customers_window: bool = False


@dataclass(frozen=True)
class Event:
    at: datetime
    act: Act


@dataclass(frozen=True)
class Goal:
    """How much of which working time; of no amount there is no promise, only a measurement."""

    amount: timedelta | None = None
    hours: Hours = AROUND_THE_CLOCK


@dataclass(frozen=True)
class Terms:
    """What a version of an agreement says of one metric of one process.

    `goals` by priority; that of None is for those that have none of their own. `pauses` gives a rule (PauseRule) for a
    hold; one that it does not name runs. With `providers`, time counts only while one of them holds the case. One that
    nobody has judged yet is promised what one of the priority `unjudged` is, lest nobody hear of it.
    """

    goals: Mapping[int | None, Goal]
    pauses: Mapping[str, str] = field(default_factory=dict)
    providers: frozenset[int] | None = None
    from_change: bool = False
    pauses_from: int = 2
    most_pauses: int | None = None
    longest_pause: timedelta | None = None
    pause_hours: Hours = AROUND_THE_CLOCK
    unjudged: int | None = UNJUDGED

    def goal(self, priority: int | None) -> Goal:
        found = self.goals.get(priority) or self.goals.get(None)
        return found or (self.goals.get(self.unjudged) if priority is None else None) or Goal()


@dataclass(frozen=True)
class Still:
    """Time that was not counted, and the hold or whose turn it was; without an end it goes on."""

    start: datetime
    end: datetime | None
    why: str


@dataclass(frozen=True)
class Reading:
    """How one round of a clock stands. `due_at` is when the amount has passed if nothing changes: None where it never
    will, as in a pause without end. A clock that stops at that very moment has kept its promise. `passes`: when each
    asked-for share of the amount (in percent) has been used, or will be; `by_last` the same by the last target alone,
    which holds since `last_since` (None: from the beginning).
    """

    state: State = State.NOT_STARTED
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    used: timedelta = NOTHING
    amount: timedelta | None = None
    due_at: datetime | None = None
    breached_at: datetime | None = None
    paused_since: datetime | None = None
    paused_by: str = ""
    not_counted: tuple[Still, ...] = ()
    passes: tuple[tuple[int, datetime | None], ...] = ()
    by_last: tuple[tuple[int, datetime | None], ...] = ()
    last_since: datetime | None = None


@dataclass(frozen=True)
class _Span:
    start: datetime
    end: datetime = FOREVER
    why: str = ""


@dataclass(frozen=True)
class _Period:
    """A priority from `start` on, and from when its goal is measured."""

    start: datetime
    goal: Goal
    origin: datetime
    priority: int | None


def reading(
    terms: Terms,
    stretches: Sequence[Stretch],
    events: Iterable[Event],
    priorities: Sequence[tuple[datetime, int | None]],
    *,
    now: datetime,
) -> Reading:
    """The round that counts now. What lies after `now` is not known yet."""
    rounds = readings(terms, stretches, events, priorities, now=now)
    return rounds[-1] if rounds else Reading()


def readings(
    terms: Terms,
    stretches: Sequence[Stretch],
    events: Iterable[Event],
    priorities: Sequence[tuple[datetime, int | None]],
    *,
    now: datetime,
    shares: Sequence[int] = (),
) -> list[Reading]:
    """Every round in order. `stretches` lie in order and do not overlap; `priorities` says since when which one held,
    and the first one holds before that, too.
    """
    known = [_open_at(one, now) for one in stretches if one.start <= now]
    changes = [one for one in priorities if one[0] <= now]
    rounds = _rounds(sorted((one for one in events if one.at <= now), key=lambda one: one.at))
    return [_reading(terms, known, spans, changes or list(priorities[:1]), now, shares) for spans in rounds]


def _open_at(stretch: Stretch, now: datetime) -> Stretch:
    """The stretch as it was known at `now`."""
    return stretch if stretch.end is not None and stretch.end <= now else replace(stretch, end=None)


def _rounds(events: Iterable[Event]) -> list[list[_Span]]:
    """The spans between start and stop, by round; a round that a restart ends is stopped by it."""
    rounds: list[list[_Span]] = []
    for event in events:
        is_open = bool(rounds) and rounds[-1][-1].end == FOREVER
        if is_open and event.act in (Act.STOP, Act.RESTART):
            rounds[-1][-1] = replace(rounds[-1][-1], end=event.at)
        if event.act == Act.RESTART or (event.act == Act.START and not rounds):
            rounds.append([_Span(event.at)])
        elif event.act == Act.RESUME and rounds and not is_open:
            rounds[-1].append(_Span(event.at))
    return rounds


def _reading(
    terms: Terms,
    stretches: Sequence[Stretch],
    spans: list[_Span],
    priorities: Sequence,
    now: datetime,
    shares: Sequence[int],
) -> Reading:
    started_at, last = spans[0].start, spans[-1].end
    stopped_at = last if last != FOREVER else None
    periods = _periods(terms, spans, priorities)
    parts = _limited(terms, _parts(terms, stretches, spans, periods))
    counted, still = [part for part in parts if not part.why], [part for part in parts if part.why]
    current, runs = periods[-1], [_Runs.of(period, counted) for period in periods]
    pause = next((part for part in still if part.start <= now < part.end), None) if stopped_at is None else None
    return Reading(
        state=State.STOPPED if stopped_at is not None else State.PAUSED if pause else State.RUNNING,
        started_at=started_at,
        stopped_at=stopped_at,
        used=_used(current, counted, now),
        amount=current.goal.amount,
        due_at=_due(runs[-1]),
        breached_at=_breach(runs, spans, now),
        paused_since=pause.start if pause else None,
        paused_by=pause.why if pause else "",
        not_counted=tuple(
            Still(part.start, part.end if part.end <= now else None, part.why) for part in still if part.start <= now
        ),
        passes=tuple((one, _breach(runs, spans, now, one) or _due(runs[-1], one)) for one in shares),
        by_last=tuple((one, _due(runs[-1], one)) for one in shares),
        last_since=current.start if len(periods) > 1 else None,
    )


def _periods(terms: Terms, spans: list[_Span], priorities: Sequence) -> list[_Period]:
    """One for every change of priority. A change while the clock is stopped counts from when it runs again."""
    started_at, found = spans[0].start, []
    for at, priority in priorities:
        moment = started_at if at <= started_at else _running_from(at, spans)
        if found and (moment is None or priority == found[-1].priority):
            continue
        start = moment if found and moment is not None else started_at
        if found and start == found[-1].start:
            found.pop()  # of several changes at one moment the last one counts
            if found and priority == found[-1].priority:
                continue
        origin = start if terms.from_change else started_at
        found.append(_Period(start, terms.goal(priority), origin, priority))
    return found or [_Period(started_at, terms.goal(None), started_at, None)]


def _running_from(at: datetime, spans: list[_Span]) -> datetime | None:
    """The first moment from `at` on when the clock is not stopped."""
    return next((max(at, span.start) for span in spans if at < span.end), None)


def _parts(terms: Terms, stretches: Sequence[Stretch], spans: list[_Span], periods: Sequence[_Period]) -> list[_Span]:
    """The spans cut where holder, hold or priority changes; neighbours that stand still alike are one."""
    found: list[_Span] = []
    held = list(zip(periods, [*(one.start for one in periods[1:]), FOREVER], strict=True))
    for span in spans:
        first = max(bisect_right(stretches, span.start, key=_begin) - 1, 0)
        for one in stretches[first : bisect_left(stretches, span.end, key=_begin)]:
            for period, until in held:
                since = period.start if period is not periods[0] else span.start
                start, end = max(span.start, one.start, since), min(span.end, one.end or FOREVER, until)
                if start < end:
                    _append(found, _Span(start, end, _why_still(terms, one, period.priority)))
    return found


def _begin(stretch: Stretch) -> datetime:
    return stretch.start


def _append(parts: list[_Span], part: _Span) -> None:
    if parts and parts[-1].why == part.why and parts[-1].end == part.start:
        part = replace(parts.pop(), end=part.end)
    parts.append(part)


def _why_still(terms: Terms, stretch: Stretch, priority: int | None) -> str:
    rule = terms.pauses.get(stretch.hold, "runs")
    if rule == "runs_for_all":
        return ""
    if terms.providers is not None and stretch.holder not in terms.providers:
        return VENDOR_HOLDS if stretch.vendor_holds else OTHER_HOLDS
    if stretch.vendor_holds and terms.pauses.get(VENDOR_HOLDS) == "pauses":
        return VENDOR_HOLDS
    if priority is not None and priority < terms.pauses_from:
        return ""
    pauses = (
        rule == "pauses"
        or (rule == "with_workaround" and stretch.workaround_accepted)
        or (rule == "customers_window" and stretch.customers_window)
    )
    return stretch.hold if pauses else ""


def _limited(terms: Terms, parts: list[_Span]) -> list[_Span]:
    """The parts with time counted again where a hold is one pause too many, or has lasted too long."""
    found: list[_Span] = []
    pauses = 0
    for part in parts:
        if part.why in ("", VENDOR_HOLDS, OTHER_HOLDS):
            _append(found, part)
            continue
        pauses += 1
        end = part.end
        if terms.most_pauses is not None and pauses > terms.most_pauses:
            end = part.start
        elif terms.longest_pause is not None:
            end = min(end, terms.pause_hours.after(part.start, terms.longest_pause))
        for piece in (replace(part, end=end), _Span(end, part.end)):
            if piece.start < piece.end:
                _append(found, piece)
    return found


def _used(period: _Period, counted: list[_Span], now: datetime) -> timedelta:
    spans = ((max(part.start, period.origin), min(part.end, now)) for part in counted)
    return sum((period.goal.hours.between(*span) for span in spans), NOTHING)


@dataclass(frozen=True)
class _Runs:
    """When time counts towards the goal of a period: each run's start, and the working time up to its end (None: for
    ever).
    """

    period: _Period
    starts: list[datetime]
    until: list[timedelta | None]

    @classmethod
    def of(cls, period: _Period, counted: list[_Span]) -> _Runs:
        starts, until, total = [], [], NOTHING
        for part in counted if period.goal.amount is not None else ():
            start = max(part.start, period.origin)
            if start < part.end:
                starts.append(start)
                is_open = part.end == FOREVER
                total = total if is_open else total + period.goal.hours.between(start, part.end)
                until.append(None if is_open else total)
        return cls(period, starts, until)


def _due(runs: _Runs, percent: int = 100) -> datetime | None:
    """When so much of the goal's amount has been used."""
    if not runs.starts:
        return None
    wanted, before = runs.period.goal.amount * percent / 100, NOTHING
    for start, until in zip(runs.starts, runs.until, strict=True):
        if until is None or until >= wanted:
            return runs.period.goal.hours.after(start, wanted - before)
        before = until
    return None


def _breach(runs: Sequence[_Runs], spans: list[_Span], now: datetime, percent: int = 100) -> datetime | None:
    """The first moment when a target was missed while it held: a lower priority later does not undo it."""
    ends = [*(one.period.start for one in runs[1:]), FOREVER]
    for one, until in zip(runs, ends, strict=True):
        due = _due(one, percent)
        moment = _running_from(max(due, one.period.start), spans) if due is not None else None
        if moment is not None and moment < until and moment <= now:
            return moment
    return None
