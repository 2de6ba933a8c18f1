"""Where rows are uploaded and what is wrong with them; the rows of an order, and how far it has come with them."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from engine.explain import steps_for
from tickets import reading as readings
from tickets.disclosing import record
from tickets.processes.service_request.bulk import effects, figures, reading, results, rows
from tickets.processes.service_request.bulk.codes import RowState
from tickets.processes.service_request.bulk.template_files import template_file, what_it_takes
from tickets.processes.service_request.catalogue import ordering, schema
from tickets.processes.service_request.catalogue import reading as catalogue
from tickets.processes.service_request.catalogue.questions import questions_of
from tickets.web import changes, panels, phrases, possible
from tickets.web.found import found
from tickets.web.sheets import sheet

PROCESS = figures.PROCESS
STEP = "settle_rows"
MOST_IN_A_FILE = 5000


# --- The form of an order ---


def upload_part(version, faults) -> dict:
    """What the form of an order shows of an item in rows: its columns, the files to fill in, and what was wrong."""
    broken = [one for one in faults if isinstance(one, rows.RowFault)]
    return {
        "most": figures.rows_most(),
        "columns": [
            {"label": str(one.label), "required": one.required, "takes": what_it_takes(one)}
            for one in questions_of(version.form)
        ],
        "csv_url": reverse("tickets:rows_template_csv", args=[version.pk]),
        "xlsx_url": reverse("tickets:rows_template_xlsx", args=[version.pk]),
        "faults": broken,
        "broken_rows": len({one.place for one in broken}),
        "whole": [str(one.text) for one in faults if not isinstance(one, rows.RowFault)],
    }


@require_GET
def rows_template(request, version: int, kind: str):
    """The file to fill in, for those to whom the item is on offer."""
    one = catalogue.version(version)
    is_offered = one is not None and one.is_bulk and catalogue.may_read(request.actor, one, timezone.now())
    if not is_offered:
        raise Http404
    return template_file(one, kind)


# --- The page of an order ---


def panel(read, actions) -> dict | None:
    """How many rows are delivered, and where they stand."""
    if not reading.is_of_rows(read.ticket):
        return None
    done = reading.progress(read.ticket)
    if not done.total:
        return None
    return {
        "template": "tickets/service_request/bulk/panel.html",
        "done": done,
        "url": _url(read.ticket),
        "waiting_url": _url(read.ticket, {"state": RowState.PENDING}),
        "failed_url": _url(read.ticket, {"state": RowState.FAILED}),
        "settle_url": possible.step_url(read.ticket, STEP) if actions.can(STEP) else "",
    }


def _url(ticket, asked: dict | None = None) -> str:
    asked = {name: value for name, value in (asked or {}).items() if value}
    return f"{reverse('tickets:order_rows', args=[ticket.number])}{'?' + urlencode(asked) if asked else ''}"


@require_GET
def order_rows(request, number: str):
    """The rows with what they say and how they stand, some at a time; whoever delivers picks those that are settled."""
    ticket, actor, now = found(number, request.actor), request.actor, timezone.now()
    if ticket.process != PROCESS or not reading.is_of_rows(ticket):
        raise Http404
    asked, start = _asked(request)
    kept = reading.page(ticket, actor, state=asked, start=start)
    readings.note_reading(ticket, actor, at=now)
    version = ticket.ordered()
    columns = questions_of(version.form)
    may_settle = any(one.name == STEP and one.allowed for one in steps_for(ticket, actor, at=now))
    said = {"state": asked}
    context = {
        "ticket": ticket,
        "version": version,
        "state": ticket.state_label(),
        "done": reading.progress(ticket),
        "columns": [str(one.label) for one in columns],
        "rows": [_row(one, columns, version) for one in kept.rows],
        "is_hidden": kept.is_hidden,
        "total": kept.total,
        "view": dict(_views())[asked],
        "views": [
            {"label": label, "url": _url(ticket, {"state": code}), "current": code == asked} for code, label in _views()
        ],
        "first": start + 1,
        "last": start + len(kept.rows),
        "next_url": _url(ticket, said | {"start": kept.more}) if kept.more else "",
        "first_url": _url(ticket, said) if start else "",
        "file_url": f"{reverse('tickets:order_rows_file', args=[ticket.number])}?{urlencode(said)}",
        "settle_url": possible.step_url(ticket, STEP) if may_settle else "",
        "chosen_url": reverse("tickets:chosen_rows", args=[ticket.number]) if may_settle else "",
    }
    return render(request, "tickets/service_request/bulk/rows.html", context)


def _asked(request) -> tuple[str, int]:
    state, start = request.GET.get("state", ""), request.GET.get("start", "")
    return (
        state if state in RowState.values else "",
        int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 0,
    )


def _views() -> list[tuple[str, object]]:
    return [("", pgettext_lazy("rows of an order", "All")), *RowState.choices]


def _row(one: reading.Shown, columns, version) -> dict:
    words = _words(one, columns, version)
    return {
        "number": one.row.number,
        "cells": [(str(column.label), words[column.name]) for column in columns],
        "code": one.row.state,
        "state": one.row.get_state_display(),
        "reason": one.row.get_reason_display() if one.row.reason else "",
    }


def _words(one: reading.Shown, columns, version) -> dict[str, str]:
    """The answers of a row by column, as people read them."""
    named = {name: value for name, value in one.answers.items() if value not in (None, "", [])}
    shown = iter(schema.shown(version, named))
    return {column.name: next(shown)[1] if column.name in named else "" for column in columns}


@require_GET
def chosen_rows(request, number: str):
    """The form that settles the rows that were ticked on the page of rows."""
    ticket = found(number, request.actor)
    ticked = {int(one) for one in request.GET.getlist("row") if one.isascii() and one.isdecimal() and len(one) < 6}
    url = possible.step_url(ticket, STEP)
    return redirect(f"{url}?{urlencode({'settled_rows': results.spans(ticked)})}" if ticked else url)


@require_GET
def order_rows_file(request, number: str):
    """The rows as CSV. With the columns row, result and reason it is also the file to give the results in."""
    ticket, actor = found(number, request.actor), request.actor
    if ticket.process != PROCESS or not reading.is_of_rows(ticket):
        raise Http404
    state, _start = _asked(request)
    kept = reading.page(ticket, actor, state=state, size=MOST_IN_A_FILE)
    readings.note_reading(ticket, actor, at=timezone.now())
    version = ticket.ordered()
    columns = questions_of(version.form)
    header = [
        pgettext("column", "row"),
        pgettext("column", "result"),
        pgettext("column", "reason"),
        *(str(one.label) for one in columns),
    ]
    return sheet(f"{ticket.number}-rader", header, (_line(one, columns, version) for one in kept.rows))


def _line(one: reading.Shown, columns, version) -> list:
    words = _words(one, columns, version)
    result = "" if one.row.state == RowState.PENDING else one.row.get_state_display()
    reason = one.row.get_reason_display() if one.row.reason else ""
    return [one.row.number, result, reason, *(words[column.name] for column in columns)]


# --- What the shared pages read ---


def _kept_words(said: dict) -> str:
    return ngettext("%(count)d row", "%(count)d rows", said["count"]) % {"count": said["count"]}


def _settled_words(said: dict) -> str:
    labels = ((RowState.DELIVERED, _("delivered: %(rows)s")), (RowState.FAILED, _("failed: %(rows)s")))
    return "; ".join(label % {"rows": said[state].replace("-", "–")} for state, label in labels if state in said)


def _table_words(text) -> str:
    kept = rows.of_text(text.body)
    return text.body if kept is None else _kept_words({"count": len(kept)})


def _read_out(ticket, text) -> list[tuple[str, str]]:
    """Every row with its answers, for who is handed the order."""
    version, kept = ticket.ordered(), rows.of_text(text.body) or []
    words = ("; ".join(f"{label}: {said}" for label, said in schema.shown(version, one)) for one in kept)
    return [(_("Row %(number)d") % {"number": number}, said) for number, said in enumerate(words, start=1)]


def _asked_part(asked) -> dict | None:
    return upload_part(asked.version, asked.row_faults) if asked.version.is_bulk else None


def register() -> None:
    """Called once, with the addresses."""
    panels.add(PROCESS, panel)
    record.READ_OUT[rows.INPUT] = _read_out
    possible.place(PROCESS, elsewhere=(STEP,))
    ordering.PARTS["bulk"] = _asked_part
    changes.LABELS |= {effects.KEPT: gettext_lazy("Rows"), effects.SETTLED: gettext_lazy("Rows settled")}
    changes.FACTS |= {effects.KEPT: _kept_words, effects.SETTLED: _settled_words}
    changes.READ_AS[rows.INPUT] = _table_words
    phrases.PHRASES[(PROCESS, STEP)] = (gettext_lazy("settled rows."), "check")


register()
urlpatterns = [
    path("bestalla/radmall/<int:version>.csv", rows_template, {"kind": "csv"}, name="rows_template_csv"),
    path("bestalla/radmall/<int:version>.xlsx", rows_template, {"kind": "xlsx"}, name="rows_template_xlsx"),
    path("arenden/<number:number>/rader/", order_rows, name="order_rows"),
    path("arenden/<number:number>/rader/valda/", chosen_rows, name="chosen_rows"),
    path("arenden/<number:number>/rader/fil/", order_rows_file, name="order_rows_file"),
]
