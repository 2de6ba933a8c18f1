"""How one step is taken in a test, and the ways of the steps that every process has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from engine.perform import perform
from tests import parties
from tests.cases import step, team
from tests.tickets import places
from tests.tickets.made_files import picture, text_file
from tickets.models import Attachment, Clock, Link, Task, TextVersion, Ticket


@dataclass(frozen=True)
class Way:
    """How one step is taken: `place` gives the subject, `who` the actor, `data` what is typed (or makes it).

    `cause` is what brings the step about where it is not taken by itself: a forum's decision. `stands` are needed
    fields that were filled by an earlier step, so that they may be left out.
    """

    place: Callable
    who: Callable
    data: dict | Callable = field(default_factory=dict)
    cause: str = ""
    stands: tuple[str, ...] = ()

    def typed(self, subject) -> dict:
        return dict(self.data(subject) if callable(self.data) else self.data)


def go(way: Way):
    """Take the step's way from its start; gives (subject before, actor, data)."""
    subject = way.place()
    return subject, way.who(), way.typed(subject)


def take(subject, name: str, actor, data: dict, **how):
    """Take a step through the real door, whatever the kind of subject."""
    return perform(type(subject)._meta.concrete_model, subject.pk, name, actor=actor, via="test", data=data, **how)


def region_team(subject=None) -> dict:
    return {"team": team(parties.REGION).slug}


def the_task(subject) -> dict:
    return {"task": Task.objects.unscoped("test").get(ticket_id=subject.pk).pk}


def another(subject) -> dict:
    return {"other_ticket": places.incident().number, "link_kind": "related"}


def same_kind(subject) -> Ticket:
    return places.incident() if subject.process == "incident" else places.case()


def its_link(subject) -> dict:
    return {"other_ticket": Link.objects.unscoped("test").get(ticket_id=subject.pk).other.number}


def its_picture(subject) -> dict:
    return {"file": Attachment.objects.unscoped("test").get(ticket_id=subject.pk).pk}


def readers(subject) -> dict:
    return {"reason": "Känsligt", "named_readers": [parties.desk().user.email]}


def p1_at_night() -> Ticket:
    """A P1 held by its region. The step itself is taken at night: see `NIGHT`."""
    desk = parties.desk()
    return step(places.incident("triage", who=desk), "prioritise", desk, impact=1, urgency=1)


def soon(**data) -> dict:
    return {"expected_at": timezone.now() + timedelta(days=5)} | data


def a_vote(subject=None) -> dict:
    """Long enough to be put to a forum's vote."""
    return {"vote_deadline": timezone.now() + timedelta(days=30)}


NOTE = {"note_text": "Vi ser samma sak.", "note_audience": "customer"}
REDACTING = {"personal_data_verdict": "redact", "reason": "Ett namn", "replacement": "En person kommer inte in"}
WIDER = {"reason": "Rör fler"}
QUESTION = {"question": "Vilken version?", "awaited_party": parties.REGION}
SHARE = {"share_level": "view_ticket", "reason": "Expert", "to_organisation": parties.NEIGHBOUR}


def exceeded(at_support: Callable) -> Callable:
    """A case of the support organisation whose time for a solution, or to take it in, has been exceeded."""

    def led() -> Ticket:
        ticket = at_support()
        rows = Clock.all_objects.filter(ticket=ticket, version__agreement__kind="sla")
        late = rows.filter(metric="resolve").first() or rows.get(metric="acknowledge")
        Clock.all_objects.filter(pk=late.pk).update(breached_at=timezone.now())
        return ticket

    return led


def its_clock(subject, **data) -> dict:
    return {"breached_clock": Clock.all_objects.get(ticket=subject, breached_at__isnull=False).pk} | data


def why(subject) -> dict:
    return its_clock(subject, breach_reason="bemanning", breach_owner=parties.SUPPORT_ORG)


def the_title(subject) -> dict:
    row = TextVersion.objects.unscoped("test").get(ticket_id=subject.pk, field="title")
    return {"hidden_part": row.part_key}


def a_picture(subject) -> dict:
    return {"files": [picture()], "note_audience": "all", "image_checked": True}


def a_file(subject) -> dict:
    return {"files": [text_file()], "note_audience": "customer"}


def after(place: Callable, name: str, who: Callable, data) -> Callable:
    """The place that a step leads to from another place."""

    def led() -> Ticket:
        subject = place()
        return step(subject, name, who(), **Way(place, who, data).typed(subject))

    return led


def of_any_process(opened: Callable, at_support: Callable, at_vendor: Callable) -> dict[str, Way]:
    """The ways of the common steps, for tickets that `opened(state)`, `at_support()` and `at_vendor()` give."""
    return (
        of_work(lambda: opened("in_progress"), at_vendor)
        | of_words(opened, at_support)
        | of_time(exceeded(at_support))
        | of_readers(opened, at_support)
    )


def of_time(late: Callable) -> dict[str, Way]:
    """An exceeded time, and what its named owner says."""
    return {
        "explain_breach": Way(late, parties.support_manager, why),
        "dispute_breach": Way(
            after(late, "explain_breach", parties.support_manager, why),
            parties.support_manager,
            lambda s: its_clock(s, dispute_text="Vi väntade på loggar."),
        ),
    }


def of_work(working: Callable, at_vendor: Callable) -> dict[str, Way]:
    """Tasks and links of whoever works on it, and what the vendor reports."""
    return {
        "hand_over_it": Way(working, parties.desk, places.OFFER),
        "add_task": Way(working, parties.desk, {"task_title": "Ring avdelningen"}),
        "finish_task": Way(after(working, "add_task", parties.desk, {"task_title": "Ring"}), parties.desk, the_task),
        "link": Way(working, parties.desk, another),
        "unlink": Way(after(working, "link", parties.desk, another), parties.desk, its_link),
        "merge": Way(working, parties.desk, lambda s: {"merged_tickets": [same_kind(s).number]}),
        "report_solution": Way(at_vendor, parties.vendor, {"solution": "Rättat.", "handoff_letter": "Klart."}),
        "propose_priority": Way(at_vendor, parties.vendor, {"proposed_priority": 2, "reason": "Många drabbade"}),
        "link_vendor_reference": Way(at_vendor, parties.vendor, {"vendor_reference": "SD-4711"}),
        "set_planned_dates": Way(at_vendor, parties.vendor, lambda s: soon()),
    }


def of_words(opened: Callable, at_support: Callable) -> dict[str, Way]:
    return {
        "add_note": Way(opened, parties.desk, NOTE),
        "attach": Way(opened, parties.desk, a_file),
        "confirm_file": Way(after(at_support, "attach", parties.support, a_picture), parties.support, its_picture),
        "ask": Way(at_support, parties.support, QUESTION),
        "answer": Way(after(at_support, "ask", parties.support, QUESTION), parties.desk, {"note_text": "4.2.0"}),
        "hide_personal_data": Way(opened, parties.desk, the_title),
        "settle_personal_data": Way(
            after(opened, "hide_personal_data", parties.desk, the_title), parties.region_security, REDACTING
        ),
        "watch": Way(opened, parties.desk),
        "unwatch": Way(opened, parties.desk),
    }


def of_readers(opened: Callable, at_support: Callable) -> dict[str, Way]:
    security = parties.region_security
    return {
        "widen": Way(at_support, parties.support, WIDER),
        "narrow": Way(after(at_support, "widen", parties.support, WIDER), parties.support, {"reason": "Bara en"}),
        "make_confidential": Way(opened, security, readers),
        "lift_confidential": Way(after(opened, "make_confidential", security, readers), security, WIDER),
        "share": Way(opened, parties.object_leader, SHARE),
        "end_share": Way(after(opened, "share", parties.object_leader, SHARE), parties.object_leader),
    }


def of_its_keeper(place: Callable, keeper: Callable, late: Callable, *, secured_by: Callable) -> dict[str, Way]:
    """The ways of the common steps for what is handed to nobody: one person keeps it, and any desk writes in it."""
    disputing = {"dispute_text": "Vi väntade på svar."}
    return {
        "add_note": Way(place, parties.desk, NOTE),
        "attach": Way(place, parties.desk, a_file),
        "confirm_file": Way(after(place, "attach", parties.support, a_picture), parties.support, its_picture),
        "ask": Way(place, keeper, QUESTION),
        "answer": Way(after(place, "ask", keeper, QUESTION), parties.desk, {"note_text": "4.2.0"}),
        "make_confidential": Way(place, secured_by, readers),
        "lift_confidential": Way(after(place, "make_confidential", secured_by, readers), secured_by, WIDER),
        "share": Way(place, keeper, SHARE),
        "end_share": Way(after(place, "share", keeper, SHARE), keeper),
        "add_task": Way(place, keeper, {"task_title": "Ring laboratoriet"}),
        "finish_task": Way(after(place, "add_task", keeper, {"task_title": "Ring"}), keeper, the_task),
        "link": Way(place, keeper, another),
        "unlink": Way(after(place, "link", keeper, another), keeper, its_link),
        "hide_personal_data": Way(place, parties.desk, the_title),
        "settle_personal_data": Way(after(place, "hide_personal_data", parties.desk, the_title), secured_by, REDACTING),
        "explain_breach": Way(late, keeper, why),
        "dispute_breach": Way(
            after(late, "explain_breach", keeper, why), parties.support_manager, lambda s: its_clock(s, **disputing)
        ),
        "watch": Way(place, parties.desk),
        "unwatch": Way(after(place, "watch", parties.desk, {}), parties.desk),
    }


BY_THE_CLOCK = {"warn", "breach", "overrun", "escalate", "ask_explanation"}
# Steps of every process that only move along with another step, or by the clock; each has its own test.
COMMON_ALONG = {"take_in", "let_go"} | BY_THE_CLOCK
