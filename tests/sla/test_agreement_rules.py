"""An agreement changes by versions: refusals that name the row, publication of all or nothing, amounts as text."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone, translation

from regions import directory
from roles.changing import NotAllowed, Refused
from sla import agreement_versions, agreement_words, calendars
from sla.agreement_regions import Why, counted, set_days
from sla.agreement_text import WantedTarget, read_amount, write_amount
from sla.agreement_versions import Wanted, said_by
from sla.agreements import counts_for, version_on
from sla.calendar_text import Unreadable
from sla.models import Agreement, AgreementVersion, Calendar, CalendarVersion, Pause, Target
from tests.parties import SUPPORT_ORG, desk, support, vendor
from tests.people import actor
from tests.sla.test_agreement_versions import _remove_added

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_anew():
    directory.clear()
    with translation.override("sv"):
        yield
    directory.clear()


def editor():
    return actor("sussa-objektledare", SUPPORT_ORG)


def uc() -> Agreement:
    return Agreement.objects.get(slug="uc-cambio")


def first_day():
    return timezone.localdate() + timedelta(days=30)


def wanted(**changes) -> Wanted:
    return replace(said_by(uc().versions.get(number=1)), valid_from=first_day(), **changes)


def more(*targets: WantedTarget) -> Wanted:
    return wanted(targets=[*wanted().targets, *targets])


def drafted(said: Wanted | None = None, *, who=None, **how) -> AgreementVersion:
    how |= {"processes": agreement_words.processes(), "called": agreement_words.row_name}
    return agreement_versions.draft(who or editor(), uc(), said or wanted(), **how)


def published(row, *, based_on: int = 1, who=None) -> AgreementVersion:
    read_at = row.changed_at.isoformat()
    return agreement_versions.publish(who or editor(), row, based_on=based_on, read_at=read_at)


def reasons(call) -> dict:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.reasons


def test_a_draft_counts_nothing_and_a_published_one_from_its_first_day():
    row = drafted()
    assert version_on(uc(), first_day()).number == 1
    done = published(row)
    assert (done.number, done.published_by, done.state) == (2, editor().user, "published")
    assert "Objektledare" in done.published_as
    assert version_on(uc(), first_day()).number == 2
    assert version_on(uc(), first_day() - timedelta(days=1)).number == 1
    assert replace(said_by(done), valid_from=None) == replace(wanted(), valid_from=None)


def test_only_who_may_edit_targets_changes_them():
    row = drafted()
    for who in (desk(), support(), vendor()):
        for call in (
            lambda who=who: drafted(who=who),
            lambda who=who: published(row, who=who),
            lambda who=who: agreement_versions.discard(who, row),
            lambda who=who: set_days(
                who,
                uc(),
                directory.by_slug("dalarna"),
                valid_from=first_day(),
                valid_to=None,
                reason="Nej",
                read=None,
            ),
        ):
            with pytest.raises(NotAllowed):
                call()
    assert AgreementVersion.objects.filter(pk=row.pk, state="draft").exists()


ANY_RELEASE = WantedTarget("release", "decide", None, 60, "office")


@pytest.mark.parametrize(
    ("make", "place", "said"),
    [
        (lambda: more(WantedTarget("release", "decide", 3, 60, "office")), -1, "Releaseprocessen, Beslut” saknar mål"),
        (lambda: more(ANY_RELEASE, ANY_RELEASE), -1, "Releaseprocessen, Beslut” har redan ett mål"),
        (lambda: more(replace(ANY_RELEASE, process="realese")), -1, "”realese”"),
        (lambda: more(replace(ANY_RELEASE, calendar="ofice")), -1, "”ofice”"),
        (lambda: more(replace(ANY_RELEASE, minutes=0)), -1, "noll tid"),
        (lambda: more(replace(ANY_RELEASE, calendar=None)), -1, "noll tid"),
    ],
)
def test_what_cannot_be_is_refused_at_its_row_and_nothing_is_kept(make, place, said):
    asked = make()
    found = reasons(lambda: drafted(asked))
    assert list(found) == [f"targets.{len(asked.targets) + place}"]
    assert said in next(iter(found.values()))
    assert not AgreementVersion.objects.filter(state="draft").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"targets": []}, "targets"),
        ({"pauses": {}}, "pauses"),
        ({"pauses_from": 1}, "pauses_from"),
        ({"most_pauses": 0}, "most_pauses"),
        ({"longest_pause_minutes": 60, "pause_calendar": None}, "longest_pause_minutes"),
        ({"valid_from": timezone.localdate() - timedelta(days=1)}, "valid_from"),
    ],
)
def test_what_is_wrong_with_the_whole_is_refused_at_its_field(changes, field):
    assert list(reasons(lambda: drafted(replace(wanted(), **changes)))) == [field]
    assert not AgreementVersion.objects.filter(state="draft").exists()


def test_a_calendar_that_never_opens_is_refused_in_a_draft_and_when_it_is_published():
    shut = Calendar.objects.create(
        collaboration=directory.collaboration(), slug="shut", label_sv="Aldrig", label_en="Never"
    )
    directory.clear()
    found = reasons(lambda: drafted(more(replace(ANY_RELEASE, calendar="shut"))))
    assert "Aldrig” öppnar aldrig" in next(iter(found.values()))
    opened = CalendarVersion.objects.create(
        calendar=shut, valid_from=first_day(), changed_at=timezone.now(), week=[[[480, 1020]], *[[]] * 6]
    )
    CalendarVersion.objects.filter(pk=opened.pk).update(number=1, state="published", published_at=timezone.now())
    row = drafted(more(replace(ANY_RELEASE, calendar="shut")))
    row.targets.filter(process="release").update(calendar=unopened())
    assert "öppnar aldrig" in next(iter(reasons(lambda: published(row)).values()))
    row.refresh_from_db()
    assert (row.state, row.number) == ("draft", None)


def unopened() -> Calendar:
    active = directory.collaboration()
    return Calendar.objects.create(collaboration=active, slug="shut-too", label_sv="Stängd", label_en="Shut")


def test_a_hole_that_came_into_a_draft_is_found_when_it_is_published():
    row = drafted()
    row.targets.filter(process="incident", metric="resolve", priority=2).delete()
    found = reasons(lambda: published(row))
    assert "saknar mål för P2" in next(iter(found.values()))


def test_nothing_is_half_written_or_half_published(monkeypatch):
    row = drafted()
    kept = list(row.targets.values_list("process", "metric", "priority", "minutes"))
    monkeypatch.setattr(Pause.objects, "bulk_create", lambda *rows: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        drafted(more(ANY_RELEASE), row=row, read_at=row.changed_at.isoformat())
    assert list(row.targets.values_list("process", "metric", "priority", "minutes")) == kept
    monkeypatch.undo()
    monkeypatch.setattr(AgreementVersion, "save", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        published(row)
    row.refresh_from_db()
    assert (row.state, row.number) == ("draft", None)


def test_a_draft_whose_first_day_has_passed_is_not_published():
    row = drafted()
    AgreementVersion.objects.filter(pk=row.pk).update(valid_from=timezone.localdate() - timedelta(days=1))
    assert list(reasons(lambda: published(row))) == ["valid_from"]


def test_a_published_version_and_its_rows_are_kept_by_the_database():
    row = published(drafted())
    for change in (
        lambda: AgreementVersion.objects.filter(pk=row.pk).update(reason="x"),
        lambda: row.targets.update(minutes=1),
        lambda: row.pauses.all().delete(),
        lambda: Target.objects.create(version=row, process="release", metric="decide"),
    ):
        with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_reads_again():
    rows, who, results = [drafted(), drafted(more(ANY_RELEASE))], editor(), []
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
    finally:
        _remove_added()


# --- since when it counts ---


def test_the_days_of_a_region_are_those_that_a_clock_counts_by():
    region = directory.by_slug("dalarna")
    set_days(editor(), uc(), region, valid_from=first_day(), valid_to=None, reason="Acceptanstest 1", read=None)
    for one in counted(uc()):
        for day in (first_day() - timedelta(days=1), first_day(), timezone.localdate()):
            assert one.holds(day) is counts_for(uc(), one.region, day), (one.region, day)
    own = next(one for one in counted(uc()) if one.region.pk == region.pk)
    assert (own.since, own.until, own.why) == (first_day(), None, Why.OWN)


# --- amounts as people write them ---


@pytest.mark.parametrize(
    ("text", "minutes", "calendar"),
    [
        ("4 h, dygnet runt", 240, "around-the-clock"),
        ("4h Around the clock", 240, "around-the-clock"),
        ("1 h 30 min, Helgfri vardag 08-17", 90, "office"),
        ("30 min office", 30, "office"),
        ("45 h helgfri", 2700, "office"),
        ("  9  h ,  utökad  servicetid ", 540, "extended"),
        ("inget", None, None),
        ("None", None, None),
    ],
)
def test_an_amount_is_read_in_both_languages(text, minutes, calendar):
    found = read_amount(text, calendars.calendars())
    assert (found[0], found[1].slug if found[1] else None) == (minutes, calendar)


@pytest.mark.parametrize(
    "text", ["4", "h office", "4 h", "4 d office", "-4 h office", "0 h office", "4 h x", "99999 h x"]
)
def test_what_is_no_amount_is_said_with_what_to_write(text):
    with pytest.raises(Unreadable, match=text):
        read_amount(text, calendars.calendars())


def test_what_is_written_is_read_again():
    known = calendars.calendars()
    for language in ("sv", "en"):
        with translation.override(language):
            for calendar in known:
                for minutes in (1, 59, 60, 90, 10800):
                    assert read_amount(write_amount(minutes, calendar), known) == (minutes, calendar)
            assert read_amount(write_amount(None, None), known) == (None, None)
