"""The calendar in the browser: what is shown to whom, marks in words, what a constant number of queries reads."""

from calendar import day_name
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests import parties, query_counts
from tests.change_calendar.planning import freeze, plan, window
from tests.pages import browser, plain
from tests.people import actor
from tickets.change_calendar.rows import FreezePeriod, ServiceWindow

pytestmark = pytest.mark.django_db
PAGE = "/andringar/kalender/"
DECEMBER = {"manad": "2026-12"}
NEXT = timezone.localdate().year + 1  # a rule that is over is not among those that hold
SWEDISH = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
EVERYBODY = {
    "region": lambda: parties.object_leader(),
    "neighbour": lambda: parties.object_leader(parties.NEIGHBOUR),
    "its IT": parties.region_it,
    "support": parties.support,
    "vendor": parties.vendor,
}


def page(who, status: int = 200, address: str = PAGE, **asked) -> str:
    answer = browser(who).get(address, DECEMBER | asked if address == PAGE else asked)
    assert answer.status_code == status
    return answer.content.decode()


def deployer():
    return actor("sussa-driftsattningsansvarig", parties.SUPPORT_ORG)


def region_deployer(region: str = parties.REGION):
    return actor("region-driftsattningsansvarig", region)


# --- What is shown ---


def test_a_month_shows_changes_windows_freezes_and_collisions_in_words():
    one = plan("2026-12-02 22:00", "2026-12-02 23:30", title="Byte av certifikat")
    two = plan("2026-12-02 23:00", "2026-12-03 01:00", title="Ny skrivarkö")
    plan("2026-12-24 10:00", "2026-12-24 11:00", title="Mitt i julen")
    freeze("2026-12-21", "2027-01-06")
    window("22:00", "02:00", weekdays=[2], place="cambio", name="Cambios fönster")
    said = plain(page(parties.support()))
    assert "22.00–23.30 Byte av certifikat" in said
    assert f"Krockar med {two.number}" in said
    assert f"Krockar med {one.number}" in said
    assert "I ett ändringsstopp: Julstopp" in said
    assert "Cambios fönster (Cambio)" in said
    assert "Utanför servicefönstren för" in said
    assert "3 planerade ändringar som du får läsa. 2 av dem krockar." in said


def test_the_list_says_the_same_day_by_day():
    plan("2026-12-31 23:00", "2027-01-01 01:00", title="Över nyår")
    december, january = (plain(page(parties.support(), vy="lista", manad=month)) for month in ("2026-12", "2027-01"))
    assert "Torsdag 31 december" in december
    assert "Över nyår" in december
    assert "fortsätter Över nyår" in january


def test_one_region_is_chosen_in_the_address():
    plan("2026-12-02 22:00", "2026-12-02 23:30", ["dalarna"], title="Dalarnas byte")
    plan("2026-12-02 22:00", "2026-12-02 23:30", ["halland"], title="Hallands byte")
    freeze("2026-12-21", "2027-01-06", "halland", "Halland vilar")
    said = page(parties.support(), region="dalarna")
    assert "Dalarnas byte" in said
    assert "Hallands byte" not in said
    assert "Halland vilar" not in said
    assert "Halland vilar" in page(parties.support(), region="halland")


@pytest.mark.parametrize(
    "asked", [{"manad": "2026-13"}, {"manad": "2026"}, {"manad": "1999-12"}, {"manad": "٢٠٢٦-12"}, {"region": "cambio"}]
)
def test_a_month_or_region_that_there_is_none_of_is_not_found(asked):
    page(parties.support(), status=404, **asked)


def test_what_is_not_planned_any_more_is_not_shown():
    plan("2026-12-02 22:00", "2026-12-02 23:30", state="cancelled", title="Återkallad")
    plan("2026-12-02 22:00", "2026-12-02 23:30", state="authorised", title="Bara godkänd")
    said = page(parties.support())
    assert "Återkallad" not in said
    assert "Bara godkänd" not in said


# --- To whom ---


@pytest.mark.parametrize("name", EVERYBODY)
def test_each_organisation_sees_and_counts_only_what_it_may_read(name):
    who = EVERYBODY[name]()
    joint = plan("2026-12-02 22:00", "2026-12-02 23:30", title="Gemensam")
    hidden = plan("2026-12-02 22:30", "2026-12-02 23:30", visibility="region", title="Hemligt byte")
    secret = plan("2026-12-02 22:30", "2026-12-02 23:30", visibility="confidential", title="Förtrolig")
    readable = {one.pk: type(one).objects.visible_to(who).filter(pk=one.pk).exists() for one in (joint, hidden, secret)}
    assert readable[joint.pk] is (name in ("region", "neighbour", "support"))
    said = plain(page(who))
    for one in (joint, hidden, secret):
        assert (one.title in said) is readable[one.pk]
        assert (one.number in said) is readable[one.pk]
    number = sum(readable.values())
    assert f"{number} planera{'d ändring' if number == 1 else 'de ändringar'} som du får läsa" in said
    assert ("Krockar med" in said) is (number > 1)


# --- Setting ---

FREEZE = {
    "name": "Sommarstopp",
    "kind": "summer",
    "place": "dalarna",
    "first_day": f"{NEXT}-12-01",
    "last_day": f"{NEXT}-12-20",
}
WINDOW = {
    "name": "Onsdagsfönster",
    "place": "dalarna",
    "weekdays": ["2"],
    "opens": "18:00",
    "closes": "22:00",
    "valid_from": "2026-01-01",
}


def send(who, address: str, status: int = 302, **typed) -> str:
    answer = browser(who).post(address, typed)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_region_sets_its_own_freeze_and_sees_first_what_it_hits():
    hit = plan(f"{NEXT}-12-02 22:00", f"{NEXT}-12-02 23:30", ["dalarna"], title="Träffas")
    plan(f"{NEXT}-12-02 22:00", f"{NEXT}-12-02 23:30", ["halland"], title="Träffas inte")
    said = send(region_deployer(), PAGE + "stopp/nytt/", 200, go="preview", **FREEZE)
    assert hit.number in said
    assert "Träffas inte" not in said
    assert not FreezePeriod.objects.exists()
    send(region_deployer(), PAGE + "stopp/nytt/", go="save", **FREEZE)
    row = FreezePeriod.objects.get()
    assert (row.organisation.slug, row.made_by, row.ended_at) == ("dalarna", region_deployer().user, None)
    assert "Sommarstopp" in page(parties.vendor(), address=PAGE + "regler/")


def test_what_is_changed_is_ended_and_made_anew():
    old = freeze("2026-12-18", "2027-01-06", "dalarna")
    send(region_deployer(), f"{PAGE}stopp/{old.pk}/", go="save", **FREEZE)
    old.refresh_from_db()
    new = FreezePeriod.objects.get(ended_at=None)
    assert old.ended_by == region_deployer().user
    assert (new.replaces, new.name) == (old, "Sommarstopp")
    send(region_deployer(), f"{PAGE}stopp/{old.pk}/", 404, go="end")
    send(region_deployer(), f"{PAGE}stopp/{new.pk}/", go="end")
    assert not FreezePeriod.objects.filter(ended_at=None).exists()


def test_a_window_shows_what_would_lie_outside_and_what_no_longer():
    outside = plan("2099-12-02 10:00", "2099-12-02 11:00", title="Utanför")  # beyond what is looked at
    near = plan_in_days(20, "10:00", "11:00", title="På förmiddagen")
    said = send(region_deployer(), PAGE + "fonster/nytt/", 200, go="preview", **WINDOW)
    assert near.number in said
    assert outside.number not in said
    send(region_deployer(), PAGE + "fonster/nytt/", go="save", **WINDOW)
    row = ServiceWindow.objects.get()
    every_day = WINDOW | {"weekdays": [str(day) for day in range(7)], "opens": "09:00", "closes": "12:00"}
    said = send(region_deployer(), f"{PAGE}fonster/{row.pk}/", 200, go="preview", **every_day)
    assert "inte längre ligga utanför" in plain(said)
    assert near.number in said


def plan_in_days(days: int, opens: str, closes: str, **more):
    day = timezone.localdate() + timedelta(days=days)
    return plan(f"{day} {opens}", f"{day} {closes}", **more)


@pytest.mark.parametrize(
    ("who", "place", "may"),
    [
        (region_deployer, "dalarna", True),
        (region_deployer, "halland", False),
        (region_deployer, "-", False),
        (region_deployer, "cambio", False),
        (deployer, "-", True),
        (deployer, "cambio", True),
        (deployer, "dalarna", False),
        (lambda: actor("sussa-objektledare-it", parties.SUPPORT_ORG), "-", True),
    ],
)
def test_who_sets_for_whom(who, place, may):
    send(who(), PAGE + "stopp/nytt/", 302 if may else 422, go="save", **FREEZE | {"place": place})
    assert FreezePeriod.objects.exists() is may


@pytest.mark.parametrize("who", [parties.desk, parties.vendor, parties.support])
def test_others_read_the_rules_and_set_none(who):
    row = freeze(f"{NEXT}-12-18", f"{NEXT + 1}-01-06")
    assert "Julstopp" in page(who(), address=PAGE + "regler/")
    assert f"stopp/{row.pk}/" not in page(who(), address=PAGE + "regler/")
    for address in ("stopp/nytt/", "fonster/nytt/", f"stopp/{row.pk}/"):
        page(who(), status=403, address=PAGE + address)


def test_a_region_does_not_change_what_is_joint():
    row = freeze("2026-12-18", "2027-01-06")
    page(region_deployer(), status=403, address=f"{PAGE}stopp/{row.pk}/")
    send(region_deployer(), f"{PAGE}stopp/{row.pk}/", 403, go="end")
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("stopp/nytt/", FREEZE | {"last_day": f"{NEXT}-11-30"}),
        ("stopp/nytt/", FREEZE | {"name": "Personnummer 191212121212"}),
        ("stopp/nytt/", FREEZE | {"kind": "party"}),
        ("fonster/nytt/", WINDOW | {"closes": "18:00"}),
        ("fonster/nytt/", WINDOW | {"weekdays": []}),
        ("fonster/nytt/", WINDOW | {"valid_until": "2025-12-31"}),
    ],
)
def test_what_cannot_hold_is_refused_with_what_was_typed(address, typed):
    said = send(region_deployer(), PAGE + address, 422, go="save", **typed)
    assert typed["name"] in said
    assert not FreezePeriod.objects.exists()
    assert not ServiceWindow.objects.exists()


# --- Queries ---


def test_the_number_of_queries_does_not_grow():
    visitor = browser(parties.support())
    visitor.get(PAGE)
    for rows in (2, 25):
        for number in range(rows):
            plan(f"2026-12-{number % 28 + 1:02d} 22:00", f"2026-12-{number % 28 + 2:02d} 01:00", ["dalarna", "halland"])
            freeze("2026-12-21", "2027-01-06", name=f"Stopp {number}")
            window("18:00", "22:00", weekdays=[number % 7])
        query_counts.check("web: change calendar", lambda: visitor.get(PAGE, DECEMBER), at_most=14)
        query_counts.check("web: change rules", lambda: visitor.get(PAGE + "regler/"), at_most=10)


def test_times_over_midnight_name_the_day_in_the_readers_language():
    day = date(timezone.localdate().year, 11, 29)  # of this year, which a time does not name
    plan(f"{day} 22:00", f"{day.year}-11-30 01:30")
    month = f"{day.year}-11"
    swedish = plain(page(parties.support(), manad=month))
    assert "22.00–01.30 (30 nov)" in swedish
    assert f"November {day.year}" in swedish and f"Vecka {day.isocalendar().week}" in swedish
    assert f"{SWEDISH[day.weekday()]} 29 november" in swedish.lower()
    english = browser(parties.support())
    parties.support().user.__class__.objects.filter(pk=parties.support().user.pk).update(language="en")
    said = plain(english.get(PAGE, {"manad": month}).content.decode())
    assert "(30 Nov)" in said and f"{day_name[day.weekday()]} 29 November" in said


@pytest.mark.parametrize("form", [{}, {"vy": "lista"}])
def test_a_month_without_anything_says_so(form):
    said = plain(page(parties.support(), manad="2031-03", **form))
    assert "Inget är planerat den här månaden" in said
    assert "Mars 2031" in said
