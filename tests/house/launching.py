"""Starting the real launcher from a test, on its own folder and port, and looking at what it leaves."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from sussa.launch.processes import ends_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
START_S = 300  # of patience with a busy machine; a free one needs a tenth of it
END_S = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def installation():
    """A folder for one installation that the servers' user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="sussa-launch-"))
    folder.chmod(0o755)
    (folder / "run").mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Launched:
    """One running launcher. Use as a context: whatever happens, nothing of it is left."""

    def __init__(self, folder, *, port=None, **environment):
        self.port = port or free_port()
        self.output = folder / f"output-{self.port}-{time.monotonic_ns()}"
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "SUSSA_EMBEDDED", "ALLOWED_HOSTS")
        }
        clean |= {"LOCAL_DIR": str(folder), "PORT": str(self.port), "SUSSA_LANGUAGE": "en"} | environment
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sussa.launch.run"],
                cwd=ROOT,
                env=clean,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=ends_with_parent(signal.SIGTERM),  # also when the test run itself is killed
            )
        self.seen = set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.seen |= self.family()
            self.process.kill()
            self.process.wait()
        self.wait_until_gone()

    @property
    def said(self):
        return self.output.read_text()

    def wait_until_ready(self):
        end = time.monotonic() + START_S
        while "Stop with ctrl-C" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.1)
        self.seen |= self.family()

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=END_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def family(self):
        """The process numbers of the launcher and everything below it."""
        children = _children()
        found, waiting = set(), [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.add(pid)
            waiting += children.get(pid, [])
        return found

    def child(self, program):
        """The launcher's own child that runs `program`."""
        for pid in _children()[self.process.pid]:
            if program in Path(f"/proc/{pid}/cmdline").read_text():
                return pid
        raise AssertionError(f"no {program} below {self.process.pid}")

    def kill(self):
        """What a crash or an impatient person does."""
        self.seen |= self.family()
        self.process.kill()
        self.process.wait()

    def interrupt(self):
        """What ctrl-C does; gives the exit code."""
        self.seen |= self.family()
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(END_S)

    def wait_until_gone(self):
        """Every process ever seen has ended, or the test fails."""
        end = time.monotonic() + END_S
        while left := {pid for pid in self.seen if _alive(pid)}:
            assert time.monotonic() < end, f"still running: {left}"
            time.sleep(0.1)


def _children():
    """{process: its children}, all of the machine."""
    children = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = status.read_text().split(" ", 1)
        except OSError:  # ended meanwhile
            continue
        children.setdefault(int(rest.rsplit(")", 1)[1].split()[1]), []).append(int(pid))
    return children


def _alive(pid):
    """A zombie has ended; only its parent has not asked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False
