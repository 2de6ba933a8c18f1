"""python -m sussa.launch.prepare LOGINS: bring database and static files up to date, in one process."""

import hashlib
import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from sussa.launch import catalogue
from sussa.launch.progress import Trouble, end_with_sentence, step, words

COLLABORATION = "sussa"


def prepare(logins):
    """Everything that must be true before the first request. `logins`: the file for the demo log-ins."""
    with step(sv="Översättning", en="Translation"):
        catalogue.compile_when_older()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sussa.settings")
        django.setup()
    with step(sv="Databasens tabeller", en="Database tables"):
        _migrate()
    with step(sv="Samarbetets register", en="The collaboration's registers"):
        _load_collaboration()
    if settings.EMBEDDED_DATABASE:
        with step(sv="Demopersoner och demoärenden", en="Demo people and demo cases"):
            _make_demo(logins)
    with step(sv="Stilmallar och skript", en="Styles and scripts"):
        _collect_static()
    return 0


def _migrate():
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise Trouble(
            words(
                sv=f"Databasen svarar inte eller nekar: {error}Kontrollera DATABASE_URL.",
                en=f"The database does not answer or refuses: {error}Check DATABASE_URL.",
            )
        ) from error


def _load_collaboration():
    try:
        call_command("load_collaboration", COLLABORATION, stdout=io.StringIO())
    except CommandError as error:
        raise Trouble(str(error)) from error


def _make_demo(logins):
    """Make what is not there yet, and hand the log-ins (the last line) to the launcher, for its owner alone."""
    output = io.StringIO()
    try:
        call_command("demo", stdout=output)
    except CommandError as error:
        raise Trouble(str(error)) from error
    logins.unlink(missing_ok=True)
    logins.touch(0o600)
    logins.write_text(output.getvalue().splitlines()[-1], encoding="utf-8")


def _collect_static():
    """Collect only when a source has changed: packing takes seconds, looking takes none."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=Path(settings.STATIC_ROOT).exists())
    mark.write_text(now)


def _fingerprint():
    seen = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    for path in sorted((settings.BASE_DIR / "static").rglob("*")):
        seen.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    return seen.hexdigest()


if __name__ == "__main__":
    end_with_sentence(lambda: prepare(Path(sys.argv[1])))
