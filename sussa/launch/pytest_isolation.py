"""Loaded by pytest before the settings: each parallel worker gets its own Valkey databases, queue and files."""

import os
from pathlib import Path

DATABASES_OF_A_SERVER = 16  # Valkey's and Redis' default


def cache_of(worker):
    """The database number of a worker's cache; 0 and 1 belong to tests that do not run in parallel."""
    return (2 * int(worker.removeprefix("gw")) + 2) % DATABASES_OF_A_SERVER


def broker_of(worker):
    """The database number of a worker's queue."""
    return cache_of(worker) + 1


def _isolate(worker):
    server = os.environ["REDIS_URL"].rsplit("/", 1)[0]
    os.environ["REDIS_URL"] = f"{server}/{cache_of(worker)}"
    os.environ["CELERY_BROKER_URL"] = f"{server}/{broker_of(worker)}"
    os.environ["CELERY_QUEUE"] = f"test-{worker}"
    if "LOCAL_DIR" in os.environ:
        own = Path(os.environ["LOCAL_DIR"]) / worker
        (own / "static").mkdir(parents=True, exist_ok=True)
        os.environ["LOCAL_DIR"] = str(own)


if "PYTEST_XDIST_WORKER" in os.environ and "REDIS_URL" in os.environ:
    _isolate(os.environ["PYTEST_XDIST_WORKER"])
