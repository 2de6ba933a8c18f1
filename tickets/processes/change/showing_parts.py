"""The panel of a change on its own page: what it is, its plan, what was assessed, what the regions say, how it went."""

from __future__ import annotations

from django.urls import reverse

from engine.inputs import INPUTS
from regions import directory
from tickets import codes as ticket_codes
from tickets.areas import showing as areas
from tickets.balloting import pages as ballots
from tickets.processes.change import documenting
from tickets.processes.change.codes import OF_THE_CUSTOMER, VERDICTS_OF, AnswerKind, AssessmentKind, Verdict
from tickets.processes.change.guards import named
from tickets.processes.change.risk import versions
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
    return {
        "template": "tickets/change/panel.html",
        "detail": detail,
        "decision": _decided(detail.decision),
        "template_number": _template(read),
        "type": detail.get_change_type_display(),
        "owner": _person(read, detail.owner),
        "initiator": _person(read, detail.initiator),
        "services": [one.name for one in services_of(ticket)],
        "areas": areas.of_ticket(ticket),
        "why": _words(read, WHY_WORDS),
        "touches": [
            (INPUTS[name].label, getattr(detail, f"get_{name}_display")())
            for name in TOUCHES
            if getattr(detail, name) and not (name == "contract_effect" and not read.actor.is_customer_side)
        ],
        "plan": _words(read, [name for name in PLAN if name != "back_out_max_minutes"]),
        "risk": _risk(detail),
        "assessments": _assessments(read),
        "missing": _missing(read) if ticket.state in ASSESSED_IN else [],
        "regions": _regions(ticket),
        "times": _times(detail),
        "implementer": _person(read, ticket.assignee, detail.implementing_organisation_id),
        "afterwards": _words(read, AFTERWARDS),
        "caused": _caused(read),
        "can_link": step_url(ticket, "link_caused") if actions.can("link_caused") else "",
        "undocumented": _undocumented(ticket),
        "is_customer": read.actor.is_customer_side,
    }


def _decided(text: str) -> str:
    """A decision as it is kept, "forum 2026 § 1", with the forum's name."""
    forum, _space, number = text.partition(" ")
    return f"{ballots.forum_name(forum)} {number}" if text else ""


def _template(read) -> str:
    """The number of the template that it was made from, for those who read that."""
    template = read.ticket.detail().template
    return template.number if template is not None and read.ticket.__dict__["_reads_template"] else ""


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
    version = versions().get(detail.risk_version)
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
        "decision": _decided(detail.risk_decision),
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
        if _reads(read.actor, one.kind)
    ]


def _missing(read) -> list[str]:
    return [named(one) for one in read.ticket.missing_assessments() if _reads(read.actor, one[0])]


def _reads(actor, kind: str) -> bool:
    return actor.is_customer_side or kind not in OF_THE_CUSTOMER


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
