"""Which promises of a ticket would have come out otherwise under a version, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sla import agreement_words as words
from sla import wording
from sla.agreement_versions import Wanted, said_by
from sla.agreements import terms_from
from sla.calendar_text import write_windows
from sla.calendars import Course, course_as_if, course_now
from sla.clock import Reading, Terms
from sla.models import Agreement, AgreementVersion, CalendarVersion, Pause, Target, Waiting, WhatIf
from sla.term_changes import Change, Kind, causes
from tickets.clocks import history as histories
from tickets.clocks.history import History
from tickets.clocks.promises import Promise, promises

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
MOST_DAYS = 5  # named in a reason; more are counted


@dataclass(frozen=True)
class Flip:
    """One round of one promise that would have come out otherwise; the first round is 1."""

    agreement: Agreement
    provider: int
    metric: str
    round: int
    priority: int | None
    before: Reading
    after: Reading
    due_before: datetime | None
    due_after: datetime | None
    counts: bool
    why: tuple[str, ...]

    @property
    def is_missed(self) -> bool:
        return self.after.breached_at is not None


@dataclass(frozen=True)
class Case:
    """One clock of a ticket as it is and as it would be."""

    promise: Promise
    after: Terms
    said_why: Callable[[Sequence[Change], datetime, datetime], tuple[str, ...]]  # changes, between which moments


class Judge:
    """What a version would have made of tickets. `cases` gives the clocks that it says something of."""

    def cases(self, history: History) -> Iterator[Case]:
        raise NotImplementedError

    def flips(self, history: History, *, since: datetime, now: datetime) -> tuple[int, list[Flip]]:
        """How many rounds that began since then were judged, and which of them come out otherwise."""
        judged, found = 0, []
        for case in self.cases(history):
            rounds = zip(
                _readings(history, case, case.promise.terms, now),
                _readings(history, case, case.after, now),
                strict=True,
            )
            for number, (before, after) in enumerate(rounds):
                if before.started_at < since:
                    continue
                judged += 1
                if (before.breached_at is None) != (after.breached_at is None):
                    found.append(_flip(history, case, number, before, after, now))
        return judged, found


def _readings(history: History, case: Case, terms: Terms, now: datetime) -> list[Reading]:
    one = case.promise
    return histories.readings(history, terms, one.agreement, one.metric, one.provider, now=now)


def _flip(history: History, case: Case, number: int, before: Reading, after: Reading, now: datetime) -> Flip:
    def is_missed(terms: Terms) -> bool:
        return _readings(history, case, terms, now)[number].breached_at is not None

    known = [one for _at, one in history.priorities if _at <= now] or [None]
    found = causes(case.promise.terms, case.after, is_missed, list(dict.fromkeys(known)))
    dues = [
        _due(history, case, terms, number, reading)
        for terms, reading in ((case.promise.terms, before), (case.after, after))
    ]
    until = min(filter(None, dues), default=now)
    return Flip(
        agreement=case.promise.agreement,
        provider=case.promise.provider,
        metric=case.promise.metric,
        round=number + 1,
        priority=_priority(history, after.stopped_at or now),
        before=before,
        after=after,
        due_before=dues[0],
        due_after=dues[1],
        counts=case.promise.counts,
        why=case.said_why(found, before.started_at, until),
    )


def _priority(history: History, until: datetime) -> int | None:
    """The last one that held before then."""
    return next((one for at, one in reversed(history.priorities) if at < until), None)


def _due(history: History, case: Case, terms: Terms, number: int, reading: Reading) -> datetime | None:
    """When the round was due; of one that stopped in time, as it stood until then."""
    if reading.due_at is not None or reading.stopped_at is None:
        return reading.due_at
    before = _readings(history, case, terms, reading.stopped_at - INSTANT)
    return before[number].due_at if number < len(before) else None


class AgreementJudge(Judge):
    """As if a version of an agreement had held, whenever its clocks began."""

    def __init__(self, version: AgreementVersion):
        self.version, self.agreement = version, version.agreement
        rows = Target.objects.filter(version=version).select_related("calendar")
        self.targets: dict[tuple[str, str], list[Target]] = {}
        for row in rows:
            self.targets.setdefault((row.process, row.metric), []).append(row)
        self.pauses = dict(Pause.objects.filter(version=version).values_list("hold", "rule"))
        self.said = said_by(version)
        self._said: dict[int, Wanted] = {version.pk: self.said}

    def cases(self, history: History) -> Iterator[Case]:
        known = {(one.provider, one.metric): one for one in promises(history) if one.agreement.pk == self.agreement.pk}
        for provider, metric in history.clocks(self.agreement):
            promise = known.get((provider, metric))
            after = self._terms(history.process, metric, provider)
            if promise is None and after is None:
                continue
            promise = promise or Promise(self.agreement, self.version, Terms({}), metric, provider, True)
            is_new = (provider, metric) not in known
            yield Case(promise, after or Terms({}), self._sayer(history.process, promise, is_new=is_new))

    def _terms(self, process: str, metric: str, provider: int) -> Terms | None:
        rows = self.targets.get((process, metric))
        terms = terms_from(self.version, rows, self.pauses) if rows else None
        return replace(terms, providers=frozenset({provider})) if terms and self.version.only_while_held else terms

    def _sayer(self, process: str, promise: Promise, *, is_new: bool):
        def said_why(found: Sequence[Change], since: datetime, until: datetime) -> tuple[str, ...]:
            old = Wanted(valid_from=self.version.valid_from) if is_new else self._wanted(promise.version)
            return tuple(_reason(one, process, promise.metric, old, self.said) for one in found)

        return said_why

    def _wanted(self, version: AgreementVersion) -> Wanted:
        if version.pk not in self._said:
            self._said[version.pk] = said_by(version)
        return self._said[version.pk]


def _reason(change: Change, process: str, metric: str, old: Wanted, new: Wanted) -> str:
    """The row that differs: what it is about, before and after."""
    if change.kind == Kind.GOAL:
        was, now = (_target(one, process, metric, change.key) for one in (old, new))
        known = words.calendars_by_slug()
        what, before, after = words.full_name(now or was), words.amount(was, known), words.amount(now, known)
    elif change.kind == Kind.PAUSE:
        what = str(Waiting(change.key).label)
        before, after = (dict(words.pauses(one)).get(what, "–") for one in (old, new))
    else:
        pairs = zip(words.rules_by_kind(old)[change.kind], words.rules_by_kind(new)[change.kind], strict=True)
        return "; ".join(_arrow(what, before, after) for (what, before), (_what, after) in pairs if before != after)
    return _arrow(what, before, after)


def _arrow(what: str, before: str, after: str) -> str:
    return _("%(what)s: %(before)s → %(after)s") % {"what": what, "before": before, "after": after}


def _target(said: Wanted, process: str, metric: str, priority: int | None):
    own = {one.priority: one for one in said.targets if (one.process, one.metric) == (process, metric)}
    return own.get(priority) or own.get(None)


class CalendarJudge(Judge):
    """As if a version of a calendar had held all the time."""

    def __init__(self, version: CalendarVersion):
        self.calendar = version.calendar
        self.before = course_now(version.calendar)
        self.after = course_as_if(self.before, version)
        rows = Target.objects.filter(calendar=version.calendar)
        self.goals: dict[tuple, set] = {}
        for row in rows.values_list("version", "process", "metric", "priority"):
            self.goals.setdefault(row[:3], set()).add(row[3])

    def cases(self, history: History) -> Iterator[Case]:
        for promise in promises(history):
            own = self.goals.get((promise.version.pk, history.process, promise.metric), set())
            limits = promise.version.pause_calendar_id == self.calendar.pk
            if own or limits:
                before, after = (self._counted_by(promise.terms, own, limits, one) for one in (self.before, self.after))
                yield Case(replace(promise, terms=before), after, self._said_why)

    @staticmethod
    def _counted_by(terms: Terms, own: set, limits: bool, course: Course) -> Terms:
        goals = {
            key: replace(goal, hours=course.hours) if key in own and goal.amount is not None else goal
            for key, goal in terms.goals.items()
        }
        return replace(terms, goals=goals, pause_hours=course.hours if limits else terms.pause_hours)

    def _said_why(self, found: Sequence[Change], since: datetime, until: datetime) -> tuple[str, ...]:
        """The days that differ until one of the two was due: what comes later has made no difference."""
        day, last = (one.astimezone(self.before.zone).date() for one in (since, until))
        said = []
        while day <= last:
            old, new = self.before.windows(day), self.after.windows(day)
            if old != new:
                said.append(_arrow(wording.row_day(day), write_windows(old), write_windows(new)))
            day += DAY
        if len(said) > MOST_DAYS:
            left = len(said) - MOST_DAYS
            more = ngettext("and %(count)d more day", "and %(count)d more days", left) % {"count": left}
            said = [*said[:MOST_DAYS], more]
        return tuple(said)


def judge_of(run: WhatIf) -> Judge:
    """What works the run out."""
    if run.agreement_version_id is not None:
        rows = AgreementVersion.objects.select_related("agreement", "pause_calendar")
        return AgreementJudge(rows.prefetch_related("targets__calendar", "pauses").get(pk=run.agreement_version_id))
    rows = CalendarVersion.objects.select_related("calendar")
    return CalendarJudge(rows.get(pk=run.calendar_version_id))
