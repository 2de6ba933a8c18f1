"""How far a release has come in each region, with the steps that the caller can take there."""

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
from tickets.models import RegionDeployment
from tickets.processes.release.deployments import showing


class Deployments(ApiView):
    @describe.deployments
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        rows = selectors.deployments(ticket, self.actor)
        if not rows:
            return Response({"results": []})
        signs, reports = showing.signs_of(ticket, self.actor), showing.reports_of(ticket, self.actor)
        found = {one: steps_for(one, self.actor) for one in rows}
        add_who_to(found.items(), self.actor)
        return Response(
            {"results": [_row(one, signs.get(one.pk, ()), reports.get(one.pk), self.actor, found) for one in rows]}
        )


class DeploymentStep(StepView):
    @describe.take_deployment_step
    def post(self, request, number, region, name):
        place = directory.by_slug(region)
        row = id_of(RegionDeployment, ticket__number=number.upper(), region_id=place.pk if place else None)
        return self.take(request, RegionDeployment, row, number, name)


_TIMES = (
    *("planned_start", "planned_end", "tested_at", "trained_at", "communicated_at", "go_at", "no_go_at"),
    *("actual_start", "actual_end", "reported_at", "verified_at", "rolled_back_at"),
)
_TICKS = ("vendor_deploys", "reserve_routine", "staffing", "back_out")


def _row(one, signs, report, actor, found) -> dict:
    ticket = one.ticket
    return {
        "region": present.organisation(one.region_id),
        "state": one.state,
        "state_label": one.state_label(),
        "version": one.version,
        "since": one.since,
        "wave": one.wave,
        "environment": one.environment,
        "test_environment": one.test_environment or None,
        **{name: getattr(one, name) for name in (*_TIMES, *_TICKS)},
        "deviation_until": one.deviation_until.isoformat() if one.deviation_until else None,
        "deviation": showing.deviation_number(one, actor) or None,
        "missing": showing.missing_of(one),
        "signatures": [
            {
                "purpose": sign.purpose,
                "role": sign.role,
                "role_label": titles.as_kept(sign.role_label),
                "at": sign.at,
                "by": present.person(sign.person, sign.organisation_id, ticket, actor),
            }
            for sign in signs
        ],
        "vendor_report": _report(report, ticket, actor),
        "steps": steps_of(one, found),
    }


def _report(report, ticket, actor) -> dict | None:
    if report is None:
        return None
    return {
        "outcome": report.outcome,
        "started_at": report.started_at,
        "ended_at": report.ended_at,
        "at": report.at,
        "by": present.person(report.person, report.organisation_id, ticket, actor),
    }


_SIGN = body(purpose=STRING, role=STRING, role_label=STRING, at=TIME, by=PERSON)
_REPORT = body(outcome=STRING, started_at=TIME, ended_at=NO_TIME, at=TIME, by=PERSON)
COMPONENTS = {
    "Deployments": body(
        results=listed(
            body(
                region=NO_SLUG,
                state=STRING,
                state_label=STRING,
                version=WHOLE,
                since=TIME,
                wave=some("integer"),
                environment=STRING,
                test_environment=NO_SLUG,
                **dict.fromkeys(_TIMES, NO_TIME),
                **dict.fromkeys(_TICKS, BOOL),
                deviation_until=some("string"),
                deviation=NO_SLUG,
                missing=listed(STRING),
                signatures=listed(_SIGN),
                vendor_report={"anyOf": [_REPORT, {"type": "null"}]},
                steps=listed(ref("Step")),
            )
        )
    ),
}
