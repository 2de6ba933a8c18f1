"""Where a request's CPU goes and how many queries it asks: `python -m bench.parts`.

Runs on a database that `bench.speed` has filled (--home).
Calls the program in this process and charges the CPU time of each named function to its part; a part inside
another is charged to the inner one. What is left is the framework: middleware, routing, templates' engine.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

REQUESTS = 60
PARTS = {
    "log-in": (
        "roles.api.authentication:BearerAuthentication.authenticate",
        "roles.middleware:actor_for",
        "django.contrib.auth:get_user",
    ),
    "scope": ("tickets.selectors:queue", "tickets.selectors:ticket_called", "tickets.models:Ticket.lock"),
    "engine": ("tickets.api.writes:perform", "tickets.api.writes:create"),
    "render": (
        "tickets.api.present:listed",
        "tickets.api.present:detailed",
        "rest_framework.response:Response.render",
        "tickets.web.queue:render",
    ),
}


class Meter:
    """CPU seconds by part, for nested calls of one thread."""

    def __init__(self):
        self.spent = dict.fromkeys(PARTS, 0.0)
        self.inside: list[float] = []

    def charge(self, part: str, function):
        @functools.wraps(function)
        def measured(*args, **kwargs):
            begun = time.process_time()
            self.inside.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.process_time() - begun
                self.spent[part] += whole - self.inside.pop()
                if self.inside:
                    self.inside[-1] += whole

        return measured

    def install(self) -> None:
        for part, places in PARTS.items():
            for place in places:
                module, _, path = place.partition(":")
                *owners, name = path.split(".")
                owner = functools.reduce(getattr, owners, importlib.import_module(module))
                bound = vars(owner).get(name) or getattr(owner, name)
                inner = bound.__func__ if isinstance(bound, classmethod) else bound
                wrapped = self.charge(part, inner)
                setattr(owner, name, classmethod(wrapped) if isinstance(bound, classmethod) else wrapped)


def work(world: dict) -> dict:
    """The calls, each with a client that is logged in as the measured agent."""
    from django.test import Client

    api = Client(headers={"Authorization": f"Bearer {world['token']}", "Host": "127.0.0.1"})
    page = Client(headers={"Host": "127.0.0.1"})
    page.cookies["sessionid"] = world["session"]
    numbers, working = world["numbers"], world["working"]

    def post(path: str, body: dict, **headers):
        return api.post(path, body, content_type="application/json", headers=headers)

    def create(n):
        return post("/api/v1/tickets", world["incident"], **{"Idempotency-Key": str(uuid.uuid4())})

    def step(n):
        number, version = working.pop()
        data = {"impact": 1 + n % 4, "urgency": 1 + (n + version) % 4}
        path = f"/api/v1/tickets/{number}/steps/prioritise"
        return post(path, {"fields": data}, **{"If-Match": f'"{version}"'})

    return {
        "create": create,
        "step": step,
        "read": lambda n: api.get(f"/api/v1/tickets/{numbers[n % len(numbers)]}"),
        "list": lambda n: api.get("/api/v1/tickets?state=open&page_size=50"),
        "page": lambda n: page.get("/arenden/?state=open"),
        "ticket page": lambda n: page.get(f"/arenden/{numbers[n % len(numbers)]}/"),
    }


def measure() -> None:
    import django

    django.setup()
    from bench.world import keys

    meter = Meter()
    meter.install()
    calls = work(keys())
    names = [*PARTS, "the rest", "in all", "queries"]
    print(f"{'CPU ms':12}" + "".join(f"{name:>10}" for name in names) + "   (without PostgreSQL)")
    for name, call in calls.items():
        for number in range(8):
            answer = call(number)
            if answer.status_code not in (200, 201):
                raise SystemExit(f"{name}: {answer.status_code} {answer.content[:300]!r}")
        meter.spent = dict.fromkeys(PARTS, 0.0)
        begun = time.process_time()
        for number in range(8, 8 + REQUESTS):
            call(number)
        whole = (time.process_time() - begun) / REQUESTS * 1000
        parts = [meter.spent[part] / REQUESTS * 1000 for part in PARTS]
        columns = "".join(f"{ms:10.1f}" for ms in [*parts, whole - sum(parts), whole])
        print(f"{name:12}{columns}{_queries(call, 8 + REQUESTS):>10}")


def _queries(call, number: int) -> int:
    """How many statements one more call sends; log-in, idempotency and savepoints with them."""
    from django.db import connection

    asked = []

    def count(execute, *question):
        asked.append(question)
        return execute(*question)

    with connection.execute_wrapper(count):
        call(number)
    return len(asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=".local/bench")
    given = parser.parse_args()
    from sussa.launch.embedded import Embedded

    servers = Embedded(Path(given.home))
    servers.take(wait_s=5)
    environment = os.environ | servers.start() | {"SECRET_KEY": "b" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    environment |= {"STATIC_ROOT": str(servers.home / "static"), "DJANGO_SETTINGS_MODULE": "sussa.settings"}
    environment |= {"API_READS_PER_MINUTE": "1000000", "API_WRITES_PER_MINUTE": "1000000"}
    try:
        subprocess.run(
            [sys.executable, "-c", "from bench.parts import measure; measure()"], env=environment, check=True
        )
    finally:
        servers.stop()


if __name__ == "__main__":
    main()
