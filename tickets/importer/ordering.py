"""Cases out of a log in any order, with bounded memory: sorted in chunks, the chunks on disk, then merged."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import IO

from tickets.importer.entries import Entry

CHUNK = 50_000  # entries in memory at once


def by_case(entries: Iterable[Entry], *, sorts: bool, chunk: int = CHUNK) -> Iterator[tuple[str, list[Entry]]]:
    """(case, its entries in order) for each case, cases in order of their names.

    The order within a case is that of the file; with `sorts` that of time, and of the file where two are at the
    same time. The files are nameless: they are gone when the program is, however it ends.
    """
    key: Callable[[Entry], tuple] = _by_time if sorts else _by_line
    for case, found in groupby(_sorted(iter(entries), key, chunk), key=lambda entry: entry.case):
        yield case, list(found)


def _by_time(entry: Entry) -> tuple:
    return entry.case, entry.at, entry.line


def _by_line(entry: Entry) -> tuple:
    return entry.case, entry.line


def _sorted(entries: Iterator[Entry], key: Callable[[Entry], tuple], chunk: int) -> Iterator[Entry]:
    runs: list[IO[str]] = []
    while True:
        part = sorted(islice(entries, chunk), key=key)
        if len(part) < chunk:
            break
        runs.append(_spill(part))
    yield from heapq.merge(*(_read(run) for run in runs), part, key=key)


def _spill(part: list[Entry]) -> IO[str]:
    out = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 closed when the merge has read it
    for entry in part:
        out.write(json.dumps(entry, ensure_ascii=False) + "\n")
    out.seek(0)
    return out


def _read(run: IO[str]) -> Iterator[Entry]:
    with run:
        for line in run:
            values = json.loads(line)
            yield Entry._make([*values[:-1], tuple(values[-1])])
