"""Two and more people at the same instant: real threads, each with its own connection."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

WAIT_S = 60


def race(*calls: Callable, patient=True) -> list:
    """Start all calls at once; gives what each returned or raised, in the order of the calls.

    Each waits for the rows that another writes, however slow the machine; not `patient`: as long as the program does.
    """
    start = Barrier(len(calls), timeout=WAIT_S)

    def run(call: Callable):
        try:
            connection.ensure_connection()
            if patient:
                with connection.cursor() as cursor:
                    cursor.execute(f"set lock_timeout = '{WAIT_S}s'")
            start.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def process(script: str, *arguments: str) -> subprocess.Popen:
    """Another process that runs `script` on the test's database; it prints to its `stdout`."""
    base, url = connection.settings_dict, os.environ["DATABASE_URL"]
    here = url.rsplit("/", 1)[0] + "/" + base["NAME"] + (("?" + url.split("?", 1)[1]) if "?" in url else "")
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"DATABASE_URL": here, "DJANGO_SETTINGS_MODULE": "sussa.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )


def won(outcomes) -> list:
    return [one for one in outcomes if not isinstance(one, Exception)]


def lost(outcomes) -> list[str]:
    """The names of the errors that the losers met, sorted."""
    return sorted(type(one).__name__ for one in outcomes if isinstance(one, Exception))
