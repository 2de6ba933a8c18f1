"""The database servers a checkout brings along; each is started only where its address is not set."""

import atexit
import contextlib
import fcntl
import hashlib
import json
import os
import time
from pathlib import Path

from sussa.launch import binaries, processes
from sussa.launch.postgres import Postgres
from sussa.launch.progress import Trouble, words
from sussa.launch.valkey import Valkey


class Embedded:
    """PostgreSQL and Valkey below `home`, for one launcher at a time.

    As root the servers run as another user; where that user cannot enter `home` (a checkout
    below a closed folder) the data lies below /var/lib instead, in a folder of this checkout.
    """

    def __init__(self, home, *, durable=True):
        self.user = processes.server_user()
        self.durable = durable
        home = Path(home).resolve()
        home.parent.mkdir(parents=True, exist_ok=True)
        if not processes.reachable(home.parent, self.user):
            home = binaries.SHARED / hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        self.home = home
        self.servers = []
        self.lock = None
        self.environment_file = home / "environment.json"

    def start(self):
        """Start what is missing and give the environment for the program. Raises Trouble."""
        if not self.lock:
            self.take()
        atexit.register(self.stop)
        environment = {}
        if not os.environ.get("DATABASE_URL"):
            environment["DATABASE_URL"] = self._start(Postgres)
            environment["SUSSA_EMBEDDED"] = "1"
        if not os.environ.get("REDIS_URL"):
            environment["REDIS_URL"] = self._start(Valkey)
            environment["CELERY_BROKER_URL"] = environment["REDIS_URL"].rsplit("/", 1)[0] + "/1"
        return environment

    def stop(self):
        """Stop the servers, the last started first. Harmless when done already."""
        if self.lock:
            self.environment_file.unlink(missing_ok=True)
        while self.servers:
            self.servers.pop().stop()
        if self.lock:
            self.lock.close()
            self.lock = None

    def _start(self, kind):
        server = kind(self.home, user=self.user, durable=self.durable)
        self.servers.append(server)
        return server.start()

    def take(self, *, wait_s=0):
        """Hold `home` for this process. Raises Trouble when another still holds it after `wait_s` seconds."""
        processes.own(self.home, self.user)
        lock = open(self.home / "lock", "a+")  # noqa: SIM115 - held as long as this process lives
        end = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    lock.close()
                    raise Trouble(self._taken()) from None
                time.sleep(0.2)
        self.lock = lock
        self.note(f"{os.getpid()}")

    def publish(self, environment):
        """Leave what a command needs to work on this running program, for its owner alone."""
        self.environment_file.unlink(missing_ok=True)
        self.environment_file.touch(0o600)
        self.environment_file.write_text(json.dumps(environment))

    def published(self):
        """The environment a running launcher has published for this folder, or None when none runs."""
        if not self.environment_file.exists():
            return None
        with open(self.home / "lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return json.loads(self.environment_file.read_text())
        return None  # left by one that was killed

    def note(self, text):
        """Leave word in the lock file for a second start: the process number, then the address."""
        self.lock.truncate(0)
        self.lock.write(text)
        self.lock.flush()

    def _taken(self):
        pid, address = "?", ""
        with contextlib.suppress(OSError, ValueError):
            pid, _, address = (self.home / "lock").read_text().partition(" ")
        where = f" ({address})" if address else ""
        return words(
            sv=f"Programmet körs redan härifrån{where}, process {pid}. Använd det, eller avsluta det först med "
            f"ctrl-C i dess fönster eller: kill {pid}",
            en=f"The program already runs from here{where}, process {pid}. Use that, or stop it first by ctrl-C "
            f"in its window or by: kill {pid}",
        )
