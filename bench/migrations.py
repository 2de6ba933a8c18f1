"""Whether the squashed migration makes what the single ones make: `python -m bench.migrations`.

Makes one database in one go and one step by step, loads the dump of each into an empty one (so that PostgreSQL writes
both in its own words) and compares what stands there, statement by statement. Says what differs, and ends with 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from bench.search import environment_of
from sussa.launch import processes
from sussa.launch.binaries import postgres_folder
from sussa.launch.embedded import Embedded

SQUASHED = ("tickets", "0001_squashed_0043")
WAYS = {"at once": "migrate()", "step by step": "step_by_step()"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root the servers' user must get through
        servers = Embedded(Path(folder) / "servers", durable=False)
        try:
            environment = environment_of(servers)
            made = [_made(way, environment, f"way_{number}") for number, way in enumerate(WAYS.values())]
        finally:
            servers.stop()
    different = sorted(made[0] ^ made[1])
    for statement in different:
        print(f"only {next(way for way, one in zip(WAYS, made, strict=True) if statement in one)}:\n{statement}\n")
    print(f"{len(made[0] & made[1])} statements alike, {len(different)} not")
    sys.exit(bool(different))


def _made(way: str, environment: dict[str, str], name: str) -> set[str]:
    """What stands in a database made this way."""
    first, again = (_new(environment, f"{name}{ending}") for ending in ("", "_again"))
    run = [sys.executable, "-c", f"from bench.migrations import migrate, step_by_step; {way}"]
    subprocess.run(run, env=environment | {"DATABASE_URL": first}, check=True)
    with psycopg2.connect(again) as connection:
        connection.cursor().execute(_dump(first))
    return {" ".join(sorted(_lines(one))) for one in re.split(r"\n--\n-- Name: .*\n--\n", _dump(again))}


def _new(environment: dict[str, str], name: str) -> str:
    connection = psycopg2.connect(environment["DATABASE_URL"])
    connection.autocommit = True
    connection.cursor().execute(f"create database {name}")
    connection.close()
    return urlunsplit(urlsplit(environment["DATABASE_URL"])._replace(path=f"/{name}"))


def _dump(address: str) -> str:
    program = postgres_folder(processes.server_user()) / "pg_dump"
    dumped = subprocess.run(
        [program, "--schema-only", "--no-owner", address], capture_output=True, text=True, check=True
    )
    return "\n".join(line for line in dumped.stdout.splitlines() if not line.startswith("\\"))


def _lines(statement: str) -> list[str]:
    """Its lines without what depends on their order: columns stand in the order in which they came."""
    return [line.strip().rstrip(",") for line in statement.splitlines() if line and not line.startswith("SET ")]


def migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def step_by_step() -> None:
    import django
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    leaves = [one for one in executor.loader.graph.leaf_nodes() if one != SQUASHED]
    executor.migrate(leaves)


if __name__ == "__main__":
    main()
