"""The first account of an installation is made at its server's terminal."""

import io

import pytest
from django.core.management import CommandError, call_command

from roles.models import User

pytestmark = pytest.mark.django_db
GOOD = "vinter-kaffe-harbor-17"


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", GOOD)


def create(**options) -> str:
    said = io.StringIO()
    call_command("create_administrator", stdout=said, **{"email": "Kim@Example.org", "name": "Kim Ask Berg"} | options)
    return said.getvalue()


def test_the_administrator_can_log_in(password, client):
    assert "kim@example.org" in create()
    user = User.objects.get(email="kim@example.org")
    assert (user.given_name, user.family_name) == ("Kim", "Ask Berg")
    assert user.is_administrator and user.is_staff and not user.is_superuser
    assert client.login(email="kim@example.org", password=GOOD)


def test_a_second_one_is_made_in_the_program_or_on_purpose(password):
    create()
    with pytest.raises(CommandError, match=r"kim@example\.org"):
        create(email="other@example.org")
    create(email="other@example.org", another=True)
    assert User.objects.filter(is_administrator=True).count() == 2


def test_an_address_that_has_an_account_is_refused(password):
    User.objects.create_user("kim@example.org", given_name="Kim")
    with pytest.raises(CommandError, match=r"kim@example\.org"):
        create()


@pytest.mark.parametrize("email", ["kim", "kim@", "a b@example.org"])
def test_what_is_no_address_is_refused(password, email):
    with pytest.raises(CommandError, match=email):
        create(email=email)
    assert not User.objects.exists()


@pytest.mark.parametrize("weak", ["short", "123456789012", "kim@example.org", "1q2w3e4r5t6y"])
def test_a_weak_password_is_refused_and_not_repeated(monkeypatch, weak):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", weak)
    with pytest.raises(CommandError) as refused:
        create()
    assert weak not in str(refused.value)
    assert not User.objects.exists()


def test_without_a_terminal_it_says_what_to_give(monkeypatch):
    monkeypatch.delenv("ADMINISTRATOR_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="ADMINISTRATOR_PASSWORD"):
        create()
    with pytest.raises(CommandError, match="--email"):
        create(email=None)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_at_a_terminal_everything_is_asked_for_and_a_slip_is_asked_again(monkeypatch):
    monkeypatch.delenv("ADMINISTRATOR_PASSWORD", raising=False)
    typed = iter(["weak", GOOD, "another one here", GOOD, GOOD])
    asked = iter(["kim@example.org", "Kim Berg"])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda question: next(asked))
    monkeypatch.setattr("getpass.getpass", lambda question: next(typed))
    create(email=None, name=None)
    assert User.objects.get(email="kim@example.org").check_password(GOOD)
