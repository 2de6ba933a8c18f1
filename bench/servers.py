"""Starting a WSGI application for a measurement, and counting the CPU that it and PostgreSQL use."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Web:
    """gunicorn with two workers of four threads on a free port: the launcher's own settings."""

    def __init__(self, application: str, environment: dict):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the web server did not start")

    def cpu_s(self) -> float:
        return sum(_cpu_of(pid) for pid in [self.process.pid, *_children(self.process.pid)])

    def memory_mb(self) -> float:
        """Proportional set size of all its processes."""
        total = 0
        for pid in [self.process.pid, *_children(self.process.pid)]:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


class Caller:
    """One client that keeps its connection, with its headers."""

    def __init__(self, port: int, headers: dict):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = headers

    def ask(self, method: str, path: str, body: dict | None = None, **headers) -> tuple[int, bytes]:
        data = json.dumps(body) if body is not None else None
        kind = {"Content-Type": "application/json"} if body is not None else {}
        self.connection.request(method, path, body=data, headers=self.headers | kind | headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def _cpu_of(pid: int) -> float:
    """User and system seconds of a process and of its ended children."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(fields[number]) for number in (11, 12, 13, 14)) / TICKS


def postgres_cpu_s(postmaster: int) -> float:
    """CPU of the server and all its processes, ended ones too."""
    return _cpu_of(postmaster) + sum(_cpu_of(pid) for pid in _children(postmaster))
