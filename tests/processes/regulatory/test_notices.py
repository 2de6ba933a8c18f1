"""A field safety notice: one acknowledgement a region, reminders by the data, and who has not answered by name."""

from datetime import timedelta

import pytest
from django.utils import translation

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from regions import directory
from sla.models import DueStep
from tests import cases, parties
from tests.noleak.test_no_leak import _browser
from tests.people import actor
from tests.processes.regulatory import opened
from tests.processes.regulatory.opened import ACKNOWLEDGED, device_specialist, move, track_of
from tests.processes.regulatory.test_track import said
from tests.tickets import places
from tickets.models import Event, RegulatoryTrack, Ticket
from tickets.telling import recipients

pytestmark = pytest.mark.django_db

SECRET = "Zinkgrodan"


def acknowledge(ticket, region: str, **data) -> RegulatoryTrack:
    one = track_of(ticket, region, "notice")
    return move(one, "acknowledge", device_specialist(region), **(ACKNOWLEDGED | data))


def test_every_region_gets_its_own_answer_and_reads_the_case():
    ticket = opened.notice_sent()
    rows = RegulatoryTrack.objects.unscoped("test").filter(ticket=ticket, regime="notice")
    assert {one.organisation_id for one in rows} == {one.pk for one in directory.regions()}
    assert {one.state for one in rows} == {"assessing"}
    assert Ticket.objects.visible_to(device_specialist(parties.NEIGHBOUR)).filter(pk=ticket.pk).exists()


def test_those_for_devices_in_every_region_are_told():
    people = {slug: device_specialist(slug).user for slug in (parties.REGION, parties.NEIGHBOUR)}
    ticket = opened.notice_sent()
    event = Event.all_objects.get(ticket=ticket, step="send_notice")
    told = recipients(ticket, event, ["regulatory_notices"])
    assert set(people.values()) <= set(told)


def test_an_answer_is_signed_and_ends_the_reminders_of_that_region_alone():
    ticket = opened.notice_sent()
    one = acknowledge(ticket, parties.REGION)
    assert (one.state, one.answer, one.decided_by) == ("done", "acted", device_specialist().user)
    assert list(one.sent()) == ["acknowledged"]
    waiting = DueStep.objects.filter(subject_type="tickets.regulatorytrack", fired_at=None)
    assert not waiting.filter(subject_id=one.pk).exists()
    assert waiting.filter(subject_id=track_of(ticket, parties.NEIGHBOUR, "notice").pk).count() == 4


def test_a_region_that_does_not_answer_is_reminded_by_the_rule_and_then_named_to_support():
    ticket = opened.notice_sent()
    one = track_of(ticket, parties.NEIGHBOUR, "notice")
    for region in directory.regions():
        if region.slug != parties.NEIGHBOUR:
            acknowledge(ticket, region.slug)
    for _look in range(2):
        due.fire(now=one.aware_at + timedelta(days=7))
    assert said(one) == [("remind", f"acknowledged:{percent}") for percent in (50, 75, 90)] + [
        ("overdue", "acknowledged")
    ]
    page = _browser(parties.support()).get(f"/arenden/{ticket.number}/").content.decode()
    name = directory.by_slug(parties.NEIGHBOUR).short_name
    assert f"Har inte svarat: {name}." in page
    own = _browser(parties.desk()).get(f"/arenden/{ticket.number}/").content.decode()
    assert "Har inte svarat" not in own


def test_the_case_is_not_answered_before_every_region_has_and_support_reads_which_are_left():
    ticket = opened.notice_sent()
    who = parties.support()
    ticket = cases.step(
        ticket, "assign", who, **places.ASSIGNING, team=cases.team(parties.SUPPORT_ORG).slug, assignee="me"
    )
    ticket = cases.step(ticket, "start", who)
    left = [one for one in directory.regions() if one.slug != parties.REGION]
    acknowledge(ticket, parties.REGION)
    with translation.override("en"), pytest.raises(Refused) as refused:
        cases.step(ticket, "resolve", who, **places.ANSWER)
    (reason,) = [one for one in refused.value.reasons if one.code == "notice_unanswered"]
    assert all(one.name in str(reason.text) for one in left)
    assert directory.by_slug(parties.REGION).name not in str(reason.text)
    for one in left:
        acknowledge(ticket, one.slug, notice_answer="not_concerned")
    assert cases.step(ticket, "resolve", who, **places.ANSWER).state == "resolved"


def test_an_answer_may_be_given_anew_and_the_case_waits_again():
    ticket = opened.notice_sent()
    one = acknowledge(ticket, parties.REGION)
    one = move(one, "reopen", device_specialist(), reason="En klinik är kvar.")
    assert (one.state, one.answer, one.decided_by) == ("assessing", "", None)
    assert acknowledge(ticket, parties.REGION, notice_answer="acting").answer == "acting"


def test_nobody_answers_for_another_region_or_by_another_step():
    ticket = opened.notice_sent()
    one = track_of(ticket, parties.NEIGHBOUR, "notice")
    with pytest.raises(RegulatoryTrack.DoesNotExist):
        move(one, "acknowledge", device_specialist(), **ACKNOWLEDGED)
    own = track_of(ticket, parties.REGION, "notice")
    for who in (opened.security(), device_specialist()):
        with pytest.raises(NotPossible):
            move(own, "decide_not_reportable", who, reason="Nej.")
    with pytest.raises(NotPermitted):
        move(own, "acknowledge", opened.security(), **ACKNOWLEDGED)


def test_a_region_begins_no_notice_by_itself():
    with pytest.raises(Refused):
        cases.step(places.incident(), "assess_reporting", device_specialist(), **opened.ASSESSING(regime="notice"))


def test_what_a_region_answers_is_read_by_itself_and_support_alone():
    ticket = opened.notice_sent()
    acknowledge(ticket, parties.REGION, notice_measures=f"{SECRET} på klinik 3")
    paths = (
        f"/arenden/{ticket.number}/", f"/arenden/{ticket.number}/provning/", f"/api/v1/tickets/{ticket.number}",
        f"/api/v1/tickets/{ticket.number}/events", f"/api/v1/tickets/{ticket.number}/tracks",
    )  # fmt: skip
    for who, reads in ((parties.support(), True), (parties.desk(), True), (parties.desk(parties.NEIGHBOUR), False)):
        bodies = "".join(_browser(who).get(path).content.decode() for path in paths)
        assert (SECRET in bodies) is reads
    page = _browser(device_specialist(parties.NEIGHBOUR)).get(f"/arenden/{ticket.number}/provning/").content.decode()
    assert "Kvittera meddelandet" in page
    assert "Spara utkastet" not in page  # a notice is answered, nothing is drafted for an authority


def test_the_vendor_reads_no_answer():
    ticket = opened.notice_sent()
    vendor = actor("cambio-major-incident-manager", parties.VENDOR_ORG)
    assert not RegulatoryTrack.objects.visible_to(vendor).filter(ticket=ticket).exists()
