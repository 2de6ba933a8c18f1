"""Deciding about a case as chair: which of its steps, the words, and the step's own fields in one form."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from engine.errors import Done, EngineError, NotPermitted, NotPossible, Refused, Stale, VersionMissing
from engine.explain import state_of
from engine.inputs import INPUTS
from engine.once import Once, fingerprint
from forums import actions, chairs
from forums.web.pages import found_forum
from roles.web.answers import lacks
from tickets.balloting import counting, opening, pages, reading
from tickets.balloting.codes import Result
from tickets.models import Decision
from tickets.web.fields import Setting
from tickets.web.forms import StepForm
from tickets.web.found import found
from tickets.web.possible import step_url

WORDS = ("decision_text", "decision_conditions", "dissent")
UNDOES = "upphaver"  # names the decision, by id, whose place this one takes


@require_GET
def choose(request, slug: str, number: str):
    """What the chair can decide about the case: each of its steps that are decisions, and a decision without a step."""
    forum, ticket = _led(request, slug), found(number, request.actor)
    ballot, now = _ballot(ticket, forum, request.actor), timezone.now()
    context = {
        "forum": forum,
        "ticket": ticket,
        "ballot": ballot,
        "sentence": counting.count(ballot, now).sentence if ballot else "",
        "ask": _ask(ticket, request.actor) if ballot is None else None,
        "choices": [
            _choice(forum, ticket, name, request.actor, ballot)
            for name in (*_own(forum, ticket), actions.RECORD)
            if ticket.is_offered(name)
        ],
    }
    return render(request, "forums/choose.html", context)


def _ask(ticket, actor) -> dict | None:
    """Putting it to the forum's vote first, where that can be done now."""
    state = state_of(ticket, "put_to_vote", actor)
    if state is None or not state.allowed:
        return None
    return {"label": state.label, "help": state.help, "url": step_url(ticket, "put_to_vote")}


def _own(forum, ticket) -> list[str]:
    """The steps on which this forum decides."""
    at, rules = timezone.now(), {name: ticket.decided_by.get(name) for name in ticket.results}
    forums = {rule: opening.rule_for(rule, at).forum for rule in set(rules.values()) if rule}
    return [name for name, rule in rules.items() if rule is None or forums[rule] == forum.slug]


def _choice(forum, ticket, name: str, actor, ballot) -> dict:
    state = _state(ticket, name, actor)
    against = actions.against_the_votes(ticket.results.get(name, ""), ballot)
    return {
        "label": state.label,
        "help": state.help,
        "reasons": [*state.reasons, *([against] if against and not state.reasons else [])],
        "url": reverse("forums:decide_step", args=[forum.slug, ticket.number, name]),
        "result": Result(ticket.results[name]).label if name in ticket.results else "",
    }


@never_cache
@require_http_methods(["GET", "POST"])
def decide(request, slug: str, number: str, step: str):
    """GET: the form. POST: the decision, with the step that it is."""
    forum, ticket = _led(request, slug), found(number, request.actor)
    if step != actions.RECORD and step not in _own(forum, ticket):
        raise Http404
    state, undoes = _state(ticket, step, request.actor), _undone(request, ticket, forum)
    form = _form(request, ticket, state)
    if request.method == "GET" or request.resumed:
        return _shown(request, forum, ticket, state, form, undoes)
    try:
        made = _take(request, forum, ticket, step, form, undoes)
    except (EngineError, ObjectDoesNotExist) as refused:
        return _refused(request, forum, ticket, state, form, undoes, refused)
    if not isinstance(made, Done):
        messages.success(request, _("The decision is § %(number)d.") % {"number": made.number})
        return HttpResponseRedirect(reverse("forums:decision", args=[forum.slug, made.year, made.number]), status=303)
    return HttpResponseRedirect(reverse("tickets:detail", args=[ticket.number]), status=303)


decide.resumable = gettext_lazy("A decision")


def _led(request, slug: str):
    """The forum, for its chair; 403 for anybody else."""
    forum = found_forum(slug)
    if not chairs.leads(request.actor, forum):
        raise lacks(chairs.CAPABILITY)
    return forum


def _ballot(ticket, forum, actor):
    reading.ballots_of(ticket, actor)
    return actions.ballot_of(ticket, forum)


def _state(ticket, name: str, actor):
    """The step as the chair meets it: that it takes a decision is no hindrance here."""
    state = state_of(ticket, name, actor)
    left = [reason for reason in state.reasons if reason.code != "by_decision"]
    words = (
        (INPUTS["decision_text"],) if name in ticket.results else (INPUTS["decision_text"], INPUTS["decision_result"])
    )
    may_be_yes = ticket.results.get(name, Result.APPROVED) == Result.APPROVED  # else nothing is carried out after it
    more = (*([INPUTS["decision_conditions"]] if may_be_yes else []), INPUTS["dissent"])
    return replace(
        state,
        reasons=left,
        allowed=bool(state.hats) and not left,
        needs=(*words, *state.needs),
        asks=(*more, *state.asks),
    )


def _undone(request, ticket, forum) -> Decision | None:
    """The decision that is to be undone, where the address names one."""
    named = request.GET.get(UNDOES, "")
    if not named:
        return None
    rows = reading.decisions(request.actor, forum=forum.slug, ticket=ticket)
    one = rows.filter(pk=int(named)).first() if named.isascii() and named.isdecimal() and len(named) < 18 else None
    if one is None:
        raise Http404
    return one


def _form(request, ticket, state) -> StepForm:
    setting = Setting(
        subject=ticket, actor=request.actor, hats=tuple(state.hats[:1]), at=timezone.now(), step=state.name
    )
    data = request.POST if request.method == "POST" else None
    return StepForm(state, setting, data, version=ticket.version)


def _take(request, forum, ticket, step: str, form: StepForm, undoes):
    values = form.values()
    words = {name: values.pop(name, "") or "" for name in WORDS}
    result = ticket.results.get(step) or values.pop("decision_result", "")
    key = request.POST.get("once", "")
    mark = fingerprint(request.get_full_path(), {**words, "result": result}, "")
    return actions.decide(
        request.actor,
        ticket.pk,
        forum=forum,
        text=words["decision_text"],
        conditions=words["decision_conditions"],
        dissent=words["dissent"],
        result=result,
        step=step,
        data=values,
        replaces=undoes,
        via="web",
        version=form.given_version,
        once=Once(f"user:{request.user.pk}", key, mark) if 8 <= len(key) <= 64 else None,
    )


def _refused(request, forum, ticket, state, form, undoes, refused):
    """The form again with what stands in the way; nothing was written."""
    more = (request, forum, ticket, state, form, undoes)
    match refused:
        case ObjectDoesNotExist():
            raise Http404 from refused
        case NotPermitted():
            raise PermissionDenied from refused
        case Stale() | VersionMissing():
            text = _("The case has changed since you opened the form. Read it again, and decide on what it says now.")
            form.initial["read_version"] = ticket.version
            return _shown(*more, status=409, warnings=[text], is_fresh=True)
        case Refused():
            form.refuse(refused.reasons)
            return _shown(*more, status=422)
        case NotPossible():
            return _shown(*more, status=409, warnings=[str(one.text) for one in refused.reasons])
    return _shown(*more, status=409, warnings=[str(one.text) for one in refused.reasons])


def _shown(request, forum, ticket, state, form, undoes, *, status=200, warnings=(), is_fresh=False):
    ballot = _ballot(ticket, forum, request.actor)
    if is_fresh:
        form.data = form.data.copy()
        form.data["read_version"] = str(ticket.version)
    context = {
        "forum": forum,
        "ticket": ticket,
        "step": state,
        "form": form,
        "undoes": undoes,
        "ballot": ballot,
        "sentence": counting.count(ballot, timezone.now()).sentence if ballot else "",
        "warnings": warnings,
        "action": request.get_full_path(),
        "new_mark": str(uuid4()),
        "category": pages.CATEGORY[ballot.state] if ballot else "",
    }
    return render(request, "forums/decide.html", context, status=status)
