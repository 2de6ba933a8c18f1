"""The command that starts everything: it is started, killed and refused for real."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys

import psycopg2
import pytest

from tests.house.launching import ROOT, Launched, installation

COMMAND = (
    "from sussa.launch.shell import manage; from pathlib import Path; manage({arguments!r}, home=Path('{folder}'))"
)

pytestmark = [
    pytest.mark.kills,
    pytest.mark.xdist_group("launcher"),
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


def test_data_survives_a_kill_nothing_is_left_running_and_ctrl_c_stops_cleanly():
    with installation() as folder:
        with Launched(folder) as first:
            first.wait_until_ready()
            assert first.get("/healthz") == (200, "ok\n")
            assert json.loads(first.get("/readyz")[1]) == {
                "ready": True,
                "parts": {"database": "ok", "redis": "ok", "due_steps": "ok", "outbox": "ok"},
            }
            assert "demo@example.org" in first.said
            query(folder, "create table kept as select 42 as answer")

            with Launched(folder) as second:
                assert second.process.wait(30) == 2
            assert f"process {first.process.pid}" in second.said
            assert f"http://127.0.0.1:{first.port}" in second.said

            first.kill()
            first.wait_until_gone()

        with Launched(folder, port=first.port) as again:
            again.wait_until_ready()
            assert query(folder, "select answer from kept") == [(42,)]
            assert again.interrupt() == 0
            again.wait_until_gone()
        assert not (folder / "run" / "pgdata" / "postmaster.pid").exists()


def test_secrets_are_made_once_and_closed_to_others():
    with installation() as folder:
        with Launched(folder) as first:
            first.wait_until_ready()
            secret = (folder / "secret_key").read_text()
            assert first.interrupt() == 0
        with Launched(folder) as second:
            second.wait_until_ready()
        assert (folder / "secret_key").read_text() == secret
        for path in (folder / "secret_key", folder / "run" / "valkey.conf"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "run").stat().st_mode) == 0o700


def test_a_killed_web_process_ends_the_launcher_with_a_sentence_and_nothing_else_running():
    with installation() as folder, Launched(folder) as launched:
        launched.wait_until_ready()
        for pid in launched.family() - {launched.process.pid}:
            with open(f"/proc/{pid}/cmdline") as command:
                if "gunicorn" in command.read():
                    os.kill(pid, signal.SIGKILL)
                    break
        assert launched.process.wait(60) == 2
        assert "The process web has ended" in launched.said
        launched.wait_until_gone()


def test_a_taken_port_is_told_before_anything_is_started():
    with installation() as folder, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with Launched(folder, port=other.getsockname()[1]) as launched:
            assert launched.process.wait(30) == 2
        assert f"PORT={launched.port + 1} python3 dev.py run" in launched.said
        assert not (folder / "run" / "pgdata").exists()


def test_data_of_another_postgres_version_is_left_alone_and_named():
    with installation() as folder:
        data = folder / "run" / "pgdata"
        data.mkdir()
        (data / "PG_VERSION").write_text("14\n")
        with Launched(folder) as launched:
            assert launched.process.wait(30) == 2
        assert "was written by PostgreSQL 14" in launched.said
        assert str(data) in launched.said
        assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_port_that_is_no_number_is_told():
    with installation() as folder, Launched(folder, PORT="eighty") as launched:
        assert launched.process.wait(30) == 2
        assert "PORT is eighty: give a number" in launched.said


def test_on_a_database_of_ones_own_there_is_no_demo_and_the_first_administrator_is_explained():
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    server = psycopg2.connect(f"{address}/postgres")
    server.autocommit = True
    server.cursor().execute("create database launcher_own")
    try:
        with installation() as folder:
            (folder / "run" / "demo.json").unlink()
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
            assert not (folder / "run" / "demo.json").exists()
            assert not (folder / "run" / "pgdata").exists()
    finally:
        server.cursor().execute("drop database if exists launcher_own with (force)")
        server.close()


def test_a_command_works_on_the_data_of_the_running_program():
    with installation() as folder, Launched(folder) as launched:
        launched.wait_until_ready()
        query(folder, "create table kept as select 42 as answer")
        code = "from django.db import connection as c; k = c.cursor(); k.execute('select * from kept'); print(k.fetchone())"
        done = subprocess.run(
            [sys.executable, "-c", COMMAND.format(folder=folder / "run", arguments=["shell", "-c", code])],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert "(42,)" in done.stdout, done.stderr
