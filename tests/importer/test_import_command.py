"""The commands as a person at a terminal meets them, also when the import is killed in the middle."""

import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.importer.logs import at, region, row, write_log, write_mapping
from tickets.importer.progress import Progress
from tickets.importer.run import AlreadyRunning, _alone
from tickets.models import Event, Ticket

CASES = 400


def told(*args, **options) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    log = write_log(tmp_path, row("A", at(0)), row("A", at(1), "Open / Lost"), row("A", at(2), "Done / Solved"))
    return [str(log), "--mapping", str(write_mapping(tmp_path)), "--errors", str(tmp_path / "errors.csv")]


@pytest.mark.django_db
def test_the_import_says_what_it_did_and_where_the_errors_are(files, tmp_path):
    text = told("import_log", *files)
    assert "unknown_state: 1" in text
    assert "errors.csv" in text
    assert (tmp_path / "errors.csv").read_text(encoding="utf-8").splitlines()[1].startswith("3,A,unknown_state,")


@pytest.mark.django_db
def test_a_mapping_with_a_mistake_ends_the_command_with_its_place(files, tmp_path):
    path = write_mapping(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("incident", "accident"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"old-desk.yaml:2: process:"):
        told("import_log", *files)
    assert not (tmp_path / "errors.csv").exists() or not Ticket.objects.unscoped("test").exists()


@pytest.mark.django_db
def test_a_log_or_an_error_file_that_cannot_be_opened_ends_with_a_sentence(files, tmp_path):
    with pytest.raises(CommandError, match=r"none\.csv"):
        told("import_log", str(tmp_path / "none.csv"), *files[1:])
    with pytest.raises(CommandError, match="--errors"):
        told("import_log", *files[:-1], str(tmp_path / "no" / "folder.csv"))


@pytest.mark.django_db
def test_figures_are_printed_for_people_and_for_programs(files):
    assert "–" in told("log_figures")
    told("import_log", *files)
    assert json.loads(told("log_figures", "--json", "--source", "old-desk")) == {
        "cases": 1,
        "events": 2,
        "still_open": 0,
        "throughput_mean_days": 120 / 86400,
        "throughput_median_days": 120 / 86400,
        "reopened_share": 0.0,
        "handovers_between_teams": 0,
        "handovers_between_lines": 0,
        "wait_hours": 0.0,
    }
    assert json.loads(told("log_figures", "--json", "--source", "other"))["cases"] == 0


@pytest.mark.django_db
def test_a_change_of_region_within_the_first_line_is_no_change_of_line(tmp_path):
    log = write_log(
        tmp_path,
        row("A", at(0), team="One"),
        row("A", at(1), team="Two", country="fi"),
        row("A", at(2), team="Two 2nd", country="fi"),
        row("A", at(32), "Open / Wait - User", team="Two 2nd"),
        row("A", at(47), "Done / Solved", team="Two 2nd"),
        row("A", at(48), "Open / Wait - User", team="Two 2nd"),
    )
    told("import_log", str(log), mapping=write_mapping(tmp_path), errors=tmp_path / "errors.csv")
    figures = json.loads(told("log_figures", "--json"))
    assert (figures["handovers_between_teams"], figures["handovers_between_lines"]) == (2, 1)
    assert (figures["wait_hours"], figures["reopened_share"], figures["still_open"]) == (0.25, 1.0, 1)
    assert region(1).pk in [event.organisation_id for event in Event.objects.unscoped("test")]


def test_progress_is_a_bar_with_counts_and_rate():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    seconds = iter([0.0, 0.0, 2.0, 2.0])
    out = Terminal()
    shown = Progress(out, clock=lambda: next(seconds))
    shown.begin()
    shown.writing(events=600, of_events=1200, cases=70)
    assert out.getvalue().startswith("\r[############············]  50% ")
    assert "70" in out.getvalue() and "300" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_where_it_was_and_brings_every_event_once(tmp_path):
    """kill -9 in the middle; the next run completes it, a third adds nothing."""
    rows = [row(f"C{case:03d}", at(minute)) for case in range(CASES) for minute in (0, 1, 2)]
    log, mapping = write_log(tmp_path, *rows), write_mapping(tmp_path)
    args = ["import_log", str(log), "--mapping", str(mapping), "--errors", str(tmp_path / "errors.csv")]
    _kill_in_the_middle(args)
    done = Ticket.objects.unscoped("test").count()
    assert 0 < done < CASES
    told(*args)
    assert Ticket.objects.unscoped("test").count() == CASES
    assert Event.objects.unscoped("test").count() == 3 * CASES
    told(*args)
    assert Event.objects.unscoped("test").count() == 3 * CASES
    told("verify_history", verbosity=0)


def _kill_in_the_middle(args):
    base = connection.settings_dict
    url = os.environ["DATABASE_URL"]
    changed = url.rsplit("/", 1)[0] + "/" + base["NAME"] + (("?" + url.split("?", 1)[1]) if "?" in url else "")
    process = subprocess.Popen(
        [sys.executable, "manage.py", *args], env=os.environ | {"DATABASE_URL": changed}, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while Ticket.objects.unscoped("test").count() < 20:
            assert process.poll() is None, "the import ended before it could be killed"
            assert time.monotonic() < until
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_log_do_not_run_at_once(monkeypatch):
    from django.db import connections

    monkeypatch.setattr("tickets.importer.run.WAIT_S", 0.1)
    other = connections.create_connection("default")
    try:
        with _alone("old-desk"), other.cursor() as cursor:
            monkeypatch.setattr("tickets.importer.run.connection", other)
            with pytest.raises(AlreadyRunning), _alone("old-desk"):
                pass
            cursor.execute("select 1")
            monkeypatch.setattr("tickets.importer.run.connection", connection)
    finally:
        other.close()
