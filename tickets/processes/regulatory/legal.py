"""The figures of the laws, as the collaboration's data has them (section `report_rules`): versioned, never in code."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language, ngettext

from regions import directory
from tickets.processes.regulatory.codes import RuleKind, Unit

LENGTHS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(hours=24)}
LONGEST_MONTH = timedelta(days=31)  # to compare a month with days, nothing else


@dataclass(frozen=True)
class Rule:
    """One version of a rule (`tickets.models.ReportRule`)."""

    slug: str
    version: int
    valid_from: date
    law: str
    kind: str
    stage: str
    event: str
    value: int | None
    unit: str
    warn_at: tuple[int, ...]
    label_sv: str
    label_en: str
    legal_reference: str
    verified_at: date | None

    def after(self, at: datetime, zone: ZoneInfo) -> datetime:
        """When the time is over (UTC): hours and days as time passes, months by the calendar of `zone`."""
        if self.unit == Unit.MONTH:
            return months_after(at, self.value, zone)
        return at.astimezone(UTC) + self.value * LENGTHS[Unit(self.unit)]

    @property
    def length(self) -> timedelta:
        """For comparing times with each other only: a month counts as its longest."""
        return self.value * LENGTHS.get(self.unit, LONGEST_MONTH)

    @property
    def marked_at(self) -> int:
        """From this share of the time, in per cent, the clock on a page is marked: the middle warning."""
        return self.warn_at[len(self.warn_at) // 2] if self.warn_at else 100

    @property
    def span(self) -> str:
        """The time in words."""
        forms = {
            Unit.HOUR: ngettext("%(count)d hour", "%(count)d hours", self.value),
            Unit.DAY: ngettext("%(count)d day", "%(count)d days", self.value),
            Unit.MONTH: ngettext("%(count)d month", "%(count)d months", self.value),
        }
        return forms[Unit(self.unit)] % {"count": self.value}

    @property
    def words(self) -> str:
        """What the rule says, its figure among the words."""
        label = self.label_sv if (get_language() or "").startswith("sv") else self.label_en
        return label.replace("{value}", str(self.value))


class Book:
    """Every version of every rule."""

    def __init__(self, rules: Iterable[Rule]):
        self._of_report: dict[tuple[str, str, str], list[Rule]] = defaultdict(list)
        self._thresholds: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
        for rule in sorted(rules, key=lambda one: one.valid_from):
            if rule.kind == RuleKind.THRESHOLD:
                self._thresholds[rule.law][rule.slug].append(rule)
            else:
                self._of_report[rule.law, rule.stage, rule.event].append(rule)

    def of_report(self, law: str, stage: str, event: str, on: date) -> Rule:
        """The rule in force that day. Raises ImproperlyConfigured where the data has none."""
        versions = self._of_report.get((str(law), str(stage), str(event)))
        if not versions:
            raise ImproperlyConfigured(
                f"No rule says when the report {stage} of {law} is due."
                " Add it to report_rules and load the collaboration."
            )
        return _in_force(versions, on)

    def events_of(self, law: str, stage: str) -> list[str]:
        """The kinds of event that a report's time goes by; none where it goes by none."""
        return sorted(event for lawful, of, event in self._of_report if (lawful, of) == (law, stage) and event)

    def thresholds(self, law: str, on: date) -> list[Rule]:
        """What makes it reportable, as the law stands that day."""
        return [_in_force(versions, on) for versions in self._thresholds.get(str(law), {}).values()]


def _in_force(versions: list[Rule], on: date) -> Rule:
    """The newest that has begun; before the first one the first counts."""
    return [one for one in versions if one.valid_from <= on or one is versions[0]][-1]


def book() -> Book:
    """The rules of the active collaboration; a query each half minute at most."""
    return directory.remembered((__name__, "book"), _read)


def _read() -> Book:
    from tickets.models import ReportRule

    return Book(rule_of(row) for row in ReportRule.objects.filter(collaboration=directory.collaboration()))


def rule_of(row) -> Rule:
    """From a row, or from anything that has its columns."""
    return Rule(
        row.slug, row.version, row.valid_from, row.law, row.kind, row.stage, row.event, row.value, row.unit,
        shares(row.warn_at), row.label_sv, row.label_en, row.legal_reference, row.verified_at,
    )  # fmt: skip


def shares(text: str) -> tuple[int, ...]:
    """The per cents of "50 75 90"; raises ValueError for anything else."""
    return tuple(int(word) for word in text.split())


def months_after(at: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day and time of day by the clocks of `zone`, in UTC; the month's last day where there is no such day.

    An hour that the clocks skip is counted as by the time before; one that comes twice is the first of the two.
    """
    local = at.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, fold=0).astimezone(UTC)
