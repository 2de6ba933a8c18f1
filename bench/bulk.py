"""One step on 500 tickets, with a real web server, worker and beat: `python -m bench.bulk --tickets 20000`.

Prints seconds from the request to the verdicts of a dry run, and from the request to the last ticket of a run, as
who asks for it sees them. Servers and tickets are those of `bench.speed` (--home).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

from bench.servers import Caller, Web
from sussa.launch.embedded import Embedded

GOAL_S = 30.0
MANY = 500
PAUSE_S = 0.2
STEPS = {
    "add_note": {"note_text": "Vi har läst och återkommer i morgon.", "note_audience": "customer"},
    "prioritise": {"impact": 3, "urgency": 3},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=".local/bench")
    parser.add_argument("--tickets", type=int, default=20_000)
    given = parser.parse_args()
    servers = Embedded(Path(given.home))
    servers.take(wait_s=5)
    environment = os.environ | servers.start() | {"SECRET_KEY": "b" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    environment |= {"STATIC_ROOT": str(servers.home / "static"), "MEDIA_ROOT": str(servers.home / "files")}
    environment |= {"DJANGO_SETTINGS_MODULE": "sussa.settings", "API_READS_PER_MINUTE": "1000000"}
    running: list[subprocess.Popen] = []
    try:
        world = _world(environment, given.tickets)
        web = Web("sussa.wsgi", environment)
        running = [web.process, *_workers(environment)]
        caller = Caller(web.port, {"Authorization": f"Bearer {world['token']}"})
        _ask(caller, "GET", "/api/v1/me")  # the program is loaded before anything is timed
        print(f"{'step':12} {'tickets':>7} {'dry run s':>10} {'run s':>8} {'done':>5} {'goal':>6}")
        for name in STEPS:
            _measure(caller, name, world)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(30)
        servers.stop()


def _world(environment: dict, tickets: int) -> dict:
    command = [sys.executable, "-m", "bench.world", str(tickets)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def _workers(environment: dict) -> list[subprocess.Popen]:
    """The worker and the beat, as the launcher starts them."""
    celery = [sys.executable, "-m", "celery", "-A", "sussa"]
    worker = ["worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "error"]
    beat = ["beat", "--pidfile", "", "--loglevel", "error"]
    return [subprocess.Popen([*celery, *each], env=environment) for each in (worker, beat)]


def _measure(caller: Caller, name: str, world: dict) -> None:
    picked = [row for row in world["working"] if name != "prioritise" or row[0].startswith("INC")][:MANY]
    body = {"step": name, "fields": STEPS[name], "tickets": [{"number": n, "version": v} for n, v in picked]}
    begun = time.perf_counter()
    said = _ask(caller, "POST", "/api/v1/bulk", body | {"dry_run": True})
    tried_s = time.perf_counter() - begun
    begun = time.perf_counter()
    run = _ask(caller, "POST", "/api/v1/bulk", body, key=str(uuid.uuid4()))
    while run["state"] != "finished":
        time.sleep(PAUSE_S)
        run = _ask(caller, "GET", f"/api/v1/bulk/{run['id']}")
    took_s = time.perf_counter() - begun
    met = "met" if took_s <= GOAL_S else "MISSED"
    print(f"{name:12} {len(picked):7} {tried_s:10.2f} {took_s:8.2f} {run['done']:5} {met:>6}")
    if said["can"] != run["done"]:
        print(f"  the dry run said {said['can']}")


def _ask(caller: Caller, method: str, path: str, body: dict | None = None, *, key: str = "") -> dict:
    status, answer = caller.ask(method, path, body, **({"Idempotency-Key": key} if key else {}))
    if status >= 300:
        raise SystemExit(f"{method} {path}: {status} {answer.decode()}")
    return json.loads(answer)


if __name__ == "__main__":
    main()
