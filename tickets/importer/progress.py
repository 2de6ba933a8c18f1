"""How far an import has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

WIDTH = 24
EVERY_S = {True: 0.2, False: 10.0}


@dataclass
class Progress:
    """Writes to `out` (a text stream). `clock` gives seconds."""

    out: IO[str]
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self):
        self.is_terminal = bool(getattr(self.out, "isatty", lambda: False)())
        self.started = self._last = self.clock()
        self._length = 0

    def begin(self) -> None:
        """Count the rate from now on."""
        self.started = self.clock()

    def reading(self, share: float, rows: int) -> None:
        self._show(share, _("reading: %(rows)s rows") % {"rows": _number(rows)})

    def writing(self, *, events: int, of_events: int, cases: int) -> None:
        words = _("%(events)s of %(all)s events, %(cases)s cases, %(rate)s events/s")
        said = {"events": _number(events), "all": _number(of_events), "cases": _number(cases)}
        self._show(events / of_events if of_events else 1.0, words % (said | {"rate": _number(self.rate(events))}))

    def rate(self, events: int) -> int:
        """Events a second since `begin`."""
        return round(events / max(self.clock() - self.started, 0.001))

    def end(self) -> None:
        if self.is_terminal and self._length:
            self.out.write("\n")
            self._length = 0

    def _show(self, share: float, words: str) -> None:
        now = self.clock()
        if now - self._last < EVERY_S[self.is_terminal]:
            return
        self._last = now
        full = round(min(share, 1.0) * WIDTH)
        line = f"[{'#' * full}{'·' * (WIDTH - full)}] {min(share, 1.0):4.0%} {words}"
        self.out.write(f"\r{line.ljust(self._length)}" if self.is_terminal else f"{line}\n")
        self.out.flush()
        self._length = len(line)


def _number(value: int) -> str:
    """With a thin gap between thousands, as Swedish and English readers both know it."""
    return f"{value:,}".replace(",", "\u202f")
