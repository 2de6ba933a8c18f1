"""Rows that are versions of a rule: numbered in order, each from a later day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Row


def check_versions(rows: list[Row]) -> Iterator[Problem]:
    """A later version begins later, and none is left out."""
    by_slug: dict[str, list[Row]] = {}
    for row in rows:
        by_slug.setdefault(row.values["slug"], []).append(row)
    for same in by_slug.values():
        ordered = sorted(same, key=lambda row: row.values["version"])
        for number, row in enumerate(ordered, start=1):
            if row.values["version"] != number:
                yield Problem(row.place("version"), _("Versions are 1, 2, 3 … in order. Correct the number."))
        for before, after in pairwise(ordered):
            if after.values["valid_from"] <= before.values["valid_from"]:
                yield Problem(after.place("valid_from"), _("A later version begins on a later day. Correct the day."))
