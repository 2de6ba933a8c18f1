"""The page of one ticket, and the one way other pages show it again with a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from engine import history
from engine.errors import Refused
from regions import directory
from tickets import codes, paging, readers, selectors
from tickets.disclosing import showing as records
from tickets.grants import SHARE, shares_of
from tickets.models import PARTED, Event, Ticket
from tickets.processes.regulatory import pages as duties
from tickets.proposing import UNSOLVED
from tickets.reading import note_reading
from tickets.web import (
    article_matches,
    begun,
    breaches,
    changes,
    clocks,
    composing,
    facts,
    hidden,
    panels,
    possible,
    queue_filters,
    showing,
    timeline,
)
from tickets.web.found import found
from tickets.web.sentence import resolution_label, sentence_of

# What is asked along with the ticket's row, so that nothing is looked for where there is nothing.
ALONG = (begun.has_begun, breaches.has_exceeded, duties.has_tracks, clocks.has_clocks, hidden.has_hidden)
ALONG += (records.kept_along,)


@require_GET
def detail(request, number: str):
    """The ticket; 404 for one that does not exist and for one that the reader may not see, by the same query."""
    ticket = found(number, request.actor, *ALONG)
    if ticket.state == "reclassified" and "gamla" not in request.GET and (new := _leads_on(request, ticket)):
        return new
    context = page(request, ticket)
    note_reading(ticket, request.actor, at=context["now"])
    is_fragment = request.htmx and request.htmx.target == "timeline"
    return render(request, "tickets/timeline.html" if is_fragment else panels.template_of(ticket), context)


def _leads_on(request, ticket):
    """To the case that goes on under another number, for those who read it."""
    number = selectors.leads_on_to(selectors.links(ticket, request.actor), ticket)
    if not number:
        return None
    text = _("%(old)s was reclassified. It goes on here as %(new)s.")
    messages.info(request, text % {"old": ticket.number, "new": number})
    return redirect("tickets:detail", number=number)


@dataclass
class Read:
    """Every row that hangs on a ticket, read once for one page, cut to its reader."""

    ticket: Ticket
    actor: object
    now: datetime
    events: list  # the page of the timeline, newest first
    all_time: bool = False  # every row of the ledger is asked for

    def __post_init__(self):
        ticket, actor = self.ticket, self.actor
        legs = selectors.legs(ticket, actor, also_parted=True)
        self.legs, self.parted = ([one for one in legs if (one.state == PARTED) is past] for past in (False, True))
        self.texts = selectors.all_texts(ticket, actor, told_from=min((one.seq for one in self.events), default=0))
        self.handoffs = selectors.handoffs(ticket, actor)
        self.files = list(selectors.attachments(ticket, actor))
        self.tasks = list(selectors.tasks(ticket, actor))
        course = selectors.ledger(ticket, actor, whole=self.all_time)
        self.ledger = facts.ledger_of(course, ticket, actor, now=self.now)
        self.links = selectors.links(ticket, actor)
        self.given = given = readers.grants(ticket)
        if not any(one.names(actor) for one in given):
            ticket.know_no_grants(actor)
        self.readers = readers.readers_of(ticket, given)
        self.shares = shares_of(ticket) if any(one.reason == SHARE for one in given) else []
        self.said = {(text.event_seq, text.field): changes.body_of(text) for text in self.texts}
        self.words = {text.field: text for text in self.texts}  # the newest version of each
        ticket.__dict__["_legs"], ticket.__dict__["_shares"] = self.legs, self.shares  # the same rows serve the guards
        if actor.is_customer_side:  # who reads every task
            ticket.__dict__["_blocking"] = any(one.blocking and one.done_at is None for one in self.tasks)


def page(request, ticket, **more) -> dict:
    """Everything the page of `ticket` shows. `more` is added: a message, what somebody wrote and could not save."""
    before = request.GET.get("fore", "")
    events, has_more = timeline.page_of(ticket, request.actor, before=int(before) if before.isdigit() else None)
    read = Read(ticket, request.actor, timezone.now(), events, all_time="tid" in request.GET)
    reporting = duties.summary_of(ticket, request.actor, now=read.now)
    read.tracks = reporting.tracks if reporting else []
    panels.read_before(read)
    work = _work(read)
    main = work["main_words"]
    shown = panels.of(read, work["actions"])
    return {
        "now": read.now,
        "ticket": ticket,
        "is_customer": request.actor.is_customer_side,
        **_head(read),
        **work,
        **_facts(read, work["actions"]),
        "panels": shown,
        "acting_panels": [one for one in shown if one.get("acts")],
        **_story(request, read, has_more=has_more, hides=work["actions"].can("hide_personal_data")),
        "breaches": breaches.panel(ticket, read.actor, words=read.said, actions=work["actions"]),
        "begun": begun.begun(request.user, ticket, request.actor),
        "knowledge": article_matches.knowledge_of(ticket, main.body if main else "", read.actor, work["actions"]),
        "verified": _verified(request, ticket),
        "duties": reporting,
        **_in_list(request, ticket),
        **more,
    }


def _head(read: Read) -> dict:
    """How the ticket stands: state, sentence and whose time it was."""
    ticket, detail_row = read.ticket, read.ticket.detail()
    return {
        "detail": detail_row,
        "state": showing.state_of(ticket, read.actor),
        "sentence": sentence_of(
            ticket,
            legs=read.legs,
            since=read.ledger.held_since,
            actor=read.actor,
            now=read.now,
            reserve_routine=getattr(detail_row, "reserve_routine", ""),
        ),
        "outcome": resolution_label(ticket),
        "ledger": read.ledger,
        "clocks": clocks.columns(ticket, read.actor, now=read.now),
        "is_followed": ticket.is_followed,
    }


def _work(read: Read) -> dict:
    """What it is about and what the reader can do: steps, the answer to a hand-over, a note."""
    ticket, actor = read.ticket, read.actor
    actions = possible.actions_of(ticket, actor, at=read.now)
    offer = next((one for one in read.handoffs if one.state == "proposed"), None)
    letters = {
        text.event_seq: timeline.letter_lines(changes.body_of(text))
        for text in read.texts
        if text.field == "handoff_letter"
    }
    return {
        "main_words": read.words.get("symptom") or read.words.get("description"),
        "solution_words": read.words.get("solution") or read.words.get("answer"),
        "hide_main_url": hidden.hide_url(ticket, read.words.get("symptom") or read.words.get("description")),
        "hide_solution_url": hidden.hide_url(ticket, read.words.get("solution") or read.words.get("answer")),
        "actions": actions,
        "offer": facts.handoffs_of([offer], letters)[0] if offer else None,
        "offer_actions": possible.part_actions(offer, actor, at=read.now) if offer else [],
        "handoffs": facts.handoffs_of([one for one in read.handoffs if one is not offer], letters),
        "circles": composing.circles_of(ticket, actor, read.readers) if actions.can("add_note") else [],
        "legs": facts.legs_of(read.legs, actor, lambda leg: possible.part_actions(leg, actor, at=read.now), read.said),
        "proposal": _proposal(read),
    }


def _proposal(read: Read) -> dict | None:
    """The solution that the main case proposes, for the side that answers."""
    ticket = read.ticket
    if not read.actor.is_customer_side or ticket.state not in UNSOLVED or ticket.open_proposal() is None:
        return None
    proposal = ticket.open_proposal()
    return {"at": proposal.proposed_at, "words": read.said.get((proposal.event_seq, "proposed_solution"), "")}


def _facts(read: Read, actions) -> dict:
    """The facts beside: who, what, files, tasks, links and readers."""
    ticket, actor = read.ticket, read.actor
    return {
        "words": read.words,
        "record": records.panel(ticket, actor, read.words, actions),
        "shares": facts.shares_of(read.shares, read.said) if actor.is_customer_side else [],
        "can_unlink": any(one.kind in dict(codes.LINKED_BY_HAND) for one in read.links),
        "leads_on_to": selectors.leads_on_to(read.links, ticket),
        "cells": showing.cells(ticket, read.legs, actor),
        "files": [_file(ticket, one) for one in read.files],
        "marks": hidden.marks_of(ticket, actor, texts=read.texts, files=read.files),
        "tasks": read.tasks,
        "links": facts.links_of(read.links, ticket),
        "duplicates_url": facts.duplicates_url(read.links, ticket),
        "readers": facts.read_by(read.readers.rows),
        "holder": directory.organisation(ticket.holder_id),
        "holder_name": showing.full_name(ticket.holder_id),
        "assignee": showing.person_shown(ticket, ticket.assignee, ticket.holder_id, actor),
        "reporter": showing.person_shown(ticket, ticket.reporter, ticket.reporter_organisation_id, actor),
        "reporter_place": showing.full_name(ticket.reporter_organisation_id),
        "origin": directory.organisation(ticket.origin_id),
        "service": directory.service(ticket.service_id),
        "vendor": directory.organisation(ticket.vendor_id),
    }


def _story(request, read: Read, *, has_more: bool, hides: bool) -> dict:
    """A page of the timeline, with the addresses of its other views and of what is older."""
    view = request.GET.get("visa", "allt")
    view = view if view in timeline.VIEWS else "allt"
    parts = {("handoff", one.pk): one for one in read.handoffs} | {
        ("leg", one.pk): one for one in (*read.legs, *read.parted)
    }
    parts |= {("track", one.pk): one for one in read.tracks}
    parts |= {("region_row", one.pk): one for one in read.ticket.__dict__.get("_region_rows", ())}
    parts |= {("deployment", one.pk): one for one in read.ticket.__dict__.get("_shown_deployments", ())}
    writer = timeline.Writer(
        read.ticket,
        read.actor,
        texts=read.texts,
        names=changes.names_in(read.events),
        files=read.files,
        parts=parts,
        hides=hides,
    )
    story = timeline.timeline_of(read.events, writer, view=view, has_more=has_more)
    here, kept = reverse("tickets:detail", args=[read.ticket.number]), {"lista": request.GET.get("lista", "")}
    return {
        "timeline": story,
        "story_views": [
            {"url": queue_filters.address(here, kept, visa=name), "label": label, "current": name == view}
            for name, label in timeline.VIEWS.items()
        ],
        "older_url": queue_filters.address(here, kept, visa=view, fore=str(story.older or "")),
        "check_url": queue_filters.address(here, kept, visa=view, kontroll="1"),
    }


def _file(ticket, file) -> dict:
    return {
        "file": file,
        "url": timeline.file_url(ticket, file) if file.file else "",
        "preview_url": reverse("tickets:preview", args=[ticket.number, file.pk]) if file.file else "",
        "hide_url": hidden.hide_url(ticket, file),
        "size": timeline.size_words(file.size),
        "audience": timeline.audience_words(file.audience, file.organisation_id, ticket),
        "unconfirmed": bool(file.file) and not file.readable and file.confirmed_by_id is None,
    }


def _verified(request, ticket) -> dict | None:
    """Whether the ticket's history is whole; asked for by the reader, since it reads every event."""
    if request.GET.get("kontroll") != "1":
        return None
    rows = Event.objects.unscoped("its digests are checked, nothing of it is shown").filter(ticket_id=ticket.pk)
    faults = history.faults_in(
        ticket.number, rows.order_by("seq"), last_seq=ticket.event_seq, last_digest=ticket.event_digest
    )
    return {"whole": not faults, "count": ticket.event_seq}


def _in_list(request, ticket) -> dict[str, str]:
    """The list the reader came from, and the tickets before and after this one in it."""
    came_from = request.GET.get("lista", "")
    path = reverse("tickets:list")
    if not came_from:
        return {"list_url": path, "before_url": "", "after_url": "", "came_from": ""}
    filters = queue_filters.chosen(dict(parse_qsl(came_from)))
    views = {frozenset(one.filters.items()): one.label for one in queue_filters.views_of(request.actor)}
    plain = frozenset((name, value) for name, value in filters.items() if name != "sort")
    answer = {
        "list_url": queue_filters.address(path, filters),
        "list_label": views.get(plain, ""),
        "came_from": came_from,
    }
    try:
        order = paging.order_called(filters.get("sort") or paging.DEFAULT_ORDER)
        rows = selectors.listed(filters, request.actor)
        return answer | {
            f"{name}_url": _neighbour(rows, order, ticket, came_from, backwards=name == "before")
            for name in ("before", "after")
        }
    except Refused:
        return answer


def _neighbour(rows, order, ticket, came_from: str, *, backwards: bool) -> str:
    key = order.key_of(ticket)
    beside = rows.filter(order.after(key, backwards=backwards)).order_by(*order.by(backwards=backwards))
    number = beside.values_list("number", flat=True).first()
    return queue_filters.address(reverse("tickets:detail", args=[number]), {"lista": came_from}) if number else ""
