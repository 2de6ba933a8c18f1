"""Redis is killed while people work: what they save is saved, they read what is late, and none of it is lost."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.contrib.sessions.backends.cached_db import KEY_PREFIX
from django.core.cache import cache, caches
from django.db import connection
from django.utils import timezone
from redis.exceptions import RedisError

import sussa.cache
from outbox.models import Message
from sla.models import DueStep
from sussa import condition
from sussa.launch import processes
from sussa.launch.valkey import Valkey
from tests import parties
from tests.api import calling
from tests.cases import INCIDENT, incident
from tests.house.launching import ROOT, installation
from tests.people import PASSWORD
from tests.web.tickets.door import Visitor, words
from tickets.models import Event, Note, Ticket

PATIENCE_S = 120
CELERY = [sys.executable, "-m", "celery", "-A", "sussa"]


class Own(Valkey):
    """A server of one test, which may be killed and brought back where it stood."""

    def kill(self):
        self.process.kill()
        self.process.wait()

    def bring_back(self):
        self.process = processes.start_server(
            [self.program, self.home / "valkey.conf"],
            home=self.home,
            user=self.user,
            log=self.log,
            on_parent_death=self.stop_signal,
        )
        wait_for(lambda: caches["default"].keeps_what_it_is_given())


@pytest.fixture
def redis(settings):
    with installation() as folder:
        user = processes.server_user()
        server = Own(processes.own(folder / "run", user), user=user, durable=False)
        url = server.start()
        settings.CACHES = {"default": {"BACKEND": "sussa.cache.SharedCache", "LOCATION": url}}
        server.url = url
        try:
            yield server
        finally:
            server.stop()


def wait_for(found):
    """What `found()` gives in the end; a server that does not answer yet is waited for."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if answer := found():
                return answer
        except RedisError:
            pass
        time.sleep(0.1)
    raise AssertionError("it never came")


def test_each_process_keeps_for_itself_what_it_is_given_and_forgets_it_when_redis_is_back(redis, monkeypatch):
    monkeypatch.setattr(sussa.cache, "AGAIN_SECONDS", 0.2)
    cache.set("kept", "before", 60)
    redis.kill()
    assert cache.get("kept") is None
    cache.set("kept", "meanwhile", 60)
    assert (cache.get("kept"), cache.add("kept", "again"), cache.add("new", 1)) == ("meanwhile", False, True)
    with pytest.raises(ValueError, match="counter"):
        cache.incr("counter")
    with pytest.raises(RedisError):
        cache.keeps_what_it_is_given()
    assert sussa.cache.gone_since() <= timezone.now()
    redis.bring_back()
    time.sleep(0.3)
    assert cache.get("kept") is None
    assert sussa.cache.gone_since() is None


def test_what_ended_while_redis_was_out_of_reach_does_not_come_back_with_it(redis, monkeypatch):
    monkeypatch.setattr(sussa.cache, "AGAIN_SECONDS", 0)
    log_in = f"{KEY_PREFIX}someone"
    cache.set(log_in, "alive", 60)

    def out_of_reach(*_args, **_kwargs):
        raise RedisError

    with monkeypatch.context() as patch:
        patch.setattr(sussa.cache._Client, "delete", out_of_reach)
        cache.delete(log_in)
        cache.set(f"{KEY_PREFIX}another", "alive", 60)
    assert cache.get(log_in) is None


def test_a_slow_moment_begins_no_limit_anew(redis, monkeypatch):
    monkeypatch.setattr(sussa.cache, "AGAIN_SECONDS", 0)
    cache.set("attempts", 4, 60)
    cache.set(f"{KEY_PREFIX}someone", "alive", 60)

    def too_slow(*_args, **_kwargs):
        raise RedisError

    with monkeypatch.context() as patch:
        patch.setattr(sussa.cache._Client, "get", too_slow)
        assert cache.get("attempts") is None
    assert cache.incr("attempts") == 5
    assert cache.get(f"{KEY_PREFIX}someone") is None
    assert sussa.cache.gone_since() is None


def test_one_thread_alone_waits_for_a_redis_that_says_nothing_and_only_once(settings, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        settings.CACHES = {"default": {"BACKEND": "sussa.cache.SharedCache", "LOCATION": address}}
        waited = []

        def ask():
            begun = time.monotonic()
            cache.get("x")
            waited.append(time.monotonic() - begun)

        ask()
        monkeypatch.setattr(sussa.cache, "_gone", sussa.cache._Gone(timezone.now(), again_at=0))
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert waited[0] < 1.8
    assert sum(one > 0.8 for one in waited[1:]) == 1, waited


def test_a_thread_that_looks_while_another_notes_that_redis_is_back_goes_on(redis, monkeypatch):
    monkeypatch.setattr(sussa.cache, "_gone", sussa.cache._Gone(timezone.now(), again_at=time.monotonic() + 60))
    clock = time.monotonic

    def back_meanwhile():
        sussa.cache._gone = None
        return clock()

    monkeypatch.setattr(sussa.cache.time, "monotonic", back_meanwhile)
    assert cache.get("x") is None


def test_a_process_alone_keeps_more_counts_than_somebody_fills_it_with(redis):
    redis.kill()
    cache.set("attempts", 1, 60)
    for number in range(1000):
        cache.set(f"other:{number}", 1, 60)
    assert cache.incr("attempts") == 2


def test_a_thread_that_looks_while_another_forgets_the_condition_goes_on(monkeypatch):
    clock = time.monotonic

    def forgotten_meanwhile():
        condition.clear()
        return clock()

    condition._kept = condition.Condition(clock(), None, None, None)
    monkeypatch.setattr(condition.time, "monotonic", forgotten_meanwhile)
    assert condition.read_only() is None


def test_no_log_in_is_kept_by_a_process_for_itself(redis):
    redis.kill()
    cache.set(f"{KEY_PREFIX}someone", "alive", 60)
    assert cache.get(f"{KEY_PREFIX}someone") is None


@pytest.mark.django_db
def test_pages_and_programs_work_without_redis_and_say_what_is_late(redis, client):
    desk, ticket, program = Visitor(parties.desk().user), incident(), calling.region()
    redis.kill()
    assert client.post("/konto/login/", {"login": desk.user.email, "password": PASSWORD}).status_code == 302
    said = words(desk.client.get(f"/arenden/{ticket.number}/"))
    assert "En del kommer senare än vanligt." in said
    for what in ("Påminnelser, eskaleringar och tidsgränser", "Mejl och aviseringar", "Vem mer som har ett ärende"):
        assert f"{what}" in said
    assert client.post(f"/arenden/{ticket.number}/narvaro/", {"does": "reads"}).status_code == 200
    assert program.register("incident", INCIDENT | {"started_at": timezone.now().isoformat()}).status_code == 201
    ready = client.get("/readyz")
    assert ready.status_code == 503 and ready.json()["parts"]["redis"].startswith("unreachable")


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "is_said"), [(1, False), (3, True)])
def test_without_a_worker_a_page_says_which_work_has_waited_and_since_when(minutes, is_said):
    desk, at = Visitor(parties.desk().user), timezone.now() - timedelta(minutes=minutes)
    DueStep.objects.create(subject_type="x.y", subject_id=1, step="s", due_at=at)
    condition.clear()
    said = words(desk.client.get("/"))
    assert ("Påminnelser, eskaleringar och tidsgränser, sedan" in said) is is_said
    assert "Mejl och aviseringar, sedan" not in said


def test_what_a_page_says_costs_it_no_query(redis, db, django_assert_num_queries):
    condition.warm()
    redis.kill()
    cache.get("x")
    with django_assert_num_queries(0):
        assert len(condition.lags()) == 4 and condition.read_only() is None


# --- The worker ---


@pytest.fixture
def workers(redis, transactional_db):
    """A real worker and a real beat on the test's database and its own Redis."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(database),
        "REDIS_URL": redis.url,
        "CELERY_BROKER_URL": redis.url.rsplit("/", 1)[0] + "/1",
    }
    commands = (
        ["worker", "--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"],
        ["beat", "--pidfile", ""],
    )
    with installation() as folder:
        running = [
            subprocess.Popen(
                [*CELERY, *command, "--loglevel", "warning"],
                cwd=ROOT,
                env=environment | {"LOCAL_DIR": str(folder)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=processes.ends_with_parent(signal.SIGKILL),
            )
            for command in commands
        ]
        try:
            yield running
        finally:
            for one in running:
                one.kill()
                one.wait()


def work(number: int, answers: list, stop: threading.Event) -> None:
    """Register and write until told to stop, as a desk on a bad day."""
    try:
        desk, program = Visitor(parties.desk().user), calling.region()
        while not stop.is_set():
            fields = INCIDENT | {"started_at": timezone.now().isoformat(), "title": f"Stopp {number}-{len(answers)}"}
            answer = program.register("incident", fields)
            answers.append((answer.status_code, answer.json().get("number")))
            note = program.post(
                f"tickets/{answer.json()['number']}/notes",
                {"text": "Vi söker felet.", "audience": "customer"},
                key=f"n{number}{len(answers)}",
            )
            answers.append((note.status_code, None))
            assert desk.client.get(f"/arenden/{answer.json()['number']}/").status_code == 200
    finally:
        connection.close()


def is_worked_off() -> bool:
    now = timezone.now()
    late = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=now)
    return not late.exists() and not Message.objects.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_redis_is_killed_while_people_work_and_no_step_and_no_notice_is_lost(redis, workers):
    parties.region_manager()
    calling.region()
    first = DueStep.objects.create(subject_type="no.such", subject_id=1, step="s", due_at=timezone.now())
    wait_for(lambda: DueStep.objects.filter(pk=first.pk, set_aside_at__isnull=False).exists())

    answers, stop = [], threading.Event()
    desk = threading.Thread(target=work, args=(1, answers, stop))
    desk.start()
    wait_for(lambda: len(answers) >= 4)
    redis.kill()
    before = len(answers)
    wait_for(lambda: len(answers) >= before + 6)
    stop.set()
    desk.join(PATIENCE_S)

    numbers = [number for _status, number in answers if number]
    assert {status for status, _number in answers} == {201}
    assert Ticket.all_objects.filter(number__in=numbers).count() == len(numbers)
    assert Event.all_objects.filter(ticket__number__in=numbers, step="register").count() == len(numbers)
    assert Note.all_objects.filter(ticket__number__in=numbers).count() == len(numbers)
    due = DueStep.objects.create(subject_type="no.such", subject_id=2, step="s", due_at=timezone.now())
    assert Message.objects.waiting().exists()
    assert all(one.poll() is None for one in workers)

    redis.bring_back()
    wait_for(is_worked_off)
    due.refresh_from_db()
    assert due.set_aside_at is not None
    ended = Message.objects.all()
    assert ended.exists() and not ended.filter(sent_at=None, dropped_at=None).exists()
    assert set(ended.values_list("attempts", flat=True)) == {1}
