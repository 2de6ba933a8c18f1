"""Each organisation is an authority of its own: it and the support organisation read its track, nobody else."""

import pytest

from engine import due
from tests import cases, parties
from tests.people import actor
from tests.processes.regulatory import opened
from tests.processes.regulatory.opened import move, sent, track
from tickets.models import Event, RegulatoryReport, RegulatoryTrack, TextVersion, Ticket
from tickets.telling import recipients

pytestmark = pytest.mark.django_db

SECRET = "Zinkgrodan"


def rich() -> RegulatoryTrack:
    """On a case that the neighbour and the vendor read: reported, reopened, decided, and reminded of."""
    ticket = cases.step(cases.at_vendor(), "widen", parties.support(), reason="Rör fler")
    one = sent(track(ticket=ticket), "warning", report_reference=SECRET, report_copy=f"{SECRET} i texten")
    due.fire(now=one.aware_at + opened.timedelta(hours=60))
    return move(one, "decide_not_reportable", reason=f"{SECRET} i skälet")


INSIDE = {"region": parties.region_security, "desk": parties.desk, "support": parties.support}
OUTSIDE = {
    "neighbour": lambda: opened.security(parties.NEIGHBOUR),
    "neighbour's leader": lambda: parties.object_leader(parties.NEIGHBOUR),
    "vendor": lambda: actor("cambio-major-incident-manager", parties.VENDOR_ORG),
}


def rows(model, who, ticket) -> list:
    found = model.objects.visible_to(who)
    if model is RegulatoryReport:
        return list(found.filter(track__ticket=ticket))
    if model is Event:
        return [one for one in found.filter(ticket=ticket) if one.subject_type == "track" or "assess" in one.step]
    if model is TextVersion:
        return [one for one in found.filter(ticket=ticket) if SECRET in one.body]
    return list(found.filter(ticket=ticket))


MODELS = [RegulatoryTrack, RegulatoryReport, Event, TextVersion]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", OUTSIDE)
def test_others_who_read_the_case_see_nothing_of_the_track(model, who):
    ticket = rich().ticket
    assert Ticket.objects.visible_to(OUTSIDE[who]()).filter(pk=ticket.pk).exists()
    assert rows(model, OUTSIDE[who](), ticket) == []


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", INSIDE)
def test_the_organisation_and_support_read_all_of_it(model, who):
    ticket = rich().ticket
    assert len(rows(model, INSIDE[who](), ticket)) == len(rows(model, parties.support_security(), ticket)) > 0


def test_the_clock_tells_the_security_people_of_both_and_nobody_else():
    one = rich()
    own, joint, other = opened.security(), parties.support_security(), opened.security(parties.NEIGHBOUR)
    event = Event.all_objects.filter(ticket=one.ticket, step="remind").first()
    told = recipients(one.ticket, event, ["regulatory_security"])
    assert own.user in told
    assert joint.user in told
    assert other.user not in told
    assert parties.desk().user not in told


@pytest.mark.parametrize("who", [*OUTSIDE, "region"])
def test_the_words_of_a_track_find_the_case_for_their_readers_alone(who):
    from tests.noleak.test_no_leak import _browser

    number = rich().ticket.number
    answer = _browser((OUTSIDE | INSIDE)[who]()).get("/api/v1/search", {"q": SECRET})
    assert (number in answer.content.decode()) == (who == "region")


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_page_or_answer_of_the_case_says_anything_of_it(who, client):
    from tests.noleak.test_no_leak import _body, _browser

    one = rich()
    browser = _browser(OUTSIDE[who]())
    number = one.ticket.number
    for path in (
        f"/arenden/{number}/", f"/arenden/{number}/?visa=falt", f"/arenden/{number}/provning/",
        f"/arenden/{number}/vem-ser/", f"/api/v1/tickets/{number}", f"/api/v1/tickets/{number}/events",
    ):  # fmt: skip
        body = _body(browser.get(path))
        assert SECRET not in body, path
        assert "decide_not_reportable" not in body, path
    for path in (
        f"/arenden/{number}/provning/{one.pk}/mark_sent/",
        f"/arenden/{number}/provning/{one.pk}/utkast/warning/",
    ):
        assert browser.get(path).status_code == 404
