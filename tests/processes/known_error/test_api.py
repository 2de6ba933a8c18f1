"""Known errors over REST: the list with its filters, and the steps like those of every ticket."""

import pytest

from tests.api import calling
from tests.processes.known_error import places
from tests.processes.known_error.places import known_error

pytestmark = pytest.mark.django_db
PATH = "known-errors"


def numbers(program, **asked) -> list[str]:
    answer = program.get(PATH, **asked)
    assert answer.status_code == 200, answer.content
    return [one["number"] for one in answer.json()["results"]]


def test_the_list_gives_workaround_versions_and_regions():
    ticket = places.verified(known_error("under_change"), "dalarna")
    (one,) = calling.region().get(PATH).json()["results"]
    assert (one["number"], one["workaround"], one["offered_here"]) == (ticket.number, places.WORKAROUND, False)
    assert one["regions"] == [{"region": "dalarna", "verified": True}, {"region": "halland", "verified": False}]
    (there,) = calling.region("halland").get(PATH).json()["results"]
    assert there["offered_here"] is True


def test_the_list_is_filtered_and_refuses_what_it_does_not_know():
    one, other = known_error(), known_error(affected_regions=["halland"])
    program = calling.region()
    assert numbers(program, region="dalarna") == [one.number]
    assert set(numbers(program, q="fryser")) == {one.number, other.number}
    assert numbers(program, service="provsvar") == []
    assert [program.get(PATH, **{name: "nothing"}).status_code for name in ("which", "region", "service")] == [422] * 3


def test_the_vendor_reads_none():
    known_error()
    assert numbers(calling.vendor()) == []


def test_it_is_published_over_the_api():
    ticket = known_error("draft")
    program = calling.program("sussa-problemansvarig", "sussa-vardstod")
    typed = places.publishing()
    typed.pop("known_error_owner")
    answer = program.step(ticket.number, "publish", **typed)
    assert answer.status_code == 422
    assert "known_error_owner" in str(answer.json())
