"""The members of a call's body that is no step, each read as what it stands for; every fault is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from regions.money import read_kronor

_GROUPED = re.compile(r"\.\d{3}")


def wanted(required: list[str], **members) -> dict:
    """The schema of such a body."""
    return {"type": "object", "properties": members, "required": required, "additionalProperties": False}


class Fault(ValueError):
    """Why a member is not what it is to be, in a sentence."""


def fault(text):
    raise Fault(text)


class Members:
    """Of a body, by its schema."""

    def __init__(self, data: dict, schema: dict):
        self.data, known = data, schema["properties"]
        text = _("There is no such member here.")
        self.faults = [Reason("unknown_field", text, name) for name in data.keys() - known.keys()]
        missing = [name for name in schema["required"] if name not in data]
        self.faults += [Reason("required", _("This member is missing."), name) for name in missing]

    def demand(self) -> None:
        """Raises Refused where a member was wrong."""
        if self.faults:
            raise Refused(*self.faults)

    def made(self, name: str, make: Callable):
        """What `make` gives of a text; it raises Fault."""
        given = self.data.get(name)
        if given is None:
            return self.wrong(name, _("This member is missing.")) if name in self.data else None
        if not isinstance(given, str):
            return self.wrong(name, _("This is not of the kind that is described."))
        return self._of(name, make, given)

    def each(self, name: str, make: Callable) -> list:
        """What `make` gives of each text of a list; [] where the member is left out."""
        given = self.data.get(name)
        if given is None:
            return []
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            return self.wrong(name, _("This is not of the kind that is described.")) or []
        return [self._of(name, make, one) for one in given]

    def number(self, name: str, text) -> Decimal | None:
        """A number of at most two decimals, as a text or a number; `text` says what is wrong.

        No point groups thousands here, as it does where people write: 1.234 is no number of two decimals.
        """
        given = self.data.get(name)
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            return self.wrong(name, _("This is not of the kind that is described."))
        found = None if _GROUPED.search(str(given)) else read_kronor(given)
        return found if found is not None else self.wrong(name, text)

    def _of(self, name: str, make: Callable, given: str):
        try:
            return make(given)
        except Fault as found:
            return self.wrong(name, found.args[0])

    def wrong(self, name: str, text) -> None:
        self.faults.append(Reason("bad_member", text, name))


def day(given: str) -> date:
    try:
        found = parse_date(given)
    except ValueError:
        found = None
    return found if found and 1900 <= found.year <= 2200 else fault(_("Write a day as YYYY-MM-DD."))
