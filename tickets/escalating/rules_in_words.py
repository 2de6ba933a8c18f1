"""The rules as people read them: "When 75 % of the time for solution has passed: the incident manager who has it"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from regions import directory
from sla import calendars, escalations
from sla.agreement_versions import shown_priority
from sla.escalation_text import ASSIGNEE, read_aim
from sla.models import EscalationRule, Trigger
from tickets.escalating import holders, said
from tickets.processes import PROCESSES

PLACES = {
    "holder": gettext_lazy("at whoever has the case"),
    "origin": gettext_lazy("in the region that owns the case"),
    "provider": gettext_lazy("at whoever owes the time"),
    "support": gettext_lazy("at %(support)s"),
    "vendor": gettext_lazy("at the vendor"),
    "receiver": gettext_lazy("at whoever it was handed to"),
    "sender": gettext_lazy("at whoever handed it over"),
    "awaited": gettext_lazy("at whoever is to answer"),
}
WHEN = {
    Trigger.HANDOFF_UNANSWERED: gettext_lazy("When a hand-over has not been answered for %(time)s"),
    Trigger.HOLD_EXPIRED: gettext_lazy("When the day has come until which a case was to wait"),
    Trigger.SILENT: gettext_lazy("When nobody has done anything in a case for %(time)s"),
    Trigger.APPROVAL_MISSING: gettext_lazy("When an answer or a confirmation has been awaited for %(time)s"),
    Trigger.BREACH_UNEXPLAINED: gettext_lazy("When an exceeded time has had no reason and owner for %(time)s"),
    Trigger.MAJOR_UNDECIDED: gettext_lazy("When a proposed major incident has not been decided on for %(time)s"),
    Trigger.MAJOR_UNTOLD: gettext_lazy("When the first message of a major incident has not come within %(time)s"),
    Trigger.MAJOR_SILENT: gettext_lazy("When no message of a major incident has come for %(time)s"),
    Trigger.MAJOR_WATCHED: gettext_lazy("When no message has come for %(time)s while the service is watched"),
    Trigger.MAJOR_CROWDED: gettext_lazy("When one person has had several duties for %(time)s"),
    Trigger.MAJOR_LEADERLESS: gettext_lazy("When a major incident has had no leader for %(time)s"),
    Trigger.MAJOR_UNDRAFTED: gettext_lazy("When the review of a major incident has not begun within %(time)s"),
    Trigger.MAJOR_UNREVIEWED: gettext_lazy("When the review of a major incident is not signed within %(time)s"),
}


WHEN_AT_ALL = {
    Trigger.CLOCK: gettext_lazy("When a part of an agreed time has passed"),
    Trigger.HANDOFF_UNANSWERED: gettext_lazy("When a hand-over has not been answered"),
    Trigger.HOLD_EXPIRED: WHEN[Trigger.HOLD_EXPIRED],
    Trigger.SILENT: gettext_lazy("When nobody has done anything in a case"),
    Trigger.APPROVAL_MISSING: gettext_lazy("When an answer or a confirmation is awaited"),
    Trigger.BREACH_UNEXPLAINED: gettext_lazy("When an exceeded time has no reason and owner"),
    Trigger.MAJOR_UNDECIDED: gettext_lazy("When a proposed major incident has not been decided on"),
    Trigger.MAJOR_UNTOLD: gettext_lazy("When the first message of a major incident has not come"),
    Trigger.MAJOR_SILENT: gettext_lazy("When no message of a major incident has come"),
    Trigger.MAJOR_WATCHED: gettext_lazy("When no message has come while the service is watched"),
    Trigger.MAJOR_CROWDED: gettext_lazy("When one person has several duties in a major incident"),
    Trigger.MAJOR_LEADERLESS: gettext_lazy("When a major incident has no leader"),
    Trigger.MAJOR_UNDRAFTED: gettext_lazy("When the review of a major incident has not begun"),
    Trigger.MAJOR_UNREVIEWED: gettext_lazy("When the review of a major incident is not signed"),
}


@dataclass(frozen=True)
class Words:
    """Rules that differ by priority and time alone, in sentences; `times` are theirs, each with its priority."""

    rules: list[EscalationRule]
    when: str
    times: list[tuple[EscalationRule, str]]
    tells: list[str]
    otherwise: list[str]
    about: str
    manner: list[str]

    @property
    def sentence(self) -> str:
        return _("%(when)s: %(whom)s") % {"when": self.when, "whom": "; ".join(self.tells)}


def folded(rules: Iterable[EscalationRule]) -> list[Words]:
    """A row for each set of rules that say the same but for priority and time, in the order of the rules."""
    alike: dict[tuple, list[EscalationRule]] = {}
    for one in rules:
        plain = (one.trigger, one.percent, one.level, one.process, one.kind, one.quiet_from, one.mandatory)
        lists = (tuple(one.targets), tuple(one.falls_to), tuple(one.metrics))
        alike.setdefault((*plain, *lists, one.priority is None), []).append(one)
    return [words_of(*same) for same in alike.values()]


def words_of(*rules: EscalationRule) -> Words:
    rule = rules[0]
    times = [(one, f"{shown_priority(one.priority)} {_time(one)}") for one in rules] if len(rules) > 1 else []
    return Words(
        rules=list(rules),
        when=when(rule) if len(rules) == 1 else str(WHEN_AT_ALL[rule.trigger]),
        times=times,
        tells=[said.capitalised(aim_words(text)) for text in rule.targets],
        otherwise=[said.capitalised(aim_words(text)) for text in rule.falls_to],
        about=_about(rule, of_all=len(rules) > 1),
        manner=_manner(rule, of_all=len(rules) > 1),
    )


def when(rule: EscalationRule) -> str:
    if rule.trigger != Trigger.CLOCK:
        return WHEN[rule.trigger] % {"time": _time(rule)}
    named = {"percent": rule.percent, "metrics": _metrics(rule)}
    if rule.percent == 100:
        return _("When %(metrics)s has been exceeded") % named
    return _("When %(percent)s %% of %(metrics)s has passed") % named


def aim_words(text: str) -> str:
    """One row of a rule: its roles as they are called at each level, and the place."""
    aim = read_aim(text)
    known = holders.roles() | escalations.groups()
    words = [
        pgettext("target", "whoever it is assigned to") if word == ASSIGNEE else known[word].label
        for word in aim.named
        if word == ASSIGNEE or word in known
    ]
    support = directory.support_org()
    place = PLACES[aim.place] % {"support": (support.short_name or support.name) if support else ""}
    listed = words[0] if len(words) == 1 else _(" or ").join([", ".join(words[:-1]), words[-1]])
    return f"{listed} {place}"


def _metrics(rule: EscalationRule) -> str:
    if not rule.metrics:
        return _("an agreed time")
    named = [said.metric_words(one) for one in rule.metrics]
    listed = named[0] if len(named) == 1 else _(" or ").join([", ".join(named[:-1]), named[-1]])
    return _("the time for %(metrics)s") % {"metrics": listed}


def _time(rule: EscalationRule) -> str:
    if rule.after_minutes is None:
        return ""
    calendar = next((one for one in calendars.calendars() if one.pk == rule.calendar_id), None)
    amount = said.working_time(rule.after_minutes)
    around = calendar is None or calendar.around_the_clock
    return amount if around else _("%(amount)s (%(calendar)s)") % {"amount": amount, "calendar": calendar.label}


def _about(rule: EscalationRule, *, of_all: bool) -> str:
    process = str(PROCESSES[rule.process]._meta.verbose_name) if rule.process in PROCESSES else rule.process
    priority = shown_priority(rule.priority) if rule.priority and not of_all else ""
    return ", ".join(one for one in (process, priority) if one)


def _manner(rule: EscalationRule, *, of_all: bool) -> list[str]:
    found = [said.capitalised(str(rule.get_kind_display()))]
    priority = None if of_all else rule.priority
    if rule.quiet_from and (priority or rule.quiet_from) >= rule.quiet_from:
        text = _("mails wait for office hours from P%(priority)s on") % {"priority": rule.quiet_from}
        found.append(_("mails wait for office hours") if priority or rule.quiet_from == 1 else text)
    if rule.mandatory:
        found.append(_("cannot be turned off"))
    return found
