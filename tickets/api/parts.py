"""The parts of a ticket beside hand-offs and legs: duties to report, and the regions of a major incident."""

from __future__ import annotations

from rest_framework.response import Response

from engine.explain import add_who_to, steps_for
from regions import directory
from roles import titles
from tickets import selectors
from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.reads import steps_of
from tickets.api.shapes import BOOL, NO_SLUG, NO_TIME, PERSON, STRING, TIME, WHOLE, body, listed, ref, some
from tickets.api.writes import StepView, id_of
from tickets.models import MiRegionRow, RegulatoryTrack
from tickets.processes.regulatory.codes import Regime, Stage
from tickets.processes.regulatory.regimes import REPORTS


class Tracks(ApiView):
    """Each caller reads those of the own organisation; the support organisation reads all."""

    @describe.tracks
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        rows = selectors.tracks(ticket, self.actor)
        found = _with_steps(rows, self.actor)
        return Response({"results": [_track(one, ticket, self.actor, found) for one in rows]})


class RegionRows(ApiView):
    @describe.region_rows
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        rows = selectors.region_rows(ticket, self.actor)
        found = _with_steps(rows, self.actor)
        return Response({"results": [_region_row(one, ticket, self.actor, found) for one in rows]})


class TrackStep(StepView):
    @describe.take_track_step
    def post(self, request, number, id, name):
        track = id_of(RegulatoryTrack, ticket__number=number.upper(), pk=id)
        return self.take(request, RegulatoryTrack, track, number, name)


class RegionRowStep(StepView):
    @describe.take_region_row_step
    def post(self, request, number, region, name):
        place = directory.by_slug(region)
        row = id_of(MiRegionRow, ticket__number=number.upper(), region_id=place.pk if place else None)
        return self.take(request, MiRegionRow, row, number, name)


def _with_steps(rows, actor) -> dict:
    found = {one: steps_for(one, actor) for one in rows}
    add_who_to(found.items(), actor)
    return found


def _track(one, ticket, actor, found) -> dict:
    return {
        "id": one.pk,
        "organisation": present.organisation(one.organisation_id),
        "regime": one.regime,
        "regime_label": one.get_regime_display(),
        "state": one.state,
        "state_label": one.state_label(),
        "version": one.version,
        "aware_at": one.aware_at,
        "significant_at": one.significant_at,
        "known_by_program": one.known_by_program,
        "event_kind": one.event_kind or None,
        "action_reference": one.action_reference or None,
        "reports": [_report(each, one, ticket, actor) for each in REPORTS[one.regime]],
        "decision": _decision(one),
        "decided_at": one.decided_at,
        "decided_role": titles.as_kept(one.decided_role) or None,
        "decided_by": present.person(one.decided_by, one.organisation_id, ticket, actor),
        "steps": steps_of(one, found),
    }


def _decision(track) -> str | None:
    """What the organisation has signed; an answer to a notice is none of these."""
    if track.decided_at is None or track.regime == Regime.NOTICE:
        return None
    return "not_reportable" if track.state == "not_reportable" else "reportable"


def _report(report, track, ticket, actor) -> dict:
    return {
        "stage": str(report.stage),
        "stage_label": str(report.stage.label),
        "due_at": None if report.stage in track.sent() else track.due_at(report),
        "received_at": track.sent().get(Stage.RECEIVED) if report.stage == Stage.TO_MAKER else None,
        "sent": [
            {
                "at": one.sent_at,
                "reference": one.reference or None,
                "role": one.role,
                "by": present.person(one.sent_by, track.organisation_id, ticket, actor),
            }
            for one in track.reports
            if one.stage == report.stage
        ],
    }


def _region_row(one, ticket, actor, found) -> dict:
    return {
        "region": present.organisation(one.region_id),
        "state": one.state,
        "state_label": one.state_label(),
        "version": one.version,
        "since": one.since,
        "signed_at": one.stated_at,
        "signed_by": present.person(one.stated_by, one.region_id, ticket, actor),
        "oral": one.oral,
        "units": one.units or None,
        "users_affected": one.users_affected or None,
        "affected_at": one.affected_at,
        "restored_at": one.restored_at,
        "confirmed_restored_at": one.confirmed_restored_at,
        "impact_minutes": one.stated_minutes,
        "reminders": one.reminders,
        "named_silent": one.named_silent,
        "steps": steps_of(one, found),
    }


_SENT = body(at=TIME, reference=NO_SLUG, role=STRING, by=PERSON)
_RECEIVED = NO_TIME | {"description": "When the manufacturer confirmed a notice to it."}
COMPONENTS = {
    "Tracks": body(
        results=listed(
            body(
                id=WHOLE,
                organisation=NO_SLUG,
                regime=STRING,
                regime_label=STRING,
                state=STRING,
                state_label=STRING,
                version=WHOLE,
                aware_at=NO_TIME,
                significant_at=NO_TIME,
                event_kind=NO_SLUG | {"description": "What the manufacturer's time to report goes by."},
                action_reference=NO_SLUG | {"description": "The manufacturer's number of its action (FSCA)."},
                known_by_program=BOOL | {"description": "Nobody has stated yet when the organisation knew."},
                reports=listed(
                    body(stage=STRING, stage_label=STRING, due_at=NO_TIME, received_at=_RECEIVED, sent=listed(_SENT))
                ),
                decision=NO_SLUG | {"description": "`reportable` or `not_reportable`, once it is signed."},
                decided_at=NO_TIME,
                decided_role=NO_SLUG,
                decided_by=PERSON,
                steps=listed(ref("Step")),
            )
        )
    ),
    "RegionRows": body(
        results=listed(
            body(
                region=NO_SLUG,
                state=STRING,
                state_label=STRING,
                version=WHOLE,
                since=TIME,
                signed_at=NO_TIME,
                signed_by=PERSON,
                oral=BOOL,
                units=NO_SLUG,
                users_affected=NO_SLUG,
                affected_at=NO_TIME,
                restored_at=NO_TIME,
                confirmed_restored_at=NO_TIME,
                impact_minutes=some("integer"),
                reminders=WHOLE,
                named_silent=BOOL,
                steps=listed(ref("Step")),
            )
        )
    ),
}
