"""Clocks: `python -m bench.clocks --rows 20000 --home .local/bench`. One after the other, each with its goal.

1. That many clocks exceed their time in the same minute, taken by two workers: events, messages and all.
2. Ten a second fall due for a minute, with the worker's look every second: how late each is.
3. Every clock of that many tickets is derived again by `manage.py clocks rebuild`: tickets a second, memory.
4. A ticket with 500 pauses opens beside one with as many events and none, and beside a new one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from bench.due import measured, printed, world

LATE_S, SHARE = 5.0, 0.99
AS_FAST = 1.2  # times the page of a new ticket


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=".local/bench")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60, help="of ten clocks each")
    parser.add_argument("--pauses", type=int, default=500)
    parser.add_argument("--part", choices=("due", "late", "rebuild", "pauses"), default="", help="one of them alone")
    given = parser.parse_args()
    with world(given.home, given.rows) as (environment, postmaster):

        def told(*arguments) -> dict:
            command = [sys.executable, "-m", "bench.clock_worker", *map(str, arguments)]
            said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
            return json.loads(said.stdout.splitlines()[-1])

        if given.part in ("", "due"):
            print(f"{told('due', given.rows)['clocks']} clocks exceed their time in one minute")
            printed(*measured(environment, postmaster, given.batch), given.rows)
        if given.part in ("", "late"):
            _print_late(told("ticks", given.seconds))
        if given.part in ("", "rebuild"):
            _print_rebuilt(told("rebuild", given.rows))
        if given.part in ("", "pauses"):
            _print_pauses(told("pauses", given.pauses), given.pauses)


def _print_late(said: dict) -> None:
    in_time = said["in_time"] / max(said["fired"], 1)
    met = "met" if in_time >= SHARE else "MISSED"
    print(f"ten a second: {said['fired']} fired, {in_time:.1%} within {LATE_S:.0f} s: {met}")
    print(f"the latest {said['latest_s']:.1f} s after its time")


def _print_rebuilt(said: dict) -> None:
    per_s = said["tickets"] / said["took_s"]
    print(
        f"rebuild: {said['tickets']} tickets, {said['clocks']} clocks in {said['took_s']:.1f} s, {per_s:.0f} a second"
    )
    print(f"check: {said['check_s']:.1f} s, {said['differing']} faults")
    print(f"memory: {said['before_mb']:.0f} MB before, {said['after_mb']:.0f} MB after")


def _print_pauses(said: dict, pauses: int) -> None:
    met = "met" if said["with_ms"] <= AS_FAST * said["new_ms"] else "MISSED"
    print(
        f"page, CPU: {said['new_ms']:.0f} ms of a new ticket, {said['talked_of_ms']:.0f} ms of one with {2 * pauses}"
        f" notes, {said['with_ms']:.0f} ms of one with {pauses} pauses: {met}"
    )
    print(f"a step with them {said['step_ms']:.0f} ms")


if __name__ == "__main__":
    main()
