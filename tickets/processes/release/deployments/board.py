"""The board of a release: its regions in their waves, each with its state, time, signers and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roles import titles
from sla import wording
from tickets import selectors
from tickets.change_calendar import freezes, words
from tickets.models import RegionDeployment, Ticket
from tickets.processes.release.deployments import showing, suggesting
from tickets.processes.release.deployments.codes import DEVIATING, IN_CALENDAR, SETTLED, VendorOutcome
from tickets.processes.release.deployments.codes import RowState as R
from tickets.web import showing as shown
from tickets.web.possible import part_actions

CATEGORY = {R.VERIFIED: "done", R.GO_DECISION: "waiting", **dict.fromkeys(DEVIATING, "waiting")}
SHAPE = {
    R.FAILED: "affected",
    R.ROLLED_BACK: "degraded",
    R.VERIFIED: "resolved",
    R.DEPLOYING: "in_progress",
}  # the mark of a state that others have, too


@dataclass
class Line:
    """One region's row as the reader sees it."""

    row: RegionDeployment
    name: str
    mine: bool
    label: str
    state: str
    category: str
    window: str
    frozen: list[str]
    signed: list[str]
    missing: list[str]
    reported: str
    facts: list[str]
    incidents: list[Ticket]
    deviation: str
    actions: list = field(default_factory=list)
    incident_url: str = ""


@dataclass
class Wave:
    """The regions that go together; `number` None: without a wave yet."""

    number: int | None
    lines: list[Line]
    is_halted: bool

    @property
    def said(self) -> str:
        done = sum(one.row.state in SETTLED for one in self.lines)
        text = ngettext(
            "%(done)s of %(count)s region is done", "%(done)s of %(count)s regions are done", len(self.lines)
        )
        return text % {"done": done, "count": len(self.lines)}


def panel(read, actions) -> dict | None:
    """Above the history of a release. Registered for the page of tickets (`tickets.web.panels`)."""
    ticket, actor = read.ticket, read.actor
    lines = lines_of(ticket, actor, now=read.now)
    if not lines:
        return None
    return {
        "template": "tickets/release/deployments.html",
        "own": (own := [one for one in lines if one.mine]),
        "acts": any(one.actions for one in own),
        "waves": waves_of(ticket, lines),
        "verified": sum(one.row.state == R.VERIFIED for one in lines),
        "count": len(lines),
        "calendar_url": _calendar_url(lines, read.now),
    }


def lines_of(ticket, actor, *, now: datetime) -> list[Line]:
    """In the order of the regions; two queries at most where the page has read the rows, however many there are."""
    rows = ticket.__dict__.get("_deployments") or selectors.deployments(ticket, actor)
    if not rows:
        return []
    # The same rows serve the guards and the timeline: whoever reads the release reads them all.
    ticket.__dict__["_deployments"] = ticket.__dict__["_shown_deployments"] = list(rows)
    signs, reports = showing.signs_of(ticket, actor), showing.reports_of(ticket, actor)
    frozen = _frozen(rows)
    lines = [_line(row, signs.get(row.pk, []), reports.get(row.pk), frozen, actor, now) for row in rows]
    for line in lines:
        line.facts += _at_once(line, lines)
    return lines


def _at_once(line: Line, lines: list[Line]) -> list[str]:
    """The regions that deploy while this one does: they share those on call at support and at the vendor."""
    row = line.row
    found = [
        one.name for one in lines if one is not line and _is_ahead(row) and _is_ahead(one.row) and one.row.meets(row)
    ]
    if not found:
        return []
    return [_("At the same time, with the same people on call: %(regions)s") % {"regions": ", ".join(found)}]


def _is_ahead(row: RegionDeployment) -> bool:
    return row.planned_start is not None and row.state in IN_CALENDAR


def waves_of(ticket, lines: list[Line]) -> list[Wave]:
    """The waves in their order; last those that have none."""
    detail = ticket.detail()
    is_halted = ticket.state == "halted"
    numbers = sorted({one.row.wave for one in lines}, key=lambda number: (number is None, number or 0))
    return [
        Wave(
            number,
            [one for one in lines if one.row.wave == number],
            is_halted and (not detail.halted_waves or number in detail.halted_waves),
        )
        for number in numbers
    ]


def _frozen(rows: list[RegionDeployment]) -> list:
    """The freezes of the whole time in which something is planned; one query, none where nothing is."""
    ahead = [row for row in rows if row.planned_start and row.state in IN_CALENDAR]
    if not ahead:
        return []
    first, _last = freezes.days_of(min(row.planned_start for row in ahead), max(row.planned_end for row in ahead))
    return list(freezes.between(first, _last))


def _line(row: RegionDeployment, signs, report, frozen, actor, now: datetime) -> Line:
    return Line(
        row=row,
        name=row.region.short_name or row.region.name,
        mine=row.region_id in actor.organisation_ids,
        label=row.state_label(),
        state=SHAPE.get(row.state, row.state),
        category=CATEGORY.get(row.state, "open"),
        window=f"{wording.row_day(row.planned_start)} {words.span(row.planned_start, row.planned_end)}"
        if row.planned_start
        else "",
        frozen=_met(row, frozen),
        signed=[_signed(one, row, actor) for one in signs],
        missing=showing.missing_of(row),
        reported=_reported(row, report),
        facts=_facts(row),
        incidents=showing.incidents_of(row, actor),
        deviation=showing.deviation_number(row, actor),
        actions=part_actions(row, actor, at=now),
        incident_url=suggesting.url_of(row, actor),
    )


def _met(row: RegionDeployment, frozen) -> list[str]:
    if not row.planned_start or row.state not in IN_CALENDAR:
        return []
    first, last = freezes.days_of(row.planned_start, row.planned_end)
    mine = (None, row.region_id)
    return [
        one.name for one in frozen if one.organisation_id in mine and one.first_day <= last and one.last_day >= first
    ]


def _signed(one, row: RegionDeployment, actor) -> str:
    """What was signed, by whom, under which role and when; by no name for those who read none of that side's."""
    name = shown.person_shown(row.ticket, one.person, one.organisation_id, actor)
    who = f"{name}, {titles.as_kept(one.role_label)}" if name else titles.as_kept(one.role_label)
    said = {"what": one.get_purpose_display(), "who": who, "at": wording.row_time(one.at)}
    return _("%(what)s: %(who)s, %(at)s") % said


def _reported(row: RegionDeployment, report) -> str:
    """The vendor's word that the region has not answered yet."""
    if report is None or row.reported_at is None:
        return ""
    at = report.ended_at or report.started_at
    said = {"outcome": str(VendorOutcome(report.outcome).label).lower(), "at": wording.row_time(at)}
    return _("The vendor reports: %(outcome)s, %(at)s. The region has not confirmed it yet.") % said


def _facts(row: RegionDeployment) -> list[str]:
    """What was done when, as far as it tells something in this state."""
    found = []
    if row.no_go_at and row.state == R.GO_DECISION:
        found.append(_("No-go %(at)s") % {"at": wording.row_time(row.no_go_at)})
    if row.vendor_deploys and row.state in IN_CALENDAR:
        found.append(_("The vendor deploys"))
    if row.actual_end and row.state in (R.DEPLOYED, R.VERIFIED, R.FAILED):
        found.append(_("Deployed %(at)s") % {"at": wording.row_time(row.actual_end)})
    if row.verified_at and row.state == R.VERIFIED:
        found.append(_("Verified %(at)s") % {"at": wording.row_time(row.verified_at)})
    if row.rolled_back_at and row.state == R.ROLLED_BACK:
        found.append(_("Rolled back %(at)s") % {"at": wording.row_time(row.rolled_back_at)})
    if row.deviation_until and row.state in DEVIATING:
        found.append(_("Until %(day)s") % {"day": row.deviation_until.isoformat()})
    return found


def _calendar_url(lines: list[Line], now: datetime) -> str:
    """The calendar in the month where the next deployment lies."""
    times = sorted(one.row.planned_start for one in lines if one.row.planned_start)
    at = timezone.localtime(next((one for one in times if one >= now), times[-1] if times else now))
    return f"{reverse('tickets:change_calendar')}?manad={at:%Y-%m}"
