"""What the list of faults that come back costs: `python -m bench.trends --tickets 100000` (as bench.search).

Asked as the support organisation, which reads every incident, and as a region: each question's median in milliseconds,
the rows that come back, and what PostgreSQL does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

REQUESTS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=".local/bench")
    parser.add_argument("--tickets", type=int, default=100_000)
    given = parser.parse_args()
    from sussa.launch.embedded import Embedded

    servers = Embedded(Path(given.home))
    servers.take(wait_s=5)
    environment = os.environ | servers.start() | {"SECRET_KEY": "b" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    environment |= {"STATIC_ROOT": str(servers.home / "static"), "DJANGO_SETTINGS_MODULE": "sussa.settings"}
    try:
        world = [sys.executable, "-m", "bench.world", str(given.tickets)]
        subprocess.run(world, env=environment, check=True, stdout=subprocess.DEVNULL)
        run = [sys.executable, "-c", "from bench.trends import measure; measure()"]
        subprocess.run(run, env=environment, check=True)
    finally:
        servers.stop()


def measure() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from regions import directory
    from roles.actor import actor_of_place
    from tickets.models import Ticket
    from tickets.processes.problem import trends

    newest = Ticket.objects.unscoped("a measurement").filter(process="incident").order_by("-registered_at").first()
    now = min(timezone.now(), newest.registered_at)
    print(f"{Ticket.objects.unscoped('a measurement').count()} tickets; until {now:%Y-%m-%d}")
    for place in (directory.support_org(), directory.regions()[1]):
        _ask(place.slug, actor_of_place(place.pk), trends, now)


def _ask(place: str, actor, trends, now) -> None:
    took = []
    for _turn in range(REQUESTS):
        begun = time.perf_counter()
        found = trends.trends(actor, now=now)
        took.append((time.perf_counter() - begun) * 1000)
    named = sum(len(one.incidents) for one in found)
    print(
        f"{place}: median {statistics.median(took):.0f} ms, slowest {max(took):.0f} ms; {len(found)} kinds, "
        f"{named} incidents named, {sum(one.count for one in found)} counted"
    )
    print(_plan(actor, trends, now))


def _plan(actor, trends, now) -> str:
    """What the statement costs inside PostgreSQL."""
    from datetime import timedelta

    from django.db import connection

    days = trends.figures.of("trend_days")
    sql, given = trends._statement(actor, since=now - timedelta(days=days), days=days)
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers, costs off) {sql}", given)
        lines = [row[0] for row in cursor.fetchall()]
    wanted = ("Scan", "Execution Time", "Planning Time", "HashAggregate", "GroupAggregate", "Limit")
    return "\n".join(f"  {line.strip()}" for line in lines if any(word in line for word in wanted))


if __name__ == "__main__":
    main()
