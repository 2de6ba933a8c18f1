"""Text that was posted after the log-in had ended comes back, and is stored nowhere on the way."""

import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client

from sussa.web import resume
from tests.frame.conftest import PASSWORD

pytestmark = pytest.mark.django_db
TEXT = "Provsvar visas dubbelt.\nRad två med <tecken> & åäö."
POSTED = {
    "title": "Dubbla svar",
    "description": TEXT,
    "units": ["1", "2"],
    "once": "6f2d6a3e-0b8f-4a55-9f0b-3f6a0d1c2b4a",
}


def token_in(answer):
    found = re.search(r'name="resume" value="([^"]+)"', answer.content.decode())
    return found and found.group(1)


def log_in(client, token):
    return client.post("/konto/login/", {"login": "elin@example.org", "password": PASSWORD, "resume": token})


def returned_fields(answer):
    import html

    pairs = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    return [(name, html.unescape(value)) for name, value in pairs]


def test_the_log_in_page_is_the_answer_and_carries_the_text(client, person, sample_pages):
    answer = client.post("/prov/formular/", POSTED)
    assert answer.status_code == 401
    assert "Logga in" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    kept = resume._read(token_in(answer))
    assert kept["path"] == "/prov/formular/"
    assert ["description", TEXT] in kept["fields"]
    assert ["units", "1"] in kept["fields"] and ["units", "2"] in kept["fields"]


def test_after_the_log_in_every_field_goes_on_to_the_same_form_and_nothing_is_saved(client, person, sample_pages):
    answer = log_in(client, token_in(client.post("/prov/formular/?v=1", POSTED)))
    assert answer.status_code == 200
    assert 'action="/prov/formular/?v=1"' in answer.content.decode()
    fields = returned_fields(answer)
    assert ("description", TEXT) in fields
    assert ("once", POSTED["once"]) in fields
    shown = client.post("/prov/formular/?v=1", dict(POSTED, _resume="1")).content.decode()
    assert "Här är det du skrev" in shown
    assert "Rad två med &lt;tecken&gt; &amp; åäö." in shown
    assert sample_pages.saved == []


def test_a_wrong_password_loses_nothing(client, person, sample_pages):
    token = token_in(client.post("/prov/formular/", POSTED))
    again = client.post("/konto/login/", {"login": "elin@example.org", "password": "fel", "resume": token})
    assert token_in(again) == token
    assert ("description", TEXT) in returned_fields(log_in(client, token))


def test_a_second_step_of_the_log_in_carries_the_text_along(client, person, sample_pages):
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    step = log_in(client, token_in(client.post("/prov/formular/", POSTED)))
    assert "Engångskod" in step.content.decode()
    token = token_in(step)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    wrong = client.post("/konto/mfa/authenticate/", {"code": "000000", "resume": token})
    assert token_in(wrong) == token
    answer = client.post("/konto/mfa/authenticate/", {"code": code, "resume": token})
    assert ("description", TEXT) in returned_fields(answer)


def test_a_page_that_cannot_show_its_form_again_is_never_posted_to(client, person, sample_pages):
    answer = log_in(client, token_in(client.post("/prov/enkel/", POSTED)))
    page = answer.content.decode()
    assert "här är det du skrev" in page
    assert "Provsvar visas dubbelt." in page
    assert 'action="/prov/enkel/"' not in page
    refused = client.post("/prov/enkel/", dict(POSTED, _resume="1"))
    assert refused.content != b"sparat"


def test_passwords_and_files_are_left_out_and_files_are_mentioned(client, person, sample_pages):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(
        "/prov/formular/", POSTED | {"new_password": "hemligt", "log": SimpleUploadedFile("a.txt", b"x")}
    )
    kept = resume._read(token_in(answer))
    assert "hemligt" not in str(kept)
    assert "Välj dem igen" in log_in(client, token_in(answer)).content.decode()


def test_too_much_text_is_not_carried_and_the_page_says_what_to_do(client, person, sample_pages):
    answer = client.post("/prov/formular/", {"description": "å" * (resume.LIMIT_BYTES // 2 + 1)})
    assert token_in(answer) is None
    assert "bakåtknapp" in answer.content.decode()
    within = client.post("/prov/formular/", {"description": "å" * (resume.LIMIT_BYTES // 2 - 100)})
    assert token_in(within)


def test_the_text_is_in_no_session_cache_or_log(client, person, sample_pages, caplog, monkeypatch):
    secret = "1912121 skriven text som ingen ska spara"
    stored = []
    monkeypatch.setattr(cache, "set", lambda *args, **kwargs: stored.append(args))
    with caplog.at_level(logging.DEBUG):
        log_in(client, token_in(client.post("/prov/formular/", {"description": secret})))
    assert secret not in caplog.text
    assert secret not in str(stored)
    assert secret not in str(dict(client.session))


def test_a_changed_or_foreign_token_is_ignored(client, person, sample_pages):
    token = token_in(client.post("/prov/formular/", POSTED))
    assert log_in(client, token[:-2] + "xx").status_code == 302


def test_a_form_of_another_site_is_refused_before_anything_is_carried(person, sample_pages):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/prov/formular/", POSTED)
    assert answer.status_code == 403
    assert token_in(answer) is None


def test_an_anonymous_visit_is_sent_to_the_log_in_as_before(client, sample_pages):
    assert client.get("/prov/formular/").url == "/konto/login/?next=/prov/formular/"


def test_a_fragment_asked_for_without_a_log_in_turns_the_whole_page_to_the_log_in(client, sample_pages):
    asked = {"hx-request": "true", "hx-current-url": "http://testserver/prov/formular/"}
    assert client.get("/prov/formular/", headers=asked).headers["HX-Redirect"] == "/konto/login/?next=/prov/formular/"
    posted = client.post("/prov/formular/", POSTED, headers=asked)
    assert posted.headers["HX-Retarget"] == "body"
    assert token_in(posted)
