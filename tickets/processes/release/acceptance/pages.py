"""The pages of the acceptance test: its panel on the release, and the protocol, which prints on paper."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from engine.explain import steps_for
from regions import directory
from roles.models import User
from tickets import reading as readings
from tickets.models import AcceptanceCase, AcceptanceDefect, DefectWaiver, TextVersion
from tickets.processes.release.acceptance import protocol, reading
from tickets.processes.release.acceptance.codes import CaseOutcome, DefectState, Severity
from tickets.resolvers import working_at
from tickets.telling_whom import MORE_PERSONS, MORE_PLACES
from tickets.web import changes, fields, panels, possible, showing
from tickets.web.changes import FACTS
from tickets.web.found import found
from tickets.web.phrases import PHRASES

SLUG = "release"
OF_CASES = ("record_result", "withdraw_test_case")
OF_DEFECTS = ("mend_defect", "reopen_defect", "waive_defect", "end_waiver")
OF_TEST = ("add_test_case", "copy_test_cases", "report_defect", *OF_CASES, *OF_DEFECTS)
NEXT_OF = {
    DefectState.OPEN: ("mend_defect", "waive_defect"),
    DefectState.WAIVED: ("mend_defect", "end_waiver"),
    DefectState.MENDED: ("reopen_defect",),
}
STEPS = {
    "add_test_case": (_("added a test case."), "list"),
    "copy_test_cases": (_("copied test cases from an earlier release."), "list"),
    "withdraw_test_case": (_("withdrew a test case."), "x"),
    "record_result": (_("recorded a test result."), "check"),
    "report_defect": (_("reported a defect."), "alert"),
    "mend_defect": (_("stated a defect as mended."), "check"),
    "reopen_defect": (_("opened a defect anew."), "undo"),
    "waive_defect": (_("waived a defect."), "note"),
    "end_waiver": (_("ended the waiver of a defect."), "undo"),
    "waiver_expired": (_("reminded: a waiver has run out, and the defect is open again."), "clock"),
}


# --- The panel ---


def panel(read, actions) -> dict | None:
    """In short, from the rows that the rules of the steps have read already."""
    ticket = read.ticket
    cases, defects = ticket.test_cases(), ticket.defects()
    can = [name for name in ("add_test_case", "copy_test_cases", "report_defect") if actions.can(name)]
    if not (cases or defects or can):
        return None
    day, waivers = timezone.localdate(read.now), ticket.waivers() if defects else {}
    states = [reading.state_of(one, waivers, day) for one in defects]
    rows = reading.standings(ticket.detail().participants, cases, ticket.test_results()) if cases else []
    return {
        "template": "tickets/release/acceptance_panel.html",
        "url": reverse("tickets:acceptance_protocol", args=[ticket.number]),
        "cases": len(cases),
        "regions": [
            (showing.short_name(row.region_id), len(cases) - row.counts[CaseOutcome.NOT_RUN], row.counts)
            for row in rows
        ],
        "defects": len(defects),
        "counts": [(one.label, states.count(one)) for one in DefectState if states.count(one)],
        "stopping": [one.number for one in reading.open_critical(ticket, at=read.now)],
    }


# --- The protocol ---


@require_GET
def acceptance_protocol(request, number: str):
    ticket, actor, now = found(number, request.actor), request.actor, timezone.now()
    if ticket.process != SLUG:
        raise Http404
    sheet = protocol.protocol_of(ticket, actor, now=now)
    readings.note_reading(ticket, actor, at=now)
    can = {one.name: one for one in steps_for(ticket, actor, at=now) if one.allowed and one.name in OF_TEST}
    detail = ticket.detail()
    context = {
        "ticket": ticket,
        "detail": detail,
        "state": ticket.state_label(),
        "now": now,
        "sheet": sheet,
        "leader": _leader(ticket, actor),
        "lines": [(line, _case_urls(ticket, line.number, can)) for line in sheet.lines],
        "faults": [(fault, _fault_urls(ticket, fault, can)) for fault in sheet.faults],
        "add_urls": [
            (can[name].label, possible.step_url(ticket, name))
            for name in ("add_test_case", "copy_test_cases", "report_defect")
            if name in can
        ],
        "result_url": possible.step_url(ticket, "record_result") if "record_result" in can else "",
        "severities": dict(Severity.choices),
    }
    return render(request, "tickets/release/acceptance.html", context)


def _leader(ticket, actor) -> str:
    pk = ticket.detail().test_leader_id
    person = User.objects.filter(pk=pk).first() if pk else None
    return showing.person_shown(ticket, person, ticket.holder_id, actor)


def _case_urls(ticket, number: int, can) -> list[tuple[str, str]]:
    return [_named(ticket, can[name], test_case=number) for name in OF_CASES if name in can]


def _fault_urls(ticket, fault, can) -> list[tuple[str, str]]:
    return [_named(ticket, can[name], defect=fault.number) for name in NEXT_OF[fault.state] if name in can]


def _named(ticket, state, **named) -> tuple[str, str]:
    return state.label, f"{possible.step_url(ticket, state.name)}?{urlencode(named)}"


# --- What the shared pages read ---


def _cases_of(setting) -> list[tuple[str, str]]:
    rows = AcceptanceCase.objects.visible_to(setting.actor).filter(ticket_id=setting.ticket.pk, withdrawn_at=None)
    return _numbered(setting.actor, rows, "name_id")


def _defects_of(setting) -> list[tuple[str, str]]:
    """Those that the step may be about: mended ones are opened anew, the others mended or waived."""
    ticket, day = setting.ticket, timezone.localdate(setting.at)
    rows = AcceptanceDefect.objects.visible_to(setting.actor).filter(ticket_id=ticket.pk)
    waivers = ticket.waivers()
    fit = [one for one in rows if setting.step in NEXT_OF[reading.state_of(one, waivers, day)]]
    return _numbered(setting.actor, fit, "title_id")


def _numbered(actor, rows, column: str) -> list[tuple[str, str]]:
    rows = list(rows)
    ids = [getattr(row, column) for row in rows]
    words = {one.pk: changes.body_of(one) for one in TextVersion.objects.visible_to(actor).filter(pk__in=ids)}
    return [
        (str(row.number), f"{row.number}. {words[getattr(row, column)]}")
        for row in rows
        if getattr(row, column) in words
    ]


def _waiver_owners(setting) -> list[tuple[str, str, str]]:
    """Those who may own one: they lead for the organisations of the hats at hand."""
    return [
        (place.name, str(person.pk), str(person))
        for place in setting.organisations
        for person in working_at(place, setting.at).order_by("given_name", "family_name")
    ]


def _owners(ticket, event) -> list[int]:
    rows = DefectWaiver.objects.unscoped("delivery resolves the readers").filter(ticket_id=ticket.pk, ended_at=None)
    return list(rows.values_list("owner_id", flat=True))


def _leaders(ticket, event) -> list[int]:
    detail = ticket.workflow_class().detail_model.objects.filter(ticket_id=ticket.pk)
    return [pk for pair in detail.values_list("owner_id", "test_leader_id") for pk in pair]


def _number_of(said: dict) -> str:
    outcome = said.get("outcome")
    number = str(said["number"])
    return f"{number}: {CaseOutcome(outcome).label}" if outcome else number


def _defect_words(said: dict) -> str:
    severity = said.get("severity")
    number = str(said["number"])
    return f"{number} ({Severity(severity).label})" if severity else number


def register() -> None:
    """Called once, with the addresses."""
    panels.add(SLUG, panel)
    possible.place(SLUG, elsewhere=OF_TEST)
    PHRASES.update({(SLUG, step): said for step, said in STEPS.items()})
    FACTS.setdefault("test_case", _number_of)
    FACTS.setdefault("defect", _defect_words)
    FACTS.setdefault("copied_cases", lambda said: str(said["count"]))
    fields.NUMBERED["test_case"] = _cases_of
    fields.NUMBERED["defect"] = _defects_of
    fields.PEOPLE["waiver_owner"] = _waiver_owners
    MORE_PERSONS["waiver_owners"] = _owners
    MORE_PERSONS["release_leaders"] = _leaders
    MORE_PLACES["release_approvers"] = (
        frozenset({"release.approve"}),
        lambda ticket, event: [directory.support_org().pk],
    )


register()
urlpatterns = [path("releaser/<number:number>/acceptans/", acceptance_protocol, name="acceptance_protocol")]
