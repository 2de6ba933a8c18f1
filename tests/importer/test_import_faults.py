"""Bad input: each bad row is named with its line and reason, its words are never repeated, and nothing stops."""

import gzip

import pytest
from django.db import IntegrityError

from engine.record import HistoryRow, record_history
from tests.importer.logs import (
    HEADER,
    at,
    bring_in,
    bring_in_file,
    events,
    mapping_text,
    region,
    row,
    ticket,
    words,
    write_log,
)
from tickets.importer import lines
from tickets.importer.history import HistoricTicket
from tickets.importer.lines import LogUnreadable
from tickets.models import Event, TextVersion, Ticket
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

GOOD = [row("A", at(0)), row("A", at(9), "Done / Solved")]
NUMBER = "19121212-1212"  # Skatteverket's own example
MAYBE = "8112189876"

BAD_ROWS = {
    "broken_row": "A,2020-03-01T10:01:00,Open",
    "no_case": row("", at(1)),
    "bad_time": row("A", "yesterday"),
    "unknown_state": row("A", at(1), "Open / Lost"),
    "unknown_country": row("A", at(1), country="Atlantis"),
    "unknown_impact": row("A", at(1), impact="Terrible"),
    "no_team": row("A", at(1), team=" "),
    "out_of_order": row("A", "2020-02-01T10:00:00"),
    "personal_number": row("A", at(1), team=f"Desk {NUMBER}"),
}


@pytest.mark.parametrize("code", BAD_ROWS)
def test_a_bad_row_goes_to_the_error_file_with_its_line_and_stops_nothing(tmp_path, code):
    done = bring_in(tmp_path, GOOD[0], BAD_ROWS[code], GOOD[1], row("B", at(0)))
    assert done.reasons == [(3, code)]
    assert done.faults.refused == 1
    assert [event.target for event in events("A")] == ["in_progress", "closed"]
    assert len(events("B")) == 1


@pytest.mark.parametrize("time", ["2999-01-01T10:00:00", "1066-10-14T09:00:00", "2020-02-30T10:00:00"])
def test_a_time_that_cannot_be_is_refused(tmp_path, time):
    assert bring_in(tmp_path, row("A", time), *GOOD).reasons == [(2, "bad_time")]


def test_an_unclosed_quotation_mark_costs_its_own_row_only(tmp_path):
    bad = 'A,2020-03-01T10:01:00,Open,Work,"Desk,no,0,Low,Printer'
    done = bring_in(tmp_path, GOOD[0], bad, GOOD[1], row("B", at(0), what='the "red" one'))
    assert done.reasons == [(3, "broken_row")]
    assert ticket("B").title == 'the "red" one (Low)'


def test_a_value_may_hold_line_breaks_and_the_lines_after_it_keep_their_numbers(tmp_path):
    done = bring_in(tmp_path, row("A", at(0), what="two\nlines"), row("A", "never"), row("A", at(1), "Done / Solved"))
    assert done.reasons == [(4, "bad_time")]
    assert len(events("A")) == 2


def test_lines_that_are_no_text_are_named_and_the_rest_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 500)
    path = write_log(tmp_path, *GOOD)
    kept = path.read_bytes()
    path.write_bytes(kept + b"A,\xff\xfe,Open\n" + b"B,\0,Open\n" + b"C" * 1200 + b"\n\n")
    done = bring_in_file(path, tmp_path)
    assert done.reasons == [(4, "broken_row"), (5, "broken_row"), (6, "broken_row")]
    assert done.summary.events == 2


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = write_log(tmp_path, *GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert bring_in_file(path, tmp_path).summary.events == 2


def test_times_out_of_order_are_put_in_order_where_the_mapping_says_so(tmp_path):
    text = mapping_text() + "log: {out_of_order: sort}\n"
    done = bring_in(tmp_path, row("A", at(9), "Done / Solved"), row("A", at(0)), mapping=text)
    assert done.reasons == []
    assert [event.target for event in events()] == ["in_progress", "closed"]


def test_a_country_needs_a_region_where_there_is_no_default(tmp_path):
    text = mapping_text().replace(f"  default: {region(2).slug}\n", "")
    done = bring_in(tmp_path, row("A", country="0"), row("B"), mapping=text)
    assert done.reasons == [(2, "unknown_country")]


@pytest.mark.parametrize("place", ["what", "team", "case"])
def test_a_personal_number_is_neither_stored_nor_repeated(tmp_path, place):
    done = bring_in(tmp_path, row(**{place: f"x {NUMBER}"}), row("B"))
    assert done.reasons == [(2, "personal_number")]
    assert "1212-1212" not in done.text
    assert not TextVersion.objects.unscoped("test").filter(body__contains="1212").exists()
    assert Ticket.objects.unscoped("test").count() == 1


def test_what_may_be_a_personal_number_is_taken_in_and_pointed_out(tmp_path):
    done = bring_in(tmp_path, row(what=f"order {MAYBE}"))
    assert done.reasons == [(2, "possible_personal_number")]
    assert (done.faults.refused, done.faults.noticed, len(events())) == (0, 1, 1)
    assert MAYBE not in done.text


def test_a_file_that_is_cut_off_is_refused_before_anything_is_written(tmp_path):
    path = tmp_path / "log.csv.gz"
    many = [row(f"C{number}", at(0)) for number in range(500)]
    path.write_bytes(gzip.compress(write_log(tmp_path, *many).read_bytes())[:-40])
    with pytest.raises(LogUnreadable, match=r"log.csv.gz .*(damaged|skadad)"):
        bring_in_file(path, tmp_path)
    assert not Ticket.objects.unscoped("test").exists()


def test_a_packed_log_is_known_by_its_content(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(gzip.compress(write_log(tmp_path, *GOOD).read_bytes()))
    assert bring_in_file(path, tmp_path).summary.events == 2


def test_a_log_without_a_column_of_the_mapping_is_refused_by_name(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(HEADER.replace("impact", "weight") + "\n", encoding="utf-8")
    with pytest.raises(LogUnreadable, match=r"old-desk.yaml.*“impact”|old-desk.yaml.*”impact”"):
        bring_in_file(path, tmp_path)


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_file_is_refused(tmp_path, content):
    path = tmp_path / "log.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LogUnreadable):
        bring_in_file(path, tmp_path)


def test_a_log_of_a_header_alone_brings_nothing(tmp_path):
    assert bring_in(tmp_path).summary.events == 0


def test_a_case_that_the_database_refuses_is_left_out_whole_and_the_next_comes_in(tmp_path, monkeypatch):
    whole = HistoricTicket.store

    def refusing(self, rows, events):
        whole(self, rows, events)
        if self.source_key.endswith("A"):
            raise IntegrityError("no")

    monkeypatch.setattr(HistoricTicket, "store", refusing)
    done = bring_in(tmp_path, *GOOD, row("B"))
    assert done.reasons == [(2, "not_stored")]
    assert [one.source_key for one in Ticket.objects.unscoped("test")] == ["old-desk:B"]
    assert Event.objects.unscoped("test").count() == 1


def test_long_words_are_kept_whole_as_text_and_cut_in_the_title(tmp_path):
    bring_in(tmp_path, row(what="x" * 300))
    assert len(ticket().title) == 160
    assert words()[1][2] == "x" * 300 + " (Low)"


def test_history_out_of_order_or_empty_is_refused_by_the_engine():
    subject = HistoricTicket(PROCESSES["incident"], source_key="old-desk:Z", origin=region(0))
    with pytest.raises(ValueError, match="at least one row"):
        record_history(subject, [])
    moment = events_time(10), events_time(9)
    with pytest.raises(ValueError, match="in order of time"):
        record_history(subject, [HistoryRow(one, "register", "new") for one in moment])


def events_time(minute: int):
    from datetime import UTC, datetime

    return datetime(2020, 1, 1, 10, minute, tzinfo=UTC)
