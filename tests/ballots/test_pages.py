"""The ballot's page, its panel on the case, the start page, the forum's pages and the chair's form, in the browser."""

from uuid import uuid4

import pytest
from django.test import Client

from engine.perform import perform
from forums.actions import decide
from tests import query_counts
from tests.ballots import houses
from tests.ballots.houses import newest, put, rule, vote, voter
from tests.cases import fresh
from tests.people import actor, person, wear
from tests.web.tickets.door import Visitor, visitor, words
from tickets.balloting import pages, wording
from tickets.models import Decision, Vote
from tickets.processes import doors
from tickets.web import panels
from tickets.workflows import Problem

pytestmark = pytest.mark.django_db
A, B, C = houses.REGIONS
CHAIR = ("sussa-andringsansvarig", "sussa-vardstod")


@pytest.fixture
def opened(house, monkeypatch):
    monkeypatch.setattr(Problem, "results", {"carry_out": "approved"})
    monkeypatch.setitem(panels.PANELS, "problem", [*panels.PANELS["problem"], pages.panel])
    assert doors.urlpatterns, "every process has said what it adds"
    rule(quorum="2", veto=["patient_safety"])
    ticket = houses.proposal()
    return ticket, put(ticket)


def page_of(ballot) -> str:
    return f"/arenden/{ballot.ticket.number}/omrostning/{ballot.pk}/"


def send(who, ballot, name="vote", **data):
    given = {"read_version": newest(ballot.ticket).version, "once": str(uuid4())} | data
    return who.client.post(f"{page_of(ballot)}steg/{name}/", given)


def test_the_page_says_who_has_voted_what_is_missing_and_what_is_frozen(opened):
    ticket, ballot = opened
    voter(B)
    vote(ballot, voter(A), "condition", vote_condition="Inte på en fredag.")
    text = visitor(houses.CHANGE_MANAGER, B).text(page_of(ballot))
    for said in (
        ticket.title,
        "1 av 3 har röstat. 1 röst till, Halland och Västerbotten saknas.",
        "Samma fel efter varje uppdatering.",
        "Inte på en fredag.",
        "Fryst förslag, version 1",
        "Regelns version 1",
        "1 av minst 2",
        "Din röst för Halland",
        "Ingen är utsedd",
        "Veto om: Patientsäkerhet",
    ):
        assert said in text, said
    assert newest(ticket).digest[:4] in text


def test_a_vote_is_cast_on_the_page_and_answered_with_the_page(opened):
    _ticket, ballot = opened
    who = visitor(houses.CHANGE_MANAGER, A)
    answer = send(who, ballot, vote="condition", vote_condition="Lasten följs.")
    assert (answer.status_code, answer.url) == (303, page_of(ballot))
    (row,) = Vote.objects.unscoped("test").filter(ballot=ballot)
    assert (row.choice, row.text.body, row.organisation.slug) == ("condition", "Lasten följs.", A)
    text = who.text(page_of(ballot))
    assert "Du har röstat: Ja med villkor" in text
    assert "Lasten följs." in text


def test_the_deciding_vote_on_the_page_ends_the_vote_with_what_follows_from_it(house):
    house.then_passed = "by_votes"
    rule(quorum="2")
    ticket = houses.proposal()
    ballot = put(ticket)
    vote(ballot, voter(A), "approve")
    who = visitor(houses.CHANGE_MANAGER, B)
    assert send(who, ballot, vote="approve").status_code == 303
    assert newest(ticket).state == "passed"
    assert fresh(ticket.pk).state == "assess"


def test_a_refused_vote_keeps_what_was_written(opened):
    _ticket, ballot = opened
    who = visitor(houses.CHANGE_MANAGER, A)
    answer = send(who, ballot, vote="reject", vote_reason="För tidigt.")
    assert answer.status_code == 422
    assert "Säg varför inte" in words(answer)
    assert b"F\xc3\xb6r tidigt." in answer.content


def test_a_deputy_is_told_for_whom_and_until_when(opened):
    _ticket, ballot = opened
    deputy = person("region-objektledare", A, name="vikarie")
    holder = person(houses.CHANGE_MANAGER, A)
    wear(deputy, houses.CHANGE_MANAGER, A, deputy_for=holder, valid_to="2099-11-27")

    text = Visitor(deputy).text(page_of(ballot))
    assert f"Du röstar för {holder.given_name}" in text
    assert "till och med 2099-11-27" in text


def test_who_is_bound_sees_why_she_may_not(opened, house):
    _ticket, ballot = opened
    house.bound = {voter(A).person_id: "requester"}
    who = visitor(houses.CHANGE_MANAGER, A)
    assert "Du är jävig" in who.text(page_of(ballot))
    assert send(who, ballot, vote="approve").status_code == 422


def test_the_page_of_a_voided_vote_shows_the_difference(opened):
    ticket, ballot = opened
    vote(ballot, voter(A), "approve")
    data = {"title": "En annan rubrik", "void_votes": True}
    perform(Problem, ticket.pk, "edit", actor=houses.manager(), via="test", data=data)
    text = visitor(houses.CHANGE_MANAGER, A).text(page_of(ballot))
    assert "Det här har ändrats sedan det frystes" in text
    assert ticket.title in text and "En annan rubrik" in text


def test_the_start_page_says_vote_with_the_deadline(opened):
    ticket, _ballot = opened
    text = visitor(houses.CHANGE_MANAGER, A).text("/")
    assert f"Rösta: {ticket.title}" in text
    assert "Din röst saknas. Rösta senast" in text
    assert "Rösta:" not in visitor("region-driftsattningsansvarig", A).text("/")


def test_the_start_page_tells_the_chair_what_waits_for_a_decision(opened):
    ticket, ballot = opened
    chair = visitor(*CHAIR)
    assert "Besluta:" not in chair.text("/"), "the vote is open"
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    text = chair.text("/")
    assert f"Besluta: {ticket.title}" in text and "Ändringsråd: Godkänt" in text
    for other in (("sussa-objektledare-it", "sussa-vardstod"), (houses.CHANGE_MANAGER, A)):
        assert "Besluta:" not in visitor(*other).text("/"), "who leads another forum, or none"
    decide(houses.chair(), ticket.pk, forum=houses.FORUM, text="Ja.", result="approved", step="carry_out", via="test")
    assert "Besluta:" not in chair.text("/")


def test_a_vote_that_led_to_nothing_waits_for_nobody_once_there_is_a_newer_one(opened, house):
    ticket, ballot = opened
    for region in (A, B):
        vote(ballot, voter(region), "reject")
    chair = visitor(*CHAIR)
    assert f"Besluta: {ticket.title}" in chair.text("/")
    put(fresh(ticket.pk))
    assert "Besluta:" not in chair.text("/")
    assert "Röstat om, väntar på beslut" not in chair.text(f"/forum/{houses.FORUM}/")


def test_the_case_says_how_the_vote_stands_and_what_was_decided(opened):
    ticket, ballot = opened
    for region in (A, B):
        vote(ballot, voter(region), "approve")

    decision = decide(
        houses.chair(), ticket.pk, forum=houses.FORUM, text="Ja.", result="approved", step="carry_out", via="test"
    )
    text = visitor(*CHAIR).text(f"/arenden/{ticket.number}/")
    assert "Rådets röster" in text
    assert f"Beslutat i Utvecklingsforum – Ändringsråd {decision.at:%Y-%m-%d} § 1" in text


def test_the_case_asks_whoever_has_not_voted_for_the_vote_before_all_else_it_says(opened):
    ticket, ballot = opened
    mine = voter(A)
    asked = f'href="{page_of(ballot)}#rost">Rösta…'

    def case_of(who) -> str:
        client = Client()
        client.force_login(who.user)
        return client.get(f"/arenden/{ticket.number}/").content.decode()

    html = case_of(mine)
    assert html.index(asked) < html.index("Det här kan du göra")
    assert asked not in case_of(actor(*CHAIR))
    vote(ballot, mine, "approve")
    assert asked not in case_of(mine)


def test_a_stranger_gets_the_same_404_as_for_no_ballot(opened):
    ticket, ballot = opened
    stranger = visitor("cambio-change-manager", "cambio")
    assert stranger.see(page_of(ballot)).status_code == 404
    assert visitor(*CHAIR).see(f"/arenden/{ticket.number}/omrostning/{ballot.pk + 99}/").status_code == 404


# --- Forums ---


def test_the_register_lists_every_forum_with_what_the_reader_may_see(opened):
    text = visitor(*CHAIR).text("/forum/")
    assert "CAB" in text and "Styrgruppsforum" in text
    assert "Du leder det" in text
    stranger = visitor("cambio-change-manager", "cambio").see("/forum/")
    assert stranger.status_code == 200
    assert b"#oppna" not in stranger.content


def test_the_forum_shows_open_votes_what_waits_and_decisions(opened):
    ticket, ballot = opened
    chair = visitor(*CHAIR)
    assert "Inga beslut än" in chair.text(f"/forum/{houses.FORUM}/")
    assert ticket.title in chair.text(f"/forum/{houses.FORUM}/")
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    text = chair.text(f"/forum/{houses.FORUM}/")
    assert "Röstat om, väntar på beslut" in text and "Ingen omröstning pågår" in text
    assert "Besluta" not in visitor(houses.CHANGE_MANAGER, A).text(f"/forum/{houses.FORUM}/")
    assert chair.see("/forum/finns-inte/").status_code == 404


def decide_page(ticket, step="") -> str:
    return f"/forum/{houses.FORUM}/besluta/{ticket.number}/" + (f"{step}/" if step else "")


def test_the_chair_decides_in_the_form_and_reads_the_decision(opened):
    ticket, ballot = opened
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    chair = visitor(*CHAIR)
    assert "Carry out" in chair.text(decide_page(ticket))
    form = chair.see(decide_page(ticket, "carry_out"))
    assert form.status_code == 200
    data = {"read_version": fresh(ticket.pk).version, "once": str(uuid4())}
    answer = chair.client.post(decide_page(ticket, "carry_out"), data)
    assert answer.status_code == 422
    assert "Beslut saknas" in words(answer) or "Skriv vad som beslutas" in words(answer)
    said = {"decision_text": "Godkänns.", "decision_conditions": "Förvarna kundtjänst.", "dissent": ""}
    answer = chair.client.post(decide_page(ticket, "carry_out"), data | said)
    (decision,) = Decision.objects.unscoped("test").all()
    assert answer.url == f"/forum/{houses.FORUM}/beslut/{decision.year}/1/"
    again = chair.client.post(decide_page(ticket, "carry_out"), data | said)
    assert (again.status_code, Decision.objects.unscoped("test").count()) == (303, 1)
    text = chair.text(answer.url)
    for shown in ("Godkänns.", "Förvarna kundtjänst.", "Carry out", ticket.number, "Dalarna Ja", "Samma fel"):
        assert shown in text, shown


def test_the_form_asks_for_conditions_only_of_what_is_carried_out_afterwards(opened, monkeypatch):
    ticket, ballot = opened
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    page, chair = decide_page(ticket, "carry_out"), visitor(*CHAIR)
    assert "decision_conditions" in chair.see(page).content.decode()
    monkeypatch.setitem(type(fresh(ticket.pk)).results, "carry_out", "noted")
    form = chair.see(page).content.decode()
    assert "decision_conditions" not in form and "decision_text" in form


def test_a_rule_that_asks_for_all_says_so_once():
    assert [wording.asked_of(rule(f"of-{one}", need=one)) for one in ("all", "all_affected", "two_thirds")] == [
        "alla som får rösta", "varje berörd region", "minst två tredjedelar av alla som får rösta",
    ]  # fmt: skip


def test_the_chair_undoes_a_decision_by_a_new_one_that_cites_it(opened):
    ticket, _ballot = opened

    first = decide(houses.chair(), ticket.pk, forum=houses.FORUM, text="Antecknas.", result="noted", via="test")
    chair = visitor(*CHAIR)
    address = f"{decide_page(ticket, 'record_decision')}?upphaver={first.pk}"
    assert "ersätter" in chair.text(address)
    data = {"read_version": fresh(ticket.pk).version, "once": str(uuid4())}
    answer = chair.client.post(address, data | {"decision_text": "Upphävs.", "decision_result": "noted"})
    assert answer.status_code == 303
    assert "Beslutet gäller inte längre" in chair.text(f"/forum/{houses.FORUM}/beslut/{first.year}/1/")
    assert chair.see(f"{decide_page(ticket, 'record_decision')}?upphaver=987654").status_code == 404


def test_a_decision_without_a_vote_says_so_and_one_on_a_vote_does_not(opened):
    ticket, ballot = opened
    chair, says = visitor(*CHAIR), "Ingen omröstning ligger bakom beslutet."
    assert says not in chair.text(decide_page(ticket, "carry_out"))
    for region in (A, B):
        vote(ballot, voter(region), "approve")
    how = {"forum": houses.FORUM, "via": "test"}
    voted = decide(houses.chair(), ticket.pk, text="Ja.", result="approved", step="carry_out", **how)
    assert says in chair.text(decide_page(ticket, "record_decision"))
    noted = decide(houses.chair(), ticket.pk, text="Antecknas.", result="noted", **how)
    pages = [chair.text(f"/forum/{houses.FORUM}/beslut/{one.year}/{one.number}/") for one in (voted, noted)]
    assert [says in page for page in pages] == [False, True]


def test_nobody_but_the_chair_gets_the_form(opened):
    ticket, _ballot = opened
    for who in (visitor(houses.CHANGE_MANAGER, A), visitor("sussa-objektledare", "sussa-vardstod")):
        assert who.see(decide_page(ticket)).status_code == 403
        assert who.client.post(decide_page(ticket, "record_decision"), {}).status_code == 403
    assert visitor(*CHAIR).see(decide_page(ticket, "assess")).status_code == 404


def test_a_stale_chair_is_told_and_keeps_the_text(opened):
    ticket, _ballot = opened
    data = {
        "read_version": ticket.version + 5,
        "once": str(uuid4()),
        "decision_text": "Lång text.",
        "decision_result": "noted",
    }
    answer = visitor(*CHAIR).client.post(decide_page(ticket, "record_decision"), data)
    assert answer.status_code == 409
    assert "Lång text." in answer.content.decode()


def test_a_decision_of_a_case_out_of_reach_is_not_there(opened):
    ticket, _ballot = opened

    first = decide(houses.chair(), ticket.pk, forum=houses.FORUM, text="Antecknas.", result="noted", via="test")
    stranger = visitor("cambio-change-manager", "cambio")
    assert stranger.see(f"/forum/{houses.FORUM}/beslut/{first.year}/1/").status_code == 404
    assert "Antecknas" not in stranger.text(f"/forum/{houses.FORUM}/")


def test_the_pages_cost_the_same_however_many_vote(opened, house):
    _ticket, ballot = opened
    who = visitor(houses.CHANGE_MANAGER, A)
    who.see(page_of(ballot))
    address = page_of(ballot)
    query_counts.check("web: ballot", lambda: who.see(address), at_most=20)
    house.regions = ("dalarna", "halland", "vasterbotten", "blekinge", "gavleborg", "norrbotten")
    other = put(houses.proposal())
    for region in house.regions[1:]:
        voter(region)
    vote(other, voter("blekinge"), "approve")
    another = page_of(other)
    query_counts.check("web: ballot", lambda: who.see(another))
    chair = visitor(*CHAIR)
    chair.see("/forum/")
    query_counts.check("web: forums", lambda: chair.see("/forum/"), at_most=12)
    query_counts.check("web: forum", lambda: chair.see(f"/forum/{houses.FORUM}/"), at_most=16)
