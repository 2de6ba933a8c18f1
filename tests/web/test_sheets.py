"""Files for spreadsheets: what people wrote is never a formula, and nobody but the reader keeps the file."""

import csv
import io

import pytest
from django.utils import timezone

from tickets.listed import Found
from tickets.web import listing
from tickets.web.sheets import BYTE_ORDER_MARK, sheet


def rows(answer) -> list[list[str]]:
    text = answer.content.decode()
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), delimiter=";"))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝", "＋", "－", "＠", '"='])
def test_neither_a_cell_nor_a_heading_is_a_formula(begin):
    words = f"{begin}HYPERLINK(1)"
    header, line = rows(sheet("fil", [words], [[words]]))
    assert (header, line) == ([f"'{words}"], [f"'{words}"])


@pytest.mark.parametrize("words", ["Läkemedel", "1234,50", "2026-11-29", "–", "Region A; B", 'Säger "nej"', ""])
def test_other_words_stand_as_they_were_written(words):
    assert rows(sheet("fil", [words], [[words]])) == [[words], [words]]


@pytest.mark.parametrize("number", ["-12,50", "-3", "+46 8 123 45"])
def test_a_number_below_zero_stays_a_number(number):
    (line,) = rows(sheet("fil", ["Antal"], [[number]]))[1:]
    assert line == [number if number.startswith("-") else f"'{number}"]


def test_the_file_is_saved_under_its_name_and_kept_by_no_cache():
    answer = sheet("behov-2026-11-29", ["a"], [])
    assert answer["Content-Disposition"] == 'attachment; filename="behov-2026-11-29.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_a_file_of_a_register_says_its_day_and_where_it_stops(rf):
    register = listing.Register(
        address="tickets:needs", title="", views=(("", ""),), words="", choices=(), none_fits="", everything=""
    )
    request, today = rf.get("/"), timezone.localdate()
    request.actor = None
    for more, last in ((None, ["2"]), (2, ["Bara de första 2 av 7. Filtrera för att få de andra."])):
        found = Found([1, 2], 7 if more else 2, more)
        answer = register.as_file(
            request, lambda asked, actor, size, found=found: found, "behov", ["Tal"], lambda one: [one]
        )
        assert answer["Content-Disposition"] == f'attachment; filename="behov-{today:%Y-%m-%d}.csv"'
        assert rows(answer)[-1] == last
