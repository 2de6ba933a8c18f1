"""The register of forums, a forum with its votes and decisions, and one decision."""

from __future__ import annotations

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from engine.step import steps
from forums import chairs, reading
from regions import directory
from tickets.balloting import counting, frozen_text, pages, wording
from tickets.balloting import reading as votes
from tickets.balloting.codes import Choice, RejectReason
from tickets.selectors import as_process
from tickets.web import menu

PER_PAGE = 25

menu.add(menu.COLLABORATION, menu.Entry(("forums:register",), gettext_lazy("Forums"), "forum", key="g f"))
pages.FORUM_NAME = reading.name_of
pages.LED = reading.led_by
pages.LEADS = lambda actor, slug: (one := reading.called(slug)) is not None and chairs.leads(actor, one)


def found_forum(slug: str):
    """The forum of this slug in the register; 404 for any other."""
    one = reading.called(slug)
    if one is None:
        raise Http404
    return one


@require_GET
def register(request):
    """Every forum by its interface, with the open votes and the decisions that the reader may see."""
    rows = reading.register(request.actor)
    groups = [
        {"interface": interface, "rows": list(of_it)}
        for interface, of_it in groupby(rows, key=lambda row: row.forum.interface)
    ]
    return render(request, "forums/register.html", {"groups": groups})


@require_GET
def forum(request, slug: str):
    """A forum: what is voted on, what waits for its decision, and what it has decided."""
    one, now = found_forum(slug), timezone.now()
    leads = chairs.leads(request.actor, one)
    waiting = votes.settled_ballots(request.actor, one.slug, most=reading.MOST_SETTLED)
    page = Paginator(votes.decisions(request.actor, forum=one.slug), PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "forum": one,
        "chairs": reading.chair_names(one),
        "leads": leads,
        "open": [_ballot(each, now) for each in votes.open_ballots(request.actor, forum=one.slug)],
        "waiting": [_ballot(each, now) for each in waiting],
        "agenda": [ticket for asked in pages.AGENDA for ticket in asked(request.actor, one.slug, now)],
        "page": page,
        "decisions": [_decision(each) for each in page],
    }
    return render(request, "forums/forum.html", context)


def _ballot(one, now) -> dict:
    return {
        "ballot": one,
        "ticket": one.ticket,
        "label": one.state_label(),
        "category": pages.CATEGORY[one.state],
        "sentence": counting.count(one, now).sentence,
    }


def _decision(one) -> dict:
    as_process(one.ticket)
    return {"decision": one, "ticket": one.ticket}


@require_GET
def decision(request, slug: str, year: int, number: int):
    """One decision: what was decided, on what, by which votes, and what it brought about. 404 as its case."""
    one = reading.decision(request.actor, slug, year, number)
    if one is None:
        raise Http404
    ticket = as_process(one.ticket)
    context = {
        "decision": one,
        "forum": found_forum(slug),
        "ticket": ticket,
        "step": _step_label(one, ticket),
        "chair": one.chair.short_name if ticket.names_shown_to(request.actor, one.organisation) else "",
        "place": one.organisation.name,
        "votes": _votes(one),
        "words": votes.words_of([one], request.actor)[one.pk],
        "frozen": _frozen(one, request.actor),
        "undone_by": (undone := votes.undone_by(one)),
        "undo_url": "" if undone else _undo_url(one, request.actor),
    }
    return render(request, "forums/decision.html", context)


def _undo_url(one, actor) -> str:
    """Where the chair undoes the decision by a new one."""
    forum = reading.called(one.forum)
    if forum is None or not chairs.leads(actor, forum):
        return ""
    return f"{reverse('forums:decide_step', args=[one.forum, one.ticket.number, 'record_decision'])}?upphaver={one.pk}"


def _step_label(one, ticket) -> str:
    declared = steps(type(ticket)).get(one.step)
    return "" if declared is None or one.step == "record_decision" else ticket.step_label(declared)


def _votes(one) -> list[dict]:
    """How each party had voted when it was decided, in the order of the seats."""
    names = wording.seat_names(one.ballot.parties()) if one.ballot else {}
    return [
        {
            "name": names.get(said["seat"]) or directory.organisation(said["organisation"]).name,
            "choice": str(Choice(said["choice"]).label) if said["choice"] else "",
            "reason": str(RejectReason(said["code"]).label) if said["code"] else "",
        }
        for said in one.votes
    ]


def _frozen(one, actor) -> list:
    """What was decided on, where votes had frozen it."""
    if one.ballot is None:
        return []
    one.ballot.ticket = one.ticket
    return frozen_text.lines(one.ballot, actor)
