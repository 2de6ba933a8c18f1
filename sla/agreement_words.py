"""What a version of an agreement says, in words: its targets as a table, its pauses and rules, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions import directory
from regions.kinds import OrganisationKind
from regions.models import ProcessDefinition
from sla import calendars
from sla.agreement_text import WantedTarget, write_amount
from sla.agreement_versions import PRIORITIES, Wanted, shown_priority
from sla.models import Agreement, Calendar, Metric, PauseRule, PriorityChange, Waiting
from sla.term_changes import Kind


@dataclass(frozen=True)
class Line:
    """The targets of one metric: one for `every` priority, or `cells` with one for each."""

    metric: str
    every: str = ""
    cells: tuple[tuple[str, str], ...] = ()  # priority, amount


@dataclass(frozen=True)
class Table:
    process: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Difference:
    """One thing that two versions say differently; a dash stands for nothing said."""

    what: str
    before: str
    after: str


def processes() -> dict[str, str]:
    """The processes that have cases, by slug with their names, in the order of the register."""
    rows = directory.remembered((__name__, "processes"), _read_processes)
    return {row.slug: row.label for row in rows}


def _read_processes() -> list[ProcessDefinition]:
    found = ProcessDefinition.objects.filter(
        collaboration=directory.collaboration(), runs_as=ProcessDefinition.RunsAs.TICKET
    )
    return list(found.order_by("pk"))


def parties(agreement: Agreement) -> str:
    """Who promises whom, by name, with an arrow between."""
    provider = _party(agreement.provider_id, agreement.provider_kind)
    return f"{provider} → {_party(agreement.customer_id, agreement.customer_kind)}"


def _party(organisation_id: int | None, kind: str) -> str:
    place = directory.organisation(organisation_id)
    if place is not None:
        return place.name
    every = {OrganisationKind.REGION: _("every region"), OrganisationKind.IT_MT: _("every region's IT/MT")}
    return every.get(kind) or _("each: %(kind)s") % {"kind": OrganisationKind(kind).label}


def row_name(target: WantedTarget) -> str:
    """ "Incidentprocessen, Lösning"."""
    return f"{processes().get(target.process, target.process)}, {Metric(target.metric).label}"


def full_name(target: WantedTarget) -> str:
    """ "Incidentprocessen, Lösning, P3"."""
    return f"{row_name(target)}, {shown_priority(target.priority)}"


def amount(target: WantedTarget | None, known: Mapping[str, Calendar]) -> str:
    if target is None:
        return "–"
    return write_amount(target.minutes, known.get(target.calendar or ""))


def tables(wanted: Wanted) -> list[Table]:
    """The targets by process, in the order of the register."""
    known = calendars_by_slug()
    found = []
    for slug, name in processes().items():
        own = [one for one in wanted.targets if one.process == slug]
        lines = (_line(metric, own, known) for metric in Metric.values if any(one.metric == metric for one in own))
        if own:
            found.append(Table(name, tuple(lines)))
    return found


def _line(metric: str, targets: Iterable[WantedTarget], known: Mapping[str, Calendar]) -> Line:
    said = {one.priority: amount(one, known) for one in targets if one.metric == metric}
    label = str(Metric(metric).label)
    if None in said:
        return Line(label, every=said[None])
    return Line(label, cells=tuple((shown_priority(one), said.get(one, "–")) for one in PRIORITIES))


def in_order(targets: Iterable[WantedTarget]) -> list[WantedTarget]:
    """By process as in the register, by metric, the most urgent first."""
    return sorted(targets, key=lambda one: _place(_key(one)))


def pauses(wanted: Wanted) -> list[tuple[str, str]]:
    return [
        (str(Waiting(hold).label), str(PauseRule(wanted.pauses[hold]).label))
        for hold in Waiting.values
        if hold in wanted.pauses
    ]


def rules(wanted: Wanted) -> list[tuple[str, str]]:
    """What else the version says, in the same order whatever it says."""
    return [pair for pairs in rules_by_kind(wanted).values() for pair in pairs]


def rules_by_kind(wanted: Wanted) -> dict[Kind, list[tuple[str, str]]]:
    changed = str(PriorityChange(wanted.on_priority_change).label)
    held = _("P%(priority)d, never a more urgent case") % {"priority": wanted.pauses_from}
    return {
        Kind.HOLDER: [(_("Time counts"), _counted(wanted))],
        Kind.ON_PRIORITY: [(_("After a changed priority the time is measured"), changed)],
        Kind.PAUSES_FROM: [(_("Holds pause from"), held)],
        Kind.LIMITS: [(_("Number of pauses"), _most(wanted)), (_("Longest pause"), _longest(wanted))],
    }


def _counted(wanted: Wanted) -> str:
    if wanted.only_while_held:
        return _("only while the one who promises holds the case")
    return _("whoever holds the case")


def _most(wanted: Wanted) -> str:
    if wanted.most_pauses is None:
        return _("without limit")
    return ngettext("at most %(count)d", "at most %(count)d", wanted.most_pauses) % {"count": wanted.most_pauses}


def _longest(wanted: Wanted) -> str:
    calendar = calendars.by_slug(wanted.pause_calendar or "")
    if wanted.longest_pause_minutes is None or calendar is None:
        return _("without limit")
    return write_amount(wanted.longest_pause_minutes, calendar)


def differences(before: Wanted | None, after: Wanted) -> list[Difference]:
    """What the two say differently: targets first, then pauses, then the other rules."""
    known, old = calendars_by_slug(), {_key(one): one for one in before.targets} if before else {}
    new = {_key(one): one for one in after.targets}
    keys = sorted({*old, *new}, key=_place)
    found = [
        Difference(full_name(new.get(key) or old[key]), amount(old.get(key), known), amount(new.get(key), known))
        for key in keys
        if old.get(key) != new.get(key)
    ]
    for say in (pauses, rules):
        olds, news = dict(say(before)) if before else {}, dict(say(after))
        labels = list(dict.fromkeys([*news, *olds]))
        found += [
            Difference(label, olds.get(label, "–"), news.get(label, "–"))
            for label in labels
            if olds.get(label) != news.get(label)
        ]
    return found


def _key(target: WantedTarget) -> tuple[str, str, int]:
    return target.process, target.metric, target.priority or 0


def _place(key: tuple[str, str, int]) -> tuple[int, int, int]:
    order = list(processes())
    return order.index(key[0]) if key[0] in order else len(order), Metric.values.index(key[1]), key[2]


def calendars_by_slug() -> dict[str, Calendar]:
    return {one.slug: one for one in calendars.calendars()}
