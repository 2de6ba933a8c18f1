"""Which version of an agreement a clock goes by, on what terms, and whether it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from regions import directory
from regions.models import RegionPhase
from sla import agreements
from sla.clock import UNJUDGED, Terms
from sla.hours import AROUND_THE_CLOCK, Hours
from sla.models import Agreement, AgreementRegion, AgreementVersion, Calendar, Metric, Pause, Target
from tickets.clocks.history import History
from tickets.clocks.marks import MARKS

KNOWN_AFTER = timedelta(seconds=2 * directory.KEPT_SECONDS)  # what is read while it is published is kept as long


@dataclass(frozen=True)
class Promise:
    """A clock that has begun: what it goes by, and who owes it."""

    agreement: Agreement
    version: AgreementVersion
    terms: Terms
    metric: str
    provider: int
    counts: bool


def promises(history: History) -> Iterator[Promise]:
    """Every clock of the ticket for which the agreement in force at its beginning has a target."""
    book = _book()
    for agreement in book.agreements:
        for provider, metric in history.clocks(agreement):
            started_at = history.started_at(agreement, metric, provider)
            version = book.version_at(agreement, started_at)
            terms = book.terms(version, history.process, metric, provider) if version else None
            if terms is not None:
                counts = book.counts(agreement, history.origin, timezone.localdate(started_at))
                yield Promise(agreement, version, terms, metric, provider, counts)


def warm() -> None:
    """Read the agreements now, so that steps within the next half minute cost no query for them."""
    _book()


@dataclass(frozen=True)
class _Book:
    """Everything that clocks ask of the agreements."""

    agreements: list[Agreement]
    versions: dict[int, list[AgreementVersion]]  # the published ones, as they take over
    targets: dict[tuple[int, str, str], list[Target]]
    pauses: dict[int, dict[str, str]]
    regions: dict[tuple[int, int], AgreementRegion]
    phases: dict[tuple[int, int], RegionPhase]
    made: dict[tuple[int, str, str], Terms | None]

    def version_at(self, agreement: Agreement, at: datetime) -> AgreementVersion | None:
        """The version that a clock which begins at `at` goes by for good.

        One that was published after that is not known yet, whatever its first day; the agreement's first always is. Nor
        is one of the last minute: not every process has read it by then, and all must say the same.
        """
        day, found = timezone.localdate(at), None
        for version in self.versions.get(agreement.pk, ()):
            if version.valid_from <= day and (found is None or version.published_at + KNOWN_AFTER <= at):
                found = version
        return found

    def terms(self, version: AgreementVersion, process: str, metric: str, provider: int) -> Terms | None:
        key = (version.pk, process, metric)
        if key not in self.made:
            rows = self.targets.get(key)
            self.made[key] = agreements.terms_from(version, rows, self.pauses.get(version.pk, {})) if rows else None
        terms = self.made[key]
        return replace(terms, providers=frozenset({provider})) if terms and version.only_while_held else terms

    def counts(self, agreement: Agreement, region: int | None, day: date) -> bool:
        """As `sla.agreements.counts_for` on a day on which the agreement has a version; of no region it counts."""
        own = self.regions.get((agreement.pk, region))
        if own is not None:
            return own.in_force(day)
        place = directory.organisation(region)
        if agreement.counts_from_phase_id is None or place is None or place.tier != "region":
            return True
        phase = self.phases.get((agreement.counts_from_phase_id, region))
        return phase is not None and (phase.valid_from is None or phase.valid_from <= day)


def _book() -> _Book:
    return directory.remembered((__name__, "book"), _read)


def _read() -> _Book:
    """Six queries in half a minute, whatever the number of tickets."""
    active = directory.collaboration()
    known = [
        row
        for row in (Agreement.objects.filter(collaboration=active) if active else ())
        if (row.kind, row.provider_kind) in MARKS
    ]
    versions, targets = defaultdict(list), defaultdict(list)
    published = AgreementVersion.objects.filter(agreement__in=known, state=AgreementVersion.State.PUBLISHED)
    for row in published.select_related("pause_calendar").order_by("valid_from", "number"):
        versions[row.agreement_id].append(row)
    ids = [row.pk for rows in versions.values() for row in rows]
    for row in Target.objects.filter(version__in=ids).select_related("calendar"):
        targets[row.version_id, row.process, row.metric].append(row)
    pauses = defaultdict(dict)
    for row in Pause.objects.filter(version__in=ids):
        pauses[row.version_id][row.hold] = row.rule
    phases = RegionPhase.objects.filter(phase__in=[row.counts_from_phase_id for row in known])
    return _Book(
        agreements=known,
        versions=dict(versions),
        targets=dict(targets),
        pauses=dict(pauses),
        regions={(row.agreement_id, row.region_id): row for row in AgreementRegion.objects.filter(agreement__in=known)},
        phases={(row.phase_id, row.region_id): row for row in phases},
        made={},
    )


def hours_of(clock, process: str) -> Hours:
    """The working time by which a kept clock counts."""
    book = _book()
    version = next((one for rows in book.versions.values() for one in rows if one.pk == clock.version_id), None)
    terms = book.terms(version, process, clock.metric, clock.provider_id) if version else None
    return terms.goal(clock.priority).hours if terms else AROUND_THE_CLOCK


def calendar_of_solution(process: str, priority: int | None, at: datetime, *, kind: str) -> Calendar | None:
    """By which calendar agreements of this kind promise a solution of a case registered at `at`; None where none."""
    book = _book()
    for agreement in book.agreements:
        version = book.version_at(agreement, at) if agreement.kind == kind else None
        targets = book.targets.get((version.pk, process, Metric.RESOLVE), ()) if version else ()
        by_priority = {one.priority: one.calendar for one in targets}
        if found := by_priority.get(priority or UNJUDGED) or by_priority.get(None):
            return found
    return None
