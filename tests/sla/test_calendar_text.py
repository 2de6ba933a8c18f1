"""Hours and days as people write them, and what is said where they cannot be read."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sla.calendar_text import Unreadable, read_day, read_windows, write_day, write_windows


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("08.00–17.00", [(480, 1020)]),
        ("8-17", [(480, 1020)]),
        (" 08:00 - 12:00,13.00–24.00 ", [(480, 720), (780, 1440)]),
        ("08.00–12.00, 12.00–17.00", [(480, 720), (720, 1020)]),
        ("Stängt", []),
        ("closed", []),
        ("", []),
        ("dygnet runt", [(0, 1440)]),
    ],
)
def test_hours_are_read_in_the_ways_they_are_written(text, windows):
    assert read_windows(text) == windows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("08.00–12.00, 11.00–17.00", "overlap"),
        ("13.00–17.00, 08.00–12.00", "earlier time first"),
        ("17.00–08.00", "ends before it begins"),
        ("22.00–02.00", "midnight"),
        ("08.00–08.00", "same time"),
        ("08.00–24.30", "00.00 to 24.00"),
        ("08.70–17.00", "00.00 to 24.00"),
        ("åtta till fem", "is no time"),
        ("08.00–17.00,", "is no time"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_what_to_write(text, said):
    with translation.override("en"), pytest.raises(Unreadable, match=said):
        read_windows(text)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2026-12-23 08.00–12.00 Dan före dan", (date(2026, 12, 23), [(480, 720)], "Dan före dan")),
        ("2026-12-23 stängt", (date(2026, 12, 23), [], "")),
        ("2026-12-23 8-10, 13-15 Två pass", (date(2026, 12, 23), [(480, 600), (780, 900)], "Två pass")),
    ],
)
def test_a_day_is_its_date_its_hours_and_its_name(line, found):
    assert read_day(line) == found


@pytest.mark.parametrize("line", ["23 december stängt", "2026-02-30 stängt", "2026-12-23 Personaldag", "2026-12-23"])
def test_a_day_without_date_or_hours_is_refused(line):
    with pytest.raises(Unreadable):
        read_day(line)


POINTS = st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(sorted)


@given(POINTS, st.sampled_from(["sv", "en"]))
def test_what_is_written_is_read_again(points, language):
    windows = list(zip(points[::2], points[1::2], strict=False))
    with translation.override(language):
        assert read_windows(write_windows(windows)) == windows
        assert read_day(write_day(date(2026, 12, 23), windows, "Namn"))[1:] == (windows, "Namn")
