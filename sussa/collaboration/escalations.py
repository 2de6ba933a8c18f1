"""The escalation rules of the data files, checked row by row: places and roles there are, no hole, nobody left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise

from django.utils.translation import gettext as _

from sla.agreement_versions import PRIORITIES, shown_priority
from sla.calendar_text import Unreadable
from sla.escalation_text import ASSIGNEE, read_aim
from sla.models import PERCENTS, Metric, Trigger
from sla.models.escalation import MOST_LEVELS
from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Files, Row

_UNTIMED = (Trigger.CLOCK, Trigger.HOLD_EXPIRED)
_LISTS = ("targets", "falls_to")


def check_role_groups(files: Files) -> Iterator[Problem]:
    """Each group has roles that there are, and no name that a role has already; one of a process names both."""
    roles, groups = ({one.values["slug"] for one in files.section(name)} for name in ("roles", "role_groups"))
    processes = {one.values["process"] for one in files.section("process_settings")}
    for row in files.section("role_groups"):
        slug, named = row.values["slug"], row.values.get("roles") or []
        group, dash, process = slug.partition("-")
        if dash and not (group in groups and process in processes):
            text = _("“%(slug)s” is not the name of a group, a hyphen and a process.")
            yield Problem(row.place("slug"), text % {"slug": slug})
        if slug in roles or slug == ASSIGNEE:
            text = _("“%(slug)s” is the name of a role already. Choose another.")
            yield Problem(row.place("slug"), text % {"slug": slug})
        if not named:
            yield Problem(row.place("roles"), _("The group has no roles. Name them."))
        for place, role in enumerate(named):
            if role not in roles:
                yield Problem(row.place("roles", place), _no_role(role, roles))


def _no_role(word: str, known: set[str]) -> str:
    near = get_close_matches(word, sorted(known), n=1)
    hint = _("Did you mean “%(word)s”?") % {"word": near[0]} if near else _("Name one of the roles.")
    return _("“%(role)s” is no role. %(hint)s") % {"role": word, "hint": hint}


def check_escalations(files: Files) -> Iterator[Problem]:
    """Every row by itself, and then whether the rows together say one thing of every case."""
    rows = files.section("escalations")
    problems = [one for row in rows for one in (*_aims(row, files), *_moment(row), *_about(row, files))]
    yield from problems
    if not problems:
        yield from _overlaps(rows)
        yield from _holes(rows)


def _aims(row: Row, files: Files) -> Iterator[Problem]:
    if not row.values.get("targets"):
        yield Problem(row.place("targets"), _("The rule tells nobody. Name whom it tells."))
    known = {one.values["slug"] for name in ("roles", "role_groups") for one in files.section(name)} | {ASSIGNEE}
    for key in _LISTS:
        for place, text in enumerate(row.values.get(key) or []):
            try:
                aim = read_aim(text)
            except Unreadable as error:
                yield Problem(row.place(key, place), str(error))
                continue
            for word in aim.named:
                if word not in known:
                    yield Problem(row.place(key, place), _no_role(word, known))


def _moment(row: Row) -> Iterator[Problem]:
    """A clock's rule has a percent; one that waits has a time and a calendar; a hold ends when it ends."""
    said, trigger = row.values, row.values["trigger"]
    if trigger == Trigger.CLOCK and said.get("percent") not in PERCENTS:
        text = _("Say at which percent of the time: %(choices)s.")
        yield Problem(row.place("percent"), text % {"choices": ", ".join(map(str, PERCENTS))})
    if trigger != Trigger.CLOCK and said.get("percent") is not None:
        yield Problem(row.place("percent"), _("Only an agreed time has percents. Remove the key."))
    for place, metric in enumerate(said.get("metrics") or []):
        if metric not in Metric.values or trigger != Trigger.CLOCK:
            text = _("“%(metric)s” is nothing that is measured here. Choose of: %(choices)s, or leave the key out.")
            shown = {"metric": metric, "choices": ", ".join(Metric.values) if trigger == Trigger.CLOCK else ""}
            yield Problem(row.place("metrics", place), text % shown)
    for key in ("after_minutes", "calendar"):
        if trigger in _UNTIMED and said.get(key) is not None:
            yield Problem(row.place(key), _("The moment follows from the case itself. Remove the key."))
        elif trigger not in _UNTIMED and not said.get(key):
            text = _("Say after how much time, more than 0 minutes, and by which calendar.")
            yield Problem(row.place(key), text)
    if said.get("level", 1) not in ((1,) if trigger in _UNTIMED else range(1, MOST_LEVELS + 1)):
        text = _("Levels go from 1 to %(most)d, and only what somebody waits for has several. Correct the level.")
        yield Problem(row.place("level"), text % {"most": MOST_LEVELS})


def _about(row: Row, files: Files) -> Iterator[Problem]:
    processes = sorted(one.values["slug"] for one in files.section("processes"))
    if (process := row.values.get("process")) and process not in processes:
        said = _("“%(value)s” is not in the section %(section)s. Choose one of: %(words)s.")
        shown = {"value": process, "section": "processes", "words": ", ".join(processes)}
        yield Problem(row.place("process"), said % shown)
    for key in ("priority", "quiet_from"):
        if row.values.get(key) is not None and row.values[key] not in PRIORITIES:
            yield Problem(row.place(key), _("A priority is 1, 2, 3 or 4. Correct it, or leave the key out for any."))
    first, last = row.values["valid_from"], row.values.get("valid_to")
    if last and last < first:
        yield Problem(row.place("valid_to"), _("It ends before it begins. Correct one of the two days."))


def _overlaps(rows: list[Row]) -> Iterator[Problem]:
    """Two rows of different names that speak of the same cases on the same day."""
    seen: dict[tuple, Row] = {}
    for row in rows:
        first = seen.setdefault(_cases(row), row)
        if first.values["slug"] != row.values["slug"]:
            text = _("“%(slug)s” already tells of the same cases. Remove one of the two.")
            yield Problem(row.place("slug"), text % {"slug": first.values["slug"]})


def _holes(rows: list[Row]) -> Iterator[Problem]:
    """Percents, levels and priorities that no row speaks of, though others beside them are spoken of."""
    stages: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        stages[row.values["trigger"]][_stage(row)].append(row)
    for trigger, found in stages.items():
        wanted = PERCENTS if trigger == Trigger.CLOCK else range(1, max(found) + 1)
        last = found[max(found)][-1]
        if missing := [str(one) for one in wanted if one not in found]:
            text = _("“%(trigger)s” has no rule for %(missing)s. Add one.")
            yield Problem(last.place("trigger"), text % {"trigger": trigger, "missing": ", ".join(missing)})
        for same in found.values():
            yield from _missing_priorities(same)
    yield from _order(rows)


def _missing_priorities(rows: list[Row]) -> Iterator[Problem]:
    """Of one stage: every priority has a rule for any process, or every process that is named has its own."""
    common = {row.values.get("priority") for row in rows if not row.values.get("process")}
    for process in sorted({row.values.get("process") or "" for row in rows} | {""}):
        own = {row.values.get("priority") for row in rows if (row.values.get("process") or "") == process} | common
        missing = [shown_priority(one) for one in PRIORITIES if one not in own]
        if None not in own and missing:
            text = _("There is no rule for %(missing)s. Add a row for each, or one without a priority.")
            yield Problem(rows[-1].place("priority"), text % {"missing": ", ".join(missing)})
            return


def _order(rows: list[Row]) -> Iterator[Problem]:
    """A later level of the same cases comes later."""
    ladders = defaultdict(list)
    for row in rows:
        if row.values["trigger"] not in _UNTIMED:
            ladders[(*_cases(row)[:1], *_cases(row)[2:], row.values["calendar"])].append(row)
    for same in ladders.values():
        for before, after in pairwise(sorted(same, key=_stage)):
            if after.values["after_minutes"] <= before.values["after_minutes"] and _stage(before) != _stage(after):
                text = _("This level comes no later than the one before it. Give it more time.")
                yield Problem(after.place("after_minutes"), text)


def _cases(row: Row) -> tuple:
    said = row.values
    metrics = tuple(sorted(said.get("metrics") or ()))
    return said["trigger"], _stage(row), said.get("process") or "", said.get("priority"), metrics, said["valid_from"]


def _stage(row: Row) -> int:
    return row.values.get("percent") or row.values.get("level", 1)
