"""The embedded servers by themselves: crashes, leftovers, and what they refuse."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from sussa.launch import processes
from sussa.launch.embedded import Embedded
from sussa.launch.postgres import Postgres
from sussa.launch.progress import Trouble

pytestmark = pytest.mark.kills


@pytest.fixture
def home():
    """A folder below one that the servers' user can enter."""
    base = Path(tempfile.mkdtemp(prefix="sussa-servers-"))
    base.chmod(0o755)
    yield base / "home"
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def postgres(home):
    user = processes.server_user()
    processes.own(home, user)
    server = Postgres(home, user=user, durable=True)
    yield server
    server.stop()


def run_sql(url, sql):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def test_what_was_committed_survives_the_death_of_the_database_server(postgres):
    url = postgres.start()
    run_sql(url, "create table kept as select 42 as answer")
    postgres.process.kill()
    postgres.process.wait()
    assert run_sql(postgres.start(), "select answer from kept") == [(42,)]


def test_a_pid_file_that_names_an_unrelated_process_does_not_stop_the_start(postgres):
    postgres.start()
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    assert run_sql(postgres.start(), "select 1") == [(1,)]


def test_a_start_killed_while_the_database_is_made_leaves_nothing_that_looks_finished(postgres):
    half = postgres.home / "pgdata.new"
    processes.own(half, postgres.user)
    (half / "PG_VERSION").write_text("18\n")
    assert run_sql(postgres.start(), "select 1") == [(1,)]
    assert not half.exists()


def test_text_of_people_does_not_reach_the_servers_log(postgres):
    url = postgres.start()
    run_sql(url, "create table one (name text primary key)")
    run_sql(url, "insert into one values ('secret-name')")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        run_sql(url, "insert into one values ('secret-name')")
    log = postgres.log.read_text()
    assert "duplicate key" in log
    assert "secret-name" not in log


def test_lower_case_knows_swedish_letters_without_any_locale_of_the_system(postgres):
    assert run_sql(postgres.start(), "select lower('ÅÄÖ')") == [("åäö",)]


def test_only_the_server_whose_address_is_missing_is_started(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/base")
    monkeypatch.delenv("REDIS_URL")
    servers = Embedded(home, durable=False)
    try:
        environment = servers.start()
        assert sorted(environment) == ["CELERY_BROKER_URL", "REDIS_URL"]
        assert not (home / "pgdata").exists()
    finally:
        servers.stop()


def test_a_folder_in_use_is_refused_with_a_sentence(home):
    first, second = Embedded(home), Embedded(home)
    first.take()
    with pytest.raises(Trouble, match=f"process {os.getpid()}"):
        second.take()
    second.stop()
    first.stop()


def test_a_missing_server_program_is_a_sentence_that_names_both_ways(monkeypatch):
    from sussa.launch import binaries

    monkeypatch.setenv("SUSSA_LANGUAGE", "en")
    monkeypatch.setattr(binaries, "_package", lambda name: None)
    monkeypatch.setattr(binaries, "_runs", lambda program, user: False)
    with pytest.raises(Trouble, match=r"apt install postgresql.*DATABASE_URL"):
        binaries.postgres_folder(None)
    with pytest.raises(Trouble, match=r"apt install redis-server.*REDIS_URL"):
        binaries.valkey_program(None)


@pytest.mark.skipif(sys.platform != "linux", reason="a signal at the parent's death is Linux's")
def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    script = (
        "import signal, subprocess, time\n"
        "from sussa.launch.processes import ends_with_parent\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=ends_with_parent(signal.SIGTERM))\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 10
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
        assert time.monotonic() < end
        time.sleep(0.05)
