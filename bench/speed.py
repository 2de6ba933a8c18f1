"""The program against the floor: `python -m bench.speed --tickets 100000 --rounds 3`.

Starts a PostgreSQL and a Valkey of its own below --home (kept, so that a second run need not fill again),
fills both tables, and asks floor and program in turn. Prints CPU milliseconds a request (application and
PostgreSQL apart), the ratio to the floor, and whether the goal is met. Everything is on: log-in by token,
an ordinary agent's rights in its own region, history, ledger, due steps, messages.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import uuid
from pathlib import Path

from bench.servers import Caller, Web, postgres_cpu_s
from sussa.launch.embedded import Embedded

GOALS = {
    "create": ("create", 4.5),
    "step": ("create", 4.5),
    "read": ("read", 4.5),
    "list": ("list", 3.5),
    "page": ("list", 12),
}
REQUESTS = 150


def main() -> None:
    given = _arguments()
    servers = Embedded(Path(given.home))
    servers.take(wait_s=5)
    environment = os.environ | servers.start() | {"SECRET_KEY": "b" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    environment |= {"STATIC_ROOT": str(servers.home / "static"), "MEDIA_ROOT": str(servers.home / "files")}
    environment |= {"API_READS_PER_MINUTE": "1000000", "API_WRITES_PER_MINUTE": "1000000"}
    postmaster = servers.servers[0].process.pid
    try:
        world = _prepare(environment, given.tickets)
        rounds = [_round(environment, world, postmaster) for _ in range(given.rounds)]
    finally:
        servers.stop()
    _print(rounds, given.tickets)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=".local/bench")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _prepare(environment: dict, tickets: int) -> dict:
    """Fill what is missing; gives the tokens and keys that the callers need."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.world", str(tickets)],
        env=environment | {"DJANGO_SETTINGS_MODULE": "sussa.settings"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    subprocess.run(
        [sys.executable, "-m", "bench.floor.fill", str(tickets)],
        env=environment | {"DJANGO_SETTINGS_MODULE": "bench.floor.settings"},
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def _round(environment: dict, world: dict, postmaster: int) -> dict:
    found = {}
    for name, ask in (("floor", _floor_work), ("program", _program_work)):
        settings, application = {
            "floor": ("bench.floor.settings", "bench.floor.wsgi"),
            "program": ("sussa.settings", "sussa.wsgi"),
        }[name]
        web = Web(application, environment | {"DJANGO_SETTINGS_MODULE": settings})
        try:
            for work, call in ask(web.port, world).items():
                found[name, work] = _measure(call, web, postmaster)
            found[name, "memory"] = web.memory_mb()
        finally:
            web.stop()
    return found


def _measure(call, web: Web, postmaster: int) -> tuple[float, float]:
    """CPU milliseconds a request of the application and of PostgreSQL, after a warm-up."""
    for number in range(15):
        call(number)
    app, database = web.cpu_s(), postgres_cpu_s(postmaster)
    for number in range(15, 15 + REQUESTS):
        call(number)
    spent = web.cpu_s() - app, postgres_cpu_s(postmaster) - database
    return tuple(part / REQUESTS * 1000 for part in spent)


def _ok(answer, *expected: int) -> bytes:
    status, body = answer
    if status not in expected:
        raise RuntimeError(f"{status}: {body[:500]!r}")
    return body


def _floor_work(port: int, world: dict) -> dict:
    caller = Caller(port, {})
    fields = world["incident"]["fields"]
    ticket = {
        "title": fields["title"],
        "body": fields["symptom"],
        "state": "new",
        "region": 3,
        "holder": 3,
        "service": 5,
    }
    return {
        "create": lambda n: _ok(caller.ask("POST", "/tickets", ticket), 201),
        "read": lambda n: _ok(caller.ask("GET", f"/tickets/{1000 + n}"), 200),
        "list": lambda n: _ok(caller.ask("GET", "/tickets?region=3"), 200),
    }


def _program_work(port: int, world: dict) -> dict:
    api = Caller(port, {"Authorization": f"Bearer {world['token']}"})
    page = Caller(port, {"Cookie": f"sessionid={world['session']}"})
    numbers, working = world["numbers"], world["working"]

    def step(n):
        number, version = working.pop()
        data = {"impact": 1 + n % 4, "urgency": 1 + (n + version) % 4}
        path, read = f"/api/v1/tickets/{number}/steps/prioritise", {"If-Match": f'"{version}"'}
        _ok(api.ask("POST", path, {"fields": data}, **read), 200)

    return {
        "create": lambda n: _ok(
            api.ask("POST", "/api/v1/tickets", world["incident"], **{"Idempotency-Key": str(uuid.uuid4())}), 201
        ),
        "step": step,
        "read": lambda n: _ok(api.ask("GET", f"/api/v1/tickets/{numbers[n % len(numbers)]}"), 200),
        "list": lambda n: _ok(api.ask("GET", "/api/v1/tickets?state=open&page_size=50"), 200),
        "page": lambda n: _ok(page.ask("GET", "/arenden/?state=open"), 200),
    }


def _print(rounds: list[dict], tickets: int) -> None:
    print(f"\n{tickets} tickets, {REQUESTS} requests a cell, median of {len(rounds)} rounds")
    print("CPU ms a request (application + PostgreSQL)\n")
    print(f"{'what':8} {'floor':>16} {'program':>16} {'ratio':>7} {'goal':>6}  met")
    for work, (against, goal) in GOALS.items():
        floor, program = _median(rounds, "floor", against), _median(rounds, "program", work)
        ratio = sum(program) / sum(floor)
        met = "yes" if ratio <= goal else "NO"
        print(f"{work:8} {_cell(floor):>16} {_cell(program):>16} {ratio:7.2f} {goal:6}  {met}")
    for name in ("floor", "program"):
        print(f"memory of the web processes, {name}: {statistics.median(one[name, 'memory'] for one in rounds):.0f} MB")


def _median(rounds: list[dict], name: str, work: str) -> tuple[float, float]:
    cells = [one[name, work] for one in rounds]
    return statistics.median(cell[0] for cell in cells), statistics.median(cell[1] for cell in cells)


def _cell(cell: tuple[float, float]) -> str:
    return f"{cell[0]:.1f} + {cell[1]:.1f}"


if __name__ == "__main__":
    main()
