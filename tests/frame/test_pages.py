"""The pages at the foot of every page, and the choices kept for a person."""

import pytest
from django.urls import reverse

from sussa.models import AccessibilityStatement, Feedback

pytestmark = pytest.mark.django_db
PUBLIC = ["accessibility", "feedback", "privacy", "status", "shortcuts"]
VERSION = {
    "provider": "Region Al",
    "service_name": "Tjänsten",
    "compliance": "partial",
    "shortcomings": "Kartan saknar text.",
    "method": "Egen bedömning.",
    "assessed_on": "2026-11-20",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_the_page_is_open_to_all_and_links_to_the_accessibility_statement(client, name):
    page = client.get(reverse(f"frame:{name}"))
    assert page.status_code == 200
    assert f'href="{reverse("frame:accessibility")}"' in page.content.decode()


def test_before_the_first_version_the_statement_says_that_it_is_not_published(client):
    page = client.get("/tillganglighet/").content.decode()
    assert "Ännu inte publicerad" in page
    assert "delvis förenlig" in page
    assert "https://www.digg.se/tdosanmalan" in page


def test_an_administrator_publishes_a_version_and_the_one_before_stays_readable(client, administrator):
    client.force_login(administrator)
    for text in ("Kartan saknar text.", "Allt är rättat."):
        assert client.post("/tillganglighet/redigera/", VERSION | {"shortcomings": text}).status_code == 302
    assert list(AccessibilityStatement.objects.values_list("version", "published_by")) == [
        (2, administrator.pk),
        (1, administrator.pk),
    ]
    client.logout()
    assert "Allt är rättat." in client.get("/tillganglighet/").content.decode()
    assert "Kartan saknar text." in client.get("/tillganglighet/version/1/").content.decode()


def test_a_version_with_an_error_is_not_published_and_keeps_its_text(client, administrator):
    client.force_login(administrator)
    answer = client.post("/tillganglighet/redigera/", VERSION | {"assessed_on": "i går", "shortcomings": "Lång text."})
    assert answer.status_code == 422
    assert "Lång text." in answer.content.decode()
    assert not AccessibilityStatement.objects.exists()


@pytest.mark.parametrize("address", ["/tillganglighet/redigera/", "/tillganglighet/synpunkter/"])
def test_only_administrators_reach_what_belongs_to_them(client, person, address):
    client.force_login(person)
    assert client.get(address).status_code == 403
    assert client.post(address, VERSION).status_code == 403
    assert not AccessibilityStatement.objects.exists()


def test_anyone_can_tell_what_does_not_work_and_an_administrator_notes_the_answer(client, administrator):
    sent = client.post("/tillganglighet/synpunkt/", {"kind": "accessibility", "message": "Menyn går inte att nå."})
    assert sent.status_code == 302
    row = Feedback.objects.get()
    assert (row.sent_by, row.answered_at) == (None, None)
    client.force_login(administrator)
    assert "Menyn går inte att nå." in client.get("/tillganglighet/synpunkter/").content.decode()
    client.post("/tillganglighet/synpunkter/", {"answered": row.pk})
    row.refresh_from_db()
    assert row.answered_by == administrator


def test_a_message_with_a_personal_number_is_refused_without_repeating_it(client):
    answer = client.post("/tillganglighet/synpunkt/", {"kind": "other", "message": "Gäller 19121212-1212."})
    assert answer.status_code == 422
    assert not Feedback.objects.exists()
    errors = answer.content.decode().split("<textarea")[0]
    assert "personnummer" in errors
    assert "1212-1212" not in errors


def test_more_than_ten_messages_an_hour_from_one_address_have_to_wait(client):
    for _ in range(10):
        client.post("/tillganglighet/synpunkt/", {"kind": "other", "message": "Hej."})
    answer = client.post("/tillganglighet/synpunkt/", {"kind": "other", "message": "Hej igen."})
    assert answer.status_code == 422
    assert "Hej igen." in answer.content.decode()
    assert Feedback.objects.count() == 10


def test_who_follows_an_address_to_the_log_out_is_asked_first(client, person):
    client.force_login(person)
    assert "Du lämnar tjänsten" in client.get("/konto/logout/").content.decode()
    assert client.get("/kortkommandon/").status_code == 200


def test_the_language_is_kept_on_the_person_and_for_pages_before_the_log_in(client, person):
    client.force_login(person)
    assert client.post("/sprak/", {"language": "en", "next": "/kortkommandon/"}).url == "/kortkommandon/"
    assert '<html lang="en"' in client.get("/kortkommandon/").content.decode()
    client.post("/konto/logout/")
    assert '<html lang="en"' in client.get("/konto/login/").content.decode()


def test_pages_are_swedish_whatever_the_browser_asks_for(client):
    page = client.get("/konto/login/", headers={"accept-language": "en-US,en"})
    assert page.headers["Content-Language"] == "sv"
    assert "Logga in" in page.content.decode()


def test_the_theme_is_kept_on_the_person(client, person):
    client.force_login(person)
    client.post("/tema/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/kortkommandon/").content.decode()
    client.post("/tema/", {"theme": ""})
    assert "data-theme" not in client.get("/kortkommandon/").content.decode()


@pytest.mark.parametrize(("address", "data"), [("/sprak/", {"language": "xx"}), ("/tema/", {"theme": "pink"})])
def test_a_choice_that_does_not_exist_is_refused(client, address, data):
    assert client.post(address, data).status_code == 400


def test_nobody_is_sent_on_to_another_site(client):
    assert client.post("/sprak/", {"language": "en", "next": "https://example.com/"}).url == "/"


def test_single_letters_can_be_turned_off(client, person):
    client.force_login(person)
    client.post("/kortkommandon/", {"shortcuts": "off"})
    assert 'data-shortcuts="off"' in client.get("/kortkommandon/").content.decode()


def test_every_other_page_demands_a_log_in(client):
    assert client.get("/tillganglighet/redigera/").url == "/konto/login/?next=/tillganglighet/redigera/"


def test_nobody_makes_an_account_by_themselves(client):
    page = client.get("/konto/signup/")
    assert "Konton skapas inte här" in page.content.decode()
    client.post(
        "/konto/signup/",
        {"email": "x@example.org", "password1": "fyra glada hästar 7", "password2": "fyra glada hästar 7"},
    )
    from django.contrib.auth import get_user_model

    assert not get_user_model().objects.filter(email="x@example.org").exists()
