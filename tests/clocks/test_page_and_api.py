"""What the reader of a ticket sees of its clocks, in the page and over the API."""

from datetime import timedelta

import pytest

from tests import cases, parties
from tests.api.calling import region, vendor
from tests.cases import step
from tests.clocks.reading import clock
from tests.tickets import places
from tickets.clocks import standing
from tickets.models import Clock

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


def test_the_api_gives_what_the_reader_sees():
    ticket = cases.at_vendor()
    found = vendor().get(f"tickets/{ticket.number}").json()["clocks"]
    assert {one["agreement"] for one in found} == {"uc-cambio"}
    solution = next(one for one in found if one["metric"] == "resolve")
    assert (solution["state"], solution["provider"], solution["amount_s"]) == ("running", "cambio", 45 * 3600)
    assert 0 < solution["left_s"] <= 45 * 3600
    assert solution["counts"] is True
    assert {one["kind"] for one in region().get(f"tickets/{ticket.number}").json()["clocks"]} == {"sla"}


def test_what_remains_is_of_this_moment_and_not_of_the_last_step():
    ticket = step(cases.at_support(), "prioritise", parties.support_manager(), impact=1, urgency=1)
    one = clock(ticket, "sla-sussa", "resolve")
    later = one.started_at + timedelta(hours=1, minutes=30)
    stands = standing.standing(one, ticket.process, now=later)
    assert (stands.left, stands.over) == (timedelta(hours=2, minutes=30), None)
    late = standing.standing(one, ticket.process, now=one.due_at + timedelta(minutes=7))
    assert (late.left, late.over) == (timedelta(), timedelta(minutes=7))
