"""What a rule would have done: the moments in the past at which it would have spoken, and to whom of today's people.

From what has happened (`tickets.clocks.history`, events, hand-overs), never from what was raised. Some cases at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from roles.actor import Actor
from sla import escalations
from sla.clock import Reading
from sla.hours import NeverOpens
from sla.models import EscalationRule, Trigger
from tickets.clocks import history
from tickets.clocks.history import History
from tickets.clocks.promises import promises
from tickets.escalating import holders, rows
from tickets.escalating.raising import People, Reached, reach
from tickets.escalating.reading import LetIn
from tickets.escalating.reminding import answers_proposal
from tickets.models import BreachExplanation, Clock, Event, Handoff, RegionLeg, Ticket
from tickets.paging import Order

NEWEST = Order("", (("registered_at", True), ("id", True)))
WHY = "of tickets that were read through the scope"
# Steps of a case to which its main case's solution is proposed, and those that answer it or end it.
PROPOSES = "receive_solution"
ANSWERS = ("accept_solution", "decline_solution", "drop_solution", "take_out")
MOST_A_CASE = 20  # moments of one case


@dataclass(frozen=True)
class Moment:
    """When a rule would have spoken, and what its places meant then."""

    at: datetime
    clock: rows.Owed | None = None
    receiver_id: int | None = None
    awaited_id: int | None = None


@dataclass(frozen=True)
class Would:
    ticket: Ticket
    moment: Moment
    reached: Reached


def cases(rule: EscalationRule, actor: Actor, *, since: datetime, until: datetime) -> QuerySet[Ticket]:
    """The cases that the rule could have spoken of: open at some time in the span, of those that the actor reads."""
    rows = Ticket.objects.visible_to(actor).filter(historic=False, registered_at__lte=until)
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=since))
    return rows.filter(process=rule.process) if rule.process else rows


def would(rule: EscalationRule, tickets: list[Ticket], *, since: datetime, until: datetime) -> list[Would]:
    """What the rule would have done in these cases, the latest first. A constant number of queries."""
    found = history.of([one.pk for one in tickets])
    moments = _MOMENTS[rule.trigger](rule, tickets, found, until)
    today = timezone.localdate(until)
    rules = escalations.rules_on(today)
    people = People(holders.worn_on(today), LetIn(one.pk for one in tickets))
    said = []
    for ticket in tickets:
        mine = [one for one in moments.get(ticket.pk, ()) if since <= one.at <= until]
        for moment in sorted(mine, key=lambda one: one.at)[:MOST_A_CASE]:
            then = _as_then(ticket, found.get(ticket.pk), moment)
            metric = moment.clock.metric if moment.clock else ""
            asked = (rule.trigger, rule.stage, ticket.process, then.priority or escalations.UNJUDGED, metric)
            if escalations.best(rules, *asked) == rule:
                reached = reach(rule, then, people, clock=moment.clock, awaited_id=moment.awaited_id)
                said.append(Would(ticket, moment, reached))
    return sorted(said, key=lambda one: one.moment.at, reverse=True)


def _as_then(ticket: Ticket, found: History | None, moment: Moment):
    """The ticket with the holder and the priority of the moment; who it is assigned to is today's."""
    then = copy(ticket)
    then.offered_to_id = moment.receiver_id
    for stretch in found.stretches if found else ():
        if stretch.start <= moment.at and (stretch.end is None or moment.at < stretch.end):
            then.holder_id = stretch.holder
    for at, priority in found.priorities if found else ():
        if at <= moment.at:
            then.priority = priority
    return then


# --- When each trigger would have spoken, by ticket ---


def _clocks(rule, tickets, found: dict[int, History], until: datetime) -> dict[int, list[Moment]]:
    elsewhere = _counted_elsewhere(found)
    return {
        pk: [Moment(at, clock) for at, _stopped, clock in _passed(one, rule.percent, until, rule.metrics, elsewhere)]
        for pk, one in found.items()
    }


def _counted_elsewhere(found: Iterable[int]) -> set[tuple]:
    """The times of which the main case's clock speaks: (ticket, agreement, metric, provider); one query."""
    rows = Clock.objects.unscoped(WHY).filter(ticket__in=list(found), counted_with__isnull=False)
    return set(rows.values_list("ticket_id", "version__agreement_id", "metric", "provider_id"))


def _passed(one: History, percent: int, until: datetime, metrics: Iterable[str], elsewhere: set) -> Iterator[tuple]:
    """(moment, stop of the clock, clock) of every promise that counts and of which the percentage has passed."""
    for promise in promises(one):
        if (one.ticket, promise.agreement.pk, promise.metric, promise.provider) in elsewhere:
            continue
        if not promise.counts or (metrics and promise.metric not in metrics):
            continue
        of_clock = (promise.agreement, promise.metric, promise.provider)
        clock = rows.Owed(promise.agreement.pk, promise.metric, promise.provider)
        for reading in history.readings(one, promise.terms, *of_clock, now=until, shares=(percent,)):
            for at in _moments(reading):
                if at <= until and (reading.stopped_at is None or at < reading.stopped_at):
                    yield at, reading.stopped_at, clock


def _moments(reading: Reading) -> list[datetime]:
    """When the one share that was asked for had passed, and by a longer time that took over after that once more."""
    (percent, first), (_percent, anew), since = *reading.passes, *reading.by_last, reading.last_since
    is_longer = since is not None and (reading.breached_at is None or reading.breached_at > since)
    again = anew if percent < 100 and is_longer and anew is not None and anew > since else None
    return sorted({at for at in (first, again) if at is not None})


def _handoffs(rule, tickets, found, until: datetime) -> dict[int, list[Moment]]:
    said = defaultdict(list)
    for one in Handoff.objects.unscoped(WHY).filter(ticket__in=tickets):
        at = _after(rule, one.proposed_at)
        if at is not None and at < (one.answered_at or until):
            said[one.ticket_id].append(Moment(at, receiver_id=one.to_organisation_id))
    return said


def _holds(rule, tickets, found, until: datetime) -> dict[int, list[Moment]]:
    said = defaultdict(list)
    rows = Event.objects.unscoped(WHY).filter(ticket__in=tickets, step="resume", cause="due:hold")
    for pk, at in rows.values_list("ticket_id", "at"):
        said[pk].append(Moment(at))
    return said


def _silences(rule, tickets, found: dict[int, History], until: datetime) -> dict[int, list[Moment]]:
    acts = defaultdict(list)
    rows = Event.objects.unscoped(WHY).filter(ticket__in=tickets, user__isnull=False)
    for pk, at in rows.order_by("ticket_id", "at").values_list("ticket_id", "at"):
        acts[pk].append(at)
    return {one.pk: list(_quiet(rule, one, acts[one.pk], found.get(one.pk), until)) for one in tickets}


def _quiet(rule, ticket, acts: list[datetime], one: History | None, until: datetime) -> Iterator[Moment]:
    ends = [*acts[1:], min(ticket.closed_at or until, ticket.resolved_at or until, until)]
    waits = [stretch for stretch in (one.stretches if one else ()) if stretch.hold]
    for start, end in zip(acts, ends, strict=True):
        at = _after(rule, start)
        wait = next((one for one in waits if at and one.start <= at and (one.end is None or at < one.end)), None)
        if wait is not None:
            at = _after(rule, wait.end) if wait.end else None
        if at is not None and at < end:
            yield Moment(at)


def _answers(rule, tickets, found, until: datetime) -> dict[int, list[Moment]]:
    said = defaultdict(list)
    regions = dict(RegionLeg.objects.unscoped(WHY).filter(ticket__in=tickets).values_list("pk", "region_id"))
    ends = {one.pk: one.closed_at or until for one in tickets}
    asked: dict[tuple, tuple] = {}
    columns = ("ticket_id", "subject_type", "subject_id", "step", "at", "changed")
    rows = (
        Event.objects.unscoped(WHY)
        .filter(ticket__in=tickets)
        .filter(Q(subject_type="leg") | Q(step__in=("ask", "answer", "hold", PROPOSES, *ANSWERS)))
    )
    who = {one.pk: answers_proposal(one) for one in tickets}
    for pk, kind, subject, step, at, changed in rows.order_by("ticket_id", "seq").values_list(*columns):
        key = (pk, PROPOSES if step in (PROPOSES, *ANSWERS) else kind, subject)
        if key in asked:
            _note_answer(said[pk], rule, *asked.pop(key), end=at)
        if kind == "leg" and step == "resolve":
            asked[key] = (at, regions.get(subject))
        elif step == "ask":
            asked[key] = (at, changed.get("awaited", {}).get("new"))
        elif step == PROPOSES:
            asked[key] = (at, who[pk])
    for (pk, _kind, _subject), waited in asked.items():
        _note_answer(said[pk], rule, *waited, end=ends[pk])
    return said


def _note_answer(said: list, rule, start: datetime, awaited_id: int | None, *, end: datetime) -> None:
    at = _after(rule, start)
    if at is not None and at < end:
        said.append(Moment(at, awaited_id=awaited_id))


def _unexplained(rule, tickets, found: dict[int, History], until: datetime) -> dict[int, list[Moment]]:
    given = defaultdict(list)
    for row in BreachExplanation.objects.unscoped(WHY).filter(ticket__in=tickets):
        given[row.ticket_id, row.metric].append(row.at)
    said, elsewhere = defaultdict(list), _counted_elsewhere(found)
    for pk, one in found.items():
        for breached_at, _stopped, clock in _passed(one, 100, until, (), elsewhere):
            at = _after(rule, breached_at)
            if at is not None and not any(breached_at <= when <= at for when in given[pk, clock.metric]):
                said[pk].append(Moment(at, clock))
    return said


def _after(rule, start: datetime) -> datetime | None:
    try:
        return escalations.moment(rule, start)
    except NeverOpens:
        return None


def _spoken(rule, tickets, found, until: datetime) -> dict[int, list[Moment]]:
    """Of major incidents: the moments at which such a rule spoke."""
    said = defaultdict(list)
    rows = Event.objects.unscoped(WHY).filter(ticket__in=tickets, changed__escalation__trigger=rule.trigger)
    for pk, at in rows.values_list("ticket_id", "at"):
        said[pk].append(Moment(at))
    return said


_MAJOR = [one for one in Trigger if one.startswith("major_")]
_MOMENTS = dict.fromkeys(_MAJOR, _spoken) | {
    Trigger.CLOCK: _clocks,
    Trigger.HANDOFF_UNANSWERED: _handoffs,
    Trigger.HOLD_EXPIRED: _holds,
    Trigger.SILENT: _silences,
    Trigger.APPROVAL_MISSING: _answers,
    Trigger.BREACH_UNEXPLAINED: _unexplained,
}
