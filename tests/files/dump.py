"""Everything that the database and the stored files hold, as one text to look through."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from sussa.launch import binaries


def everything() -> str:
    """A plain dump of the whole database, the sessions unpacked, and every stored file with its name; small letters."""
    return "\n".join([_database(), *_sessions(), *_files()]).casefold()


def tables_with(stem: str) -> set[str]:
    """The tables whose rows hold `stem`, in small letters; sessions are unpacked."""
    found, table = set(), ""
    for line in _database().splitlines():
        if line.startswith("COPY public."):
            table = line.removeprefix("COPY public.").split(" ")[0]
        elif stem in line.casefold():
            found.add(table)
    return found | ({"django_session"} if any(stem in one.casefold() for one in _sessions()) else set())


def _database() -> str:
    said = connection.get_connection_params()
    program = Path(binaries.postgres_folder(None)) / "pg_dump"
    where = {"PGHOST": said.get("host", ""), "PGPORT": str(said.get("port", "")), "PGUSER": said.get("user", "")}
    where |= {"PGPASSWORD": said.get("password", ""), "PGDATABASE": said["dbname"]}
    environment = os.environ | {name: value for name, value in where.items() if value}
    dumped = subprocess.run([program, "--data-only"], env=environment, capture_output=True, check=True)
    return dumped.stdout.decode("utf-8", "replace")


def _sessions() -> list[str]:
    return [str(row.get_decoded()) for row in Session.objects.all()]


def _files() -> list[str]:
    found = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return [f"{path}\n{path.read_bytes().decode('utf-8', 'replace')}" for path in found]
