"""The error file: every row that was not taken in, with its line and the reason, never with the row's own words."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import IO

from engine.personal_data import scrub

HEADER = ("line", "case", "code", "column", "imported", "reason")
NOTICES = frozenset({"possible_personal_number"})  # the row was taken in, and somebody should look at it


@dataclass(frozen=True)
class Fault:
    """Why a row (or, from `line` on, a case) was not taken in."""

    line: int
    code: str
    text: str
    case: str = ""
    column: str = ""


@dataclass
class FaultFile:
    """Writes faults as they come, so that they are there also when the import is cut off. `out` None only counts."""

    out: IO[str] | None
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self):
        self._writer = csv.writer(self.out) if self.out else None
        self._write(HEADER)

    def add(self, fault: Fault) -> None:
        self.counts[fault.code] += 1
        taken = "yes" if fault.code in NOTICES else "no"
        self._write((fault.line, _harmless(fault.case), fault.code, fault.column, taken, fault.text))

    def _write(self, row) -> None:
        if self._writer and self.out:
            self._writer.writerow(row)
            self.out.flush()

    @property
    def refused(self) -> int:
        return sum(count for code, count in self.counts.items() if code not in NOTICES)

    @property
    def noticed(self) -> int:
        return sum(count for code, count in self.counts.items() if code in NOTICES)


def _harmless(case: str) -> str:
    """The case's name without a personal number, and without a sign that a spreadsheet would take for a formula."""
    name = scrub(case)[:80]
    return f"'{name}" if name[:1] in "=+-@\t" and not name[1:2].isdigit() else name
