"""python -m sussa.launch.run: the whole program on this machine, until ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from sussa.launch import processes
from sussa.launch.embedded import Embedded
from sussa.launch.progress import Trouble, end_with_sentence, say, step, words
from sussa.launch.screen import ready_screen
from sussa.launch.secrets import local_secret

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = Path(os.environ.get("LOCAL_DIR") or ROOT / ".local")
FIRST_ANSWER_S = 60
# What each gets when the launcher is killed. Celery waits for a queue that is gone by then, so it is not asked.
AT_PARENTS_DEATH = {"web": signal.SIGQUIT, "worker": signal.SIGKILL, "beat": signal.SIGKILL}
FOLLOW_UP_S = 3  # after a killed start the old web process may hold the port this long


class Program:
    """The three processes of the program; started together, stopped in the opposite order."""

    def __init__(self, environment, *, host, port):
        self.environment, self.host, self.port = environment, host, port
        self.logs = LOCAL / "logs"
        self.children = {}

    def start(self, name):
        """Start one process; what it says goes to its log, and the log before is kept as one more."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        with open(log, "w") as output:
            self.children[name] = subprocess.Popen(
                [sys.executable, "-m", *self._commands()[name]],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.ends_with_parent(AT_PARENTS_DEATH[name]),
            )

    def _commands(self):
        shared_memory = os.access("/dev/shm", os.W_OK)  # noqa: S108 memory of this machine, not a shared file
        web = ["gunicorn", "sussa.wsgi", "--bind", f"{_bracketed(self.host)}:{self.port}", "--no-control-socket"]
        web += [
            "--preload",
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
            "--graceful-timeout",
            "10",
        ]
        web += ["--worker-tmp-dir", "/dev/shm"] if shared_memory else []  # noqa: S108 as above
        celery = ["celery", "-A", "sussa"]
        pool = "prefork" if shared_memory else "threads"  # prefork cannot do without it
        worker = ["worker", "--pool", pool, "--concurrency", "2", "--without-gossip", "--without-mingle"]
        return {
            "web": web,
            "worker": [*celery, *worker, "--loglevel", "warning"],
            "beat": [*celery, "beat", "--pidfile", "", "--loglevel", "warning"],
        }

    def wait_for_answer(self):
        """Return when the web process answers. Raises Trouble."""
        address = f"http://{_bracketed(_reached_by(self.host))}:{self.port}/healthz"
        end = time.monotonic() + FIRST_ANSWER_S
        while time.monotonic() < end:
            if dead := self.dead():
                raise Trouble(self.about(dead))
            try:
                urllib.request.urlopen(address, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # it answers, if only to say that this host name is not allowed
            except OSError:
                time.sleep(0.1)
        raise Trouble(self.about("web"))

    def dead(self):
        """The name of a process that has ended by itself, or None."""
        return next((name for name, child in self.children.items() if child.poll() is not None), None)

    def about(self, name):
        log = self.logs / f"{name}.log"
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        return words(
            sv=f"Processen {name} avslutades eller svarar inte. Det sista i {log}:\n{tail}",
            en=f"The process {name} has ended or does not answer. The end of {log}:\n{tail}",
        )

    def stop(self):
        for child in reversed(self.children.values()):
            if child.poll() is None:
                child.terminate()
        for child in self.children.values():
            processes.stop(child, ask=signal.SIGTERM, patience_s=15)


def run():
    """Start everything, wait, stop everything; gives the exit code."""
    host, port = os.environ.get("HOST") or "127.0.0.1", _port()
    asked_to_stop = []
    servers = Embedded(LOCAL / "run")
    program = None
    try:
        servers.take()
        _refuse_taken_port(host, port)
        _listen_to_signals()
        with step(sv="Startar databas och kö", en="Starting database and queue"):
            started = servers.start() | _defaults(host, port)
        environment = os.environ | started
        logins = _prepare(servers.home, environment)
        program = Program(environment, host=host, port=port)
        with step(sv="Startar webb, arbetare och klocka", en="Starting web, worker and clock"):
            program.start("web")
            program.wait_for_answer()  # first, because a person waits for it
            program.start("worker")
            program.start("beat")
        address = environment["PUBLIC_URL"]
        servers.note(f"{os.getpid()} {address}")
        servers.publish(started | _own_servers())
        say(ready_screen(address, logins, embedded="SUSSA_EMBEDDED" in environment, local=LOCAL))
        while not (dead := program.dead()):
            time.sleep(0.3)
        raise Trouble(program.about(dead))
    except KeyboardInterrupt:
        asked_to_stop.append(True)
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if asked_to_stop:
            say()
        with step(sv="Avslutar", en="Stopping"):
            if program:
                program.stop()
            servers.stop()


def _prepare(home, environment):
    """Migrate, load the collaboration and the demo data, collect static files; gives the demo log-ins as text."""
    logins = home / "logins.json"
    done = subprocess.run(
        [sys.executable, "-m", "sussa.launch.prepare", str(logins)],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        preexec_fn=processes.ends_with_parent(signal.SIGTERM),
    )
    if done.returncode != 0:
        raise Trouble(
            words(
                sv="Förberedelsen misslyckades, se ovan. Rätta felet och starta igen; inget halvgjort finns kvar.",
                en="The preparation failed, see above. Correct the cause and start again; nothing half-done remains.",
            )
        )
    return logins.read_text(encoding="utf-8") if "SUSSA_EMBEDDED" in environment else ""


def _defaults(host, port):
    """What a program on one's own machine need not be told; anything set by hand stands."""
    chosen = {
        "SECRET_KEY": local_secret(LOCAL, "secret_key"),
        "ALLOWED_HOSTS": ",".join(dict.fromkeys([host, "127.0.0.1", "localhost", "[::1]", socket.gethostname()])),
        "PUBLIC_URL": f"http://{_bracketed(socket.gethostname() if _is_any(host) else host)}:{port}",
        "LOCAL_DIR": str(LOCAL),
    }
    return {name: os.environ.get(name) or value for name, value in chosen.items()}


def _own_servers():
    names = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def _port():
    text = os.environ.get("PORT") or "8000"
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise Trouble(words(sv=f"PORT är {text}: ange ett tal 1–65535.", en=f"PORT is {text}: give a number 1-65535."))


def _refuse_taken_port(host, port):
    end = time.monotonic() + FOLLOW_UP_S
    while True:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
                return
        except OSError as error:
            if time.monotonic() > end:
                raise Trouble(
                    words(
                        sv=f"Adressen {host}:{port} går inte att använda ({error.strerror}). Välj en annan port: "
                        f"PORT={port + 1 if port < 65535 else 8000} python3 dev.py run",
                        en=f"The address {host}:{port} cannot be used ({error.strerror}). Choose another port: "
                        f"PORT={port + 1 if port < 65535 else 8000} python3 dev.py run",
                    )
                ) from None
            time.sleep(0.2)


def _listen_to_signals():
    """A shell starts what it puts in the background deaf to ctrl-C; a `kill -INT` must still be heard."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _as_ctrl_c)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks not to end with the window
        signal.signal(signal.SIGHUP, _as_ctrl_c)


def _as_ctrl_c(*_):
    raise KeyboardInterrupt


def _is_any(host):
    return host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


def _reached_by(host):
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 compared, not bound


def _bracketed(host):
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    end_with_sentence(run)
