"""The command: what it prints, that it makes things once, only where it may, and goes on where it was broken off."""

import io
import json
import stat
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from roles.models import ApiClient, PersonalToken, User
from sussa.demo.logins import Kept
from sussa.demo.making_people import make_people
from sussa.demo.moments import Moments
from sussa.demo.reading import Case, DemoData, Script, read
from sussa.demo.walking import Walker
from tests.demo.conftest import demo_folder, make
from tests.demo.test_demo_covers import rows
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db


def test_the_last_line_is_the_list_of_log_ins(made):
    assert len(made.logins) == 5
    assert all({"who", "email", "password", "note"} <= set(entry) and all(entry.values()) for entry in made.logins)
    assert len({entry["password"] for entry in made.logins}) == 5


def test_each_of_them_can_log_in_and_nobody_else_has_a_password(made, client):
    for entry in made.logins:
        assert client.login(email=entry["email"], password=entry["password"]), entry["who"]
    usable = [user.email for user in User.objects.all() if user.has_usable_password()]
    assert sorted(usable) == sorted(entry["email"] for entry in made.logins)


def test_passwords_and_keys_are_kept_as_digests_only(made):
    secrets = [entry["password"] for entry in made.logins]
    secrets += [value for entry in made.logins for key, value in entry.items() if key in ("api_token", "client_secret")]
    kept = " ".join(
        [*User.objects.values_list("password", flat=True), *PersonalToken.objects.values_list("digest", flat=True)]
    )
    kept += " ".join(ApiClient.objects.values_list("client__secret", flat=True))
    assert len(secrets) == 7
    assert not [secret for secret in secrets if secret in kept]


def test_the_file_with_the_log_ins_is_its_owners_alone(made):
    mode = stat.S_IMODE((made.folder / "demo.json").stat().st_mode)
    assert mode == 0o600


def test_the_ready_token_and_the_ready_client_read_the_vendors_cases(made, client):
    entry = next(entry for entry in made.logins if "api_token" in entry)
    token = client.post(
        "/api/v1/oauth/token",
        {"grant_type": "client_credentials", "client_id": entry["client_id"], "client_secret": entry["client_secret"]},
    )
    for bearer in (entry["api_token"], token.json()["access_token"]):
        answer = client.get("/api/v1/tickets", headers={"authorization": f"Bearer {bearer}"})
        assert answer.status_code == 200
        assert answer.json()["results"]


def test_one_of_them_is_the_administrator_and_has_no_part_in_any_case(made):
    administrators = User.objects.filter(is_administrator=True, is_staff=True)
    assert [user.email for user in administrators] == [made.logins[-1]["email"]]
    assert not administrators.get().assignments.exists()


def test_a_second_start_makes_nothing_and_says_the_same(made):
    before = [User.objects.count(), rows(Ticket).count(), rows(Event).count(), PersonalToken.objects.count()]
    assert make() == made.said
    after = [User.objects.count(), rows(Ticket).count(), rows(Event).count(), PersonalToken.objects.count()]
    assert after == before


def test_only_the_log_ins_are_printed_when_only_they_are_asked_for(made):
    said = io.StringIO()
    call_command("demo", "--logins", stdout=said)
    assert json.loads(said.getvalue()) == made.logins


def test_when_the_file_is_lost_new_passwords_are_made_and_no_new_cases(made, settings, tmp_path):
    settings.LOCAL_DIR = tmp_path
    count = rows(Event).count()
    again = json.loads(make().splitlines()[-1])
    assert [entry["email"] for entry in again] == [entry["email"] for entry in made.logins]
    assert {entry["password"] for entry in again}.isdisjoint(entry["password"] for entry in made.logins)
    assert rows(Event).count() == count


def test_log_ins_are_not_shown_before_there_is_a_demo(made, settings, tmp_path):
    settings.LOCAL_DIR = tmp_path
    with pytest.raises(CommandError, match="demo"):
        call_command("demo", "--logins")


def test_on_a_database_of_ones_own_it_is_refused_with_a_sentence(settings):
    settings.EMBEDDED_DATABASE = False
    with pytest.raises(CommandError, match="create_administrator"):
        call_command("demo")


def some_of(script: Script, *, steps: int) -> Script:
    """One case of the script under another name, so that it can be walked beside the whole demo."""
    plain = [case for case in script.cases.values() if case.key.startswith("GC") and "as" not in case.steps[-1]]
    case = next(case for case in plain if len(case.steps) > steps)
    copy = Case("AGAIN", case.process, case.facts, case.files, case.steps, case.walked_in)
    return Script(script.domain, script.people, script.logins, {"AGAIN": copy})


class BrokenOff(Exception):
    pass


def stop_after(count: int):
    def report(done: int, total: int) -> None:
        if done == count:
            raise BrokenOff

    return report


def ignore(done: int, total: int) -> None: ...


def test_a_walk_that_was_broken_off_goes_on_with_the_step_it_had_not_taken(made):
    script = some_of(made.script, steps=6)
    people = make_people(script, today=timezone.localdate(made.at))
    for count in (1, 4):
        with pytest.raises(BrokenOff):
            Walker(script, people, now=made.at).walk(stop_after(count))
    taken = Walker(script, people, now=made.at).walk(ignore)
    assert taken == len(script.cases["AGAIN"].steps) - 4
    ticket = rows(Ticket).get(source_key="demo:AGAIN")
    own_steps = rows(Event).filter(ticket=ticket, via="demo", cause="").exclude(step="open").count()
    assert own_steps == len(script.cases["AGAIN"].steps)
    assert Walker(script, people, now=made.at).walk(ignore) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"by": "nobody"}, "nobody"),
        ({"colour": "green"}, "colour"),
        ({"do": "fly"}, "fly"),
        ({"do": "confirm"}, "step 2"),
    ],
)
def test_a_mistake_in_a_walk_is_told_with_its_place(made, change, said):
    script = some_of(made.script, steps=6)
    case = script.cases["AGAIN"]
    case.steps = [case.steps[0], case.steps[1] | change]
    people = make_people(script, today=timezone.localdate(made.at))
    with pytest.raises(DemoData, match=said) as refused:
        Walker(script, people, now=made.at).walk(ignore)
    assert f"{case.walked_in}: AGAIN: step 2" in str(refused.value)


def test_a_step_before_the_one_before_it_is_refused_when_read(made):
    script = some_of(made.script, steps=6)
    steps = script.cases["AGAIN"].steps
    script.cases["AGAIN"].steps = [steps[1], steps[0]]
    with pytest.raises(DemoData, match="is not after"):
        script.moves(Moments(made.at))


@pytest.mark.parametrize("day", range(8))
@pytest.mark.parametrize("hour", [0, 3, 9, 16, 23])
def test_the_walks_are_in_order_on_whatever_day_and_hour_they_are_made(day, hour):
    now = timezone.make_aware(timezone.datetime(2026, 3, 26, hour, 20)) + timedelta(days=day)
    moves = read(demo_folder()).moves(Moments(now))
    assert len(moves) > 500
    assert moves[0].at > now - timedelta(days=62)


def test_a_demo_whose_database_is_gone_is_begun_again(tmp_path):
    kept = Kept(tmp_path / "demo.json")
    kept.begin(timezone.now() - timedelta(days=9))
    kept.forget()
    assert kept.begin(timezone.now()) > timezone.now() - timedelta(minutes=1)
