"""The loaded calendars: the law's vectors, versions that take over by day, and what is remembered."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from regions import directory
from sla import calendars, workdays
from sla.calendar_versions import copy_years
from sla.calendars import Course
from sla.hours import AROUND_THE_CLOCK, OfficeHours
from sla.models import Calendar, CalendarDay, CalendarVersion
from sla.tasks import copy_years as task
from tests.parties import REGION, SUPPORT_ORG, VENDOR_ORG
from tests.query_counts import counted

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = [[[480, 1020]]] * 5 + [[], []]
LATE = [[[600, 1080]]] * 6 + [[]]


@pytest.fixture(autouse=True)
def _read_anew():
    directory.clear()
    yield
    directory.clear()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def office():
    return calendars.by_slug("office")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-18T15:00", 8, "2026-06-22T14:00"),
        ("2026-04-02T16:30", 1, "2026-04-07T08:30"),
        ("2026-12-23T16:00", 4, "2026-12-28T11:00"),
        ("2026-05-13T16:00", 9, "2026-05-15T16:00"),
        ("2026-12-30T15:00", 18, "2027-01-05T15:00"),
        ("2026-10-24T10:00", 1, "2026-10-26T09:00"),
        ("2027-06-25T09:00", 1, "2027-06-28T09:00"),
    ],
)
def test_the_laws_vectors_hold_in_the_loaded_calendar(start, hours, due):
    assert calendars.hours_of(office()).after(at(start), timedelta(hours=hours)) == at(due)


@pytest.mark.django_db
def test_every_party_has_a_calendar_and_a_region_the_common_one():
    slugs = [calendars.of_party(directory.by_slug(one)).slug for one in (REGION, SUPPORT_ORG, VENDOR_ORG)]
    assert slugs == ["office", "support-desk", "vendor-desk"]
    assert calendars.hours_of(calendars.by_slug("around-the-clock")) is AROUND_THE_CLOCK
    extended = calendars.hours_of(calendars.by_slug("extended"))
    # Evening of a working day, a Saturday, and Christmas Day as a Sunday.
    opens = ["2026-09-03T21:59", "2026-09-05T08:00", "2026-12-25T19:59"]
    assert [extended.is_open(at(one)) for one in opens] == [True, True, True]
    assert not extended.is_open(at("2026-12-25T07:59"))


@pytest.mark.django_db
def test_the_days_of_three_years_are_copied_and_other_years_are_the_same():
    rows = CalendarDay.objects.filter(version__calendar=office())
    this_year = date.today().year
    assert set(rows.values_list("date__year", flat=True)) == set(range(this_year, this_year + 3))
    course = calendars.course_of(office())
    assert course.windows(date(2026, 6, 19)) == () == course.windows(date(this_year + 9, 12, 25))
    assert course.special(date(2026, 6, 19)).name == "midsommarafton"


@pytest.mark.django_db
def test_the_year_ahead_is_copied_once_and_for_what_still_counts():
    day = date(date.today().year + 1, 1, 1)
    before = CalendarDay.objects.count()
    assert copy_years(today=day) == 4
    assert CalendarDay.objects.filter(version__calendar=office(), date__year=day.year + 2).count() == 16
    assert copy_years(today=day) == 0 == task()
    assert CalendarDay.objects.count() > before


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete", "day", "own", "truncate"])
def test_what_is_published_is_kept_by_the_database(change):
    version = office().versions.get()
    day = version.days.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        if change == "update":
            CalendarVersion.objects.filter(pk=version.pk).update(reason="x")
        elif change == "delete":
            version.days.all()._raw_delete(using="default")
        elif change == "day":
            CalendarDay.objects.filter(pk=day.pk).update(windows=[])
        elif change == "own":
            CalendarDay.objects.create(version=version, date=date(2031, 3, 3), kind="own")
        else:
            with transaction.get_connection().cursor() as cursor:
                cursor.execute("truncate sla_calendarday")


@pytest.mark.django_db
def test_hours_are_asked_for_once_in_half_a_minute():
    directory.clear()
    directory.warm()
    _answer, statements = counted(lambda: [calendars.hours_of(office()).is_open(at("2026-09-04T10:00")) for _ in "abc"])
    assert statements == []
    again = calendars.hours_of(office())
    directory.clear()
    assert calendars.hours_of(office()) is again  # what was worked out stays, only the rows are read anew


@pytest.mark.django_db
def test_a_second_load_leaves_the_versions_alone():
    before = list(CalendarVersion.objects.order_by("pk").values())
    call_command("load_collaboration", "sussa", verbosity=0)
    assert list(CalendarVersion.objects.order_by("pk").values()) == before


# --- versions over a day boundary, without a database ---


def version(first: date, week, number: int) -> CalendarVersion:
    return CalendarVersion(pk=number, number=number, valid_from=first, week=week)


def course(*versions, days=()) -> Course:
    return Course(Calendar(slug="x", zone="Europe/Stockholm"), versions, days)


CHANGE = date(2026, 9, 7)  # a Monday
BEFORE, AFTER = version(date(2020, 1, 1), OFFICE, 1), version(CHANGE, LATE, 2)
BOTH, ONLY_BEFORE, ONLY_AFTER = course(BEFORE, AFTER).hours, course(BEFORE).hours, course(AFTER).hours
TURN = datetime(2026, 9, 7, tzinfo=STOCKHOLM).astimezone(UTC)


def test_the_later_version_counts_from_its_first_day_on():
    start = at("2026-09-04T16:00")
    assert BOTH.after(start, timedelta(hours=1)) == at("2026-09-04T17:00")
    assert BOTH.after(start, timedelta(hours=2)) == at("2026-09-07T11:00")  # opens at ten from Monday on
    assert BOTH.between(start, at("2026-09-07T17:30")) == timedelta(hours=1 + 7.5)
    assert BOTH.is_open(at("2026-09-12T12:00"))
    assert not BOTH.is_open(at("2026-09-05T12:00"))


def test_of_two_versions_with_one_first_day_the_later_number_counts():
    both = course(BEFORE, version(CHANGE, OFFICE, 2), version(CHANGE, LATE, 3))
    assert both.windows(CHANGE) == ((600, 1080),)


def test_an_own_day_belongs_to_its_version():
    own = CalendarDay(version=BEFORE, date=CHANGE, kind="own", windows=[])
    assert course(BEFORE, days=[own]).windows(CHANGE) == ()
    assert course(BEFORE, AFTER, days=[own]).windows(CHANGE) == ((600, 1080),)


@pytest.mark.parametrize(
    ("rules", "windows"),
    [
        ({}, {"2026-06-19": (), "2026-06-18": ((480, 1020),), "2026-05-15": ((480, 1020),)}),
        ({"on_eves": "ordinary"}, {"2026-06-19": ((480, 1020),), "2026-12-25": ()}),
        ({"on_squeezed": "shut"}, {"2026-05-15": (), "2026-01-05": ()}),
        ({"short_until": datetime(2026, 1, 1, 13).time()}, {"2026-04-30": ((480, 780),), "2026-01-05": ((480, 780),)}),
    ],
)
def test_what_a_version_says_of_the_days_that_differ(rules, windows):
    row = version(date(2020, 1, 1), OFFICE, 1)
    for name, value in rules.items():
        setattr(row, name, value)
    found = course(row)
    assert {day: found.windows(date.fromisoformat(day)) for day in windows} == windows


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(MOMENTS, MOMENTS, st.timedeltas(timedelta(), timedelta(days=20)))
def test_before_and_after_the_change_it_is_the_one_version_alone(one, other, amount):
    start, end = sorted((one, other))
    old = ONLY_BEFORE.between(min(start, TURN), min(end, TURN))
    new = ONLY_AFTER.between(max(start, TURN), max(end, TURN))
    assert BOTH.between(start, end) == old + new
    if start >= TURN:
        assert BOTH.after(start, amount) == ONLY_AFTER.after(start, amount)
    elif amount and ONLY_BEFORE.after(start, amount) <= TURN:
        assert BOTH.after(start, amount) == ONLY_BEFORE.after(start, amount)


def test_a_calendar_in_another_zone_is_open_by_its_own_clock():
    row = version(date(2020, 1, 1), OFFICE, 1)
    finnish = Course(Calendar(slug="x", zone="Europe/Helsinki"), [row]).hours
    assert isinstance(finnish, OfficeHours)
    assert finnish.is_open(at("2026-09-04T07:00"))
    assert not finnish.is_open(at("2026-09-04T16:00"))


# --- working days of the common calendar ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-16T10:15", 10, "2026-11-30T10:15"),  # two plain weeks
        ("2026-12-18T10:15", 10, "2027-01-08T10:15"),  # Christmas, New Year and Epiphany with their eves
        ("2026-06-18T10:15", 1, "2026-06-22T10:15"),
        ("2026-09-05T10:15", 1, "2026-09-07T10:15"),  # from a Saturday
        ("2026-10-23T02:30", 1, "2026-10-26T02:30"),  # over a clock change
        ("2026-09-04T10:15", 0, "2026-09-04T10:15"),
    ],
)
def test_working_days_skip_holidays_and_eves(start, days, due):
    assert workdays.after_working_days(at(start), days) == at(due)


@pytest.mark.django_db
def test_office_hours_end_at_holidays():
    moments = ["2026-12-23T16:59", "2026-12-24T10:00", "2026-12-25T10:00", "2026-12-28T08:00", "2026-12-28T17:00"]
    assert [workdays.is_office_hours(at(one)) for one in moments] == [True, False, False, True, False]


@pytest.mark.django_db
def test_without_a_common_calendar_the_working_week_counts(monkeypatch):
    monkeypatch.setattr(workdays, "by_slug", lambda slug: None)
    assert workdays.after_working_days(at("2026-12-23T10:15"), 1) == at("2026-12-28T10:15")
