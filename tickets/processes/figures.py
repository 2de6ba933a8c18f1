"""The numbers of a process that are the collaboration's data (section `process_figures`), read as they stand now.

A process names its figures and their bounds when it is made known; the loader refuses what does not fit.
"""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from regions import directory

BOUNDS: dict[str, dict[str, tuple[int, int]]] = {}


def add(process: str, **bounds: tuple[int, int]) -> None:
    """Figures that the process has, each with its lowest and highest value."""
    BOUNDS.setdefault(process, {}).update(bounds)


def of(process: str) -> dict[str, int]:
    """The figures of the process; no query. Raises ImproperlyConfigured where the data lacks one."""
    found = directory.figures(process)
    missing = sorted(BOUNDS.get(process, {}).keys() - found)
    if missing:
        raise ImproperlyConfigured(
            f"The process {process} lacks the figures {', '.join(missing)}."
            " Add them to process_figures and load the collaboration."
        )
    return found
