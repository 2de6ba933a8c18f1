"""The panel of a change on its own page: what it is, its plan, what was assessed, what the regions say, how it went."""

from __future__ import annotations

from django.urls import reverse

from engine.inputs import INPUTS
from regions import directory
from roles.models import User
from tickets import codes as ticket_codes
from tickets.processes.change import documenting
from tickets.processes.change.codes import VERDICTS_OF, AnswerKind, AssessmentKind, Verdict
from tickets.processes.change.guards import named
from tickets.processes.change.risk import VERSIONS
from tickets.processes.change.subject import PLAN
from tickets.processes.touching import services_of
from tickets.web import changes, showing
from tickets.web.possible import step_url

WHY_WORDS = ("change_reason", "consequence_if_not", "waiting_risk", "template_parameters")
AFTERWARDS = ("result_text", "back_out_effect", "lessons")
TOUCHES = ("touches_data", "touches_secrecy", "touches_shared", "contract_effect")
MARKS = {Verdict.OK: "check", Verdict.CONDITION: "alert", Verdict.STOP: "x"}
ASSESSED_IN = ("assess", "regional_review", "cab_review", "postponed")


def panel(read, actions) -> dict:
    ticket, detail = read.ticket, read.ticket.detail()
    known = {one.pk: one for one in (ticket.reporter, ticket.assignee, detail.owner) if one is not None}
    asked = {detail.initiator_id} - {None, *known}
    people = known | (User.objects.in_bulk(asked) if asked else {})
    return {
        "template": "tickets/change/panel.html",
        "detail": detail,
        "type": detail.get_change_type_display(),
        "owner": _person(read, people.get(detail.owner_id)),
        "initiator": _person(read, people.get(detail.initiator_id)),
        "services": [one.name for one in services_of(ticket)],
        "why": _words(read, WHY_WORDS),
        "touches": [
            (INPUTS[name].label, getattr(detail, f"get_{name}_display")())
            for name in TOUCHES
            if getattr(detail, name) and not (name == "contract_effect" and not read.actor.is_customer_side)
        ],
        "plan": _words(read, [name for name in PLAN if name != "back_out_max_minutes"]),
        "risk": _risk(detail),
        "assessments": _assessments(read),
        "missing": [named(one) for one in ticket.missing_assessments()] if ticket.state in ASSESSED_IN else [],
        "regions": _regions(ticket),
        "times": _times(detail),
        "implementer": _person(read, ticket.assignee, detail.implementing_organisation_id),
        "afterwards": _words(read, AFTERWARDS),
        "caused": _caused(read),
        "can_link": step_url(ticket, "link_caused") if actions.can("link_caused") else "",
        "undocumented": _undocumented(ticket),
        "is_customer": read.actor.is_customer_side,
    }


def _person(read, person, organisation_id: int | None = None) -> str:
    """The name, as far as the reader's side is told names of the other."""
    place = organisation_id or read.ticket.holder_id
    return showing.person_shown(read.ticket, person, place, read.actor) if person else ""


def _words(read, names) -> list[dict]:
    return [
        {"label": changes.label_of(name), "body": changes.body_of(read.words[name])}
        for name in names
        if name in read.words
    ]


def _risk(detail) -> dict:
    """Each question with its answer, as the version of the questions put it."""
    version = VERSIONS.get(detail.risk_version)
    answers = []
    for one in version.questions if version else ():
        label = dict(one.choices).get(detail.risk_answers.get(one.name))
        if label:
            answers.append((one.label, label))
    return {
        "level": detail.get_risk_level_display(),
        "computed": detail.get_risk_computed_display() if detail.risk_computed != detail.risk_level else "",
        "answers": answers,
        "version": detail.risk_version,
        "decision": detail.risk_decision,
    }


def _assessments(read) -> list[dict]:
    return [
        {
            "kind": AssessmentKind(one.kind).label,
            "verdict": Verdict(one.verdict).label,
            "icon": MARKS[one.verdict],
            "by": showing.short_name(one.organisation_id),
            "words": read.said.get((one.event_seq, "assessment_text"), ""),
            "at": one.at,
        }
        for one in read.ticket.assessments()
    ]


def _regions(ticket) -> list[dict]:
    """Each affected region with what it has said for itself."""
    said = {kind: ticket.answers(kind) for kind in AnswerKind.values}
    own = ticket.own_infrastructure()
    rows = []
    for row in ticket.affected():
        place = directory.organisation(row.region_id)
        answers = [
            {"label": AnswerKind(kind).label, "said": VERDICTS_OF[kind](found[place.pk].verdict).label,
             "at": found[place.pk].at}
            for kind, found in said.items()
            if place.pk in found
        ]  # fmt: skip
        rows.append({"name": place.short_name or place.name, "answers": answers, "own": place.pk in own})
    return rows


def _times(detail) -> list[dict]:
    kinds = (("wanted", detail.wanted_start, detail.wanted_end), ("decided", detail.authorised_start,
             detail.authorised_end), ("planned", detail.planned_start, detail.planned_end),
             ("actual", detail.actual_start, detail.actual_end))  # fmt: skip
    return [{"kind": kind, "start": start, "end": end} for kind, start, end in kinds if start]


def _caused(read) -> list[dict]:
    kind = ticket_codes.LinkKind.CAUSED_BY
    found = [one.ticket for one in read.links if one.other_id == read.ticket.pk and one.kind == kind]
    return [
        {"number": one.number, "title": one.title, "url": reverse("tickets:detail", args=[one.number])} for one in found
    ]


def _undocumented(ticket) -> list[str]:
    """What an emergency still owes."""
    if not ticket.is_of("emergency") or ticket.state not in ("implementing", "validating", "review"):
        return []
    return [str(INPUTS[name].label) for name in documenting.missing(ticket)]
