"""Which rule speaks for a case on a day. The rules are kept in the process for half a minute (regions.directory)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from regions import directory
from sla.calendars import calendars, hours_of
from sla.models import EscalationRule, RoleGroup

UNJUDGED = 3  # a case that nobody has prioritised yet is heard as P3


def rules_on(day: date) -> list[EscalationRule]:
    """What is in force on `day` (a local one): of one slug the row that began last. No query within half a minute."""
    newest: dict[str, EscalationRule] = {}
    for rule in sorted(_all(), key=lambda one: one.valid_from):
        if rule.valid_from <= day:
            newest[rule.slug] = rule
    return [rule for rule in newest.values() if rule.valid_to is None or day <= rule.valid_to]


def rule_for(
    trigger: str, stage: int, *, process: str, priority: int | None, day: date, metric: str = ""
) -> EscalationRule | None:
    """The rule of this case: the one for its process and priority, else for one of them, else the common one."""
    asked = (trigger, stage, process, priority or UNJUDGED, metric)
    return directory.remembered((__name__, *asked, day), lambda: best(rules_on(day), *asked))


def best(rules: Iterable[EscalationRule], trigger: str, stage: int, process: str, priority: int, metric: str = ""):
    fitting = (
        one
        for one in rules
        if one.trigger == trigger
        and one.stage == stage
        and one.process in ("", process)
        and one.priority in (None, priority)
        and (not one.metrics or metric in one.metrics)
    )
    return max(fitting, key=lambda one: (bool(one.process), one.priority is not None, bool(one.metrics)), default=None)


def moment(rule: EscalationRule, start: datetime) -> datetime:
    """When the rule speaks of what began at `start` (aware), in UTC."""
    calendar = next(one for one in calendars() if one.pk == rule.calendar_id)
    return hours_of(calendar).after(start, timedelta(minutes=rule.after_minutes))


def is_quiet(rule: EscalationRule, priority: int | None) -> bool:
    """Whether its mails wait for office hours at this priority."""
    return rule.quiet_from is not None and (priority or UNJUDGED) >= rule.quiet_from


def groups() -> dict[str, RoleGroup]:
    """The groups of roles by name, kept for half a minute."""
    return directory.remembered((__name__, "groups"), _read_groups)


def roles_named(words: Iterable[str], process: str) -> tuple[str, ...]:
    """The roles (slugs) of the words of a target, those of its groups in their order, each once.

    A group called `<word>-<process>` stands for `word` in cases of that process: an order has another process manager
    than an incident.
    """
    known = groups()
    meant = [known.get(f"{word}-{process}") or known.get(word) or word for word in words]
    named = [one.roles if isinstance(one, RoleGroup) else (one,) for one in meant]
    return tuple(dict.fromkeys(role for roles in named for role in roles))


def _read_groups() -> dict[str, RoleGroup]:
    active = directory.collaboration()
    return {row.slug: row for row in RoleGroup.objects.filter(collaboration=active)} if active else {}


def _all() -> list[EscalationRule]:
    return directory.remembered((__name__, "all"), _read)


def _read() -> list[EscalationRule]:
    active = directory.collaboration()
    return list(EscalationRule.objects.filter(collaboration=active)) if active else []
