"""The duties to report of every case, cut to the reader: whose they are, how far they have come, what is due next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from regions import directory
from roles.actor import Actor
from tickets.listed import PER_PAGE, Found, next_start, not_a_choice, page, states_of, titled
from tickets.models import RegulatoryReport, RegulatoryTrack, Ticket
from tickets.processes.regulatory.codes import Regime
from tickets.processes.regulatory.regimes import REPORTS, Report
from tickets.search.asked import checked

FILTERS = ("q", "organisation", "law", "which")
LAWS = tuple(one for one in Regime if one != Regime.NOTICE)  # a notice is answered, not reported: register.py
OPEN = ("assessing", "reporting")
WHICH = {"": OPEN, "reported": ("done",), "nothing": ("not_reportable",), "all": (*OPEN, "done", "not_reportable")}
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A duty in the list. `report` is the next one that is not sent; `due_at` None where it is due without delay."""

    track: RegulatoryTrack
    report: Report | None
    due_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now


@dataclass(frozen=True)
class Tally:
    """How many duties of one law the reader may know of, by what has come of them. `late`: a time has passed."""

    law: Regime
    open: int
    late: int
    reported: int
    nothing: int


def listed(asked: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The duties that the filters keep: of those under way the nearest time first, else the latest. Raises Refused.

    Two queries at most. Those under way are sorted here: their times follow from rules and calendars.
    """
    rows = _kept(asked, actor)
    if asked.get("which"):
        return page(rows.order_by("-opened_at", "-pk"), _read, start=start, size=size)
    found = _nearest_first(_read(rows))
    return Found(found[start : start + size], len(found), next_start(len(found), start=start, size=size))


def tallies(actor: Actor, *, now: datetime) -> list[Tally]:
    """By law, of those that occur; two queries."""
    rows = RegulatoryTrack.objects.visible_to(actor).filter(regime__in=LAWS)
    counted = {(law, state): number for law, state, number in rows.values_list("regime", "state").annotate(Count("pk"))}
    late = Counter(one.track.regime for one in _read(rows.filter(state__in=OPEN)) if one.is_late(now))
    return [
        Tally(
            law,
            sum(counted.get((law, state), 0) for state in OPEN),
            late[law],
            counted.get((law, "done"), 0),
            counted.get((law, "not_reportable"), 0),
        )
        for law in LAWS
        if any(regime == law for regime, _state in counted)
    ]


def _kept(asked: Mapping[str, str], actor: Actor) -> QuerySet:
    rows = RegulatoryTrack.objects.visible_to(actor).filter(regime__in=LAWS, state__in=states_of(asked, WHICH))
    if law := asked.get("law"):
        if law not in LAWS:
            raise not_a_choice("law")
        rows = rows.filter(regime=law)
    if slug := asked.get("organisation"):
        place = directory.by_slug(slug)
        if place is None:
            raise not_a_choice("organisation")
        rows = rows.filter(organisation_id=place.pk)
    if words := checked(asked.get("q") or ""):
        rows = rows.filter(ticket__in=Ticket.objects.visible_to(actor).filter(titled(words)))
    return rows


def _read(rows: QuerySet) -> list[Row]:
    """With the case and what was sent; one query."""
    sent = RegulatoryReport.objects.unscoped("of tracks read through the scope").filter(track_id=OuterRef("pk"))
    of_track = sent.order_by("sent_at", "pk").values(row=JSONObject(stage="stage", at="sent_at", number="reference"))
    found = list(rows.annotate(of_reports=ArraySubquery(of_track)).select_related("ticket"))
    for one in found:
        one.organisation = directory.organisation(one.organisation_id)
        one.reports = [_report_of(one, row) for row in one.of_reports]
        one.know_sent(one.reports)
    return [_row(one) for one in found]


def _report_of(track: RegulatoryTrack, row: dict) -> RegulatoryReport:
    at = datetime.fromisoformat(row["at"])
    return RegulatoryReport(track_id=track.pk, stage=row["stage"], sent_at=at, reference=row["number"])


def _row(track: RegulatoryTrack) -> Row:
    if track.state not in OPEN:
        return Row(track, None, None)
    return Row(track, *next_report(track))


def next_report(track: RegulatoryTrack) -> tuple[Report | None, datetime | None]:
    """The report that is due next, and when; one that is due without delay comes before all times."""
    left = [one for one in REPORTS[track.regime] if not one.is_asked and one.stage not in track.sent()]
    if prompt := next((one for one in left if one.is_prompt), None):
        return prompt, None
    timed = [(due, one) for one in left if (due := track.due_at(one)) is not None]
    if not timed:
        return None, None
    due, one = min(timed, key=lambda pair: pair[0])
    return one, due


def _nearest_first(rows: list[Row]) -> list[Row]:
    """What has no time of its own stands by when it was known; what waits for nothing last."""

    def place(row: Row):
        began = row.due_at or (row.track.known_at if row.report else NEVER) or NEVER
        return began, row.track.pk

    return sorted(rows, key=place)
