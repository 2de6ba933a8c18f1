"""What the reader of a ticket sees of its clocks, in the page and over the API."""

from datetime import timedelta

import pytest

from engine.perform import perform
from tests import cases, parties
from tests.api.calling import region, vendor
from tests.cases import answer, step
from tests.clocks.reading import clock
from tests.tickets import places
from tickets.clocks import standing
from tickets.models import Clock, Ticket

pytestmark = pytest.mark.django_db


def page(client, who, ticket) -> str:
    client.force_login(who.user)
    answer = client.get(f"/arenden/{ticket.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


LABELS = ["SLA Sussa vårdstöd – regionerna", "OLA inom Sussa vårdstöd", "Underleverantörsavtal Cambio – Sussa vårdstöd"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [(parties.support, [0, 1, 2]), (parties.desk, [0]), (parties.vendor, [2])],
    ids=["support", "region", "vendor"],
)
def test_each_side_sees_the_clocks_of_the_agreements_that_it_is_a_party_to(client, who, sees):
    ticket = cases.at_vendor()
    html = page(client, who(), ticket)
    assert [number for number, label in enumerate(LABELS) if label in html] == sees
    slugs = {row.version.agreement.slug for row in Clock.objects.visible_to(who()).filter(ticket=ticket)}
    assert slugs == {["sla-sussa", "ola-sussa", "uc-cambio"][number] for number in sees}
    if len(sees) == 3:
        places_of = [html.index(LABELS[number]) for number in sees]
        assert places_of == sorted(places_of)


def test_the_page_says_what_remains_what_paused_it_and_what_did_not_count(client):
    ticket = cases.at_support()
    support = parties.support()
    ticket = step(ticket, "assign", support, category_open="programfel", assignee="me",
                  team=cases.team(parties.SUPPORT_ORG).slug)  # fmt: skip
    html = page(client, support, ticket)
    assert "Exempelvärden – ersätts av avtalets" in html
    assert "45 h kvar" in html or "44 h 59 min kvar" in html
    ticket = step(ticket, "hold", support, **places.waiting())
    html = page(client, support, ticket)
    assert "Pausad, 4" in html
    assert "väntar på anmälaren eller regionen" in html
    assert "Räknades inte" in html


def test_a_region_that_keeps_its_case_has_no_panel_and_the_ledger_counts_agreement_time(client):
    html = page(client, parties.desk(), places.incident("in_progress"))
    assert "Utlovade tider" not in html
    assert "Avtalstid (" in html and "en dag är 9 h): Dalarna 0,0 d" in html


def test_the_vendor_is_not_told_by_which_calendar_the_region_is_promised_anything(client):
    urgent = places.ASSIGNING | {"impact": 1, "urgency": 1, "team": cases.team(parties.SUPPORT_ORG).slug}
    ticket = step(places.case_at_support("triage"), "assign", parties.support(), **urgent)
    ticket = step(ticket, "hand_over_vendor", parties.support(), **places.OFFER_VENDOR)
    ticket = answer(ticket, "accept", parties.vendor(), team=cases.team(parties.VENDOR_ORG).slug)
    assert "Avtalstid (Helgfri vardag 08–17, en dag är 9 h)" in page(client, parties.vendor(), ticket)
    assert "Avtalstid (Dygnet runt, en dag är 24 h)" in page(client, parties.desk(), ticket)


def test_the_api_gives_what_the_reader_sees():
    ticket = cases.at_vendor()
    found = vendor().get(f"tickets/{ticket.number}").json()["clocks"]
    assert {one["agreement"] for one in found} == {"uc-cambio"}
    solution = next(one for one in found if one["metric"] == "resolve")
    assert (solution["state"], solution["provider"], solution["amount_s"]) == ("running", "cambio", 45 * 3600)
    assert 0 < solution["left_s"] <= 45 * 3600
    assert solution["counts"] is True
    assert {one["kind"] for one in region().get(f"tickets/{ticket.number}").json()["clocks"]} == {"sla"}


def test_a_last_interval_of_no_length_is_not_shown_as_kept():
    ticket, support = cases.at_support(), parties.support()
    place = cases.team(parties.SUPPORT_ORG).slug
    ticket = step(ticket, "assign", support, team=place, category_open="programfel", assignee="me")
    ticket = step(ticket, "take", support)
    later = clock(ticket, "sla-sussa", "update").due_at + timedelta(hours=1)
    resolve = {"actor": support, "via": "test", "data": cases.SOLUTION}
    perform(Ticket, ticket.pk, "resolve", at=later, **resolve)
    ended = Clock.all_objects.filter(ticket=ticket, metric="update", version__agreement__slug="sla-sussa")
    shown = [one for one in standing.clocks(ticket, support) if one.pk in set(ended.values_list("pk", flat=True))]
    assert [(one.round, one.breached_at is not None) for one in shown] == [(1, True)]


def test_a_regions_answer_counts_while_it_is_awaited():
    ticket = cases.at_support()
    asks = {"question": "Vilken avdelning?", "awaited_party": parties.REGION}
    ticket = step(ticket, "ask", parties.support(), **asks)
    one = clock(ticket, "ola-region", "respond")
    assert (one.state, one.amount, one.due_at is not None) == ("running", timedelta(hours=18), True)
    ticket = step(ticket, "answer", parties.desk(), note_text="Avdelning 12")
    assert clock(ticket, "ola-region", "respond").state == "stopped"


def test_what_remains_is_of_this_moment_and_not_of_the_last_step():
    ticket = step(cases.at_support(), "prioritise", parties.support_manager(), impact=1, urgency=1)
    one = clock(ticket, "sla-sussa", "resolve")
    later = one.started_at + timedelta(hours=1, minutes=30)
    stands = standing.standing(one, ticket.process, now=later)
    assert (stands.left, stands.over) == (timedelta(hours=2, minutes=30), None)
    late = standing.standing(one, ticket.process, now=one.due_at + timedelta(minutes=7))
    assert (late.left, late.over) == (timedelta(), timedelta(minutes=7))
