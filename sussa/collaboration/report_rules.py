"""The rules of reporting in the data files: each report of each law has its time, and each threshold its words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Files, Row
from sussa.collaboration.versions import check_versions
from tickets.processes.regulatory import legal
from tickets.processes.regulatory.codes import DeviceEvent, RuleKind, Unit
from tickets.processes.regulatory.regimes import REPORTS, Report, report_of

NEEDED_BY = ("incident", "major-incident")
OF_TIME = (Unit.HOUR, Unit.DAY, Unit.MONTH)
FIGURE = "{value}"
KEPT = ("law", "kind", "stage", "event")


def check_report_rules(files: Files) -> Iterator[Problem]:
    """Every version by itself, the versions of a rule in order, and no report without its rule."""
    rows = files.section("report_rules")
    for row in rows:
        if not row.values["legal_reference"].strip():
            yield Problem(row.place("legal_reference"), _("Write where in the law it stands."))
        yield from (_threshold(row) if row.values["kind"] == RuleKind.THRESHOLD else _of_report(row))
    yield from check_versions(rows)
    yield from _one_rule_a_report(rows)
    for settings in files.section("process_settings"):
        if settings.values["process"] in NEEDED_BY:
            yield from _complete(settings, rows)


def _of_report(row: Row) -> Iterator[Problem]:
    law, stage, event = (row.values.get(key) or "" for key in ("law", "stage", "event"))
    one = report_of(law, stage)
    if one is None or one.is_asked:
        choices = ", ".join(str(each.stage) for each in REPORTS[law] if not each.is_asked)
        yield Problem(row.place("stage"), _("Name a report of this law: %(choices)s.") % {"choices": choices})
        return
    if one.is_prompt != (row.values["kind"] == RuleKind.REMINDER):
        wanted = RuleKind.REMINDER if one.is_prompt else RuleKind.TIME
        yield Problem(row.place("kind"), _("This report has a rule of the kind “%(kind)s”.") % {"kind": wanted.value})
    if bool(event) != one.by_event:
        text = _("Name the kind of event.") if one.by_event else _("The time of this report goes by no kind of event.")
        yield Problem(row.place("event"), text)
    if not row.values.get("value"):
        yield Problem(row.place("value"), _("Write how long the time is, 1 or more."))
    if row.values.get("unit") not in OF_TIME:
        text = _("Write one of: %(choices)s.") % {"choices": ", ".join(unit.value for unit in OF_TIME)}
        yield Problem(row.place("unit"), text)
    yield from _warnings(row)


def _warnings(row: Row) -> Iterator[Problem]:
    """Whole per cents of the time, rising; none for a reminder."""
    text = str(row.values.get("warn_at") or "")
    try:
        found = legal.shares(text)
    except ValueError:
        found = (0,)
    is_right = all(0 < one < 100 for one in found) and list(found) == sorted(set(found))
    if row.values["kind"] == RuleKind.REMINDER:
        if text:
            yield Problem(row.place("warn_at"), _("A reminder has no warnings before it. Remove the key."))
    elif not found or not is_right:
        yield Problem(row.place("warn_at"), _("Write rising whole per cents between 1 and 99, such as “50 75 90”."))


def _threshold(row: Row) -> Iterator[Problem]:
    for key in ("stage", "event", "warn_at"):
        if row.values.get(key):
            yield Problem(row.place(key), _("A threshold is not about one report. Remove the key."))
    has_figure = row.values.get("value") is not None
    for key in ("label_sv", "label_en"):
        if (FIGURE in row.values[key]) != has_figure:
            text = _("Write {value} where the figure of the key value is to stand, or leave out both.")
            yield Problem(row.place(key), text)
    if has_figure != bool(row.values.get("unit")):
        yield Problem(row.place("unit"), _("A figure has a unit, and a unit a figure. Write both or none."))


def _one_rule_a_report(rows: list[Row]) -> Iterator[Problem]:
    """All versions of a rule are about the same, and no other rule is about that report."""
    first: dict[str, Row] = {}
    rule_of: dict[tuple, str] = {}
    for row in rows:
        slug = row.values["slug"]
        before = first.setdefault(slug, row)
        for key in KEPT:
            if (row.values.get(key) or "") != (before.values.get(key) or ""):
                yield Problem(
                    row.place(key), _("The versions of a rule are about the same. Make it a rule of its own.")
                )
        if row.values["kind"] == RuleKind.THRESHOLD:
            continue
        about = tuple(row.values.get(key) or "" for key in ("law", "stage", "event"))
        if rule_of.setdefault(about, slug) != slug:
            text = _("“%(slug)s” is the rule of this report already. Make this a version of it.")
            yield Problem(row.place("slug"), text % {"slug": rule_of[about]})


def _complete(settings: Row, rows: list[Row]) -> Iterator[Problem]:
    named = {(row.values["law"], row.values.get("stage"), row.values.get("event") or "") for row in rows}
    for law, reports in REPORTS.items():
        for one in reports:
            for event in [] if one.is_asked else _events(one):
                if (law, one.stage, event) not in named:
                    text = _("No rule says when the report %(report)s is due. Add it to the section report_rules.")
                    said = " / ".join(filter(None, (str(law), str(one.stage), event)))
                    yield Problem(settings.place("process"), text % {"report": said})


def _events(one: Report) -> list[str]:
    return list(DeviceEvent.values) if one.by_event else [""]
