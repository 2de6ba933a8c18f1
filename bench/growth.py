"""What ten times the tickets cost: `python -m bench.growth --small .local/bench100 --large .local/bench1m`.

Asks two filled homes (`bench.search --home … --tickets …`) the same questions in turn, so that what else the machine
does weighs on both alike. Prints the CPU of a request (application + database, the lower quartile of --requests) at
both, their ratio and whether it is at most 1.2.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

GOAL = 1.2
WARM_UP = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", default=".local/bench")
    parser.add_argument("--large", required=True)
    parser.add_argument("--requests", type=int, default=24)
    parser.add_argument("--only", default="", help="a part of the questions' names")
    given = parser.parse_args()
    from bench.search import environment_of
    from sussa.launch.embedded import Embedded

    homes = [Embedded(Path(home)) for home in (given.small, given.large)]
    askers = []
    try:
        for servers in homes:
            servers.take(wait_s=5)
            askers.append(_asker(environment_of(servers)))
        names, *_same = [_line(asker).split(";") for asker in askers]
        print(f"{'CPU ms a request':32} {'small':>14} {'large':>14} {'ratio':>6}  met")
        for name in names:
            if given.only in name:
                _print(name, *_compared(askers, name, given.requests))
    finally:
        for asker in askers:
            asker.stdin.close()
            asker.wait()
        for servers in homes:
            servers.stop()


def _asker(environment: dict[str, str]) -> subprocess.Popen:
    run = [sys.executable, "-c", "from bench.growth import answer; answer()"]
    return subprocess.Popen(run, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)


def _line(asker: subprocess.Popen) -> str:
    if not (said := asker.stdout.readline()):
        raise SystemExit(f"it ended with {asker.wait()}")
    return said.strip()


def _compared(askers: list[subprocess.Popen], name: str, requests: int) -> list[tuple[float, float]]:
    """(application, database) of each home."""
    spent: list[list[tuple[float, ...]]] = [[] for _ in askers]
    for number in range(WARM_UP + requests):
        for asker, found in zip(askers, spent, strict=True):
            asker.stdin.write(name + "\n")
            asker.stdin.flush()
            said = tuple(map(float, _line(asker).split()))
            if number >= WARM_UP:
                found.append(said)
    return [tuple(statistics.quantiles(part, n=4)[0] for part in zip(*found, strict=True)) for found in spent]


def _print(name: str, small: tuple[float, float], large: tuple[float, float]) -> None:
    ratio = sum(large) / sum(small)
    cells = [f"{app:.1f} + {database:.1f}" for app, database in (small, large)]
    print(f"{name:32} {cells[0]:>14} {cells[1]:>14} {ratio:6.2f}  {'yes' if ratio <= GOAL else 'NO'}", flush=True)


def answer() -> None:
    """Names the questions, then answers each line with what asking it once cost."""
    import django

    django.setup()
    from bench.search import backend, cpu_ms, planted, questions
    from bench.world import keys

    calls = {name.partition(" (raw")[0]: call for name, (call, *_goals) in questions(keys()).items()}
    print(";".join(calls), flush=True)
    with planted():
        for line in sys.stdin:
            pid = backend()
            app, database = time.process_time(), cpu_ms(pid)
            said = calls[line.strip()]()
            if said.status_code != 200:
                raise SystemExit(f"{line.strip()}: {said.status_code} {said.content[:300]!r}")
            print((time.process_time() - app) * 1000, cpu_ms(pid) - database, flush=True)


if __name__ == "__main__":
    main()
