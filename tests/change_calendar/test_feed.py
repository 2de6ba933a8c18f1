"""The calendar feed: what it holds for each organisation, its address, its end, and that it is RFC 5545."""

import re
from datetime import UTC, date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from tests import parties, query_counts
from tests.change_calendar.planning import at, freeze, plan
from tests.change_calendar.test_pages import EVERYBODY
from tests.pages import browser
from tickets.change_calendar import feed, feed_pages
from tickets.change_calendar.rows import CalendarFeed

pytestmark = pytest.mark.django_db
ACCOUNT = "/konto/kalender/"


def soon(days: int = 5, hour: int = 22) -> str:
    return f"{timezone.localdate() + timedelta(days=days)} {hour:02d}:00"


def fetched(secret: str, status: int = 200) -> Calendar | None:
    answer = Client().get(f"/andringar/kalender/{secret}.ics")
    assert answer.status_code == status
    return Calendar.from_ical(answer.content) if status == 200 else None


def secret_of(who) -> str:
    return feed.make(who.user, now=timezone.now())


def events(calendar: Calendar) -> dict[str, object]:
    return {str(one["SUMMARY"]): one for one in calendar.walk("VEVENT")}


def test_it_holds_numbers_titles_and_places_and_times_that_no_clock_change_moves():
    ticket = plan(soon(), soon(hour=23), ["dalarna", "halland"], title="Byte av certifikat, steg 1; åäö")
    calendar = fetched(secret_of(parties.support()))
    (one,) = calendar.walk("VEVENT")
    assert str(one["SUMMARY"]) == f"{ticket.number} Byte av certifikat, steg 1; åäö"
    assert str(one["LOCATION"]) == "Dalarna, Halland"
    assert one["DTSTART"].dt == at(soon()).astimezone(UTC)
    assert one["DTEND"].dt == at(soon(hour=23)).astimezone(UTC)
    assert str(one["URL"]).endswith(f"/arenden/{ticket.number}/")
    assert set(one) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "URL",
    }  # fmt: skip


def test_no_title_of_a_case_with_personal_data_leaves_the_log_in():
    from tickets.models import HiddenPart

    ticket = plan(soon(), soon(hour=23), title="Byte för Anna Andersson")
    HiddenPart.objects.create(ticket=ticket, what="file", audience="all", event_seq=1, at=timezone.now())
    (one,) = fetched(secret_of(parties.support())).walk("VEVENT")
    assert str(one["SUMMARY"]) == ticket.number


def test_it_is_as_the_standard_says():
    """RFC 5545: CRLF, lines of at most 75 octets, the properties that must be there, each UID once."""
    for number in range(3):
        plan(soon(number + 1), soon(number + 1, 23), title="Å" * 150)
    body = feed.written(parties.support(), now=timezone.now())
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(body)
    assert (str(calendar["VERSION"]), bool(calendar["PRODID"])) == ("2.0", True)
    found = calendar.walk("VEVENT")
    assert len({str(one["UID"]) for one in found}) == 3
    assert all(one["DTSTAMP"].dt.tzinfo is not None and not one.errors for one in found)
    assert re.search(rb"DTSTART:\d{8}T\d{6}Z\r\n", body)


@pytest.mark.parametrize(
    ("start", "end", "utc"),
    [
        ("2026-10-25 01:00", "2026-10-25 04:00", ("20261024T230000Z", "20261025T030000Z")),
        ("2027-03-28 01:00", "2027-03-28 04:00", ("20270328T000000Z", "20270328T020000Z")),
    ],
)
def test_nights_when_the_clock_is_changed_have_the_hours_that_pass(start, end, utc):
    plan(start, end)
    body = feed.written(parties.support(), now=at(start) - timedelta(days=3)).decode()
    assert f"DTSTART:{utc[0]}" in body
    assert f"DTEND:{utc[1]}" in body


def test_a_freeze_lasts_whole_days_and_makes_nobody_busy():
    freeze(timezone.localdate().isoformat(), (timezone.localdate() + timedelta(days=9)).isoformat(), "halland")
    (one,) = fetched(secret_of(parties.support())).walk("VEVENT")
    assert isinstance(one["DTSTART"].dt, date)
    assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(days=10)
    assert (str(one["TRANSP"]), str(one["LOCATION"])) == ("TRANSPARENT", "Halland")
    assert str(one["SUMMARY"]) == "Ändringsstopp: Julstopp"


@pytest.mark.parametrize("name", EVERYBODY)
def test_each_organisation_gets_only_what_it_may_read(name):
    who = EVERYBODY[name]()
    rows = [
        plan(soon(), soon(hour=23), title="Gemensam"),
        plan(soon(), soon(hour=23), visibility="region", title="Regionens"),
        plan(soon(), soon(hour=23), visibility="confidential", title="Förtrolig"),
    ]
    readable = {one.number for one in rows if type(one).objects.visible_to(who).filter(pk=one.pk).exists()}
    found = events(fetched(secret_of(who)))
    assert {title.split()[0] for title in found} == readable


def test_what_may_no_longer_be_read_is_gone_at_the_next_fetch():
    who = parties.object_leader()
    plan(soon(), soon(hour=23), title="Gemensam")
    secret = secret_of(who)
    assert len(events(fetched(secret))) == 1
    who.user.assignments.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert events(fetched(secret)) == {}
    who.user.is_active = False
    who.user.save(update_fields=["is_active"])
    fetched(secret, 404)


# --- The address ---


def test_the_address_is_shown_once_and_only_its_digest_is_kept():
    visitor = browser(parties.support())
    answer = visitor.post(ACCOUNT, {"once": "11111111-1111-4111-8111-111111111111"})
    (secret,) = re.findall(r"/andringar/kalender/([-\w]{43})\.ics", answer.content.decode())
    assert secret not in visitor.get(ACCOUNT).content.decode()
    row = CalendarFeed.objects.get()
    assert secret not in str(row.__dict__)
    assert row.digest == feed.digest_of(secret)
    assert events(fetched(secret)) == {}
    again = visitor.post(ACCOUNT, {"once": "11111111-1111-4111-8111-111111111111"})
    assert again.status_code == 302
    assert CalendarFeed.objects.count() == 1


def test_a_new_address_ends_the_old_and_an_end_ends_all():
    visitor, who = browser(parties.support()), parties.support()
    old = secret_of(who)
    fetched(old)
    new = secret_of(who)
    fetched(old, 404)
    fetched(new)
    assert "Senast hämtad" in visitor.get(ACCOUNT).content.decode()
    assert visitor.post(ACCOUNT + "avsluta/").status_code == 302
    fetched(new, 404)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 0


def test_nobody_else_ends_it_and_no_guess_finds_it():
    secret = secret_of(parties.support())
    browser(parties.desk()).post(ACCOUNT + "avsluta/")
    fetched(secret)
    fetched("a" * 43, 404)
    fetched(secret[:-1] + ("a" if secret[-1] != "a" else "b"), 404)
    assert Client().post(f"/andringar/kalender/{secret}.ics").status_code == 405
    assert Client().get(ACCOUNT).status_code == 302


def test_one_that_is_fetched_all_the_time_must_wait():
    secret = secret_of(parties.support())
    for _number in range(feed_pages.PER_MINUTE):
        fetched(secret)
    answer = Client().get(f"/andringar/kalender/{secret}.ics")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_number_of_queries_does_not_grow():
    secret = secret_of(parties.support())
    for rows in (2, 20):
        for number in range(rows):
            plan(soon(number + 1), soon(number + 1, 23), ["dalarna", "halland"])
        query_counts.check("calendar feed", lambda: Client().get(f"/andringar/kalender/{secret}.ics"), at_most=12)
