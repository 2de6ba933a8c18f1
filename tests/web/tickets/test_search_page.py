"""The search box and the page behind it."""

import re

import pytest

from tests import cases, query_counts
from tests.parties import NEIGHBOUR
from tests.parties import desk as actor_of_desk
from tests.personal_data.made_numbers import number as made_number
from tests.web.tickets.door import Visitor, visitor, words
from tickets.web import search

pytestmark = pytest.mark.django_db


def desk(region: str = "dalarna") -> Visitor:
    return visitor("region-objektspecialist-support", region)


def numbers(response) -> list[str]:
    return re.findall(r'<span class="id">((?:INC|ARE)-[0-9-]+)</span>', response.content.decode())


def test_the_box_stands_on_every_page_and_leads_to_the_hits():
    for path in ("/", "/arenden/?state=all", "/oversikt/", "/roller/", "/sok/"):
        body = desk().see(path).content.decode()
        assert '<form class="search" role="search" method="get" action="/sok/">' in body, path
        assert 'name="q" type="search"' in body and 'data-key="/"' in body, path


def test_a_hit_shows_where_the_words_stand_with_the_words_marked():
    ticket = cases.incident(title="Kallelsen fastnar", symptom="Den blir kvar i <b>utkorgen</b> hela dagen.")
    page = desk().see("/sok/", q="utkorg kallelse")
    assert numbers(page) == [ticket.number]
    body = page.content.decode()
    assert "<mark>Kallelsen</mark> fastnar" in body
    assert "&lt;b&gt;<mark>utkorgen</mark>&lt;/b&gt;" in body
    assert "1 träff för ”utkorg kallelse”" in words(page)


def test_of_parts_that_hold_each_other_the_shortest_alone_marks():
    pattern = search.pattern_of({"lista", "Listan", "läkemedelslistan", "vy", "rd-2025/4471", "4471"})
    assert sorted(pattern.pattern.split("(?:")[1].split(")")[0].split("|")) == ["4471", "lista", r"rd\-2025/4471", "vy"]
    marked = search.marked("Läkemedelslistan i listvyn, RD-2025/4471", pattern)
    assert marked == "<mark>Läkemedelslistan</mark> i <mark>listvyn</mark>, <mark>RD-2025/4471</mark>"


def test_the_whole_number_of_a_readable_case_leads_to_the_case():
    ticket = cases.incident()
    assert desk().see("/sok/", q=f" {ticket.number.lower()} ").url == f"/arenden/{ticket.number}/"
    other = desk(NEIGHBOUR).see("/sok/", q=ticket.number)
    assert other.status_code == 200 and numbers(other) == []


def test_a_personal_number_is_refused_kindly_and_repeated_nowhere(caplog):
    number = made_number("19121112", "121")
    asked = f"{number[:8]}-{number[8:]} lista"
    client = desk()
    assert client.see("/sok/", q=asked).url == "/sok/"
    page = client.see("/sok/")
    assert "Sökrutan innehåller ett personnummer" in words(page) and number[:8] not in page.content.decode()
    refused = client.see("/arenden/", q=asked, state="all")
    assert refused.status_code == 422 and "personnummer" in words(refused)
    assert number[:8] not in caplog.text


def test_facets_narrow_the_hits_and_can_be_taken_away():
    cases.incident(title="Listan låser sig")
    case = cases.opened("general-case", actor_of_desk(), title="Hur skriver man ut listan?")
    page = desk().see("/sok/", q="listan")
    assert "/sok/?q=listan&amp;process=general-case" in page.content.decode()
    narrowed = desk().see("/sok/", q="listan", process="general-case")
    assert numbers(narrowed) == [case.number]
    assert 'href="/sok/?q=listan"' in narrowed.content.decode()


def test_an_empty_answer_says_what_to_do():
    text = words(desk().see("/sok/", q="zinkgrodan"))
    assert "Inget hittades" in text and "Färre ord ger fler träffar" in text
    text = words(desk().see("/sok/", q="zinkgrodan", process="incident"))
    assert "Sök utan filtren" in text
    assert "Så söker du" in words(desk().see("/sok/"))


def test_a_slip_is_said_to_be_forgiven():
    cases.incident(title="Läkemedelslistan visas dubbelt")
    assert "ligger en bokstav ifrån" in words(desk().see("/sok/", q="läkmedelslistan"))


def test_hits_are_leafed_through_by_cursor():
    tickets = [cases.incident(title="Listan låser sig") for _ in range(27)]
    first = desk().see("/sok/", q="listan")
    assert numbers(first) == [one.number for one in reversed(tickets[2:])]
    link = re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    assert numbers(desk().see(link)) == [tickets[1].number, tickets[0].number]
    assert desk().see("/sok/", q="listan", cursor="zzz").status_code == 422


def test_the_list_finds_by_the_same_index():
    ticket = cases.incident(title="Kallelsen fastnar", symptom="Den blir kvar i utkorgen.")
    page = desk().see("/arenden/", state="all", q="utkorg")
    assert numbers(page) == [ticket.number]


def test_one_hit_and_thirty_cost_the_same():
    cases.incident(title="Listan låser sig", symptom="Den syns inte.")
    client = desk()
    client.see("/sok/")  # warms the session
    query_counts.check("web: search", lambda: client.see("/sok/", q="listan syns"), at_most=10)
    for _ in range(30):
        cases.incident(title="Listan låser sig", symptom="Den syns inte.")
    query_counts.check("web: search", lambda: client.see("/sok/", q="listan syns"), at_most=10)


def test_answers_and_rows_of_an_order_are_shown_as_they_were_written_not_as_they_are_kept():
    kept = '{"name": "Ny mall", "ready": true, "units": ["remisser till röntgen", "svar"], "days": 3}'
    assert search.as_read("answers", kept) == "Ny mall, remisser till röntgen, svar, 3"
    assert search.as_read("bulk_rows", '[{"unit": "Hjärtkliniken"}, {"unit": "Röntgen"}]') == "Hjärtkliniken, Röntgen"
    assert search.as_read("answers", "(dolt)") == "(dolt)"
    assert search.as_read("symptom", '{"felmeddelande": 1}') == '{"felmeddelande": 1}'
