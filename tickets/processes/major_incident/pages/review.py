"""The review of a major incident: its timeline by itself, minutes of impact a region, what was learnt and is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from engine.explain import state_of, steps_for
from roles.models import User
from tickets import selectors
from tickets.models import Event, MiAction, TextVersion
from tickets.processes.major_incident import drafting
from tickets.processes.major_incident.pages import record
from tickets.processes.major_incident.pages import situation as situations
from tickets.processes.major_incident.pages.picture import major
from tickets.processes.problem.pages import address_to_register
from tickets.web import changes, timeline

STEPS = ("start_review", "draft_review", "add_action", "sign_review", "close")  # an action is finished where it stands
SAID = ("review_cause", "worked_well", "worked_badly", "no_actions_reason", "suspected_cause", "business_impact")
MOST_EVENTS = 1_000
LEFT_OUT = frozenset({"watch", "unwatch", "remind", "draft_review"})


@dataclass(frozen=True)
class Moment:
    """One line of the timeline: of a step, or of the log; `recorded_at` where it was written down later."""

    at: datetime
    who: str
    text: str
    recorded_at: datetime | None = None


@require_GET
def review(request, number: str):
    ticket, actor, now = major(number, request.actor), request.actor, timezone.now()
    situation = situations.situation_of(ticket, actor, now=now, with_actions=False)
    detail, texts = ticket.detail(), selectors.all_texts(ticket, actor)
    states = [one for one in steps_for(ticket, actor, at=now) if one.name in STEPS]
    context = {
        "ticket": ticket,
        "situation": situation,
        "detail": detail,
        "state": ticket.state_label(),
        "moments": moments_of(ticket, actor, situation, texts),
        "impact": [(cell, cell.row.minutes(now)) for cell in situation.regions],
        "impact_sum": sum(cell.row.minutes(now) or 0 for cell in situation.regions),
        "said": _said(texts),
        "draft": _draft(ticket, actor),
        "actions": _actions(ticket, actor),
        "finish_url": _finish_url(ticket, actor, now),
        "people": _people(detail) if actor.is_customer_side else {},
        "steps": [_step(ticket, one) for one in states],
        "is_customer": actor.is_customer_side,
        "problem": (problem := _problem(detail, actor)),
        "problem_url": "" if problem or not actor.can("problem.register") else address_to_register([ticket.number]),
    }
    return render(request, "tickets/major_incident/review.html", context)


def moments_of(ticket, actor, situation, texts: list[TextVersion]) -> list[Moment]:
    """Steps and log entries by when they happened, as the reader may know them; what is said of many at once once."""
    events = [one for one in selectors.events(ticket, actor, size=MOST_EVENTS) if _is_told(one)]
    parts = {("region_row", cell.row.pk): cell.row for cell in situation.regions}
    writer = timeline.Writer(ticket, actor, texts=texts, names=changes.names_in(events), files=[], parts=parts)
    told = [writer.entry(one, with_changes=False) for one in events]
    found = [Moment(one.at, one.who, one.text) for one in told]
    for one in record.entries_of(ticket, actor):
        who = ", ".join(filter(None, (one.who, one.place)))
        found.append(Moment(one.happened_at, who, one.text.body, one.recorded_at if one.is_back_dated else None))
    once = {(one.at.replace(second=0, microsecond=0), one.who, one.text): one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: one.at)


def _is_told(event: Event) -> bool:
    """Entries of the log stand there by when they happened, tracks have a page of their own."""
    return event.step not in LEFT_OUT and event.step != "log_entry" and event.subject_type != "track"


def _said(texts: list[TextVersion]) -> list[tuple[str, str]]:
    newest = {row.field: changes.body_of(row) for row in texts if row.field in SAID}
    return [(changes.label_of(name), newest[name]) for name in SAID if newest.get(name)]


def _draft(ticket, actor) -> dict | None:
    """What is written so far and not signed, for the persons of the review."""
    row = drafting.draft_of(ticket, actor) if ticket.state == "review" else None
    if row is None:
        return None
    texts = [(changes.label_of(signed), getattr(row, column)) for _name, signed, column in drafting.WORDS]
    words = [(label, changes.body_of(text)) for label, text in texts if text is not None]
    return {"by": row.author, "at": row.written_at, "words": words}


def _actions(ticket, actor) -> list[MiAction]:
    rows = MiAction.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("text", "owner", "done_by")
    found, closes = list(rows.order_by("event_seq")), actor.can("mi.close")
    for one in found:
        one.may_be_finished = one.done_at is None and (closes or one.owner_id == actor.person_id)
    return found


def _finish_url(ticket, actor, now: datetime) -> str:
    state = state_of(ticket, "finish_action", actor, at=now)
    return reverse("tickets:step", args=[ticket.number, "finish_action"]) if state and state.allowed else ""


def _people(detail) -> dict:
    """The people whom the review names; one query."""
    ids = {detail.review_owner_id, detail.signed_by_id, *detail.invitees} - {None}
    by_id = {one.pk: str(one) for one in User.objects.filter(pk__in=ids)} if ids else {}
    return {
        "owner": by_id.get(detail.review_owner_id, ""),
        "signed_by": by_id.get(detail.signed_by_id, ""),
        "invited": [by_id[pk] for pk in detail.invitees if pk in by_id],
    }


def _problem(detail, actor) -> dict | None:
    """The problem that follows, for those who may read it."""
    if detail.problem_id is None:
        return None
    ticket = selectors.Ticket.objects.visible_to(actor).filter(pk=detail.problem_id).first()
    if ticket is None:
        return None
    return {"number": ticket.number, "title": ticket.title, "url": reverse("tickets:detail", args=[ticket.number])}


def _step(ticket, one) -> dict:
    return {
        "label": one.label,
        "note": one.help,
        "url": reverse("tickets:step", args=[ticket.number, one.name]),
        "version": ticket.version,
        "opens_form": one.has_form,
        "reasons": () if one.allowed else tuple(one.reasons),
        "name": one.name,
    }
