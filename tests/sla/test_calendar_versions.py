"""A calendar changes by versions: drafts, refusals that name the row, publication of all or nothing, one at a time."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone, translation

from regions import directory
from roles.changing import NotAllowed, Refused
from sla import calendar_versions, calendars
from sla.calendar_preview import day_differences, not_counted, preview, sentence, week_differences
from sla.calendar_versions import Wanted
from sla.models import CalendarDay, CalendarVersion
from tests.parties import SUPPORT_ORG, desk, support
from tests.people import actor
from tests.sla.test_calendar_hours import at

pytestmark = pytest.mark.django_db
LATER = date.today().year + 4
WEEK = [[(480, 1020)]] * 5 + [[], []]
LATE = [[(600, 1080)]] * 5 + [[], []]


@pytest.fixture(autouse=True)
def _read_anew():
    directory.clear()
    with translation.override("sv"):
        yield
    directory.clear()


def editor():
    return actor("sussa-objektledare", SUPPORT_ORG)


def office():
    return calendars.by_slug("office")


def today():
    return timezone.localdate()


def first_day():
    return today() + timedelta(days=30)


def wanted(**changes) -> Wanted:
    return Wanted(**{"valid_from": first_day(), "week": LATE} | changes)


def drafted(**changes) -> CalendarVersion:
    return calendar_versions.draft(editor(), office(), wanted(**changes))


def published(row, *, based_on: int = 1, who=None) -> CalendarVersion:
    return calendar_versions.publish(who or editor(), row, based_on=based_on, read_at=row.changed_at.isoformat())


def reasons(call) -> dict:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.reasons


def test_a_draft_counts_nothing_and_a_published_one_from_its_first_day():
    row = drafted()
    assert calendars.course_of(office()).windows(first_day()) != ((600, 1080),)
    done = published(row)
    course = calendars.course_of(office())
    day = next(first_day() + timedelta(days=n) for n in range(30) if course.windows(first_day() + timedelta(days=n)))
    assert course.windows(day) == ((600, 1080),)
    assert (done.number, done.published_by, done.state) == (2, editor().user, "published")
    assert "Objektledare" in done.published_as
    assert course.version_on(first_day() - timedelta(days=1)).number == 1
    years = {row.date.year for row in done.days.all()}
    assert years == set(range(first_day().year, first_day().year + 3))


def test_only_who_may_edit_calendars_changes_them():
    row = drafted()
    for who in (desk(), support()):
        for call in (
            lambda who=who: calendar_versions.draft(who, office(), wanted()),
            lambda who=who: published(row, who=who),
            lambda who=who: calendar_versions.discard(who, row),
        ):
            with pytest.raises(NotAllowed):
                call()
    assert CalendarVersion.objects.filter(pk=row.pk, state="draft").exists()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"week": [[]] * 7}, "week", "aldrig öppna"),
        ({"valid_from": date(LATER - 5, 1, 1)}, "valid_from", "eller en senare dag"),
        ({"valid_from": date(LATER + 2, 1, 1)}, "valid_from", "för långt fram"),
        ({"own_days": ["", "x"]}, "own_days", "Rad 2"),
        ({"own_days": [f"{LATER - 5}-01-01 stängt Nej"]}, "own_days", "före versionens första dag"),
        ({"own_days": [f"{LATER}-03-03 17.00–08.00"]}, "own_days", "slutar innan"),
        (
            {"own_days": [f"{LATER}-03-03 stängt", f"{LATER}-03-04 stängt", f"{LATER}-03-03 stängt"]},
            "own_days",
            f"Rad 3: {LATER}-03-03",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(changes, field, said):
    found = reasons(lambda: drafted(**changes))
    assert list(found) == [field]
    assert said in found[field]
    assert not CalendarVersion.objects.filter(state="draft").exists()


def test_a_calendar_around_the_clock_has_no_versions():
    always = calendars.by_slug("around-the-clock")
    assert list(reasons(lambda: calendar_versions.draft(editor(), always, wanted()))) == [""]


def test_a_draft_can_be_changed_and_thrown_away():
    row = drafted(own_days=[f"{LATER}-03-03 stängt Personaldag"])
    again = calendar_versions.draft(
        editor(),
        office(),
        wanted(week=WEEK, own_days=[f"{LATER}-03-04 stängt"]),
        row=row,
        read_at=row.changed_at.isoformat(),
    )
    assert again.pk == row.pk
    assert [day.date for day in again.days.all()] == [date(LATER, 3, 4)]
    calendar_versions.discard(editor(), again)
    assert not CalendarDay.objects.filter(date=date(LATER, 3, 4)).exists()
    assert list(reasons(lambda: published(again))) == [""]


def test_what_was_read_is_what_is_published():
    row = drafted()
    read_at = row.changed_at.isoformat()
    calendar_versions.draft(editor(), office(), wanted(week=WEEK), row=row, read_at=read_at)
    found = reasons(lambda: calendar_versions.publish(editor(), row, based_on=1, read_at=read_at))
    assert "ändrats under tiden" in found[""]


def test_a_draft_whose_first_day_has_passed_is_not_published():
    row = drafted()
    CalendarVersion.objects.filter(pk=row.pk).update(valid_from=today() - timedelta(days=1))
    assert list(reasons(lambda: published(row))) == ["valid_from"]
    row.refresh_from_db()
    assert (row.state, row.number) == ("draft", None)


def test_nothing_is_half_published(monkeypatch):
    row = drafted(own_days=[f"{LATER}-03-03 stängt"])
    monkeypatch.setattr(CalendarVersion, "save", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        published(row)
    row.refresh_from_db()
    assert (row.state, row.number) == ("draft", None)
    assert [day.kind for day in row.days.all()] == ["own"]


def test_a_draft_that_is_older_may_be_published_later():
    older, younger = drafted(), drafted(week=WEEK)
    published(younger)
    assert calendars.course_of(office()).version_on(first_day()).number == 2
    published(older, based_on=2)
    course = calendars.course_of(office())
    assert (course.version_on(first_day()).pk, course.version_on(first_day()).number) == (older.pk, 3)


def test_an_own_day_stays_its_own_where_a_holiday_falls_on_it():
    christmas = date(first_day().year + 1, 12, 25)
    done = published(drafted(own_days=[f"{christmas} 10.00–12.00 Jour"]))
    assert calendars.course_of(office()).windows(christmas) == ((600, 720),)
    assert done.days.get(date=christmas).kind == "own"


def test_the_past_stays_whatever_is_published():
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    hours, start, end = calendars.hours_of(office()), midnight - timedelta(days=200), midnight
    before = hours.between(start, end), hours.after(start, timedelta(hours=200))
    published(drafted(valid_from=today(), week=[[(0, 60)]] * 7))
    hours = calendars.hours_of(office())
    assert (hours.between(start, end), hours.after(start, timedelta(hours=200))) == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_reads_again():
    rows, who, results = [drafted(), drafted(week=WEEK)], editor(), []
    barrier = threading.Barrier(2)

    def publish_one(row):
        barrier.wait()
        try:
            results.append(published(row, who=who).number)
        except Refused as refused:
            results.append(list(refused.reasons))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish_one, args=(row,)) for row in rows]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results, key=str) == [2, [""]]
        assert office().versions.filter(state="published").count() == 2
    finally:
        _remove_added()


def _remove_added() -> None:
    """The calendars stay between tests: take away what was published in earnest."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "delete from sla_calendarday where version_id in (select id from sla_calendarversion"
            " where number > 1 or state = 'draft')"
        )
        cursor.execute("delete from sla_calendarversion where number > 1 or state = 'draft'")
        cursor.execute("set session_replication_role = origin")


# --- what a time would become, and what a draft changes ---


def tried(start: str, **amount):
    return preview(calendars.course_of(office()), at(start), timedelta(**amount))


def test_the_sentence_of_the_preview():
    said = sentence(
        calendars.course_of(office()), tried("2026-09-04T16:40", hours=4), promise="svarstid", priority="P3"
    )
    assert said == (
        "P3 lagd fredag 4 september 2026 kl. 16.40, svarstid 4 h → senast måndag 7 september 2026 kl. 11.40, "
        "räknas ej: lör, sön."
    )


@pytest.mark.parametrize(
    ("start", "hours", "words"),
    [
        ("2026-06-18T15:00", 8, ["midsommarafton", "midsommardagen", "sön"]),
        ("2026-12-23T16:00", 4, ["julafton", "juldagen", "annandag jul", "sön"]),
        ("2026-09-01T08:00", 180, ["4 lör", "4 sön"]),
        ("2026-09-02T08:00", 4, []),
        ("2026-09-05T08:00", 4, ["lör", "sön"]),
    ],
)
def test_the_days_that_did_not_count_are_named_once(start, hours, words):
    found = tried(start, hours=hours)
    assert list(found.not_counted) == words


def test_a_shortened_day_is_told_with_what_counted_of_it():
    row = drafted(week=WEEK, short_until=timezone.datetime(2026, 1, 1, 13).time())
    course = calendars.course_with(calendars.course_now(office()), row)
    year = first_day().year + 1
    start = at(f"{year}-04-30T10:00")
    if course.windows(date(year, 4, 30)):
        assert not_counted(course, start, start)[0] == "valborgsmässoafton (bara 08.00–13.00 räknas)"


def test_around_the_clock_counts_every_day():
    course = calendars.course_of(calendars.by_slug("around-the-clock"))
    found = preview(course, at("2026-10-25T00:30"), timedelta(hours=4))
    assert (found.due, found.not_counted) == (at("2026-10-25T03:30"), ())


def test_a_draft_is_compared_with_what_holds():
    course, week = calendars.course_now(office()), [[(600, 1080)], *WEEK[1:]]
    days = (first_day() + timedelta(days=n) for n in range(60))
    monday = next(
        day for day in days if day.weekday() == 0 and all(course.windows(day + timedelta(days=n)) for n in range(5))
    )
    own = monday + timedelta(days=2)
    row = drafted(valid_from=monday, week=week, own_days=[f"{own} stängt Flytt"])
    before = calendars.course_now(office())
    after = calendars.course_with(before, row)
    assert [one.day for one in week_differences(before, after, monday)] == [monday]
    found = day_differences(before, after, monday, monday + timedelta(days=200))
    assert [(one.day, one.name, one.after) for one in found] == [(own, "Flytt", ())]
