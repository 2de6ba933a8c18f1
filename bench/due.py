"""Rows that fall due in the same minute, taken by two worker processes: `python -m bench.due --rows 20000`.

Prints rows a second, CPU milliseconds a ticket (workers and PostgreSQL) and each worker's memory before and after.
The tickets are those of `bench.generate` (--home), put on hold by hand; the step is the end of the hold, with its
state, event, ledger rows and message. Goal: 100,000 within five minutes; stretch: within one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.servers import postgres_cpu_s
from sussa.launch.embedded import Embedded

GOAL_ROWS_S, STRETCH_ROWS_S = 100_000 / 300, 100_000 / 60
WORKERS = 2
HELD = """
create temp table held as select id from tickets_ticket
  where process = 'incident' and registered_at is not null and id in (select ticket_id from tickets_ledgerrow)
  order by id desc limit %s;
update tickets_ticket set state = 'on_hold', hold = 'await_reporter', hold_until = now(), closed_at = null,
  resolved_at = null where id in (select id from held);
delete from tickets_ledgerrow where ticket_id in (select id from held);
insert into tickets_ledgerrow (ticket_id, organisation_id, hold, span)
  select id, holder_id, hold, tstzrange(registered_at, null) from tickets_ticket where id in (select id from held);
delete from sla_duestep;
insert into sla_duestep (subject_type, subject_id, step, reason, due_at, attempts, last_error)
  select 'tickets.ticket', id, 'resume', 'hold', date_trunc('minute', now()), 0, '' from held;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=".local/bench")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=500, help="1: one by one, to compare")
    given = parser.parse_args()
    with world(given.home, given.rows) as (environment, postmaster):
        subprocess.run([sys.executable, "-m", "bench.due_worker", "hold", str(given.rows)], env=environment, check=True)
        printed(*measured(environment, postmaster, given.batch), given.rows)


@contextmanager
def world(home: str, rows: int) -> Iterator[tuple[dict, int]]:
    """The servers of `home` with at least so many tickets: the environment of a worker, and PostgreSQL's process."""
    servers = Embedded(Path(home))
    servers.take(wait_s=5)
    environment = os.environ | servers.start() | {"SECRET_KEY": "b" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    environment |= {"STATIC_ROOT": str(servers.home / "static"), "MEDIA_ROOT": str(servers.home / "files")}
    environment |= {"DJANGO_SETTINGS_MODULE": "sussa.settings"}
    try:
        subprocess.run([sys.executable, "-m", "bench.world", str(rows)], env=environment, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        yield environment, servers.servers[0].process.pid
    finally:
        servers.stop()


def measured(environment: dict, postmaster: int, batch: int) -> tuple[list[dict], float, float]:
    command = [sys.executable, "-m", "bench.due_worker", "work", str(batch)]
    running = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    for worker in running:
        worker.stdout.readline()  # it is loaded
    cpu, begun = postgres_cpu_s(postmaster), time.perf_counter()
    for worker in running:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(worker.stdout.readline()) for worker in running]
    took_s, cpu = time.perf_counter() - begun, postgres_cpu_s(postmaster) - cpu
    for worker in running:
        worker.communicate()
    return told, took_s, cpu


def printed(workers: list[dict], took_s: float, postgres_s: float, rows: int) -> None:
    fired = sum(one["fired"] for one in workers)
    own_s = sum(one["cpu_s"] for one in workers)
    per_s = fired / took_s
    met = "stretch met" if per_s >= STRETCH_ROWS_S else "met" if per_s >= GOAL_ROWS_S else "MISSED"
    print(f"{fired} of {rows} rows in {took_s:.1f} s: {per_s:.0f} rows/s; 100,000 would take {100_000 / per_s:.0f} s")
    print(f"goal {GOAL_ROWS_S:.0f} rows/s, stretch {STRETCH_ROWS_S:.0f} rows/s: {met}")
    print(f"CPU ms a ticket: {1000 * own_s / fired:.2f} workers, {1000 * postgres_s / fired:.2f} PostgreSQL")
    for one in workers:
        print(f"worker: {one['fired']} rows, {one['before_mb']:.0f} MB before, {one['after_mb']:.0f} MB after")


if __name__ == "__main__":
    main()
