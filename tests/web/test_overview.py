"""Översikt: numbers over all members, rows by scope, and every number opening its list."""

import re
from html import unescape

import pytest

from regions import directory
from tests import query_counts
from tests.cases import TO_SUPPORT, at_support, at_vendor, incident, prioritised, step
from tests.parties import NEIGHBOUR, REGION, SUPPORT_ORG, desk, support, vendor
from tests.people import actor, person
from tests.processes.problem import places as problems
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a href="(/arenden/\?[^"]+)">(\d+)</a>')


def overview_of(client, role, organisation) -> str:
    client.force_login(person(role, organisation))
    answer = client.get("/oversikt/")
    assert answer.status_code == 200
    return answer.content.decode()


def some_of_everything():
    at_vendor()
    at_support(patient_safety="risk")
    prioritised(impact=1, urgency=1)
    prioritised(desk(NEIGHBOUR), impact=2, urgency=1)
    incident(desk(NEIGHBOUR))
    step(at_support(), "ask", support(), question="Vilka?", awaited_party=REGION)
    step(prioritised(), "escalate_tier", desk(), **TO_SUPPORT)
    incident(support())
    incident(vendor())


def test_every_number_opens_exactly_its_list_for_one_who_reads_all(client):
    some_of_everything()
    page = overview_of(client, "sussa-objektledare", SUPPORT_ORG)
    found = LINK.findall(page)
    assert len(found) > 90
    for address, number in {(unescape(address), number) for address, number in found}:
        listed = client.get(address)
        assert listed.status_code == 200, address
        assert listed.content.decode().count("data-row-link") == int(number), address


def test_numbers_count_all_members_and_rows_only_what_one_may_read(client):
    some_of_everything()
    hidden = Ticket.objects.unscoped("test").get(priority=1, origin__slug=REGION)
    page = overview_of(client, "region-styrgruppsmedlem", "blekinge")
    total = Ticket.objects.unscoped("test").count()
    assert re.search(rf'<dt>Öppna ärenden</dt><dd><a href="[^"]+">{total}</a>', page)
    assert "kan därför vara kortare" in page
    assert hidden.number not in page and hidden.title not in page
    own = overview_of(client, "region-styrgruppsmedlem", REGION)
    assert hidden.number in own


def test_the_sum_of_the_table_is_all_open_cases_with_those_that_no_region_owns(client):
    some_of_everything()
    page = overview_of(client, "sussa-objektledare", SUPPORT_ORG)
    table = page[page.index('<table class="table heat">') :]
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td[^>]*><a href="[^"]+">(\d+)</a>', table))
    whole = rows.pop("Alla")
    assert rows[directory.by_slug(SUPPORT_ORG).short_name] == "2"
    assert int(whole) == sum(map(int, rows.values())) == Ticket.objects.unscoped("test").count()


def test_a_confidential_case_moves_no_number(client):
    some_of_everything()
    before = [number for _address, number in LINK.findall(overview_of(client, "region-styrgruppsmedlem", NEIGHBOUR))]
    incident(desk(), confidential_wish="yes", patient_safety="intraffat")
    after = [number for _address, number in LINK.findall(overview_of(client, "region-styrgruppsmedlem", NEIGHBOUR))]
    assert before == after


def test_the_regions_stand_in_the_order_of_the_strip(client):
    page = overview_of(client, "region-styrgruppsmedlem", REGION)
    table = page[page.index('<table class="table heat">') :]
    names = re.findall(r'<th scope="row">([^<]+)</th><td', table)
    assert names[: len(directory.regions())] == [one.short_name for one in directory.regions()]


def test_who_handed_over_to_whom_this_week(client):
    some_of_everything()
    page = overview_of(client, "sussa-objektledare", SUPPORT_ORG)
    numbers = dict(re.findall(r"<dt>(Från [^<]+)</dt><dd><a href=\"[^\"]+\">(\d+)</a>", page))
    assert list(numbers.values()) == ["3", "1", "0", "0"]


def test_the_risks_that_are_lived_with_are_counted(client):
    lived_with = problems.problem("risk_accepted")
    problems.problem("known_error")
    page = overview_of(client, "region-styrgruppsmedlem", REGION)
    address = unescape(re.search(r'<dt>Accepterade risker</dt><dd><a href="([^"]+)">1</a>', page)[1])
    listed = client.get(address).content.decode()
    assert lived_with.number in listed and listed.count("data-row-link") == 1


def test_the_titles_say_what_was_found_and_each_picture_has_its_table(client):
    some_of_everything()
    page = overview_of(client, "sussa-objektledare", SUPPORT_ORG)
    assert page.count("<figure") == page.count("Visa som tabell") == 3
    assert "Inget ärende är äldre än 20 dagar" in page
    assert "style=" not in page[page.index("<main") : page.index("</main")]


def test_one_without_the_right_is_told_which_it_is(client, db):
    client.force_login(person("region-kliniker", REGION))
    answer = client.get("/oversikt/")
    assert answer.status_code == 403
    assert "Läsa styrgruppens översikt" in answer.content.decode()


def test_the_vendor_has_no_overview(client, db):
    client.force_login(person("cambio-service-delivery-manager", "cambio"))
    assert client.get("/oversikt/").status_code == 403


def test_the_page_costs_the_same_however_much_there_is(client):
    actor("region-styrgruppsmedlem", REGION)
    client.force_login(person("region-styrgruppsmedlem", REGION))

    def measure():
        client.get("/oversikt/")
        query_counts.check("web: overview", lambda: client.get("/oversikt/"), at_most=10)

    some_of_everything()
    measure()
    for _number in range(4):
        some_of_everything()
    measure()
