"""The incidents that a change caused: one row, incident "is caused by" change, with an event on both."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.perform import perform_within
from engine.step import steps
from roles.actor import SYSTEM
from tickets import codes as ticket_codes
from tickets.models import Link, Ticket
from tickets.processes.change.codes import UNSUCCESSFUL
from tickets.processes.change.subject import WHY

KIND = ticket_codes.LinkKind.CAUSED_BY
INCIDENTS = ("incident", "major-incident")
NAMED, TAKEN_AWAY = "change_found", "change_lost"  # steps of an incident that the program takes


def caused_ids(ticket) -> set[int]:
    rows = Link.objects.unscoped(WHY).filter(other_id=ticket.pk, kind=KIND, ended_at=None)
    return set(rows.values_list("ticket_id", flat=True)) if ticket.pk else set()


def link_caused(context: Context) -> None:
    linked = caused_ids(context.subject)
    coming = sorted({one.pk for one in context.data.get("caused_incidents") or ()} - linked)
    for pk in coming:
        context.add(lambda event, texts, pk=pk: Link(ticket_id=pk, other=event.ticket, kind=KIND, created_at=event.at))
    if coming:
        context.notes["caused"] = {"count": len(coming), "for": ticket_codes.Audience.CUSTOMER}
        context.then.append(lambda finished: [_tell_incident(finished, NAMED, pk) for pk in coming])
        context.tell("process_role")
        context.tell("owner")


def _tell_incident(finished: Context, name: str, pk: int) -> None:
    incident = Ticket.objects.unscoped(WHY).get(pk=pk)
    if name not in steps(incident.workflow_class()):
        return
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"change:{finished.root.pk}", "at": finished.at}
    perform_within(Ticket, pk, name, data={"linked_ticket": finished.root.number}, **how)


def note_incident(context: Context) -> None:
    """Of the steps that the program takes here when somebody links, or unlinks, an incident from its own page."""
    incident = context.data["linked_ticket"]
    context.notes["link"] = {"kind": KIND, "ticket": incident.pk, "for": ticket_codes.Audience.CUSTOMER}
    context.tell("process_role")
    context.tell("owner")


def follow_up_in(context: Context, problem) -> None:
    """A problem looks into what went wrong: it follows from this change."""
    kind = ticket_codes.LinkKind.FOLLOWS
    rows = Link.objects.unscoped(WHY).filter(ticket_id=problem.pk, other_id=context.subject.pk, kind=kind)
    if not rows.filter(ended_at=None).exists():
        context.add(lambda event, texts: Link(ticket=problem, other=event.ticket, kind=kind, created_at=event.at))


# --- Checks on what was typed ---


def caused_are_named(context: Context) -> Reason | None:
    is_unnamed = context.data.get("incidents_caused") == "yes" and not context.has("caused_incidents")
    if is_unnamed and not caused_ids(context.subject):
        return Reason("incidents_missing", _("Name the incidents that it caused."), "caused_incidents")
    return None


def caused_are_incidents(context: Context) -> Reason | None:
    named = context.data.get("caused_incidents") or ()
    if any(one.process not in INCIDENTS or one.state == "draft" for one in named):
        text = _("Name incidents that have been registered.")
        return Reason("not_an_incident", text, "caused_incidents")
    return None


def none_when_no(context: Context) -> Reason | None:
    if context.data.get("incidents_caused") == "no" and (
        context.has("caused_incidents") or caused_ids(context.subject)
    ):
        text = _("Incidents are named as caused by it. Answer yes, or remove them.")
        return Reason("incidents_named", text, "incidents_caused")
    return None


def failed_needs_problem_or_reason(context: Context) -> Reason | None:
    outcome = context.data.get("change_outcome") or context.subject.detail().outcome
    if outcome in UNSUCCESSFUL and not (context.has("failure_problem") or context.has("reason")):
        text = _("Link the problem that looks into it, or write why none is needed.")
        return Reason("problem_missing", text, "failure_problem")
    return None


def caused_are_new(context: Context) -> Reason | None:
    linked = caused_ids(context.subject)
    if old := [one.number for one in context.data.get("caused_incidents") or () if one.pk in linked]:
        text = _("Already named: %(numbers)s. Leave these out.") % {"numbers": ", ".join(old)}
        return Reason("already_linked", text, "caused_incidents")
    return None


def failure_problem_is_one(context: Context) -> Reason | None:
    problem = context.data.get("failure_problem")
    if problem is not None and problem.process != "problem":
        return Reason("not_a_problem", _("Name a problem."), "failure_problem")
    return None


CAUSED = (caused_are_incidents, caused_are_named, none_when_no, failed_needs_problem_or_reason, failure_problem_is_one)
