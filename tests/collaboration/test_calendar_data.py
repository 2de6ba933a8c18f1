"""Calendars in the data files: checked with file, line and key, published once, never overwritten."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from regions import directory
from sla import calendar_versions, calendars
from sla.calendar_versions import Wanted
from sla.models import CalendarVersion
from tests.people import actor

FILE = "calendars.yaml"
OFFICE = "  - {slug: office, label_sv: Helgfri vardag 08–17, label_en: Working days 08–17}"
VERSION = "  - calendar: office\n    valid_from: 2020-01-01\n"
WEEK = "week: [08.00–17.00, 08.00–17.00, 08.00–17.00, 08.00–17.00, 08.00–17.00, stängt, stängt]\n  - calendar: extended"


@pytest.fixture
def loaded(sussa):
    sussa.load()
    return sussa


def test_five_calendars_are_published_with_their_days(loaded):
    slugs = [one.slug for one in calendars.calendars()]
    assert slugs == ["office", "around-the-clock", "extended", "support-desk", "vendor-desk"]
    assert CalendarVersion.objects.filter(state="published", number=1, published_by=None).count() == 4
    assert calendars.course_of(calendars.by_slug("office")).windows(date(2026, 12, 24)) == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (OFFICE, OFFICE[:-1] + ", zone: Europe/Stokholm}", "calendars.zone", "is no time zone"),
        (OFFICE, OFFICE[:-1] + ", around_the_clock: true}", "calendar_versions.calendar", "has no versions"),
        (VERSION, "  - calendar: ofice\n    valid_from: 2020-01-01\n", "calendar_versions.calendar", "“office”"),
        ("week: [08.00–17.00, 08", "week: [17.00–08.00, 08", "calendar_versions.week", "ends before it begins"),
        ("week: [08.00–17.00, 08", "week: [8, 08", "calendar_versions.week", "list of words"),
        (WEEK, WEEK.replace("08.00–17.00", "stängt"), "calendar_versions.week", "never open"),
        (WEEK, WEEK.replace("08.00–17.00, ", "", 1), "calendar_versions.week", "seven days"),
        (VERSION, VERSION + "    short_until: 14.00\n", "calendar_versions.short_until", "double quotes"),
        (VERSION, VERSION + '    short_until: "klockan två"\n', "calendar_versions.short_until", "no time of day"),
        (VERSION, VERSION + "    on_squeezed: never\n", "calendar_versions.on_squeezed", "Choose one of"),
        (VERSION, VERSION + '    days: ["2019-12-23 stängt"]\n', "calendar_versions.days", "comes before"),
        (
            VERSION,
            VERSION + '    days: ["2026-12-23 stängt", "2026-12-23 stängt"]\n',
            "calendar_versions.days",
            "already",
        ),
        (VERSION, VERSION + "    number: 7\n", "calendar_versions.number", "no such key"),
    ],
)
def test_bad_input_is_refused_with_file_line_and_key_and_nothing_is_written(sussa, old, new, key, said):
    sussa.edit(FILE, old, new)
    first = sussa.refusal()[0]
    assert first.startswith(f"{FILE}:")
    assert f" {key}" in first
    assert said in first
    assert not CalendarVersion.objects.exists()


def test_a_calendar_without_hours_is_refused(sussa):
    sussa.edit(FILE, OFFICE, OFFICE + "\n  - {slug: empty, label_sv: Tom, label_en: Empty}")
    assert "calendars.slug: The calendar has no hours" in sussa.refusal()[0]


def test_a_version_that_is_published_is_not_changed_by_a_file(loaded):
    loaded.edit(FILE, "week: [08.00–17.00, 08", "week: [09.00–17.00, 08")
    assert "stays as it is" in loaded.refusal()[0]


def test_the_zone_stays(loaded):
    loaded.edit(FILE, OFFICE, OFFICE[:-1] + ", zone: Europe/Helsinki}")
    line = loaded.refusal()[0]
    assert "calendars.zone" in line
    assert "past would change" in line


def test_a_new_version_in_the_files_begins_today_or_later(loaded):
    again = "  - calendar: office\n    valid_from: {day}\n    week: [8–16, 8–16, 8–16, 8–16, 8–16, stängt, stängt]\n"
    loaded.append(FILE, again.format(day="2021-01-01"))
    assert "today or later" in loaded.refusal()[0]
    day = timezone.localdate() + timedelta(days=20)
    loaded.edit(FILE, "2021-01-01", day.isoformat())
    assert f"calendar_versions: 1 created: office / {day}" in loaded.load()
    assert CalendarVersion.objects.get(valid_from=day).number == 2
    assert "Nothing changed" in loaded.load()[0]


def test_what_people_have_published_is_left_alone(loaded):
    day = timezone.localdate() + timedelta(days=20)
    leader = actor("sussa-objektledare", "sussa-vardstod")
    wanted = Wanted(valid_from=day, week=[[(540, 960)]] * 5 + [[], []])
    office = calendars.by_slug("office")
    row = calendar_versions.draft(leader, office, wanted)
    calendar_versions.publish(leader, row, based_on=1, read_at=row.changed_at.isoformat())
    assert "Nothing changed" in loaded.load()[0]
    loaded.append(FILE, f"  - calendar: office\n    valid_from: {day}\n    week: [8–16, '', '', '', '', '', '']\n")
    assert "Nothing changed" in loaded.load()[0]
    directory.clear()
    assert calendars.course_of(office).version_on(day).number == 2
