"""PostgreSQL as a plain child process: own folder, own socket, no network."""

import os
import re
import shutil
import signal
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from sussa.launch import binaries, processes
from sussa.launch.progress import Trouble, words

NAME = "sussa"  # of the database and of its owner
RECOVERY_S = 120  # after a crash the server may need this long before it answers
LEFTOVER_S = 30  # how long a server of a killed launcher may take to end
LONGEST_SOCKET_FOLDER = 80  # a socket's path may be 107 bytes at most

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
    # What people write must not reach the log by way of a failing statement.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One server on `home`/pgdata. `durable=False` is for data that is thrown away."""

    stop_signal = signal.SIGINT  # "fast": sessions are ended, everything is written

    def __init__(self, home, *, user, durable):
        self.home, self.user, self.durable = home, user, durable
        self.data, self.log = home / "pgdata", home / "postgres.log"
        self.folder = binaries.postgres_folder(user)
        self.process = None

    def start(self):
        """Start and wait until it answers; gives the DATABASE_URL. Raises Trouble."""
        self._make_data()
        self._refuse_foreign_version()
        self._wait_for_leftover()
        sockets = self._socket_folder()
        options = OPTIONS | ({} if self.durable else NOT_DURABLE)
        args = [self.folder / "postgres", "-D", self.data, "-k", sockets]
        for name, value in options.items():
            args += ["-c", f"{name}={value}"]
        self.process = processes.start_server(
            args, home=self.home, user=self.user, log=self.log, on_parent_death=self.stop_signal
        )
        self._make_database(self._connect(sockets))
        return f"postgresql://{NAME}@{quote(str(sockets), safe='')}/{NAME}"

    def stop(self):
        if self.process:
            processes.stop(self.process, ask=self.stop_signal)

    def _make_data(self):
        if self.data.exists():
            return
        # Made beside and renamed, so that a killed start never leaves half a database behind.
        new = self.home / "pgdata.new"
        shutil.rmtree(new, ignore_errors=True)
        processes.own(new, self.user)
        if binaries.postgres_version(self.folder, self.user) >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            locale = ["--locale=C.UTF-8"]
        args = [self.folder / "initdb", "-D", new, "-U", NAME, "-A", "trust", "-E", "UTF8", *locale]
        args += ["--no-instructions"] + ([] if self.durable else ["--no-sync"])
        log = self.home / "initdb.log"
        made = processes.start_server(
            args, home=self.home, user=self.user, log=log, on_parent_death=signal.SIGTERM
        ).wait()
        if made != 0:
            raise Trouble(_could_not_start(log))
        new.rename(self.data)

    def _refuse_foreign_version(self):
        ours = binaries.postgres_version(self.folder, self.user)
        mark = self.data / "PG_VERSION"
        theirs = mark.read_text().strip() if mark.exists() else "?"
        if theirs != str(ours):
            raise Trouble(
                words(
                    sv=f"Data i {self.data} skrevs av PostgreSQL {theirs}, men här finns version {ours}. Flytta undan "
                    f"katalogen för att börja med tom data, eller ta ut data med pg_dump från version {theirs} först.",
                    en=f"The data in {self.data} was written by PostgreSQL {theirs}, but version {ours} is here. Move "
                    f"the folder away to begin with empty data, or take the data out by pg_dump of version {theirs}.",
                )
            )

    def _wait_for_leftover(self):
        """The server of a launcher that was killed is ending by itself; a pid file of a dead one is removed."""
        mark = self.data / "postmaster.pid"
        end = time.monotonic() + LEFTOVER_S
        while mark.exists():
            pid = re.match(r"\d+", mark.read_text() or "0")
            if not pid or not _is_server_of(int(pid.group()), self.data):
                mark.unlink(missing_ok=True)
            elif time.monotonic() > end:
                raise Trouble(
                    words(
                        sv=f"En PostgreSQL (process {pid.group()}) använder redan {self.data}. Avsluta den först.",
                        en=f"A PostgreSQL (process {pid.group()}) already uses {self.data}. Stop it first.",
                    )
                )
            else:
                time.sleep(0.1)

    def _socket_folder(self):
        if len(os.fsencode(self.home)) <= LONGEST_SOCKET_FOLDER:
            return self.home
        return processes.own(Path(tempfile.mkdtemp(prefix="sussa-", dir="/tmp")), self.user)

    def _connect(self, sockets):
        end = time.monotonic() + RECOVERY_S
        while True:
            try:
                return psycopg2.connect(host=str(sockets), user=NAME, dbname="postgres", connect_timeout=3)
            except psycopg2.OperationalError:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise Trouble(_could_not_start(self.log)) from None
                time.sleep(0.03)

    def _make_database(self, connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(f"create database {NAME}")
        connection.close()


def _is_server_of(pid, data):
    """True when process `pid` is a server on the folder `data` (where that cannot be told: when it lives)."""
    command = Path(f"/proc/{pid}/cmdline")
    try:
        if Path("/proc/self").exists():
            return os.fsencode(data) in command.read_bytes()
        os.kill(pid, 0)
    except (OSError, ProcessLookupError):
        return False
    return True


def _could_not_start(log):
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    return words(
        sv=f"PostgreSQL startade inte. Det sista i {log}:\n{tail}",
        en=f"PostgreSQL did not start. The end of {log}:\n{tail}",
    )
