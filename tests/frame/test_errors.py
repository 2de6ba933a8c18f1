"""What went wrong is told in plain words, with the right code and a way on."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_that_does_not_exist_says_so_and_that_it_may_be_hidden(client):
    answer = client.get("/finns-inte/")
    assert answer.status_code == 404
    assert "Sidan finns inte, eller så får du inte se den" in answer.content.decode()


def test_a_page_that_fails_says_what_is_safe_and_asks_for_no_database(client, sample_pages, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        answer = client.get("/prov/fel/")
    assert answer.status_code == 500
    assert "Felet är vårt" in answer.content.decode()


def test_a_refusal_names_the_roles_the_person_has(client, person):
    client.force_login(person)
    answer = client.get("/tillganglighet/redigera/")
    assert answer.status_code == 403
    assert "Du får inte göra det här" in answer.content.decode()


def test_a_form_whose_protection_is_too_old_gives_the_text_back():
    client = Client(enforce_csrf_checks=True)
    text = "Det här skrev jag i tio minuter och vill inte förlora."
    sent = {"message": text, "password": "x" * 40}
    ours = client.post("/tillganglighet/synpunkt/", sent, headers={"sec-fetch-site": "same-origin"})
    assert ours.status_code == 403
    assert text in ours.content.decode()
    assert "x" * 40 not in ours.content.decode()


def test_a_form_from_another_site_is_refused_and_its_text_not_shown():
    client = Client(enforce_csrf_checks=True)
    text = "Ring det här numret så hjälper vi dig genast, i dag."
    theirs = client.post("/tillganglighet/synpunkt/", {"message": text}, headers={"sec-fetch-site": "cross-site"})
    assert theirs.status_code == 403
    assert text not in theirs.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "429.html"])
def test_every_error_page_has_one_heading_and_a_way_on(rf, template):
    from django.contrib.auth.models import AnonymousUser
    from django.shortcuts import render

    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}
    page = render(request, template).content.decode()
    assert page.count("<h1>") == 1
    assert 'class="button button--primary"' in page
