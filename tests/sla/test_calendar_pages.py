"""The pages of the calendars, from the list to a published version."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regions import directory
from roles.models import Draft
from sla import calendars
from sla.models import CalendarVersion
from tests import query_counts
from tests.parties import DESK_ROLE, REGION, SUPPORT_ORG, SUPPORT_ROLE, VENDOR_ORG, VENDOR_ROLE
from tests.people import person

pytestmark = pytest.mark.django_db
OFFICE = reverse("sla:calendar", args=["office"])
LATER = date.today().year + 4
NEW = reverse("sla:version_new", args=["office"])


@pytest.fixture(autouse=True)
def _read_anew():
    directory.clear()
    yield
    directory.clear()


@pytest.fixture
def editor(client):
    found = person("sussa-objektledare", SUPPORT_ORG)
    client.force_login(found)
    return found


def first_day():
    return timezone.localdate() + timedelta(days=40)


def typed(**changes) -> dict:
    week = {f"day_{number}": "08.00–16.00" for number in range(5)} | {"day_5": "stängt", "day_6": ""}
    rules = {"on_public": "shut", "on_eves": "shut", "on_squeezed": "shut", "short_until": "13:00"}
    return {"valid_from": first_day().isoformat(), "own_days": "", "reason": "Nytt avtal", **week, **rules} | changes


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_customer_side_reads_and_the_vendor_does_not(client):
    for role, place, status in (
        (DESK_ROLE, REGION, 200),
        (SUPPORT_ROLE, SUPPORT_ORG, 200),
        (VENDOR_ROLE, VENDOR_ORG, 403),
    ):
        client.force_login(person(role, place))
        for address in (reverse("sla:calendars"), OFFICE):
            assert client.get(address).status_code == status, (role, address)
        assert client.get(NEW).status_code == 403
        shown = reverse("sla:calendars") in client.get("/roller/").content.decode()
        assert shown is (status == 200)


def test_a_calendar_shows_its_week_its_days_and_its_versions(client):
    client.force_login(person(DESK_ROLE, REGION))
    said = text_of(client.get(OFFICE))
    for words in (
        "Måndag–fredag 08.00–17.00",
        "Lördag–söndag stängt",
        "julafton, afton",
        "Version 1",
        "Från datafilerna",
    ):
        assert words in said, words
    assert "Ny version" not in said
    assert "Alla timmar" in text_of(client.get(reverse("sla:calendar", args=["around-the-clock"])))
    assert client.get(reverse("sla:calendar", args=["none"])).status_code == 404


def test_a_time_is_tried_in_words(client):
    client.force_login(person(DESK_ROLE, REGION))
    asked = {"day": "2026-09-04", "time": "16:40", "hours": "4", "minutes": "", "promise": "answer", "priority": "P3"}
    said = text_of(client.get(OFFICE, asked))
    assert "P3 lagd fredag 4 september 2026 kl. 16.40, svarstid 4 h → senast måndag 7 september 2026 kl. 11.40" in said
    assert "räknas ej: lör, sön" in said
    # A time the clocks skip is taken as it stands; what is no time is said at its field.
    assert "→ senast" in text_of(client.get(OFFICE, asked | {"day": "2026-03-29", "time": "02:30"}))
    for wrong in (
        {"hours": "-1"},
        {"hours": "x"},
        {"day": ""},
        {"hours": "2001"},
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
    ):
        answer = client.get(OFFICE, asked | wrong)
        assert answer.status_code == 200
        assert "behöver rättas" in text_of(answer), wrong


def test_a_version_goes_from_the_form_over_what_changes_to_publication(client, editor):
    page = client.get(NEW).content.decode()
    assert 'value="08.00–17.00"' in page
    kept = client.post(NEW, typed(own_days=f"{first_day()} stängt Flyttdag"))
    row = CalendarVersion.objects.get(state="draft")
    assert kept.status_code == 302
    assert kept.url == reverse("sla:draft", args=["office", row.pk])
    said = text_of(client.get(kept.url))
    for words in (
        "Måndag: 08.00–17.00 → 08.00–16.00",
        "Flyttdag",
        "klämdag",
        "Publicera",
        "bara" if False else "Utkast av",
    ):
        assert words in said, words
    assert "Ett utkast väntar" in text_of(client.get(OFFICE))
    post = {"based_on": "1", "read_at": row.changed_at.isoformat()}
    done = client.post(reverse("sla:draft_publish", args=["office", row.pk]), post, follow=True)
    said = text_of(done)
    assert "Version 2 är publicerad" in said
    assert "gäller senare" in said
    assert "Nytt avtal" in said
    assert "Ett utkast väntar" not in said
    again = client.post(reverse("sla:draft_publish", args=["office", row.pk]), post, follow=True)
    assert "finns inte kvar" in text_of(again)
    assert calendars.course_of(calendars.by_slug("office")).windows(first_day()) == ()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({f"day_{number}": "" for number in range(7)}, "day_0", "aldrig öppna"),
        ({"day_2": "17.00–08.00"}, "day_2", "slutar innan den börjar"),
        ({"valid_from": f"{LATER - 5}-01-01"}, "valid_from", "eller en senare dag"),
        ({"valid_from": ""}, "valid_from", ""),
        (
            {"own_days": f"{LATER}-01-01 stängt A\n{LATER}-01-01 stängt B"},
            "own_days",
            f"Rad 2: {LATER}-01-01 står redan på rad 1",
        ),
        ({"own_days": f"{LATER}-01-01 stängt 191212121212"}, "own_days", "högst fyra siffror"),
        ({"reason": "191212121212"}, "reason", "högst fyra siffror"),
        ({"short_until": "25:00"}, "short_until", ""),
        ({"on_public": "never"}, "on_public", ""),
    ],
)
def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(client, editor, changes, field, said):
    answer = client.post(NEW, typed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in page
    assert said in text_of(answer)
    assert 'value="08.00–16.00"' in page or len(changes) == 7
    assert not CalendarVersion.objects.filter(state="draft").exists()


def test_what_was_written_and_refused_comes_back(client, editor):
    client.post(NEW, typed(day_2="17.00–08.00"))
    assert Draft.objects.filter(person=editor, form=NEW).exists()
    page = client.get(NEW).content.decode()
    assert 'value="17.00–08.00"' in page


def test_a_draft_is_changed_and_thrown_away(client, editor):
    client.post(NEW, typed(own_days=f"{LATER}-03-03 10.00–12.00 Jour"))
    row = CalendarVersion.objects.get(state="draft")
    edit = reverse("sla:draft_edit", args=["office", row.pk])
    assert f"{LATER}-03-03 10.00–12.00 Jour" in client.get(edit).content.decode()
    assert client.post(edit, typed(day_0="09.00–16.00", read_at=row.changed_at.isoformat())).status_code == 302
    row.refresh_from_db()
    assert row.week[0] == [[540, 960]]
    said = text_of(client.post(reverse("sla:draft_discard", args=["office", row.pk]), follow=True))
    assert "Utkastet är kastat" in said
    assert "finns inte kvar" in text_of(client.get(edit, follow=True))


def test_the_second_of_two_in_one_draft_gets_the_conflict_and_loses_nothing(client, editor):
    client.post(NEW, typed())
    row = CalendarVersion.objects.get(state="draft")
    edit, read_at = reverse("sla:draft_edit", args=["office", row.pk]), row.changed_at.isoformat()
    assert read_at in client.get(edit).content.decode()
    assert client.post(edit, typed(day_0="09.00–16.00", read_at=read_at)).status_code == 302
    answer = client.post(edit, typed(day_1="10.00–16.00", on_public="sunday", read_at=read_at))
    said = text_of(answer)
    assert answer.status_code == 409
    assert "Någon annan har ändrat utkastet under tiden" in said
    for words in ("Måndag 09.00–16.00 08.00–16.00", "Tisdag 08.00–16.00 10.00–16.00", "Helgdagar stängt som söndag"):
        assert words in said, words
    assert "Onsdag 08.00–16.00 08.00–16.00" not in said
    row.refresh_from_db()
    assert row.week[0] == [[540, 960]]
    again = re.search(r'name="read_at" value="([^"]+)"', answer.content.decode())[1]
    assert client.post(edit, typed(day_1="10.00–16.00", read_at=again)).status_code == 302
    row.refresh_from_db()
    assert (row.week[0], row.week[1]) == ([[480, 960]], [[600, 960]])


def test_a_version_that_another_published_is_read_first(client, editor):
    client.post(NEW, typed())
    client.post(NEW, typed(day_0="09.00–16.00"))
    first, second = CalendarVersion.objects.filter(state="draft").order_by("pk")
    for row in (first, second):
        post = {"based_on": "1", "read_at": row.changed_at.isoformat()}
        answer = client.post(reverse("sla:draft_publish", args=["office", row.pk]), post, follow=True)
    assert "Version 2 har publicerats under tiden" in text_of(answer)
    assert 'name="based_on" value="2"' in answer.content.decode()


def test_the_pages_are_in_english_too(client, editor):
    client.post(NEW, typed())
    row = CalendarVersion.objects.get(state="draft")
    editor.language = "en"
    editor.save()
    for address in (reverse("sla:calendars"), OFFICE, NEW, reverse("sla:draft", args=["office", row.pk])):
        said = text_of(client.get(address, headers={"accept-language": "en"}))
        assert not re.search(r"Kalendrar|Helgdagar|stängt", said), address


def test_the_pages_cost_few_queries(client):
    client.force_login(person(DESK_ROLE, REGION))
    for name, address in (("web: calendars", reverse("sla:calendars")), ("web: calendar", OFFICE)):
        client.get(address)
        query_counts.check(name, lambda address=address: client.get(address), at_most=10)
