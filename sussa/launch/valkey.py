"""Valkey (or Redis) as a plain child process on a free local port, with a password."""

import os
import secrets
import signal
import socket
import time

import redis

from sussa.launch import binaries, processes
from sussa.launch.progress import Trouble, words

TRIES = 3  # another program may take the free port in between
ANSWER_S = 30


class Valkey:
    """One server on `home`/valkey. `durable=False` is for data that is thrown away."""

    stop_signal = signal.SIGTERM

    def __init__(self, home, *, user, durable):
        self.home, self.user, self.durable = home, user, durable
        self.log = home / "valkey.log"
        self.program = binaries.valkey_program(user)
        self.process = None

    def start(self):
        """Start and wait until it answers; gives the REDIS_URL. Raises Trouble."""
        for _ in range(TRIES):
            if url := self._try_one_port():
                return url
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        raise Trouble(
            words(
                sv=f"Valkey startade inte. Det sista i {self.log}:\n{tail}",
                en=f"Valkey did not start. The end of {self.log}:\n{tail}",
            )
        )

    def stop(self):
        if self.process:
            processes.stop(self.process, ask=self.stop_signal)

    def _try_one_port(self):
        port, password = _free_port(), secrets.token_urlsafe(24)
        self.process = processes.start_server(
            [self.program, self._configuration(port, password)],
            home=self.home,
            user=self.user,
            log=self.log,
            on_parent_death=self.stop_signal,
        )
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        client = redis.Redis.from_url(url)
        end = time.monotonic() + ANSWER_S
        while time.monotonic() < end:
            try:
                client.ping()
            except redis.exceptions.RedisError:
                if self.process.poll() is not None:
                    return None
                time.sleep(0.03)
            else:
                client.close()
                return url
        processes.stop(self.process, ask=signal.SIGKILL)
        return None

    def _configuration(self, port, password):
        path = self.home / "valkey.conf"
        path.unlink(missing_ok=True)
        path.touch(0o600)
        path.write_text(
            f'port {port}\nbind 127.0.0.1\nrequirepass {password}\nsave ""\n'
            f'dir "{processes.own(self.home / "valkey", self.user)}"\n'
            f"appendonly {'yes' if self.durable else 'no'}\nmaxmemory-policy noeviction\n"
        )
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        return path


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
