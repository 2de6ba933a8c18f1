"""A log-in that nobody uses ends; the page knows how long is left and can prolong it."""

import pytest

from sussa.web import session

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch, settings):
    """A clock to turn: `clock(seconds)` lets time pass."""
    settings.SESSION_IDLE_SECONDS = 1800
    now = [1_800_000_000]
    monkeypatch.setattr(session.time, "time", lambda: now[0])

    def turn(seconds):
        now[0] += seconds

    return turn


def test_asking_how_long_is_left_prolongs_nothing(client, person, clock):
    client.force_login(person)
    client.get("/kortkommandon/")
    clock(600)
    assert client.get("/session/").json() == {"expires_in": 1200}
    clock(60)
    assert client.get("/session/").json() == {"expires_in": 1140}


def test_staying_logged_in_starts_the_time_again(client, person, clock):
    client.force_login(person)
    client.get("/kortkommandon/")
    clock(1700)
    assert client.post("/session/").json() == {"expires_in": 1800}


def test_any_page_prolongs_the_log_in(client, person, clock):
    client.force_login(person)
    for _ in range(3):
        clock(1700)
        client.get("/kortkommandon/")
    assert client.get("/session/").status_code == 200


def test_an_idle_log_in_ends(client, person, clock):
    client.force_login(person)
    client.get("/kortkommandon/")
    clock(1800)
    answer = client.get("/session/")
    assert (answer.status_code, answer.json()) == (401, {"expires_in": 0})
    assert client.get("/tillganglighet/redigera/").status_code == 302


def test_a_log_in_ends_after_its_hours_however_much_it_is_used(client, person, clock, settings):
    settings.SESSION_COOKIE_AGE = 5000
    client.force_login(person)
    for _ in range(4):
        client.get("/kortkommandon/")
        clock(1200)
    assert client.get("/session/").json() == {"expires_in": 200}
    client.post("/session/")
    clock(200)
    assert client.get("/session/").status_code == 401


def test_a_page_a_minute_after_another_writes_no_session(client, person, clock, django_assert_max_num_queries):
    client.force_login(person)
    client.get("/kortkommandon/")
    clock(30)
    before = client.session["seen_at"]
    client.get("/kortkommandon/")
    assert client.session["seen_at"] == before


def test_an_answer_to_htmx_tells_how_long_is_left(client, person, clock):
    client.force_login(person)
    answer = client.get("/kortkommandon/", headers={"hx-request": "true"})
    assert answer.headers["Session-Expires-In"] == "1800"


def test_no_cache_keeps_what_somebody_who_is_logged_in_reads(client, person):
    assert "no-store" in client.get("/konto/login/").headers["Cache-Control"]
    client.force_login(person)
    assert client.get("/kortkommandon/").headers["Cache-Control"] == "private, no-cache"
