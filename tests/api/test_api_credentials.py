"""Who may call, as whom: OAuth clients bound to one hat, the named member of staff, personal tokens, browsers."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from roles.credentials import READ, make_client, make_token, revoke
from roles.models import PersonalToken, RoleAssignment, User
from tests.api.calling import Program, access_token, codes, program, region, service_account, support, vendor
from tests.cases import at_vendor
from tests.people import person, wear
from tickets.models import Event

pytestmark = pytest.mark.django_db
NOTE = {"text": "Vi tittar.", "audience": "all"}


def test_a_call_without_a_credential_is_told_how_to_come_in():
    answer = Program("").get("tickets")
    assert answer.status_code == 401 and answer.json()["code"] == "invalid_token"
    bare = Program("").http.get("/api/v1/tickets")
    assert bare.status_code == 401 and bare.json()["code"] == "not_authenticated"
    assert bare.headers["WWW-Authenticate"].startswith("Bearer")
    assert bare.headers["Content-Type"] == "application/problem+json"


def test_a_wrong_secret_gets_no_token():
    user, assignment = service_account("cambio-service-desk", "cambio")
    client_id, _secret = make_client(name="x", user=user, assignment=assignment)
    answer = access_token(client_id, "wrong")
    assert answer.status_code == 401 and answer.json()["error"] == "invalid_client"


def test_a_client_acts_as_its_one_hat_whatever_else_its_account_wears():
    user, assignment = service_account("cambio-api-client", "cambio")
    wear(user, "cambio-service-desk", "cambio")
    client_id, secret = make_client(name="x", user=user, assignment=assignment)
    caller = Program(access_token(client_id, secret).json()["access_token"])
    assert [hat["role"] for hat in caller.get("me").json()["hats"]] == ["cambio-api-client"]


def test_a_client_whose_hat_has_ended_is_shut_out():
    caller = region()
    yesterday = timezone.localdate() - timedelta(days=1)
    RoleAssignment.objects.filter(user__kind="service").update(valid_to=yesterday)
    answer = caller.get("tickets")
    assert answer.status_code == 403 and answer.json()["code"] == "hat_ended"


def test_a_closed_service_account_is_shut_out():
    caller = region()
    User.objects.filter(kind="service").update(is_active=False)
    assert caller.get("tickets").status_code == 401


def test_a_client_with_the_scope_for_reading_cannot_write():
    number = at_vendor().number
    caller = vendor(scopes=[READ])
    assert caller.get(f"tickets/{number}").status_code == 200
    answer = caller.post(f"tickets/{number}/notes", NOTE)
    assert answer.status_code == 403 and answer.json()["scope"] == "tickets.write"
    assert not User.objects.filter(email="vera.holm@vendor.example").exists()


def test_each_token_of_a_client_has_its_own_scopes():
    user, assignment = service_account("cambio-service-desk", "cambio")
    client_id, secret = make_client(name="x", user=user, assignment=assignment)
    narrow = access_token(client_id, secret, scope=READ).json()["access_token"]
    wide = access_token(client_id, secret).json()["access_token"]
    assert [Program(token).get("me").json()["scopes"] for token in (narrow, wide)] == [
        ["tickets.read"],
        ["tickets.read", "tickets.write"],
    ]


def test_a_credential_is_only_made_for_a_service_account_and_its_own_hat():
    user, assignment = service_account("cambio-service-desk", "cambio")
    human = person("cambio-service-desk", "cambio")
    for wrong in ({"user": human, "assignment": assignment}, {"user": user, "assignment": human.assignments.first()}):
        with pytest.raises(ValueError):
            make_client(name="x", **wrong)
    with pytest.raises(ValueError):
        make_client(name="x", user=user, assignment=assignment, scopes=["everything"])


def test_the_command_makes_a_working_credential(capsys):
    said = ["--organisation", "cambio", "--role", "cambio-service-desk", "--email", "system@vendor.example"]
    call_command("create_api_client", "The vendor's desk", *said)
    lines = dict(line.split(":", 1) for line in capsys.readouterr().out.splitlines() if line.startswith("client_"))
    token = access_token(lines["client_id"].strip(), lines["client_secret"].strip()).json()["access_token"]
    assert Program(token).get("me").json()["hats"][0]["organisation"] == "cambio"


def test_a_vendors_client_must_name_whom_it_acts_for():
    number = at_vendor().number
    answer = vendor(acting="").post(f"tickets/{number}/notes", NOTE)
    assert answer.status_code == 422 and codes(answer) == [("Acting-Person", "acting_person_missing")]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('"Åsa Berg" <asa.berg@vendor.example>', "Åsa Berg"),
        ("Anna Karin Ek <Asa.Berg@vendor.example>", "Anna Karin Ek"),
        ('{"given_name": "\\u00c5sa", "family_name": "von Berg", "email": "asa.berg@vendor.example"}', "Åsa von Berg"),
    ],
)
def test_the_named_person_is_made_once_and_stands_on_the_event(header, name):
    number = at_vendor().number
    caller = vendor(acting=header.encode().decode("latin-1"))
    for _time in range(2):
        assert caller.post(f"tickets/{number}/notes", NOTE).status_code == 201
    made = User.objects.get(email="asa.berg@vendor.example")
    assert (made.get_full_name(), made.kind, made.home_organisation.slug) == (name, "person", "cambio")
    assert not made.has_usable_password()
    event = Event.objects.unscoped("test").filter(step="add_note").last()
    assert event.acting_person == made and event.user.kind == "service"
    shown = caller.get(f"tickets/{number}/events").json()["results"][0]
    assert shown["person"]["email"] == "asa.berg@vendor.example"
    assert support().get(f"tickets/{number}/events").json()["results"][0]["person"] is None


@pytest.mark.parametrize(
    "header",
    ["Anna", "<a@b.se>", '"Anna Berg" <not an address>', "{", '{"given_name": 1, "email": "a@b.se"}', "{[" * 900],
)
def test_a_header_that_cannot_be_read_is_refused(header):
    number = at_vendor().number
    answer = vendor(acting=header).post(f"tickets/{number}/notes", NOTE)
    assert answer.status_code == 422 and codes(answer) == [("Acting-Person", "acting_person_malformed")]


def test_nobody_of_another_organisation_can_be_named():
    number, other = at_vendor().number, person("sussa-supportspecialist", "sussa-vardstod")
    answer = vendor(acting=f'"Eva Ek" <{other.email}>').post(f"tickets/{number}/notes", NOTE)
    assert codes(answer) == [("Acting-Person", "acting_person_unusable")]
    assert other.email not in answer.content.decode()


def test_only_a_vendors_client_names_a_person():
    answer = region(acting='"Eva Ek" <eva@region.example>').get("tickets")
    assert codes(answer) == [("Acting-Person", "acting_person_not_used")]


def test_a_personal_token_lets_its_person_in_until_it_ends():
    user = person("cambio-service-desk", "cambio")
    number = at_vendor().number
    token, row = make_token(user=user, name="Script", expires_at=timezone.now() + timedelta(days=1))
    caller = Program(token)
    assert caller.post(f"tickets/{number}/notes", NOTE).status_code == 201
    assert Event.objects.unscoped("test").filter(step="add_note").last().user == user
    row.refresh_from_db()
    assert row.last_used_at is not None and token not in (row.digest, row.prefix)
    revoke(row)
    assert caller.get("tickets").status_code == 401
    late, _row = make_token(user=user, name="Old", expires_at=timezone.now() - timedelta(seconds=1))
    assert Program(late).get("tickets").status_code == 401
    assert PersonalToken.objects.count() == 2


def test_a_browser_reads_with_its_log_in_and_writes_only_with_the_mark_against_forgery():
    from django.test import Client

    number = at_vendor().number
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(
        person("cambio-service-desk", "cambio"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert browser.get(f"/api/v1/tickets/{number}").status_code == 200
    answer = browser.post(f"/api/v1/tickets/{number}/notes", NOTE, content_type="application/json")
    assert answer.status_code == 403 and answer.json()["code"] == "forged"


def test_a_credential_that_calls_too_often_is_told_when_to_come_back(settings):
    settings.API_READS_PER_MINUTE = 2
    caller = region()
    answers = [caller.get("me") for _time in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert program("region-objektledare", "dalarna").get("me").status_code == 200


def test_attempts_to_get_a_token_are_limited(settings):
    settings.API_TOKENS_PER_MINUTE = 1
    assert [access_token("x", "y").status_code for _time in range(2)] == [401, 429]


def test_the_hats_of_today_decide(settings):
    user = person("cambio-service-desk", "cambio")
    token, _row = make_token(user=user, name="Script", expires_at=timezone.now() + timedelta(days=1))
    number = at_vendor().number
    assert Program(token).get(f"tickets/{number}").status_code == 200
    user.assignments.update(valid_from=date(2019, 1, 1), valid_to=date(2019, 12, 31))
    assert Program(token).get(f"tickets/{number}").status_code == 404
