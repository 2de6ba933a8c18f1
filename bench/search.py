"""What a search costs: `python -m bench.search --tickets 100000` (or 1000000; the same --home is filled further).

Asks as an ordinary agent of one region, everything on: rights, circles of readers, log-in. Prints for each question
the median and 95th percentile of a request in milliseconds, its CPU (application and database), and the goal, which is
held against the CPU: that stays the same on a machine with other work. "Raw" is the least that PostgreSQL can do for a
word: all its texts fetched, no rights, the newest 25.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REQUESTS = 40
PLANTED = "lodjursspåret"
HELD = """
insert into tickets_textversion (ticket_id, event_seq, field, body, salt, digest, audience, organisation_id, redacted)
select id, 0, 'note_text', %s, '', repeat('0', 64), 'all', origin_id, false from tickets_ticket
 where origin_id = %s and registered_at is not null order by created_at desc offset 10 limit 20"""
RAW = """
with said as materialized (select distinct ticket_id from tickets_textversion where words @@ %s::tsquery)
select ticket.id from tickets_ticket as ticket join said on said.ticket_id = ticket.id
 order by ticket.created_at desc, ticket.id desc limit 25"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=".local/bench")
    parser.add_argument("--tickets", type=int, default=100_000)
    given = parser.parse_args()
    from sussa.launch.embedded import Embedded

    servers = Embedded(Path(given.home))
    servers.take(wait_s=5)
    environment = environment_of(servers)
    run = [sys.executable, "-c", f"from bench.search import measure; measure({given.tickets})"]
    try:
        subprocess.run(
            [sys.executable, "-m", "bench.world", str(given.tickets)],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(run, env=environment, check=True)
    finally:
        servers.stop()


def environment_of(servers) -> dict[str, str]:
    """Starts the servers and gives what the program needs on them."""
    environment = os.environ | servers.start() | {"SECRET_KEY": "b" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    environment |= {"STATIC_ROOT": str(servers.home / "static"), "DJANGO_SETTINGS_MODULE": "sussa.settings"}
    return environment | {"API_READS_PER_MINUTE": "1000000", "API_WRITES_PER_MINUTE": "1000000"}


def cpu_ms(pid: int) -> float:
    """CPU that a process has used so far."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


@contextmanager
def planted() -> Iterator[None]:
    """PLANTED stands in twenty texts of the measured region meanwhile, as many in any number of tickets."""
    from django.db import connection, transaction

    from regions import directory

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(HELD, [f"Först {PLANTED}, sedan stilla", directory.regions()[1].pk])
        yield
        transaction.set_rollback(True)


def questions(world: dict) -> dict:
    """Name: (the call, goal for the whole, goal for the database's part); goals in ms, or None."""
    from django.test import Client

    api = Client(headers={"Authorization": f"Bearer {world['token']}", "Host": "127.0.0.1"})
    page = Client(headers={"Host": "127.0.0.1"})
    page.cookies["sessionid"] = world["session"]
    return searches(world, api, page) | lists_and_hints(world, api, page)


def searches(world: dict, api, page) -> dict:
    from bench.vocabulary import COMMON, FREQUENT, RARE

    def asks(**query):
        return lambda: api.get("/api/v1/search", query)

    raw = raw_ms(f"'{FREQUENT}'")
    missed = f"{RARE[:4]}{RARE[5:]}"
    return {
        f"word in 1 % (raw {raw:.1f})": (asks(q=FREQUENT), 1.5 * raw, None),
        "word in 1 %, with facets": (asks(q=FREQUENT, facets="true"), None, None),
        "word in 1 %, page": (lambda: page.get("/sok/", {"q": FREQUENT}), 300, None),
        "word in 0.02 %": (asks(q=RARE), None, 2),
        "word in 0.02 %, page": (lambda: page.get("/sok/", {"q": RARE}), 300, None),
        "word in 20 texts": (asks(q=PLANTED), None, None),
        "word in 20 texts, page": (lambda: page.get("/sok/", {"q": PLANTED}), 300, None),
        "one of the commonest words": (asks(q=COMMON[0]), 150, None),
        "two words": (asks(q=f"{COMMON[2]} {FREQUENT}"), 150, None),
        "part of a compound": (asks(q=FREQUENT[-5:]), 150, None),
        "one letter missing": (asks(q=missed), 150, None),
        "no hit at all": (asks(q="qwzxqwzx"), 150, None),
        "number": (asks(q=world["numbers"][0]), 150, None),
        "part of a number": (asks(q=world["numbers"][0][4:13]), 150, None),
    }


def lists_and_hints(world: dict, api, page) -> dict:
    from bench.vocabulary import COMMON, FREQUENT

    def hint(title):
        return lambda: page.post("/arenden/ny/liknande/", {"title": title})

    return {
        "list filtered by q": (lambda: api.get("/api/v1/tickets", {"q": FREQUENT}), 150, None),
        "list": (lambda: api.get("/api/v1/tickets", {"state": "open", "page_size": 50}), 150, None),
        "list, page": (lambda: page.get("/arenden/", {"state": "open"}), 300, None),
        "hint while typing": (hint(world["incident"]["fields"]["title"]), 300, None),
        "hint, five of the commonest words": (hint(" ".join(COMMON[:5])), 300, None),
        "hint, one of the commonest words": (hint(COMMON[0]), 300, None),
    }


def raw_ms(query: str) -> float:
    from django.db import connection

    pid = backend()
    with connection.cursor() as cursor:
        cursor.execute(RAW, [query])
        begun = cpu_ms(pid)
        for _ in range(REQUESTS):
            cursor.execute(RAW, [query])
            cursor.fetchall()
        return (cpu_ms(pid) - begun) / REQUESTS


def measure(tickets: int) -> None:
    import django

    django.setup()
    from bench.world import keys

    print(f"\n{tickets} tickets, {REQUESTS} requests each, ms a request\n")
    print(f"{'question':28} {'p50':>7} {'p95':>7} {'CPU':>14} {'goal':>14}  met")
    with planted():
        for name, (call, goal, goal_database) in questions(keys()).items():
            _measure(name, call, goal, goal_database)


def _measure(name: str, call, goal: float | None, goal_database: float | None) -> None:
    spent = []
    for number in range(REQUESTS + 5):
        if number == 5:
            pid, app = backend(), time.process_time()
            database = cpu_ms(pid)
        begun = time.perf_counter()
        answer = call()
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code} {answer.content[:300]!r}")
        spent.append((time.perf_counter() - begun) * 1000)
    app, database = (time.process_time() - app) * 1000 / REQUESTS, (cpu_ms(pid) - database) / REQUESTS
    p50, p95 = statistics.median(spent[5:]), statistics.quantiles(spent[5:], n=20)[-1]
    met = (goal is None or app + database <= goal) and (goal_database is None or database <= goal_database)
    wanted = f"{goal:.0f}" if goal else f"database {goal_database}" if goal_database else ""
    cpu = f"{app:.1f} + {database:.1f}"
    print(f"{name:28} {p50:7.1f} {p95:7.1f} {cpu:>14} {wanted:>14}  {'yes' if met else 'NO'}", flush=True)


if __name__ == "__main__":
    main()
