"""The real log from a file to figures: `REAL_DATA=/where/the/data/lies python -m bench.import_real_log`.

Starts servers of its own below a temporary folder, with the settings of an ordinary embedded installation (fsync on),
imports the whole log twice and prints time, rate and figures beside those computed from the file alone.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.servers import postgres_cpu_s
from sussa.launch.embedded import Embedded
from tests.importer.real_log import LOG, MAPPING, figures_of, read_cases

GOAL = 300  # events a second


def main() -> int:
    if not LOG.is_file():
        sys.exit("REAL_DATA names no folder with bpi2013/incidents.csv.gz")
    base = Path(tempfile.mkdtemp(prefix="sussa-bench-"))
    base.chmod(0o755)  # as root the servers' user must get through
    servers = Embedded(base / "servers")
    try:
        environment = os.environ | servers.start() | {"SECRET_KEY": "b" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
        environment |= {"LOCAL_DIR": str(base)}
        return _measure(environment, base, servers.servers[0].process.pid)
    finally:
        servers.stop()
        shutil.rmtree(base, ignore_errors=True)


def _measure(environment: dict, base: Path, postmaster: int) -> int:
    _manage(environment, "migrate", "-v", "0")
    _manage(environment, "load_collaboration", "sussa", "-v", "0")
    import_log = ["import_log", str(LOG), "--mapping", str(MAPPING), "--errors", str(base / "errors.csv")]
    for name in ("first run", "second run"):
        began, own, server = time.monotonic(), _own_cpu_s(), postgres_cpu_s(postmaster)
        said = _manage(environment, *import_log)
        seconds = time.monotonic() - began
        cpu = _own_cpu_s() - own, postgres_cpu_s(postmaster) - server
        print(f"{name}: {seconds:.1f} s in all; CPU {cpu[0]:.1f} s program, {cpu[1]:.1f} s PostgreSQL")
        print("  " + said.strip().replace("\n", "\n  "))
    found = json.loads(_manage(environment, "log_figures", "--json"))
    wanted = figures_of(read_cases())
    print(f"\n{'figure':<26}{'from the tables':>20}{'from the file':>20}")
    for key, value in wanted.items():
        print(f"{key:<26}{found[key]:>20.10g}{value:>20.10g}")
    print(f"goal: {GOAL} events/s; load average of the machine {os.getloadavg()[0]:.1f}")
    return 0 if all(abs(found[key] - value) <= 1e-9 * max(1, abs(value)) for key, value in wanted.items()) else 1


def _manage(environment: dict, *args: str) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *args], env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _own_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
