"""The processes with a folder of their own, as the tests of every step and rule take them.

Each folder has `ways.py` (WAYS and ALONG by workflow) and `spoiling.py` (SPOILED and BY_WHO), like tests/tickets.
"""

from importlib import import_module

FOLDERS: tuple[str, ...] = (
    "ballot",
    "change",
    "change_template",
    "deviation",
    "known_error",
    "major_incident",
    "need",
    "problem",
    "regulatory",
    "release",
    "release.deployments",
    "service_request",
)


def ways() -> dict:
    return _all("ways", "WAYS")


def along() -> dict:
    return _all("ways", "ALONG")


def spoiled() -> dict:
    return _all("spoiling", "SPOILED")


def by_who() -> dict:
    return _all("spoiling", "BY_WHO")


def _all(module: str, name: str) -> dict:
    found = {}
    for folder in FOLDERS:
        found |= getattr(import_module(f"tests.processes.{folder}.{module}"), name)
    return found
