"""python -m sussa.launch.shell COMMAND: a manage.py command with servers, those of a running program or own ones.

The data is that of the folder .local/$SUSSA_DEV, by default a development database of its own
(.local/dev); `dev.py manage` takes that of `dev.py run`.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from sussa.launch import processes
from sussa.launch.embedded import Embedded
from sussa.launch.progress import end_with_sentence
from sussa.launch.secrets import local_secret

ROOT = Path(__file__).resolve().parent.parent.parent
WAIT_S = 120  # for another command on the same data to end


def manage(args, *, home):
    """Run `manage.py args` on the servers of `home`, started for it unless they run; gives its exit code."""
    servers = Embedded(home)
    try:
        environment = os.environ | (servers.published() or _started(servers))
        environment.setdefault("SECRET_KEY", local_secret(ROOT / ".local", "secret_key"))
        environment.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command decides what ctrl-C means
        return subprocess.call(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=environment,
            preexec_fn=_hears_ctrl_c(),
        )
    finally:
        servers.stop()


def _started(servers):
    servers.take(wait_s=WAIT_S)
    return servers.start()


def _hears_ctrl_c():
    ends_with_us = processes.ends_with_parent(signal.SIGTERM)

    def arrange():
        signal.signal(signal.SIGINT, signal.default_int_handler)
        ends_with_us()

    return arrange


if __name__ == "__main__":
    folder = os.environ.get("SUSSA_DEV", "dev")
    end_with_sentence(lambda: manage(sys.argv[1:], home=ROOT / ".local" / folder))
