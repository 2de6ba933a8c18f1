"""What a change made from a template may fill in: one line a parameter, with its limits. Pure.

    Number of printers: 1–20        a whole number from 1 to 20
    Environment: test, training     one of these words
    Ward: free text                 anything, on one line

Values are written in the same way: "Number of printers: 4".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason

FREE = frozenset({"fritext", "fri text", "free text"})
_RANGE = re.compile(r"(\d{1,9})\s*(?:-|–|to|till)\s*(\d{1,9})")
MOST_PARAMETERS = 30


class Unreadable(ValueError):
    """A line that is no parameter; the text says which line, and what it should look like."""


@dataclass(frozen=True)
class Limit:
    """One parameter. `low` and `high` bound a number; `words` are what is chosen among; else any text fits."""

    name: str
    low: int | None = None
    high: int | None = None
    words: tuple[str, ...] = ()

    def fits(self, value: str) -> bool:
        if self.low is not None and self.high is not None:
            return value.isascii() and value.isdigit() and len(value) <= 9 and self.low <= int(value) <= self.high
        if self.words:
            return value.casefold() in {word.casefold() for word in self.words}
        return bool(value)

    def __str__(self) -> str:
        if self.low is not None:
            return f"{self.low}–{self.high}"
        return ", ".join(self.words) or str(_("free text"))


def read(text: str) -> list[Limit]:
    """The parameters of a template in their order. Raises Unreadable."""
    found = [_limit(name, said) for name, said in _pairs(text)]
    if not found:
        raise Unreadable(_("Name what may differ, one line each, for example “Number of printers: 1–20”."))
    if len(found) > MOST_PARAMETERS:
        raise Unreadable(_("At most %(most)s parameters fit in a template.") % {"most": MOST_PARAMETERS})
    return found


def values(text: str) -> dict[str, str]:
    """What a change fills in, by the parameter's name. Raises Unreadable."""
    return dict(_pairs(text))


def outside(limits: list[Limit], given: dict[str, str]) -> list[Reason]:
    """What does not fit: a parameter left out, one outside its limits, one that the template does not have."""
    by_name = {name.casefold(): value for name, value in given.items()}
    found = []
    for one in limits:
        value = by_name.pop(one.name.casefold(), "").strip()
        if not value:
            found.append(_reason(_("“%(name)s” is not filled in.") % {"name": one.name}))
        elif not one.fits(value):
            text = _("“%(name)s” is outside what the template allows: %(limits)s.")
            found.append(_reason(text % {"name": one.name, "limits": one}))
    unknown = [name for name in given if name.casefold() in by_name]
    return found + [_reason(_("The template has no “%(name)s”.") % {"name": name}) for name in unknown]


def _reason(text) -> Reason:
    return Reason("outside_template", text, "template_parameters")


def _pairs(text: str) -> list[tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, said = (part.strip() for part in line.partition(":"))
        if not (name and colon and said):
            text = _("Line %(number)s is not read. Write a name, a colon and what it may be.")
            raise Unreadable(text % {"number": number})
        if name.casefold() in found:
            raise Unreadable(_("“%(name)s” stands there twice.") % {"name": name})
        found[name.casefold()] = name, said
    return list(found.values())


def _limit(name: str, said: str) -> Limit:
    if said.casefold() in FREE:
        return Limit(name)
    if span := _RANGE.fullmatch(said):
        low, high = int(span[1]), int(span[2])
        if low > high:
            raise Unreadable(_("“%(name)s”: the lower limit comes first.") % {"name": name})
        return Limit(name, low, high)
    return Limit(name, words=tuple(word for part in said.split(",") if (word := part.strip())))
