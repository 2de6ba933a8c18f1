"""A rule that refuses for several reasons refuses for each: those that breaking it once does not show."""

import pytest
from django.utils import timezone

from engine.errors import Refused
from tests import parties
from tests.cases import step
from tests.processes.major_incident import places as majors
from tests.processes.regulatory import opened
from tests.tickets import places
from tickets import saved_views, telling_ways
from tickets.models.notice import Mailing
from tickets.telling_ways import Way

pytestmark = pytest.mark.django_db


def codes_of(refused) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in refused.value.reasons]


def test_a_share_names_somebody():
    with pytest.raises(Refused) as refused:
        step(places.incident("triage"), "share", parties.object_leader(), share_level="view_ticket", reason="Läsning")
    assert codes_of(refused) == [("nobody_named", "to_organisation")]


def test_an_incident_is_part_of_one_major_incident_at_most():
    ticket = places.incident("triage")
    first = majors.candidate(ticket)
    with pytest.raises(Refused) as refused:
        majors.candidate(ticket)
    assert codes_of(refused) == [("in_another_major", "linked_incidents")]
    assert first.number in str(refused.value.reasons[0].text)


def test_a_report_is_not_sent_before_it_was_known_that_there_was_something_to_report():
    one = opened.track(hours=2)
    with pytest.raises(Refused) as refused:
        opened.sent(one, "warning", hours=3)
    assert ("sent_before_known", "report_sent_at") in codes_of(refused)


@pytest.mark.parametrize(
    ("name", "way", "code"),
    [
        ("weather", Way(True, Mailing.NOW), "unknown_choice"),
        ("work", Way(True, "by_pigeon"), "unknown_choice"),
        ("safety", Way(False, Mailing.NEVER), "always_told"),
    ],
)
def test_what_must_be_heard_cannot_be_turned_off_and_nothing_unknown_be_chosen(name, way, code):
    with pytest.raises(Refused) as refused:
        telling_ways.choose(parties.desk().user, {name: way})
    assert codes_of(refused) == [(code, name)]


def test_nobody_keeps_more_views_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 1)
    desk, now = parties.desk(), timezone.now()
    saved_views.save("Mina", {"state": "open"}, "", actor=desk, at=now)
    with pytest.raises(Refused) as refused:
        saved_views.save("Andras", {"state": "all"}, "", actor=desk, at=now)
    assert [code for code, _field in codes_of(refused)] == ["too_many"]
