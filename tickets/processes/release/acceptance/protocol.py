"""The acceptance test of one release as a reader may know it: what is tried, how it went, what is wrong, who agreed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from regions import directory
from roles import titles
from tickets.models import (
    AcceptanceCase,
    AcceptanceDefect,
    AcceptanceResult,
    DefectWaiver,
    ReleaseSign,
    TextVersion,
    Ticket,
)
from tickets.processes.release.acceptance import reading
from tickets.processes.release.acceptance.codes import CaseOutcome, DefectState, Severity
from tickets.processes.release.codes import Purpose
from tickets.web import changes, showing

MARKS = {CaseOutcome.OK: "check", CaseOutcome.NOT_OK: "x", CaseOutcome.BLOCKED: "alert", CaseOutcome.NOT_RUN: "clock"}


@dataclass(frozen=True)
class Cell:
    """How one case went in one region."""

    region: str
    label: str
    icon: str
    outcome: str
    by: str = ""
    at: datetime | None = None
    comment: str = ""


@dataclass(frozen=True)
class Line:
    """A test case with what each region that takes part says of it, in their order."""

    number: int
    name: str
    doing: str
    expected: str
    cells: list[Cell]


@dataclass(frozen=True)
class Fault:
    """A defect as it stands today."""

    row: AcceptanceDefect
    title: str
    words: str
    reference: str
    place: str
    by: str
    state: DefectState
    linked: Ticket | None
    waiver: DefectWaiver | None
    waiver_owner: str
    waiver_reason: str

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def stops(self) -> bool:
        return self.row.severity == Severity.CRITICAL and self.state == DefectState.OPEN


@dataclass
class Protocol:
    """Everything that the page shows and that is printed."""

    lines: list[Line]
    standings: list[tuple[str, list[tuple[str, int]]]]
    faults: list[Fault]
    signs: list[dict]
    tally: Counter = field(default_factory=Counter)

    @property
    def open_critical(self) -> list[Fault]:
        return [one for one in self.faults if one.stops]


def protocol_of(ticket, actor, *, now: datetime) -> Protocol:
    """What `actor` may read of it: rows, words and names each by their own rule."""
    detail = ticket.detail()
    cases = list(AcceptanceCase.objects.visible_to(actor).filter(ticket_id=ticket.pk, withdrawn_at=None))
    results = list(
        AcceptanceResult.objects.visible_to(actor)
        .filter(ticket_id=ticket.pk, scope_number=detail.scope_number, build_id=detail.build_id)
        .select_related("person")
    )
    defects = list(AcceptanceDefect.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("person"))
    waivers = {
        one.defect_id: one
        for one in DefectWaiver.objects.visible_to(actor)
        .filter(ticket_id=ticket.pk, ended_at=None)
        .select_related("owner")
    }
    words = _words(actor, cases, results, defects, waivers.values())
    places = _places(ticket, results)
    return Protocol(
        lines=_lines(ticket, actor, places, cases, results, words),
        standings=_standings(places, [one for one in cases if one.name_id in words], results),
        faults=_faults(ticket, actor, defects, waivers, words, now),
        signs=_signs(ticket, actor),
        tally=Counter(str(reading.state_of(one, waivers, timezone.localdate(now))) for one in defects),
    )


def _places(ticket, results) -> list:
    """The regions that take part, and those that have tested for themselves since."""
    wanted = set(ticket.detail().participants) | {one.region_id for one in results}
    return [one for one in directory.regions() if one.pk in wanted]


def _words(actor, cases, results, defects, waivers) -> dict[int, str]:
    """The texts that the rows name and the reader may read, by id; one query."""
    ids = {pk for one in cases for pk in (one.name_id, one.doing_id, one.expected_id)}
    ids |= {one.comment_id for one in results}
    ids |= {pk for one in defects for pk in (one.title_id, one.description_id, one.reference_id)}
    ids |= {one.reason_id for one in waivers}
    rows = TextVersion.objects.visible_to(actor).filter(pk__in=ids - {None})
    return {one.pk: changes.body_of(one) for one in rows}


def _lines(ticket, actor, places, cases, results, words) -> list[Line]:
    """Cases whose words the reader may read: a copied one keeps those of the release that it comes from."""
    held, found = reading.latest(results), []
    for case in cases:
        if case.name_id not in words:
            continue
        cells = [_cell(ticket, actor, one, held.get((one.pk, case.pk)), words) for one in places]
        texts = (words.get(pk, "") for pk in (case.name_id, case.doing_id, case.expected_id))
        found.append(Line(case.number, *texts, cells=cells))
    return found


def _cell(ticket, actor, place, result, words) -> Cell:
    outcome = CaseOutcome(result.outcome) if result else CaseOutcome.NOT_RUN
    said = {"region": place.short_name or place.name, "label": str(outcome.label), "icon": MARKS[outcome]}
    if result is None:
        return Cell(**said, outcome=str(outcome))
    by = showing.person_shown(ticket, result.person, result.region_id, actor)
    return Cell(**said, outcome=str(outcome), by=by, at=result.at, comment=words.get(result.comment_id, ""))


def _standings(places, cases, results) -> list[tuple[str, list[tuple[str, int]]]]:
    rows = reading.standings([one.pk for one in places], cases, results)
    names = {one.pk: one.name for one in places}
    return [(names[row.region_id], [(str(one.label), row.counts[one]) for one in CaseOutcome]) for row in rows]


def _faults(ticket, actor, defects, waivers, words, now) -> list[Fault]:
    ids = {one.linked_id for one in defects} - {None}
    linked = Ticket.objects.visible_to(actor).in_bulk(ids) if ids else {}
    day, found = timezone.localdate(now), []
    for row in defects:
        waiver = waivers.get(row.pk)
        place = row.region_id or ticket.holder_id
        found.append(
            Fault(
                row=row,
                title=words.get(row.title_id, ""),
                words=words.get(row.description_id, ""),
                reference=words.get(row.reference_id, ""),
                place=showing.short_name(place),
                by=showing.person_shown(ticket, row.person, place, actor),
                state=reading.state_of(row, waivers, day),
                linked=linked.get(row.linked_id),
                waiver=waiver,
                waiver_owner=_owner(ticket, actor, waiver),
                waiver_reason=words.get(waiver.reason_id, "") if waiver else "",
            )
        )
    return found


def _owner(ticket, actor, waiver) -> str:
    """Who owns a waiver, for those who are told names of that side."""
    if waiver is None:
        return ""
    place = directory.organisation(waiver.organisation_id)
    return str(waiver.owner) if ticket.names_shown_to(actor, place) else place.name


def _signs(ticket, actor) -> list[dict]:
    """Who has approved the release, as far as it holds."""
    rows = ReleaseSign.objects.visible_to(actor).filter(ticket_id=ticket.pk, purpose=Purpose.APPROVE, void_at=None)
    return [
        {
            "role": titles.as_kept(one.role_label),
            "place": showing.short_name(one.organisation_id),
            "who": showing.person_shown(ticket, one.person, one.organisation_id, actor),
            "at": one.at,
        }
        for one in rows.select_related("person").order_by("at")
    ]
