"""Loaded by pytest before the settings: each parallel worker gets its own Valkey databases, queue and files."""

import os
from pathlib import Path

DATABASES_OF_A_SERVER = 16  # Valkey's and Redis' default


def _isolate(worker):
    number = int(worker.removeprefix("gw"))
    cache, broker = (2 * number + 2) % DATABASES_OF_A_SERVER, (2 * number + 3) % DATABASES_OF_A_SERVER
    server = os.environ["REDIS_URL"].rsplit("/", 1)[0]
    os.environ["REDIS_URL"], os.environ["CELERY_BROKER_URL"] = f"{server}/{cache}", f"{server}/{broker}"
    os.environ["CELERY_QUEUE"] = f"test-{worker}"
    if "LOCAL_DIR" in os.environ:
        own = Path(os.environ["LOCAL_DIR"]) / worker
        (own / "static").mkdir(parents=True, exist_ok=True)
        os.environ["LOCAL_DIR"] = str(own)


if "PYTEST_XDIST_WORKER" in os.environ and "REDIS_URL" in os.environ:
    _isolate(os.environ["PYTEST_XDIST_WORKER"])
