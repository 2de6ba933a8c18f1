"""An order of many rows is taken in whole or not at all, and delivered some rows at a time."""

import io
import zipfile
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from engine.errors import Refused
from engine.perform import create
from tests import parties
from tests.cases import fresh, step
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tickets.models import Event, OrderRow, TextVersion, Ticket
from tickets.processes.service_request.bulk import figures, reading
from tickets.processes.service_request.bulk.rows import RowFault
from tickets.processes.service_request.bulk.template_files import template_file
from tickets.processes.service_request.catalogue import reading as catalogue
from tickets.processes.service_request.catalogue.questions import questions_of
from tickets.workflows import ServiceRequest

pytestmark = pytest.mark.django_db

PERSONAL = "19121212-1212"


def order(**data):
    event = create(
        ServiceRequest, ServiceRequest.birth, actor=at.orderer(), via="test", data=bulk.ordering() | data,
        process=ServiceRequest.slug,
    )  # fmt: skip
    return fresh(event.ticket_id)


def refused(**data) -> list:
    before = Ticket.objects.unscoped("test").count()
    with pytest.raises(Refused) as why:
        order(**data)
    assert Ticket.objects.unscoped("test").count() == before
    return list(why.value.reasons)


def event_of(ticket, **which) -> Event:
    return Event.objects.unscoped("test").get(ticket=ticket, **which)


def kept(ticket) -> list[dict]:
    return [one.answers for one in reading.page(ticket, at.orderer()).rows]


# --- What is taken ---


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_file_is_read_as_spreadsheets_write_it(delimiter, encoding):
    given = [bulk.row(1, what="Läkemedelslista å ä ö"), bulk.row(2, kind="remove")]
    ticket = order(bulk_rows=bulk.csv_file(given, delimiter=delimiter, encoding=encoding))
    assert kept(ticket) == given


def test_an_excel_file_is_read_from_its_first_sheet_with_days_as_days():
    ticket = order(bulk_rows=bulk.xlsx_file(bulk.rows(4)))
    assert kept(ticket) == bulk.rows(4)


def test_a_list_of_a_program_is_taken_by_the_names_of_the_columns():
    assert kept(order(bulk_rows=bulk.rows(2))) == bulk.rows(2)


def test_headings_are_known_in_both_languages_in_any_order_and_empty_lines_are_passed_over():
    text = "sep=;\nFrom;Authorisation;HSA id;what is to be done *\n\n2026-12-07;Signera;SE2321000180-1A01;Add\n;;;\n"
    ticket = order(bulk_rows=SimpleUploadedFile("rader.csv", text.encode()))
    assert kept(ticket) == [bulk.row(1, hsa_id="SE2321000180-1A01", what="Signera")]


def test_the_template_of_an_item_can_be_filled_in_and_uploaded():
    version = catalogue.called(bulk.ITEM, None, timezone.now())
    book = load_workbook(io.BytesIO(template_file(version, "xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]] == [str(one.label) for one in questions_of(version.form)]
    book.worksheets[0].append(bulk.cells(bulk.row(1)))
    out = io.BytesIO()
    book.save(out)
    assert kept(order(bulk_rows=SimpleUploadedFile("mall.xlsx", out.getvalue()))) == [bulk.row(1)]
    empty = template_file(version, "csv").content
    assert [one.code for one in refused(bulk_rows=SimpleUploadedFile("mall.csv", empty))] == ["no_rows"]


def test_the_words_of_all_rows_are_one_text_and_the_event_holds_its_digest_alone():
    ticket = order(bulk_rows=bulk.rows(3))
    text = TextVersion.objects.unscoped("test").get(ticket=ticket, field="bulk_rows")
    event = event_of(ticket, step="order")
    assert event.changed["bulk_rows"] == {"text": text.digest, "for": "all"}
    assert event.changed["rows_kept"] == {"count": 3, "for": "all"}
    assert "Signera" not in str(event.changed)


# --- What is refused, as a whole ---


def test_every_broken_row_is_named_with_its_line_its_column_and_what_to_do_and_nothing_is_imported():
    given = bulk.rows(500)
    broken = {
        7: {"hsa_id": ""}, 41: {"kind": "kanske"}, 99: {"first_day": "i morgon"}, 180: {"what": "x" * 201},
        256: {"what": f"Gäller {PERSONAL}"}, 377: {"first_day": ""}, 500: {"kind": ""},
    }  # fmt: skip
    for number, changes in broken.items():
        given[number - 1] |= changes
    reasons = refused(bulk_rows=bulk.csv_file(given))
    assert all(isinstance(one, RowFault) for one in reasons)
    assert [(one.field, one.code) for one in reasons] == [
        ("bulk_rows.7.hsa_id", "required"),
        ("bulk_rows.41.kind", "not_a_choice"),
        ("bulk_rows.99.first_day", "not_a_day"),
        ("bulk_rows.180.what", "too_long"),
        ("bulk_rows.256.what", "personal_number"),
        ("bulk_rows.377.first_day", "required"),
        ("bulk_rows.500.kind", "required"),
    ]
    assert "8" in reasons[0].place and reasons[0].column == "HSA-id" and reasons[0].fault
    assert not any(PERSONAL in str(part) for one in reasons for part in (one.text, one.fault, one.field))
    assert not OrderRow.objects.unscoped("test").exists()


def test_rows_are_judged_even_where_the_rest_of_the_form_is_wrong_too():
    reasons = refused(bulk_rows=[bulk.row(kind="kanske")], ordered_for="")
    assert {one.field for one in reasons} == {"bulk_rows.1.kind", "ordered_for"}


def test_what_may_be_a_personal_number_needs_the_writers_statement():
    reasons = refused(bulk_rows=[bulk.row(what="Kod 1212121234")])
    assert [(one.code, one.field) for one in reasons] == [("possible_personal_number", "bulk_rows")]
    stated = {"not_personal_data": True, "not_personal_data_reason": "En behörighetskod."}
    ticket = order(bulk_rows=[bulk.row(what="Kod 1212121234")], **stated)
    assert event_of(ticket, step="order").changed["not_personal_data"]["bulk_rows"]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("HSA-id;Vad ska göras;Från och med", "wrong_columns"),
        ("HSA-id;HSA-id;Vad ska göras;Behörighet;Från och med", "wrong_columns"),
        ("HSA-id;Vad ska göras;Behörighet;Från och med;Lön", "wrong_columns"),
    ],
)
def test_a_column_that_is_missing_unknown_or_doubled_is_named(heading, code):
    reasons = refused(bulk_rows=SimpleUploadedFile("rader.csv", f"{heading}\na;b;c;d;e\n".encode()))
    assert {one.code for one in reasons} == {code}


def test_a_heading_with_a_personal_number_is_not_repeated():
    heading = f"HSA-id;Vad ska göras;Behörighet;Från och med;{PERSONAL}"
    reasons = refused(bulk_rows=SimpleUploadedFile("rader.csv", f"{heading}\na;b;c;d;e\n".encode()))
    assert not any(PERSONAL in str(one.text) for one in reasons)


def test_a_program_that_sends_an_unknown_column_or_no_object_is_told_which_row():
    reasons = refused(bulk_rows=[bulk.row(), bulk.row(2) | {"salary": 1}])
    assert [(one.field, one.code) for one in reasons] == [("bulk_rows.2.salary", "unknown_field")]
    assert [one.code for one in refused(bulk_rows=[bulk.row(), "rad"])] == ["not_an_object"]
    assert [one.code for one in refused(bulk_rows="rader")] == ["not_rows"]


def zip_bomb() -> bytes:
    """A workbook whose sheet unpacks to far more than it weighs."""
    packed = io.BytesIO(bulk.xlsx_file(bulk.rows(1)).read())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet9.xml", b" " * (60 * 1024 * 1024))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rader.xlsx", zip_bomb),
        ("rader.xlsx", lambda: b"inte en arbetsbok"),
        ("rader.csv", lambda: b"%PDF-1.4 \x00\x01"),
        ("rader.pdf", lambda: b"%PDF-1.4\n%%EOF"),
        ("rader.zip", lambda: b"PK\x03\x04"),
        ("rader.txt", lambda: b"hsa_id;kind\n"),
        ("rader.csv", lambda: b""),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_remedy(name, content):
    assert [one.code for one in refused(bulk_rows=SimpleUploadedFile(name, content()))] == ["file_refused"]


def test_no_more_rows_are_taken_than_the_collaboration_says():
    most = figures.rows_most()
    assert [one.code for one in refused(bulk_rows=bulk.rows(most + 1))] == ["too_many_rows"]
    assert [one.code for one in refused(bulk_rows=bulk.csv_file(bulk.rows(most + 1)))] == ["too_many_rows"]


def test_an_item_in_rows_has_rows_and_another_has_none():
    assert [(one.code, one.field) for one in refused(bulk_rows=None)] == [("required", "bulk_rows")]
    given = at.ordering() | {"bulk_rows": bulk.rows(1)}
    with pytest.raises(Refused) as why:
        create(
            ServiceRequest, ServiceRequest.birth, actor=at.orderer(), via="test", data=given, process="service-request"
        )
    assert [one.code for one in why.value.reasons] == ["no_rows_here"]


def test_a_draft_keeps_its_rows_and_newer_ones_take_their_place():
    ticket = step(bulk.draft(), "save", at.orderer(), bulk_rows=bulk.rows(5))
    ticket = step(ticket, "save", at.orderer(), bulk_rows=bulk.rows(2))
    ticket = step(ticket, "order", at.orderer(), ordered_for=at.FOR)
    assert reading.progress(ticket).total == 2
    assert len(kept(ticket)) == 2


def test_rows_that_no_longer_fit_the_item_are_uploaded_anew(monkeypatch):
    ticket = step(bulk.draft(), "save", at.orderer(), bulk_rows=[bulk.row(1, what="Läs"), bulk.row(2), bulk.row(3)])
    old = ticket.ordered()
    now = type(old)(**{one.attname: deepcopy(getattr(old, one.attname)) for one in old._meta.concrete_fields})
    now.form["properties"]["what"]["maxLength"] = 5
    monkeypatch.setattr(reading, "version_in", lambda context: now)
    with pytest.raises(Refused) as why, override("sv"):
        step(ticket, "order", at.orderer(), ordered_for=at.FOR)
    (reason,) = [one for one in why.value.reasons if one.code == "rows_outdated"]
    assert reason.field == "bulk_rows" and "2 rader" in str(reason.text)
    assert len(kept(ticket)) == 3, "nothing that was uploaded is lost"


# --- What becomes of the rows ---


def test_rows_are_delivered_in_part_and_the_order_only_when_each_has_a_result():
    ticket = bulk.in_fulfilment(5)
    with pytest.raises(Refused) as why:
        step(ticket, "deliver", parties.support(), delivery_note="Klart.")
    assert [one.code for one in why.value.reasons] == ["rows_waiting"]
    ticket = bulk.settled(ticket, "1-3, 5")
    assert reading.progress(ticket) == reading.Progress(5, 4, 0)
    ticket = bulk.settled(ticket, "4", "failed", row_reason="not_found")
    assert reading.progress(ticket) == reading.Progress(5, 4, 1)
    assert event_of(ticket, seq=ticket.event_seq).changed["rows_settled"] == {"failed": "4", "for": "all"}
    assert step(ticket, "deliver", parties.support(), delivery_note="Klart.").state == "delivered"


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({}, "required", "settled_rows"),
        ({"settled_rows": "1-2"}, "required", "row_result"),
        ({"settled_rows": "1", "row_result": "failed"}, "required", "row_reason"),
        ({"settled_rows": "1", "row_result": "delivered", "row_reason": "other"}, "not_failed", "row_reason"),
        ({"settled_rows": "9", "row_result": "delivered"}, "no_such_rows", "settled_rows"),
        ({"settled_rows": "första", "row_result": "delivered"}, "not_rows", "settled_rows"),
        ({"settled_rows": "3-1", "row_result": "delivered"}, "not_rows", "settled_rows"),
        ({"settled_rows": "1", "row_result": "failed", "row_reason": "other"}, "required", "comment"),
        ({"bulk_results": [{"row": 9, "result": "delivered"}]}, "no_such_rows", "bulk_results"),
    ],
)
def test_rows_are_not_settled_by_halves(given, code, field):
    ticket = bulk.in_fulfilment(3)
    with pytest.raises(Refused) as why:
        step(ticket, "settle_rows", parties.support(), **given)
    assert [(one.code, one.field) for one in why.value.reasons] == [(code, field)]
    assert reading.progress(ticket).waiting == 3


def test_results_come_as_the_file_that_the_rows_were_taken_out_as():
    ticket = bulk.in_fulfilment(4)
    lines = ["Rad;Resultat;Orsak;HSA-id", "1;Levererad;;x", "2;delivered;;x", "3;Misslyckad;not_found;x", ";;;"]
    file = SimpleUploadedFile("resultat.csv", "\n".join(lines).encode("cp1252"))
    ticket = step(ticket, "settle_rows", parties.support(), bulk_results=file)
    assert reading.progress(ticket) == reading.Progress(4, 2, 1)


def test_every_wrong_line_of_the_results_is_named():
    given = [{"row": "a", "result": "delivered"}, {"row": 2, "result": "?"}, {"row": 3, "result": "failed"}]
    given += [{"row": 1, "result": "ok"}, {"row": 1, "result": "ok"}]
    with pytest.raises(Refused) as why:
        step(bulk.in_fulfilment(3), "settle_rows", parties.support(), bulk_results=given)
    assert [(one.field, one.code) for one in why.value.reasons] == [
        ("bulk_results.1.row", "not_a_number"),
        ("bulk_results.2.result", "not_a_choice"),
        ("bulk_results.3.reason", "required"),
        ("bulk_results.5.row", "twice"),
    ]


def test_a_row_that_failed_can_be_delivered_later():
    ticket = bulk.settled(bulk.in_fulfilment(2), "1", "failed", row_reason="missing_details")
    ticket = bulk.settled(ticket, "1")
    assert reading.progress(ticket) == reading.Progress(2, 1, 0)
    assert [one.row.reason for one in reading.page(ticket, at.orderer()).rows] == ["", ""]


def test_an_order_without_rows_is_not_offered_to_settle_any():
    ticket = at.fulfilled_by_support()
    assert not ticket.is_offered("settle_rows")
    with pytest.raises(Refused) as why:
        step(ticket, "settle_rows", parties.support(), settled_rows="1", row_result="delivered")
    assert [one.code for one in why.value.reasons] == ["no_rows_here"]


def test_another_regions_people_read_no_row_of_it():
    ticket = bulk.placed(3)
    assert reading.page(ticket, parties.desk(parties.NEIGHBOUR)).rows == []


def test_hidden_rows_are_shown_without_their_words_and_can_still_be_settled():
    ticket = bulk.in_fulfilment(3)
    text = TextVersion.objects.unscoped("test").get(ticket=ticket, field="bulk_rows")
    ticket = step(ticket, "hide_personal_data", parties.support(), hidden_part=text.part_key)
    found = reading.page(ticket, at.orderer())
    assert found.is_hidden and [one.answers for one in found.rows] == [{}, {}, {}]
    assert reading.progress(bulk.settled(ticket)).delivered == 3


# --- What it costs ---


def queries(act) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_five_hundred_rows_cost_as_many_statements_as_five():
    at.orderer()
    order(bulk_rows=bulk.rows(1))
    few, many = (queries(lambda count=count: order(bulk_rows=bulk.rows(count))) for count in (5, 500))
    assert few == many
    small, large = bulk.in_fulfilment(5), bulk.in_fulfilment(500)
    bulk.settled(small, "1")
    few, many = (queries(lambda one=one: bulk.settled(one)) for one in (small, large))
    assert few == many
    who = at.reviewer()
    few, many = (queries(lambda one=one: reading.page(one, who)) for one in (small, large))
    assert few == many <= 3
