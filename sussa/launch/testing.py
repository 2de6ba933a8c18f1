"""python -m sussa.launch.testing [pytest's arguments]: pytest against servers that are thrown away afterwards."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from sussa.launch import processes
from sussa.launch.embedded import Embedded
from sussa.launch.progress import end_with_sentence

BYTECODE = Path(__file__).resolve().parent.parent.parent / ".local" / "bytecode"


def run(args):
    """Run a command with DATABASE_URL and REDIS_URL of fresh servers; gives its exit code."""
    base = Path(tempfile.mkdtemp(prefix="sussa-test-"))
    base.chmod(0o755)  # as root the servers' user must get through
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # tests never touch a server that belongs to someone
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    (base / "local" / "static").mkdir(parents=True)
    servers = Embedded(base / "servers", durable=False)
    try:
        environment = os.environ | servers.start()
        environment |= {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
            "LOCAL_DIR": str(base / "local"),
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's plain interface keeps a loop in the test's thread
        }
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):  # beside the sources: else each of fifty processes compiles all
            environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
        return subprocess.call(args, env=environment, preexec_fn=processes.ends_with_parent(signal.SIGTERM))
    except KeyboardInterrupt:
        return 130
    finally:
        servers.stop()
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    end_with_sentence(lambda: run([sys.executable, "-m", "pytest", *sys.argv[1:]]))
