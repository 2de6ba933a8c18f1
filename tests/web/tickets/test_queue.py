"""The list: filters and order in the address, a page at a time, one row a ticket."""

import re
from datetime import timedelta

import pytest

from tests import query_counts
from tests.cases import at_support, at_vendor, incident, opened, prioritised, step
from tests.people import actor, person
from tests.web.tickets.door import Visitor, visitor, words

pytestmark = pytest.mark.django_db


def desk() -> Visitor:
    return visitor("region-objektspecialist-support", "dalarna")


def numbers(response) -> list[str]:
    return re.findall(r'<span class="id">((?:INC|ARE)-[0-9-]+)</span>', response.content.decode())


def test_the_bare_address_leads_to_the_first_view_of_the_persons_side():
    assert desk().see("/arenden/").url == "/arenden/?region=me&state=open"
    assert visitor("sussa-supportspecialist", "sussa-vardstod").see("/arenden/").url == "/arenden/?holder=me&state=open"
    assert visitor("cambio-service-desk", "cambio").see("/arenden/").url == "/arenden/?holder=me&state=open"


def test_empty_filters_of_the_form_do_not_stay_in_the_address():
    answer = desk().see("/arenden/?q=&process=incident&priority=&state=open")
    assert answer.status_code == 302
    assert answer.url == "/arenden/?state=open&process=incident"


def test_a_row_says_what_it_is_how_it_stands_who_has_it_and_whom_it_concerns():
    ticket = at_support(affected_regions=["gavleborg"], patient_safety="risk")
    page = desk().see("/arenden/", region="me", state="open")
    assert numbers(page) == [ticket.number]
    text = words(page)
    assert "Bedöms" in text
    assert "Sussa" in text
    assert "Risk" in text
    assert 'aria-label="Påverkad: Dalarna, Gävleborg. Övriga: ej påverkade."' in page.content.decode()


def test_each_chip_takes_its_own_filter_away():
    page = desk().see("/arenden/", state="open", process="incident", priority="1,2").content.decode()
    chips = page[page.index('class="chips"') :]
    assert 'href="/arenden/?state=open&amp;process=incident"' in chips
    assert "Prioritet: P1 Kritisk, P2 Hög" in chips


def test_the_number_on_a_view_is_the_number_of_its_rows():
    at_support()
    at_vendor()
    prioritised()
    page = desk().see("/arenden/", region="me", state="open").content.decode()
    nav = page[page.index('class="views"') : page.index("</nav>", page.index('class="views"'))]
    links = re.findall(r'href="([^"]+)"[^>]*>[^<]+<span class="count">(\d+)</span>', nav)
    assert len(links) > 5
    for link, number in links:
        assert len(numbers(desk().see(link.replace("&amp;", "&")))) == int(number), link


def test_pages_follow_each_other_without_a_gap_or_a_repetition():
    made = [incident().number for _ in range(7)]
    import tickets.web.queue as queue

    seen, address = [], "/arenden/?state=open&sort=registered"
    original, queue.PER_PAGE = queue.PER_PAGE, 3
    try:
        while address:
            page = desk().see(address)
            seen += numbers(page)
            found = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
            address = found.group(1).replace("&amp;", "&") if found else ""
    finally:
        queue.PER_PAGE = original
    assert seen == made


def test_a_filter_that_takes_no_such_value_is_said_and_shows_nothing():
    incident()
    answer = desk().see("/arenden/", state="nonsense")
    assert answer.status_code == 422
    assert "har inte det värdet" in words(answer)
    assert numbers(answer) == []


def test_a_cursor_from_elsewhere_is_said_and_the_way_to_the_start_remains():
    answer = desk().see("/arenden/", state="open", cursor="abc")
    assert answer.status_code == 422
    assert "Börja från första sidan" in words(answer)


def test_an_empty_list_says_why_and_one_way_on():
    assert "Inga ärenden passar" in desk().text("/arenden/", state="open", assignee="me")


def test_htmx_gets_the_inside_of_the_page_with_a_clean_address():
    answer = desk().client.get("/arenden/?q=&state=open", headers={"HX-Request": "true", "HX-Target": "content"})
    assert answer["HX-Push-Url"] == "/arenden/?state=open"
    assert "<html" not in answer.content.decode()


def test_words_find_titles_and_numbers_find_tickets_also_closed_ones():
    ticket = incident(title="Skrivaren i Mora")
    assert numbers(desk().see("/arenden/", q="mora")) == [ticket.number]
    assert numbers(desk().see("/arenden/", q=ticket.number.lower())) == [ticket.number]


def test_a_region_does_not_see_another_regions_ticket_in_any_view_count_or_search():
    ticket = opened("incident", actor("region-objektspecialist-support", "gavleborg"), title="Hemlig rubrik")
    for address in (
        "/arenden/?state=all",
        "/arenden/?state=open",
        "/arenden/?q=hemlig",
        f"/arenden/?q={ticket.number}",
    ):
        page = desk().see(address)
        assert numbers(page) == [], address
        assert "Hemlig" not in page.content.decode(), address
        assert "0 träffar" in words(page), address


def test_the_vendor_sees_only_what_was_handed_to_it_and_no_names_of_the_other_side():
    person("sussa-supportspecialist", "sussa-vardstod", name="samira")
    kept, shared = at_support(), at_vendor()
    page = visitor("cambio-service-desk", "cambio").see("/arenden/", state="all")
    assert numbers(page) == [shared.number]
    assert kept.number not in page.content.decode()
    assert "region-objektspecialist-support" not in page.content.decode().lower()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_asks_the_database_as_often_for_one_row_as_for_twenty(rows):
    for number in range(rows):
        opened(
            "incident",
            actor("region-objektspecialist-support", "dalarna"),
            affected_regions=["gavleborg"][: number % 2],
        )
    who = desk()
    who.see("/arenden/?state=open")
    page = query_counts.check(
        "web: ticket list", lambda: who.see("/arenden/?region=me&state=open&sort=priority"), at_most=10
    )
    assert len(numbers(page)) == rows


def test_the_list_shows_how_old_a_case_is_and_when_it_changed():
    ticket = step(incident(), "triage", actor("region-objektspecialist-support", "dalarna"))
    assert ticket.updated_at - ticket.registered_at < timedelta(minutes=1)
    assert "Ändrat" in desk().text("/arenden/", state="open")
