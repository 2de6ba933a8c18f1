"""A major incident's regions and duties to report over the API."""

import json

import pytest

from tests import parties
from tests.pages import browser
from tests.processes.major_incident import places as majors
from tests.processes.regulatory import opened as tracks
from tests.query_counts import check
from tickets.models import RegulatoryTrack

pytestmark = pytest.mark.django_db


def send(client, path: str, version: int | None = None, **fields):
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    body = json.dumps({"fields": fields})
    return client.post(path, body, content_type="application/json", headers=headers)


def test_a_region_says_how_it_stands_and_reads_the_others():
    ticket = majors.major("investigating")
    client = browser(majors.region_manager())
    path = f"/api/v1/tickets/{ticket.number}/regions"
    rows = {
        one["region"]: one
        for one in check("api: regions of a major incident", lambda: client.get(path)).json()["results"]
    }
    assert len(rows) == 9
    own = rows[parties.REGION]
    assert {"state_affected", "state_not_affected"} <= {one["name"] for one in own["steps"] if one["allowed"]}
    answer = send(client, f"{path}/{parties.REGION}/steps/state_affected", own["version"], row_units="Akuten")
    assert answer.status_code == 200, answer.content
    assert client.get(path).json()["results"][1]["units"] == "Akuten"
    other = f"{path}/{parties.NEIGHBOUR}/steps/state_not_affected"
    assert send(client, other, rows[parties.NEIGHBOUR]["version"]).status_code in (403, 409)


def test_tracks_are_read_by_their_organisation_and_support_alone():
    ticket = majors.major("investigating")
    path = f"/api/v1/tickets/{ticket.number}/tracks"
    own = browser(tracks.security())
    rows = check("api: duties to report", lambda: own.get(path)).json()["results"]
    assert {one["organisation"] for one in rows} == {parties.REGION}
    assert browser(tracks.security(parties.NEIGHBOUR)).get(path).json()["results"] == []
    nis2 = next(one for one in rows if one["regime"] == "nis2")
    assert nis2["reports"][0]["due_at"]
    steps = f"{path}/{nis2['id']}/steps/decide_not_reportable"
    assert send(browser(tracks.security(parties.NEIGHBOUR)), steps, reason="Under gränsen.").status_code == 404
    assert send(own, steps, reason="Under gränsen.").status_code == 200
    assert RegulatoryTrack.all_objects.get(pk=nis2["id"]).state == "not_reportable"
