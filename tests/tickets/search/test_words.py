"""Search by words: stems, parts of compounds, a slip of the pen, and whose circle the words stand in."""

import pytest

from tests import cases
from tests.parties import NEIGHBOUR, desk, support, vendor
from tests.people import actor
from tests.tickets.made_files import text_file
from tickets.models import TextVersion, Ticket
from tickets.search import asked, find

pytestmark = pytest.mark.django_db


def hits(words: str, who=None, **filters) -> list[str]:
    found = find.search({"q": words} | filters, who or desk())
    assert found.total == len(found.page.rows)
    return [ticket.number for ticket in found.page.rows]


@pytest.mark.parametrize(
    "words", ["läkemedelslistan", "Läkemedelslista", "LÄKEMEDELSLISTOR", "lista", "listan", "läkemedel"]
)
def test_endings_capitals_and_parts_of_a_compound_find_the_word(words):
    ticket = cases.incident(title="Läkemedelslistan visas dubbelt")
    cases.incident(title="Kallelser skrivs ut två gånger", symptom="Skrivaren går sönder.")
    assert hits(words) == [ticket.number]


@pytest.mark.parametrize("words", ["provsvar", "provsvaret", "provsvaren", "prov", "svaret"])
def test_a_word_that_the_stemmer_cuts_unlike_in_each_form_is_found_in_all(words):
    ticket = cases.incident(title="Labbprovsvar saknas", symptom="Provsvaren kommer inte fram.")
    assert hits(words) == [ticket.number]


def test_a_part_in_the_middle_of_a_long_compound_is_found():
    ticket = cases.incident(title="Patientjournalsystemet låser sig")
    assert hits("journal") == [ticket.number]


def test_a_short_part_is_found_at_the_beginning_and_at_the_end_of_a_word_only():
    end = cases.incident(title="Skrivfel i mallen")
    cases.incident(title="Kufelbank i mallen")
    assert hits("fel") == [end.number]


def test_all_words_must_be_there_wherever_on_the_case_they_stand():
    ticket = cases.incident(title="Remissen försvinner", symptom="Den syns inte i inkorgen.")
    cases.step(ticket, "add_note", desk(), note_text="Gäller bara ortopeden.", note_audience="customer")
    cases.incident(title="Remissen skrivs ut tom", symptom="Bara tomma sidor.")
    assert hits("remiss inkorg ortoped") == [ticket.number]
    assert hits("remiss inkorg kirurgen") == []


@pytest.mark.parametrize("words", ["läkmedelslistan", "läkemedelslitsan", "läkemedelslisstan", "läkemadelslistan"])
def test_one_slip_is_forgiven_when_nothing_answers_as_written(words):
    ticket = cases.incident(title="Läkemedelslistan visas dubbelt")
    found = find.search({"q": words}, desk())
    assert found.is_close and [one.number for one in found.page.rows] == [ticket.number]


def test_a_slip_is_not_looked_for_where_the_word_itself_answers():
    ticket = cases.incident(title="Mallen saknas")
    cases.incident(title="Hallen saknas")
    found = find.search({"q": "mallen"}, desk())
    assert not found.is_close and [one.number for one in found.page.rows] == [ticket.number]


def test_fillers_are_left_out_and_alone_find_nothing():
    ticket = cases.incident(title="Listan laddas inte")
    assert hits("inte listan") == [ticket.number]
    assert hits("inte") == [] and hits("") == [] and hits("  ") == []


def test_a_note_is_found_by_its_own_circle_only():
    ticket = cases.at_vendor(title="Listan låser sig")
    for audience, word in (("own", "zinkgrodan"), ("customer", "kopparälgen"), ("all", "silverräven")):
        cases.step(ticket, "add_note", desk(), note_text=f"{word} sa det", note_audience=audience)
    readers = {
        "zinkgrodan": {"region"},
        "kopparälgen": {"region", "support"},
        "silverräven": {"region", "support", "vendor"},
    }
    who = {"region": desk(), "support": support(), "vendor": vendor()}
    for word, expected in readers.items():
        assert {side for side, one in who.items() if hits(word, one) == [ticket.number]} == expected, word


def test_words_of_two_circles_find_a_case_only_for_who_reads_both():
    ticket = cases.at_vendor(title="Listan låser sig")
    cases.step(ticket, "add_note", desk(), note_text="Kopparälgen", note_audience="customer")
    assert hits("listan kopparälgen", desk()) == [ticket.number]
    assert hits("listan kopparälgen", vendor()) == []


def test_a_file_is_found_by_its_name_and_its_text_in_its_circle():
    ticket = cases.at_vendor()
    file = text_file("Felkod snigelpost i loggen", name="kraschdump.txt")
    cases.step(ticket, "attach", desk(), files=[file], note_audience="customer")
    for words in ("snigelpost", "kraschdump"):
        assert hits(words, desk()) == [ticket.number]
        assert hits(words, vendor()) == []


def test_a_case_is_found_again_by_what_was_written_a_moment_ago():
    ticket = cases.incident(title="Listan låser sig")
    assert hits("ormbunke") == []
    cases.step(ticket, "add_note", desk(), note_text="En ormbunke står i vägen.", note_audience="own")
    assert hits("ormbunke") == [ticket.number]


def test_a_draft_is_never_found():
    from engine.perform import create
    from tickets.workflows import PROCESSES

    workflow = PROCESSES["incident"]
    event = create(workflow, ("open",), actor=desk(), via="test", process="incident")
    text = TextVersion(ticket_id=event.ticket_id, event_seq=1, field="symptom", body="Kladdkakan jäser", audience="all")
    TextVersion.objects.bulk_create([text])
    assert Ticket.objects.unscoped("test").filter(state="draft").exists()
    assert hits("kladdkakan") == []


def test_another_region_finds_nothing_and_joint_cases_are_found_by_all():
    ticket = cases.incident(title="Zinkgrodan syns inte")
    assert hits("zinkgrodan", desk(NEIGHBOUR)) == []
    cases.step(ticket, "widen", actor("sussa-incidentansvarig", "sussa-vardstod"), reason="Alla har det.")
    assert hits("zinkgrodan", desk(NEIGHBOUR)) == [ticket.number]


ODD = ["'", "\\", "a'b", "& | !", ":*", "((((", "%_%", "<->", "'; drop table tickets_ticket; --", "\x00", "=",
       "#202611", "x" * 5000, "ord " * 400, "åäö🙂", "'a' | 'b'", "12'34", "(1", "4711:*"]  # fmt: skip


@pytest.mark.parametrize("words", ODD)
def test_what_looks_like_syntax_is_only_letters(words):
    cases.incident(title="Listan låser sig")
    assert hits(words) == []


def test_a_long_question_is_cut_not_refused():
    assert len(asked.checked("ord " * 400)) <= asked.MOST_LETTERS
    ticket = cases.incident(title="Listan låser sig")
    assert hits("listan " * 200) == [ticket.number]
