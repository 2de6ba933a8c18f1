"""Status messages over REST: what the page shows, cut to the caller's regions; a draft for its own side."""

import pytest

from tests import parties, query_counts
from tests.api import calling
from tests.cases import step
from tests.processes.major_incident import places as at
from tests.tickets import places
from tests.web.tickets.door import Visitor, words
from tickets.processes.major_incident.pages import pack

pytestmark = pytest.mark.django_db


def messages(program, ticket) -> list[dict]:
    answer = program.get(f"tickets/{ticket.number}/messages")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_region_reads_what_is_meant_for_it_with_what_was_added():
    ticket = step(at.major("investigating"), "write_message", at.communicator(), **at.message())
    assert messages(calling.region(), ticket) == []
    ticket = step(ticket, "publish_message", at.leader())
    step(ticket, "add_suffix", at.region_manager(), suffix_text="Hos oss: ring 4711.")
    (one,) = messages(calling.region(), ticket)
    assert (one["number"], one["situation"]) == (1, at.message()["message_situation"])
    assert one["published_at"] is not None and one["regions"] == []
    assert [row["text"] for row in one["additions"]] == ["Hos oss: ring 4711."]
    (there,) = messages(calling.region(parties.NEIGHBOUR), ticket)
    assert there["additions"] == []


def test_a_correction_names_its_message_and_others_regions_read_neither():
    ticket = at.major("investigating")
    step(ticket, "write_message", at.communicator(), **at.message(message_audience=[parties.REGION]))
    ticket = step(ticket, "publish_message", at.leader())
    step(ticket, "correct_message", at.leader(), correction="Det gäller även primärvården.")
    newest, first = messages(calling.region(), ticket)
    assert (newest["corrects"], newest["impact"], first["corrects"]) == (1, None, None)
    assert first["regions"] == [parties.REGION]
    assert messages(calling.region(parties.NEIGHBOUR), ticket) == []


def test_a_correction_stands_wherever_its_message_does(settings, tmp_path):
    """Else the picture and the pack would go on saying what was put right."""
    settings.MAJOR_PACK_DIR = tmp_path
    ticket = step(at.published(), "correct_message", at.leader(), correction="Journumret är 08-465 004 95.")
    step(ticket, "correct_message", at.leader(), correction="Och det svarar dygnet runt.")
    client = Visitor(parties.desk().user).client
    shown = [f"/arenden/{ticket.number}/", f"/storningar/{ticket.number}/lagesbild/"]
    pages = [words(client.get(path)) for path in shown]
    pack.write()
    for text in (*pages, (tmp_path / f"{parties.REGION}.html").read_text()):
        assert text.index("Journumret är 08-465 004 95.") < text.index("Och det svarar dygnet runt.")


def test_what_is_added_to_an_addition_is_added_to_its_message():
    ticket = step(at.published(), "correct_message", at.leader(), correction="Journumret är 08-465 004 95.")
    step(ticket, "correct_message", at.leader(), correction="Och det svarar dygnet runt.")
    step(ticket, "correct_message", at.leader(), correction="Även i helgen.", message_number=2)
    step(ticket, "add_suffix", at.region_manager(), suffix_text="Hos oss: ring 4711.")
    *additions, first = messages(calling.region(), ticket)
    assert [one["corrects"] for one in additions] == [1, 1, 1]
    assert [row["text"] for row in first["additions"]] == ["Hos oss: ring 4711."]
    page = words(Visitor(parties.desk().user).client.get(f"/storningar/{ticket.number}/besked/"))
    assert "Även i helgen." in page and "Hos oss: ring 4711." in page


def test_the_vendor_reads_no_name_of_the_customers_people():
    ticket = step(at.with_vendor(), "write_message", at.communicator(), **at.message())
    step(ticket, "publish_message", at.leader())
    (one,) = messages(calling.vendor(), ticket)
    assert (one["author"], one["approver"]) == (None, None)
    assert messages(calling.support(), ticket)[0]["author"]["name"]


def test_another_kind_of_case_has_none_and_another_regions_case_is_not_there():
    incident = places.incident()
    assert messages(calling.region(), incident) == []
    assert calling.region(parties.NEIGHBOUR).get(f"tickets/{incident.number}/messages").status_code == 404


def test_it_costs_the_same_however_many_there_are():
    ticket, program = at.published(), calling.support()
    program.get(f"tickets/{ticket.number}/messages")
    for _again in range(2):
        query_counts.check("api: list messages", lambda: messages(program, ticket), at_most=6)
        step(ticket, "correct_message", at.leader(), correction="Det gäller även primärvården.")
