"""The processes of `bench.due`: `hold N` puts tickets on hold whose time is up, `work N` fires, N at once."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import django


def hold(rows: int) -> None:
    from django.db import connection, transaction

    from bench.due import HELD

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(HELD, [rows])
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze tickets_ticket, tickets_ledgerrow, sla_duestep")


def work(batch: int) -> None:
    """Fire until nothing is due."""
    from engine import due
    from sla.models import DueStep

    due.MOST = batch
    due.fire(now=datetime(2000, 1, 1, tzinfo=UTC))  # connected and loaded before anything is timed
    print("ready", flush=True)
    sys.stdin.readline()
    before_mb, cpu, fired = memory_mb(), time.process_time(), 0
    ours = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=datetime.now(UTC))
    while ours.exists():  # what the steps themselves let fall due later waits
        fired += due.fire()
    told = {"fired": fired, "cpu_s": time.process_time() - cpu, "before_mb": before_mb, "after_mb": memory_mb()}
    print(json.dumps(told), flush=True)


def memory_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    django.setup()
    {"hold": hold, "work": work}[sys.argv[1]](int(sys.argv[2]))
