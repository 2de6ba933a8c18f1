"""The numbers of the processes in the data files: each that a process has, once, within its bounds."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from django.utils.translation import gettext as _

from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Files, Row
from tickets.processes import figures


def check_figures(files: Files) -> Iterator[Problem]:
    """Every number is one that its process has; no process with settings lacks one."""
    named: dict[str, set[str]] = {}
    for row in files.section("process_figures"):
        yield from _known_and_within(row)
        named.setdefault(row.values["process"], set()).add(row.values["figure"])
    for row in files.section("process_settings"):
        process = row.values["process"]
        for figure in sorted(figures.BOUNDS.get(process, {}).keys() - named.get(process, set())):
            text = _("The process has no figure “%(figure)s”. Add it to the section process_figures.")
            yield Problem(row.place("process"), text % {"figure": figure})


def _known_and_within(row: Row) -> Iterator[Problem]:
    process, figure, value = (row.values[name] for name in ("process", "figure", "value"))
    bounds = figures.BOUNDS.get(process)
    if not bounds:
        text = _("“%(process)s” has no figures. Name one of: %(choices)s.")
        said = {"process": process, "choices": ", ".join(sorted(figures.BOUNDS))}
        yield Problem(row.place("process"), text % said)
    elif figure not in bounds:
        near = get_close_matches(figure, sorted(bounds), n=1) or [", ".join(sorted(bounds))]
        text = _("The process has no such figure. Did you mean “%(figure)s”?")
        yield Problem(row.place("figure"), text % {"figure": near[0]})
    elif not bounds[figure][0] <= value <= bounds[figure][1]:
        text = _("Write a whole number from %(low)d to %(high)d.")
        yield Problem(row.place("value"), text % {"low": bounds[figure][0], "high": bounds[figure][1]})
