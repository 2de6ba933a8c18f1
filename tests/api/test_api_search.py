"""Search over the API: the same hits, figures and refusals as in the browser."""

import pytest

from tests import cases, query_counts
from tests.api.calling import region, vendor
from tests.personal_data.made_numbers import number as made_number

pytestmark = pytest.mark.django_db


def numbers(answer) -> list[str]:
    return [one["number"] for one in answer.json()["results"]]


def test_hits_come_newest_first_with_the_addresses_of_the_pages_around():
    tickets = [cases.incident(title="Listan låser sig").number for _ in range(3)]
    first = region().get("search", q="lista", page_size=2)
    assert first.status_code == 200 and numbers(first) == tickets[:0:-1]
    assert first.json()["previous"] is None and "total" not in first.json()
    cursor = first.json()["next"].partition("cursor=")[2]
    second = region().get("search", q="lista", page_size=2, cursor=cursor)
    assert numbers(second) == tickets[:1] and second.json()["next"] is None


def test_facets_count_what_the_caller_reads():
    cases.at_vendor(title="Listan låser sig")
    cases.incident(title="Listan låser sig")
    said = region().get("search", q="lista", facets="true").json()
    assert said["total"] == 2 and not said["total_is_more"]
    assert {"value": "open", "count": 2} in said["facets"]["state"]
    said = vendor().get("search", q="lista", facets="true").json()
    assert said["total"] == 1 and said["facets"]["holder"] == [{"value": "cambio", "count": 1}]


def test_the_filters_of_the_list_narrow_the_hits():
    cases.incident(title="Listan låser sig")
    other = cases.at_support(title="Listan låser sig")
    assert numbers(region().get("search", q="lista", side="support")) == [other.number]
    assert region().get("search", q="lista", side="nowhere").status_code == 422
    assert region().get("search", q="lista", nonsense="1").status_code == 422


def test_a_close_answer_says_so():
    ticket = cases.incident(title="Läkemedelslistan visas dubbelt")
    said = region().get("search", q="läkmedelslistan").json()
    assert said["close"] and said["results"][0]["number"] == ticket.number


def test_a_personal_number_is_refused_without_being_repeated():
    number = made_number("19121112", "121")
    for path in ("search", "tickets"):
        answer = region().get(path, q=f"{number[:8]}-{number[8:]}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "personal_number"
        assert number[8:] not in answer.content.decode()


def test_one_hit_and_thirty_cost_the_same():
    caller = region()
    cases.incident(title="Listan låser sig")
    query_counts.check("api: search", lambda: caller.get("search", q="lista"), at_most=6)
    query_counts.check("api: search with facets", lambda: caller.get("search", q="lista", facets="true"), at_most=6)
    for _ in range(30):
        cases.incident(title="Listan låser sig")
    query_counts.check("api: search", lambda: caller.get("search", q="lista"), at_most=6)
    query_counts.check("api: search with facets", lambda: caller.get("search", q="lista", facets="true"), at_most=6)
