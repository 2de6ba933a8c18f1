"""The due rows of what waits: written where it begins, a row for each level of its rules, removed where it ends.

Each names its trigger, its level and, where a ticket may wait for several, for whom: `approval_missing:1:17`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from engine.context import Context
from sla import escalations
from sla.hours import NeverOpens
from sla.models import Trigger
from sla.models.escalation import MOST_LEVELS

STEP = "escalate"
EXPLAIN_STEP = "ask_explanation"  # of a breach: wanted also when the ticket has ended
ASKED = "asked"  # the key of a question to an organisation; an awaited region's is its id
PROPOSED = "proposed"  # that of a main case's solution, which whoever can answer has not answered


@dataclass(frozen=True)
class Owed:
    """The time that a provider owes under an agreement, whatever its round: as a clock, for rules and reminders."""

    agreement_id: int
    metric: str
    provider_id: int
    pk: int | None = None
    counts: bool = True
    counted_with_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.agreement_id}-{self.metric}-{self.provider_id}"

    @classmethod
    def of(cls, clock) -> Owed:
        return cls(clock.version.agreement_id, clock.metric, clock.provider_id)

    @classmethod
    def called(cls, key: str) -> Owed:
        agreement, metric, provider = key.split("-")
        return cls(int(agreement), metric, int(provider))


@dataclass(frozen=True)
class Waited:
    """What a due row is about."""

    trigger: str
    level: int
    key: str = ""

    @property
    def reason(self) -> str:
        return ":".join([self.trigger, str(self.level), *([self.key] if self.key else [])])


def waited(cause: str) -> Waited | None:
    """What the event's or step's cause says of a due row; None where it is none of these."""
    kind, _colon, rest = cause.partition(":")
    trigger, _colon, more = rest.partition(":")
    level, _colon, key = more.partition(":")
    if kind != "due" or trigger not in Trigger.values or not level.isdecimal():
        return None
    return Waited(trigger, int(level), key)


def begin(context: Context, trigger: str, *, key: str = "") -> None:
    """Something is waited for from the step's instant on: a row for each level that a rule speaks of."""
    ticket = context.root
    if ticket.historic:
        return
    for level in range(1, MOST_LEVELS + 1):
        at = moment(ticket, trigger, level, context.at)
        if at is not None:
            context.when_due(_step(trigger), at, reason=Waited(trigger, level, key).reason, subject=ticket)


def end(context: Context, trigger: str, *, key: str = "") -> None:
    """It is no longer waited for."""
    for level in range(1, MOST_LEVELS + 1):
        context.call_off(_step(trigger), reason=Waited(trigger, level, key).reason, subject=context.root)


def watch_silence(context: Context, *, level: int = 1, since: datetime | None = None) -> None:
    """Hear when nothing happens from `since` on (now when left out): a row for one level, the next when it has spoken.

    What people do moves no row: one that is early when it falls due waits on by itself (`put_off`).
    """
    ticket = context.root
    at = None if ticket.historic else moment(ticket, Trigger.SILENT, level, since or context.at)
    if at is not None:
        reason = Waited(Trigger.SILENT, level).reason
        context.when_due(STEP, max(at, context.at), reason=reason, subject=ticket)


def break_silence(context: Context) -> None:
    """Of every step: a person does something after a reminder of silence, so the next one is the first again."""
    ticket = context.root
    if getattr(ticket, "silences", 0) and context.actor.user is not None:
        watch_silence_anew(context)


def watch_silence_anew(context: Context) -> None:
    """As `watch_silence`, of a ticket that may be waited for at a later level, or by another rule."""
    context.root.silences = 0
    for level in range(2, MOST_LEVELS + 1):
        context.call_off(STEP, reason=Waited(Trigger.SILENT, level).reason, subject=context.root)
    watch_silence(context)


def moment(ticket, trigger: str, level: int, start: datetime) -> datetime | None:
    """When a rule would speak of what began at `start`; None where there is none, or its calendar never opens."""
    day = timezone.localdate(start)
    rule = escalations.rule_for(trigger, level, process=ticket.process, priority=ticket.priority, day=day)
    try:
        return escalations.moment(rule, start) if rule is not None else None
    except NeverOpens:
        return None


def _step(trigger: str) -> str:
    return EXPLAIN_STEP if trigger == Trigger.BREACH_UNEXPLAINED else STEP
