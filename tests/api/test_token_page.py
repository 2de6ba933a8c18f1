"""The page of personal access keys: made, shown once, listed, ended; for those whose work it is."""

import re

import pytest
from django.test import Client

from roles.models import PersonalToken
from tests.api.calling import Program
from tests.people import person

pytestmark = pytest.mark.django_db
PAGE = "/konto/nycklar/"


def browser(role="cambio-service-desk", organisation="cambio") -> Client:
    client = Client()
    client.force_login(person(role, organisation), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_key_is_shown_once_works_and_can_be_ended():
    client = browser()
    made = client.post(PAGE, {"name": "Nattjobbet", "days": "30", "once": "m-1"})
    token = re.search(r"pat_[\w-]{43}", made.content.decode())[0]
    assert "no-store" in made.headers["Cache-Control"]
    assert Program(token).get("me").json()["credential"] == "token"
    page = client.get(PAGE).content.decode()
    assert token not in page and token[:10] in page and "Nattjobbet" in page
    row = PersonalToken.objects.get()
    assert client.post(f"{PAGE}{row.pk}/avsluta/").status_code == 302
    assert Program(token).get("me").status_code == 401
    assert "Avslutad" in client.get(PAGE).content.decode()


def test_the_same_form_twice_makes_one_key():
    client = browser()
    for _time in range(2):
        client.post(PAGE, {"name": "Jobb", "days": "30", "once": "m-1"})
    assert PersonalToken.objects.count() == 1


def test_a_name_that_could_hold_a_personal_number_is_refused_and_kept_in_the_form():
    answer = browser().post(PAGE, {"name": "Jobb 12345", "days": "30", "once": "m-1"})
    assert answer.status_code == 422 and "högst fyra siffror" in answer.content.decode()
    assert "Jobb 12345" in answer.content.decode() and not PersonalToken.objects.exists()


def test_another_persons_key_cannot_be_ended():
    browser().post(PAGE, {"name": "Jobb", "days": "30", "once": "m-1"})
    row = PersonalToken.objects.get()
    assert browser("cambio-release-manager").post(f"{PAGE}{row.pk}/avsluta/").status_code == 404
    row.refresh_from_db()
    assert row.revoked_at is None


def test_the_page_is_for_the_vendor_and_those_who_use_the_system_interface():
    answer = browser("region-objektledare", "dalarna").get(PAGE)
    assert answer.status_code == 403 and "Använda systemgränssnittet" in answer.content.decode()
    assert PAGE not in browser("region-objektledare", "dalarna").get("/tillganglighet/").content.decode()
    assert PAGE in browser().get("/tillganglighet/").content.decode()


def test_a_key_is_not_made_from_a_form_that_comes_back_after_a_log_in():
    client = browser()
    answer = client.post(PAGE, {"name": "Jobb", "days": "30", "once": "m-1", "_resume": "1"})
    assert answer.status_code == 200 and "Jobb" in answer.content.decode() and not PersonalToken.objects.exists()
