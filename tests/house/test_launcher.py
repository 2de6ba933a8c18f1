"""The command that starts everything: it is started, killed and refused for real."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time

import psycopg2
import pytest

from tests.house.launching import ROOT, START_S, Launched, installation

COMMAND = (
    "from sussa.launch.shell import manage; from pathlib import Path; manage({arguments!r}, home=Path('{folder}'))"
)

pytestmark = [
    pytest.mark.kills,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes the way Linux shows them"),
]


def query(folder, sql):
    """Ask the embedded database of an installation."""
    connection = psycopg2.connect(host=str(folder / "run"), user="sussa", dbname="sussa")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


@pytest.fixture(scope="module")
def installed():
    """An installation that has been started once, so that later starts have little to do."""
    with installation() as folder:
        with Launched(folder) as launched:
            launched.wait_until_ready()
            assert launched.interrupt() == 0
            launched.wait_until_gone()
        yield folder


def test_data_survives_a_kill_nothing_is_left_running_and_ctrl_c_stops_cleanly(installed):
    with Launched(installed) as first:
        first.wait_until_ready()
        assert first.get("/healthz") == (200, "ok\n")
        assert json.loads(first.get("/readyz")[1])["ready"] is True
        for person in json.loads((installed / "run" / "logins.json").read_text()):
            assert person["email"] in first.said
            assert person["password"] in first.said
        query(installed, "create table kept as select 42 as answer")
        first.kill()
        first.wait_until_gone()

    with Launched(installed, port=first.port) as again:
        again.wait_until_ready()
        assert query(installed, "select answer from kept") == [(42,)]
        assert again.interrupt() == 0
        again.wait_until_gone()
    assert not (installed / "run" / "pgdata" / "postmaster.pid").exists()


def test_beside_a_running_program_a_second_is_refused_and_a_command_works_on_its_data(installed):
    with Launched(installed) as first:
        first.wait_until_ready()
        with Launched(installed) as second:
            assert second.process.wait(START_S) == 2
        assert f"process {first.process.pid}" in second.said
        assert f"http://127.0.0.1:{first.port}" in second.said

        query(installed, "create table seen as select 'by the command' as what")
        code = "from django.db import connection; c = connection.cursor(); c.execute('table seen'); print(c.fetchone())"
        command = COMMAND.format(folder=installed / "run", arguments=["shell", "-c", code])
        done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, cwd=ROOT)
        assert "by the command" in done.stdout, done.stderr


def test_clock_and_worker_run(installed):
    with Launched(installed) as launched:
        launched.wait_until_ready()
        query(
            installed,
            "insert into sla_duestep (subject_type, subject_id, step, reason, due_at, attempts, last_error)"
            " values ('no.such', 1, 's', '', now(), 0, '')",
        )
        end = time.monotonic() + START_S
        while query(installed, "select attempts from sla_duestep where subject_type = 'no.such'") == [(0,)]:
            assert time.monotonic() < end, "nobody looked for due steps"
            time.sleep(0.2)


def test_secrets_are_made_once_and_closed_to_others(installed):
    secret = (installed / "secret_key").read_text()
    with Launched(installed) as launched:
        launched.wait_until_ready()
        for name in ("secret_key", "demo.json", "run/logins.json", "run/valkey.conf", "run/environment.json"):
            assert stat.S_IMODE((installed / name).stat().st_mode) == 0o600
        assert launched.interrupt() == 0
    assert (installed / "secret_key").read_text() == secret
    assert stat.S_IMODE((installed / "run").stat().st_mode) == 0o700
    assert not (installed / "run" / "environment.json").exists()


def test_a_killed_web_process_ends_the_launcher_with_a_sentence_and_nothing_else_running(installed):
    with Launched(installed) as launched:
        launched.wait_until_ready()
        os.kill(launched.child("gunicorn"), signal.SIGKILL)
        assert launched.process.wait(START_S) == 2
        assert "The process web has ended" in launched.said
        launched.wait_until_gone()


def test_a_taken_port_is_told_before_anything_is_started():
    with installation() as folder, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with Launched(folder, port=other.getsockname()[1]) as launched:
            assert launched.process.wait(START_S) == 2
        assert f"PORT={launched.port + 1} python3 dev.py run" in launched.said
        assert not (folder / "run" / "pgdata").exists()


def test_data_of_another_postgres_version_is_left_alone_and_named():
    with installation() as folder:
        data = folder / "run" / "pgdata"
        data.mkdir()
        (data / "PG_VERSION").write_text("14\n")
        with Launched(folder) as launched:
            assert launched.process.wait(START_S) == 2
        assert "was written by PostgreSQL 14" in launched.said
        assert str(data) in launched.said
        assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_port_that_is_no_number_is_told():
    with installation() as folder, Launched(folder, PORT="eighty") as launched:
        assert launched.process.wait(START_S) == 2
        assert "PORT is eighty: give a number" in launched.said


def test_on_a_database_of_ones_own_there_is_no_demo_and_the_first_administrator_is_explained():
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    server = psycopg2.connect(f"{address}/postgres")
    server.autocommit = True
    server.cursor().execute("create database launcher_own")
    try:
        with installation() as folder:
            with Launched(folder, DATABASE_URL=f"{address}/launcher_own") as launched:
                launched.wait_until_ready()
                assert "python3 dev.py manage create_administrator" in launched.said
                assert "demo" not in launched.said
                own = psycopg2.connect(f"{address}/launcher_own")
                with own.cursor() as cursor:
                    cursor.execute("select count(*) from roles_user")
                    assert cursor.fetchone() == (0,)
                own.close()
                assert launched.interrupt() == 0
            assert not (folder / "demo.json").exists()
            assert not (folder / "run" / "pgdata").exists()
    finally:
        server.cursor().execute("drop database if exists launcher_own with (force)")
        server.close()
