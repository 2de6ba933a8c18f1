"""What the program stands on, and that the lists of it hold nothing but names, versions and hashes."""

import importlib.metadata
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted([*ROOT.glob("requirements*.lock"), *ROOT.glob("package-lock.json")])


def names(text):
    found = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def test_both_locks_are_there():
    assert [lock.name for lock in LOCKS] == ["requirements-dev.lock", "requirements.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host(lock):
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_is_pinned_and_hashed(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    for entry in entries:
        assert re.match(r"[\w.\-\[\],]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_locked(kind):
    asked = {re.split(r"[\[<>=; ]", line)[0].lower() for line in (ROOT / f"{kind}.in").read_text().splitlines()}
    asked = {name for name in asked if name and not name.startswith(("-", "#"))}
    assert asked <= names((ROOT / f"{kind}.lock").read_text())


def test_the_tests_lock_holds_the_run_lock():
    run, tests = ((ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock"))
    pins = re.compile(r"^([\w.-]+(?:\[[\w,-]+\])?==\S+)", re.MULTILINE)
    assert set(pins.findall(run)) <= set(pins.findall(tests))


def test_the_old_state_machine_is_not_installed_beside_the_new():
    assert importlib.metadata.version("django-fsm-2").startswith("4.")
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("django-fsm")


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_each_thing_asked_for_has_its_reason_and_licence_written_down(kind):
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text().lower()
    for line in (ROOT / f"{kind}.in").read_text().splitlines():
        name = re.split(r"[\[<>=; ]", line)[0].lower()
        if name and not name.startswith(("-", "#")):
            assert f"| {name} |" in page, name
