"""A case is handed out as its owner decides: what is left out or masked is in none of the files."""

import json
import zipfile
from io import BytesIO

import pytest
from pypdf import PdfReader

from engine.errors import NotPossible, Refused
from roles.actor import Actor
from tests import parties
from tests.api.calling import program, vendor
from tests.cases import fresh, step
from tests.disclosing.ways import MARKED, PARTLY, joint_leader
from tests.pages import browser
from tests.processes.known_error import places as known_errors
from tests.processes.service_request import places as orders
from tests.processes.service_request.bulk import places as bulk
from tests.tickets import places
from tests.tickets.made_files import text_file
from tickets.disclosing.record import MASKED, record_of
from tickets.models import Attachment, DiaryNumber, Disclosure, TextVersion

pytestmark = pytest.mark.django_db
SECRET = "Offerten var på 48 000 kr"


def leader(region: str = parties.REGION) -> Actor:
    return parties.object_leader(region)


def noted() -> object:
    """A case with a note, a file, and a note that its owner does not read."""
    ticket = places.incident()
    step(ticket, "add_note", parties.desk(), note_text=f"{SECRET} från Nordprint.", note_audience="customer")
    step(ticket, "attach", parties.desk(), files=[text_file()], note_audience="customer")
    return fresh(ticket.pk)


def handed_out(ticket, **data) -> dict[str, bytes]:
    who = leader()
    step(ticket, "disclose", who, **data)
    answer = browser(who).get(f"/arenden/{ticket.number}/utlamnanden/1/")
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words_of(files: dict[str, bytes]) -> str:
    pages = PdfReader(BytesIO(files["handling.pdf"])).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_whole_case_is_handed_out_as_pdf_json_and_its_files():
    ticket = noted()
    files = handed_out(ticket, disclosure="whole")
    said = json.loads(files["handling.json"])
    assert said["number"] == ticket.number and said["title"] == ticket.title
    assert SECRET in files["handling.json"].decode() and SECRET in words_of(files)
    assert ticket.number in words_of(files) and "Lämnas ut i sin helhet" in words_of(files)
    names = [name for name in files if name.startswith("filer/")]
    row = Attachment.objects.unscoped("test").get(ticket_id=ticket.pk)
    assert len(names) == 1 and row.name in names[0] and said["files"][0]["sha256"] == row.sha256


def test_masked_words_stand_in_no_file_that_is_handed_out():
    ticket = noted()
    files = handed_out(ticket, masked_words="nordprint\n48 000 kr", **PARTLY)
    for content in (files["handling.json"].decode(), words_of(files)):
        assert "ordprint" not in content and "48 000" not in content
        assert "Offerten var på" in content and MASKED in content and "OSL 31 kap. 16 §" in content


def test_a_sum_is_masked_whatever_space_it_is_written_with():
    ticket = places.incident()
    step(ticket, "add_note", parties.desk(), note_text="Den kostar 48\u00a0000\u202fkr.", note_audience="customer")
    files = handed_out(fresh(ticket.pk), masked_words="48 000 kr", **PARTLY)
    assert f"Den kostar {MASKED}." in files["handling.json"].decode()


def test_a_file_that_holds_a_word_to_be_masked_is_left_out_or_the_decision_refused():
    ticket = places.incident()
    step(ticket, "attach", parties.desk(), files=[text_file()], note_audience="customer")
    row = Attachment.objects.unscoped("test").get(ticket_id=ticket.pk)
    with row.file.open("rb") as file:
        word = max(file.read().decode().split(), key=len)
    step(fresh(ticket.pk), "add_note", parties.desk(), note_text=f"Se {word}.", note_audience="customer")
    with pytest.raises(Refused) as refused:
        step(fresh(ticket.pk), "disclose", leader(), masked_words=word, **PARTLY)
    assert [(one.code, one.field) for one in refused.value.reasons] == [("file_holds_word", "left_out")]
    files = handed_out(fresh(ticket.pk), masked_words=word, left_out=[row.part_key], **PARTLY)
    assert all(word.encode() not in content for content in files.values())


def test_a_text_and_a_file_that_are_left_out_are_named_as_masked_alone():
    ticket = noted()
    note = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, field="note_text")
    row = Attachment.objects.unscoped("test").get(ticket_id=ticket.pk)
    files = handed_out(ticket, left_out=[note.part_key, row.part_key], **PARTLY)
    assert SECRET not in files["handling.json"].decode() and SECRET not in words_of(files)
    assert MASKED in files["handling.json"].decode() and MASKED in words_of(files)
    assert row.name not in files["handling.json"].decode()
    assert not [name for name in files if name.startswith("filer/")]


def test_a_refusal_holds_the_decision_and_nothing_of_the_case():
    ticket = noted()
    data = {"disclosure": "refused", "withheld_provision": "OSL 18 kap. 8 §", "reason": "Beskriver ett skydd."}
    files = handed_out(ticket, **data)
    assert set(files) == {"handling.pdf", "handling.json"}
    assert "kammarrätten" in words_of(files) and "Beskriver ett skydd." in words_of(files)
    for content in (files["handling.json"].decode(), words_of(files)):
        assert ticket.title not in content and SECRET not in content


def test_what_came_after_the_decision_is_not_handed_out_and_neither_is_what_was_hidden_since():
    ticket, who = noted(), leader()
    step(ticket, "disclose", who, disclosure="whole")
    step(ticket, "add_note", parties.desk(), note_text="Skrivet efteråt.", note_audience="customer")
    note = TextVersion.objects.unscoped("test").filter(ticket_id=ticket.pk, field="note_text").order_by("pk").first()
    step(ticket, "hide_personal_data", parties.desk(), hidden_part=note.part_key)
    answer = browser(who).get(f"/arenden/{ticket.number}/utlamnanden/1/")
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        said = archive.read("handling.json").decode()
    assert "Skrivet efteråt." not in said and SECRET not in said


def test_it_holds_no_more_than_its_owner_reads():
    ticket = places.joint_incident()
    step(ticket, "add_note", parties.support(), note_text="Bara för stödet.", note_audience="own")
    who = leader()
    record = record_of(fresh(ticket.pk), who, until=99)
    assert "Bara för stödet." not in str(record)


def test_only_the_owner_decides_and_only_its_family_and_the_support_organisation_read_the_decision():
    ticket = places.joint_incident()
    owner = leader()
    with pytest.raises(NotPossible):
        step(ticket, "disclose", leader(parties.NEIGHBOUR), disclosure="whole")
    step(ticket, "add_note", parties.support(), note_text="Nordprint svarar.", note_audience="customer")
    step(fresh(ticket.pk), "disclose", owner, masked_words="nordprint", **PARTLY)
    address = f"/arenden/{ticket.number}/utlamnanden/1/"
    assert browser(leader(parties.NEIGHBOUR)).get(address).status_code == 404
    assert browser(parties.vendor()).get(address).status_code == 404
    for who in (parties.support(), joint_leader(), parties.desk()):  # they read the case otherwise than its owner
        assert browser(who).get(address).status_code == 404
        page = browser(who).get(f"/arenden/{ticket.number}/").content.decode()
        assert "Lämnas ut med maskning" in page and address not in page
    assert browser(owner).get(address).status_code == 200
    assert Disclosure.objects.visible_to(leader(parties.NEIGHBOUR)).count() == 0
    masked = TextVersion.objects.visible_to(leader(parties.NEIGHBOUR)).filter(field="masked_words")
    assert not masked.exists()
    page = browser(leader(parties.NEIGHBOUR)).get(f"/arenden/{ticket.number}/?visa=falt").content.decode()
    assert "nordprint" not in page


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"disclosure": "partly", "withheld_provision": "OSL", "reason": "x"}, "left_out"),
        ({"disclosure": "partly", "masked_words": "i", "reason": "x"}, "withheld_provision"),
        (
            {"disclosure": "partly", "masked_words": "Nordprint", "withheld_provision": "x", "reason": "x"},
            "masked_words",
        ),
        ({"disclosure": "refused", "withheld_provision": "OSL"}, "reason"),
        ({"disclosure": "whole", "masked_words": "i"}, "disclosure"),
        ({"disclosure": "partly", "left_out": ["text-0"], "withheld_provision": "OSL", "reason": "x"}, "left_out"),
    ],
)
def test_a_decision_that_does_not_hold_together_is_refused_at_its_field(data, field):
    with pytest.raises(Refused) as refused:
        step(places.incident(), "disclose", leader(), **data)
    assert field in {one.field for one in refused.value.reasons}


def test_a_mark_of_secrecy_warns_everybody_but_the_vendor_and_asks_for_its_provision():
    ticket, who = places.joint_incident(), leader()
    with pytest.raises(Refused) as refused:
        step(ticket, "mark_secrecy", who, secrecy_mark="possible")
    assert {one.field for one in refused.value.reasons} == {"secrecy_provision", "reason"}
    step(ticket, "mark_secrecy", who, **MARKED)
    address = f"/arenden/{ticket.number}/"
    for reader in (who, leader(parties.NEIGHBOUR), parties.support()):
        page = browser(reader).get(address).content.decode()
        assert "Kan omfattas av sekretess" in page and "OSL 18 kap. 8 §" in page
    step(fresh(ticket.pk), "mark_secrecy", who, secrecy_mark="none")
    assert "Prövas när handlingen begärs ut" not in browser(who).get(address).content.decode()


def test_each_authority_states_its_own_diary_number_and_may_correct_it():
    ticket = places.joint_incident()
    step(ticket, "note_diary", leader(), diary_number="RS 2026-0412")
    step(fresh(ticket.pk), "note_diary", leader(parties.NEIGHBOUR), diary_number="HS 2026/77")
    step(fresh(ticket.pk), "note_diary", leader(), diary_number="RS 2026-0413")
    rows = DiaryNumber.objects.visible_to(leader()).filter(ticket_id=ticket.pk)
    assert sorted(rows.values_list("number", flat=True)) == ["HS 2026/77", "RS 2026-0413"]
    page = browser(leader()).get(f"/arenden/{ticket.number}/").content.decode()
    assert "RS 2026-0413" in page and "HS 2026/77" in page and "0412" not in page.partition('id="timeline"')[0]


def test_a_diary_number_finds_its_case_for_those_who_read_it():
    ticket = places.incident()
    step(ticket, "note_diary", leader(), diary_number="RS 2026-0412")
    for who, finds in ((leader(), True), (leader(parties.NEIGHBOUR), False), (parties.vendor(), False)):
        page = browser(who).get("/arenden/", {"diary": "rs 2026-0412"}).content.decode()
        assert (ticket.number in page) is finds


def test_the_preview_shows_what_would_be_handed_out_and_keeps_nothing():
    ticket = noted()
    address = f"/arenden/{ticket.number}/utlamnanden/granska/"
    page = browser(leader()).post(address, {"masked_words": "Nordprint", "disclosure": "partly"}).content.decode()
    assert "Offerten var på" in page and "Nordprint" not in page
    assert not Disclosure.objects.unscoped("test").exists()
    assert browser(parties.desk()).post(address, {}).status_code == 404


def test_a_case_of_the_support_organisation_is_disclosed_by_its_own_leader():
    ticket = known_errors.known_error()
    step(ticket, "disclose", joint_leader(), disclosure="whole")
    with pytest.raises(NotPossible):
        step(fresh(ticket.pk), "disclose", leader(), disclosure="whole")


def test_a_draft_is_no_public_record_yet():
    who = leader()
    with pytest.raises(NotPossible):
        step(places.draft("incident", who), "disclose", who, disclosure="whole")


def test_an_order_is_handed_out_with_its_answers_in_the_words_of_its_form():
    ticket = orders.placed()
    record = record_of(ticket, leader(), until=ticket.event_seq)
    assert ("Vilken behörighet gäller det?", "Signera remisser") in record.described
    answers = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, field="answers")
    without = record_of(ticket, leader(), until=ticket.event_seq, without=[answers.part_key])
    assert "Signera remisser" not in str(without)


def test_the_rows_of_an_order_are_handed_out_one_by_one():
    ticket = bulk.placed()
    record = record_of(ticket, leader(), until=ticket.event_seq)
    assert [label for label, _ in record.described if label.startswith("Rad ")] == ["Rad 1", "Rad 2", "Rad 3"]


def test_a_title_that_is_left_out_stands_nowhere():
    ticket = places.incident()
    title = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, field="title")
    assert ticket.title not in str(record_of(ticket, leader(), until=ticket.event_seq, without=[title.part_key]))


def test_the_program_reads_the_record_and_its_file_over_the_api():
    ticket = noted()
    step(ticket, "note_diary", leader(), diary_number="RS 2026-0412")
    step(ticket, "disclose", leader(), disclosure="whole")
    client = program("region-objektledare", parties.REGION)
    said = client.get(f"tickets/{ticket.number}/record").json()
    assert said["diary_numbers"] == [{"organisation": parties.REGION, "number": "RS 2026-0412"}]
    assert [one["decision"] for one in said["disclosures"]] == ["whole"]
    answer = client.get(f"tickets/{ticket.number}/record/1")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert vendor().get(f"tickets/{ticket.number}/record").status_code == 404
