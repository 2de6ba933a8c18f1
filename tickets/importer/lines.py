"""A log file, row by row: CSV or gzipped CSV, one row in memory, and a broken row never hides the next."""

from __future__ import annotations

import csv
import gzip
import os
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

LONGEST_LINE = 1_000_000  # bytes
MOST_LINES = 50  # that one row may spread over
UNCLOSED = "unexpected end of data"


class LogUnreadable(Exception):
    """The file as a whole cannot be read; `str()` is the sentence that says what to do."""


@dataclass(frozen=True)
class RawRow:
    """One row, with the number of its first line (from 1). `broken` says why it cannot be read, if so."""

    line: int
    values: tuple[str, ...] = ()
    broken: str = ""


class LogFile:
    """An open log. Use as a context manager; `done` is the share of the file (0–1) that has been read."""

    def __init__(self, path: Path, *, encoding: str, delimiter: str):
        self.path, self.encoding, self.delimiter = path, encoding, delimiter
        self.header: tuple[str, ...] = ()
        self._line = 0

    def __enter__(self) -> LogFile:
        try:
            self._raw = self.path.open("rb")
            self._size = os.fstat(self._raw.fileno()).st_size
            packed = self._raw.peek(2)[:2] == b"\x1f\x8b"
        except OSError as error:
            text = _("%(file)s cannot be read: %(reason)s.") % {"file": self.path, "reason": error.strerror}
            raise LogUnreadable(text) from None
        self._bytes: IO[bytes] = gzip.open(self._raw) if packed else self._raw
        self._physical = self._lines()
        self._waiting: deque[tuple[int, str | None, str]] = deque()
        try:
            self.header = self._read_header()
        except LogUnreadable:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception) -> None:
        self._bytes.close()
        self._raw.close()

    @property
    def done(self) -> float:
        return self._raw.tell() / self._size if self._size else 1.0

    def _read_header(self) -> tuple[str, ...]:
        first = next(self.rows(), None)
        if first is None or first.broken:
            raise LogUnreadable(_("%s has no readable first line with the names of the columns.") % self.path.name)
        return tuple(name.strip() for name in first.values)

    def rows(self) -> Iterator[RawRow]:
        """Each row once, in file order; empty lines are left out. Raises LogUnreadable when the file is cut off."""
        while (here := self._next()) is not None:
            line, text, why = here
            if text is None:
                yield RawRow(line, broken=why)
            elif text.strip():
                yield self._row(line, text)

    def _row(self, line: int, text: str) -> RawRow:
        taken: list[tuple[int, str | None, str]] = []
        parts = [text]
        while True:
            try:
                values = tuple(next(csv.reader(parts, delimiter=self.delimiter, strict=True)))
            except csv.Error as error:
                more = self._next() if str(error) == UNCLOSED and len(parts) < MOST_LINES else None
                if more is not None:
                    taken.append(more)
                if more is None or more[1] is None:
                    self._waiting.extendleft(reversed(taken))  # the lines after it are rows of their own
                    return RawRow(line, broken=_("A quotation mark is not closed, or stands inside a value."))
                parts.append(more[1])
                continue
            return self._of_right_width(line, values)

    def _of_right_width(self, line: int, values: tuple[str, ...]) -> RawRow:
        wanted = len(self.header)
        if wanted and len(values) != wanted:
            text = _("The row has %(found)d columns; the first line has %(wanted)d.")
            return RawRow(line, broken=text % {"found": len(values), "wanted": wanted})
        return RawRow(line, values)

    def _next(self) -> tuple[int, str | None, str] | None:
        return self._waiting.popleft() if self._waiting else next(self._physical, None)

    def _lines(self) -> Iterator[tuple[int, str | None, str]]:
        """(number, text or None, why not) of each line of the file."""
        while True:
            try:
                raw = self._bytes.readline(LONGEST_LINE)
                whole = raw.endswith(b"\n") or len(raw) < LONGEST_LINE
                while not whole:
                    rest = self._bytes.readline(LONGEST_LINE)
                    whole, raw = rest.endswith(b"\n") or len(rest) < LONGEST_LINE, b"\0"
            except (OSError, EOFError, zlib.error):
                text = _("%(file)s is damaged after line %(line)d. Fetch it again; nothing was imported.")
                raise LogUnreadable(text % {"file": self.path.name, "line": self._line}) from None
            if not raw:
                return
            self._line += 1
            yield self._decoded(raw)

    def _decoded(self, raw: bytes) -> tuple[int, str | None, str]:
        if b"\0" in raw:
            return self._line, None, _("The line holds signs that are not text, or is longer than a million bytes.")
        try:
            text = raw.decode(self.encoding)
        except UnicodeDecodeError:
            return self._line, None, _("The line is not %s.") % self.encoding
        return self._line, text.removeprefix("\ufeff") if self._line == 1 else text, ""
