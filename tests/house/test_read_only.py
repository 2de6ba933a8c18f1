"""Read-only mode: everything is read and nothing changed, by no door, and nothing that was written is lost."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outbox.models import Message
from roles import drafts
from sla.models import DueStep
from sussa import condition, read_only
from sussa.celery import app
from sussa.models import ReadOnlyChange
from tests import parties
from tests.api import calling
from tests.cases import incident
from tests.people import PASSWORD, person
from tests.web.tickets.door import Visitor, words
from tickets import tasks
from tickets.models import Event, Notice

pytestmark = pytest.mark.django_db
WHY = "Databasen flyttas"


@pytest.fixture(scope="module", autouse=True)
def _tasks():
    app.loader.import_default_modules()


@pytest.fixture
def mode():
    return read_only.turn_on(
        reason=WHY, expected_end=timezone.now() + timedelta(minutes=20), by_name="drift (manage.py)"
    )


@pytest.fixture
def administrator():
    who = person("region-objektledare", "dalarna", name="rut")
    who.is_administrator = True
    who.save()
    client = Client()
    client.force_login(who)
    return client


def test_every_page_says_so_with_reason_and_end_and_can_be_read(mode):
    desk, ticket = parties.desk(), incident()
    text = words(Visitor(desk.user).client.get(f"/arenden/{ticket.number}/"))
    assert "Läsläge: ingenting kan ändras." in text and WHY in text and "Det väntas vara klart" in text


def test_whoever_is_not_logged_in_is_told_of_the_mode_and_not_of_its_reason(client, mode):
    text = words(client.get("/konto/login/"))
    assert "Läsläge" in text and WHY not in text


def test_a_step_on_a_page_is_refused_and_its_words_are_kept_as_a_draft(mode):
    desk, ticket = parties.desk(), incident()
    before, client = ticket.version, Visitor(desk.user).client
    form = f"/arenden/{ticket.number}/steg/cancel/"
    answer = client.post(form, {"reason": "Felet var i vår egen skrivare.", "version": before})
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) in range(1100, 1201)
    assert "Felet var i vår egen skrivare." in answer.content.decode()
    ticket.refresh_from_db(fields=["version"])
    assert ticket.version == before
    assert any("Felet var i vår egen skrivare." in dict(one.fields).values() for one in drafts.of(desk.user))
    read_only.turn_off(by_name="drift")
    assert "Felet var i vår egen skrivare." in client.get(form).content.decode()


@pytest.mark.parametrize("address", ["/arenden/ny/liknande/", "/arenden/ny/behov/liknande/"])
def test_a_hint_while_somebody_writes_takes_no_page_away(mode, address):
    client = Visitor(person("region-objektledare", "dalarna", name="rut")).client
    answer = client.post(address, {"title": "Läkemedelslistan öppnas inte"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "HX-Retarget" not in answer.headers


def test_a_form_that_keeps_no_draft_shows_what_was_written(client, mode):
    said = "Läsaren läser inte upp tabellens rubriker."
    answer = client.post("/tillganglighet/synpunkt/", {"kind": "accessibility", "message": said})
    assert answer.status_code == 503 and said in answer.content.decode()


def test_a_program_is_told_when_to_try_again(mode):
    program = calling.region()  # a token is still given
    answer = program.register("incident", {"title": "Stopp"})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (503, "read_only") and WHY in body["detail"]
    assert 1100 <= int(answer.headers["Retry-After"]) <= 1200
    assert program.get("tickets").status_code == 200


def test_a_notice_opens_and_stays_unread(mode):
    desk, ticket = parties.desk(), incident()
    event = Event.all_objects.filter(ticket_id=ticket.pk).first()
    told = Notice.all_objects.create(
        user=desk.user, ticket=ticket, event=event, category="followed", created_at=timezone.now()
    )
    client = Visitor(desk.user).client
    client.get("/")  # warms what is kept
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(f"/aviseringar/{told.pk}/")
    assert (answer.status_code, answer.url) == (302, f"/arenden/{ticket.number}/")
    assert not [one["sql"] for one in seen if one["sql"].split()[0].lower() in ("update", "insert", "delete")]
    read_only.turn_off(by_name="drift")
    client.get(f"/aviseringar/{told.pk}/")
    told.refresh_from_db()
    assert told.read_at is not None


def test_logging_in_and_out_goes_on(client, mode):
    desk = parties.desk().user
    answer = client.post("/konto/login/", {"login": desk.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.post("/konto/logout/").status_code == 302


def test_the_worker_leaves_its_rows_and_takes_them_when_the_mode_is_over(mode, settings):
    row = DueStep.objects.create(subject_type="no.such", subject_id=1, step="s", due_at=timezone.now())
    told = Message.objects.create(kind="mail", address="a@example.org", dedupe_key="k", subject_type="x", subject_id=1)
    fire, deliver = (app.tasks[name] for name in ("engine.tasks.fire_due_steps", "outbox.tasks.deliver"))
    assert fire() is None and deliver() is None
    row.refresh_from_db()
    told.refresh_from_db()
    assert (row.attempts, told.attempts) == (0, 0)
    read_only.turn_off(by_name="drift")
    fire()
    row.refresh_from_db()
    assert row.attempts == 1


def test_the_hourly_pack_goes_on(mode, settings, tmp_path):
    settings.MAJOR_PACK_DIR = tmp_path / "pack"
    assert tasks.write_major_pack() > 9
    assert (tmp_path / "pack" / "SHA256SUMS").exists()


def test_the_pack_is_written_by_a_command_too_where_no_worker_is(settings, tmp_path, capsys):
    settings.MAJOR_PACK_DIR = tmp_path / "pack"
    call_command("write_major_pack")
    assert capsys.readouterr().out == "10 files.\n"
    assert len(list((tmp_path / "pack").glob("*.html"))) == 10


def test_every_other_task_that_beat_asks_for_waits(mode, settings):
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked >= read_only.GO_ON
    assert {name: app.tasks[name]() for name in asked - read_only.GO_ON} == dict.fromkeys(asked - read_only.GO_ON)


def test_an_administrator_turns_it_on_says_more_and_turns_it_off_and_all_of_it_is_kept(administrator):
    end = timezone.localtime(timezone.now() + timedelta(hours=2))
    sent = {"expected_end_0": f"{end:%Y-%m-%d}", "expected_end_1": f"{end:%H:%M}"}
    assert administrator.post("/laslage/", {"reason": WHY, **sent}).status_code == 302
    assert administrator.post("/laslage/", {"reason": "Det drar ut på tiden", **sent}).status_code == 302
    assert "Det drar ut på tiden" in words(administrator.get("/driftinformation/"))
    assert administrator.post("/laslage/av/").status_code == 302
    assert condition.read_only() is None
    assert [(one.is_on, one.reason) for one in ReadOnlyChange.objects.all()] == [
        (False, ""),
        (True, "Det drar ut på tiden"),
        (True, WHY),
    ]
    assert "redan av" in words(administrator.post("/laslage/av/", follow=True))


@pytest.mark.parametrize(
    ("reason", "days", "said"),
    [("", 1, "Uppgiften saknas"), (WHY, -1, "ligger framåt"), (WHY, 8, "inom sju dygn"), ("19121212-1212", 1, "fyra")],
)
def test_the_switch_wants_a_reason_and_a_believable_end(administrator, reason, days, said):
    end = timezone.localtime(timezone.now() + timedelta(days=days))
    sent = {"reason": reason, "expected_end_0": f"{end:%Y-%m-%d}", "expected_end_1": f"{end:%H:%M}"}
    answer = administrator.post("/laslage/", sent)
    assert answer.status_code == 422 and said in words(answer)
    assert not ReadOnlyChange.objects.exists()


@pytest.mark.parametrize("address", ["/laslage/", "/laslage/av/"])
def test_nobody_but_an_administrator_reaches_the_switch(mode, address):
    client = Visitor(parties.desk().user).client
    assert client.post(address, {"reason": WHY}).status_code == 403
    assert client.get("/laslage/").status_code == 403
    assert condition.read_only() == mode


def test_the_command_does_the_same_and_says_who_gave_it(capsys):
    call_command("read_only", "on", "--reason", WHY, "--minutes", "30", "--at-once")
    row = condition.read_only()
    assert row.reason == WHY and row.by is None and row.by_name.endswith("(manage.py)")
    call_command("read_only", "off", "--at-once")
    assert condition.read_only() is None
    call_command("read_only", "off", "--at-once")
    assert "off already" in capsys.readouterr().out


@pytest.mark.parametrize("said", [[], ["--reason", WHY], ["--minutes", "5"]])
def test_the_command_wants_reason_and_time(said):
    with pytest.raises(CommandError, match="Say why"):
        call_command("read_only", "on", "--at-once", *said)


@pytest.mark.parametrize("change", [lambda rows: rows.update(reason="x"), lambda rows: rows.delete()])
def test_what_was_done_with_the_switch_cannot_be_changed(mode, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(ReadOnlyChange.objects.all())


def test_an_end_that_has_passed_is_said_to_have(mode):
    read_only.turn_on(reason=WHY, expected_end=timezone.now() - timedelta(minutes=5), by_name="drift")
    assert "Det skulle ha varit klart" in words(Visitor(parties.desk().user).client.get("/"))
