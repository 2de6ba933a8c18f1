"""Taking a step in the browser: one form, made from what the step asks, for a ticket, a hand-off or a region's part."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engine.entitlement import knows
from engine.errors import EngineError, NotPossible
from engine.explain import StepState, add_who, state_of
from engine.file_text.uploading import files_of
from engine.once import Once, fingerprint
from engine.perform import perform
from engine.step import steps
from tickets import selectors
from tickets.balloting import reading
from tickets.disclosing import showing as records
from tickets.models import Ballot, Handoff, MiRegionRow, RegionDeployment, RegionLeg, RegulatoryTrack, Ticket
from tickets.web import begun, conflict, hidden, masking, panels, receipts, refusing, reviewing
from tickets.web.detail import found, page
from tickets.web.fields import Setting
from tickets.web.forms import StepForm
from tickets.web.possible import OWN_PAGES, step_url, who_words

MODELS = {
    "ticket": Ticket,
    "handoff": Handoff,
    "leg": RegionLeg,
    "track": RegulatoryTrack,
    "region_row": MiRegionRow,
    "deployment": RegionDeployment,
    "ballot": Ballot,
}


@never_cache
@require_http_methods(["GET", "POST"])
def ticket_step(request, number: str, name: str):
    ticket = found(number, request.actor)
    if request.method == "GET" and (ticket.process, name) in OWN_PAGES:
        return HttpResponseRedirect(step_url(ticket, name))
    return _answer(request, ticket, name)


@never_cache
@require_http_methods(["GET", "POST"])
def handoff_step(request, number: str, pk: int, name: str):
    rows = selectors.handoffs(found(number, request.actor), request.actor)
    return _answer(request, _one(rows, lambda row: row.pk == pk), name)


@never_cache
@require_http_methods(["GET", "POST"])
def leg_step(request, number: str, region: str, name: str):
    rows = selectors.legs(found(number, request.actor), request.actor)
    return _answer(request, _one(rows, lambda row: row.region.slug == region), name)


@never_cache
@require_http_methods(["GET", "POST"])
def track_step(request, number: str, pk: int, name: str):
    rows = selectors.tracks(found(number, request.actor), request.actor)
    return _answer(request, _one(rows, lambda row: row.pk == pk), name)


@never_cache
@require_http_methods(["GET", "POST"])
def row_step(request, number: str, region: str, name: str):
    rows = selectors.region_rows(found(number, request.actor), request.actor)
    return _answer(request, _one(rows, lambda row: row.region.slug == region), name)


@never_cache
@require_http_methods(["GET", "POST"])
def deployment_step(request, number: str, region: str, name: str):
    rows = selectors.deployments(found(number, request.actor), request.actor)
    return _answer(request, _one(rows, lambda row: row.region.slug == region), name)


@never_cache
@require_http_methods(["GET", "POST"])
def ballot_step(request, number: str, pk: int, name: str):
    rows = reading.ballots_of(found(number, request.actor), request.actor)
    return _answer(request, _one(rows, lambda row: row.pk == pk), name)


for _view in (ticket_step, handoff_step, leg_step, track_step, row_step, deployment_step, ballot_step):
    _view.resumable = begun.called


def _one(rows, wanted):
    for row in rows:
        if wanted(row):
            return row
    raise Http404


def _answer(request, subject, name: str):
    """GET: the form. POST: the step, and where it is refused the page that says why with everything kept."""
    declared = steps(type(subject)).get(name)
    if declared is None or not declared.rule.is_for_people or declared.sources == ("",):
        raise Http404
    state = state_of(subject, name, request.actor)
    form = _form(request, subject, state)
    if not knows(declared.rule, request.actor):
        raise refusing.lacking(subject, state, request.actor)
    if request.method == "GET" or request.resumed or masking.is_asked(request):
        return _asked(request, subject, state, form)
    try:
        _take(request, subject, name, form)
    except (EngineError, ObjectDoesNotExist) as refused:
        return _refused(request, subject, state, form, refused)
    return _taken(request, subject, name, state)


def ask_with(request, subject, name: str, typed: dict):
    """The form of a step with some of its fields filled in by another page. Writes nothing."""
    state = state_of(subject, name, request.actor)
    if not knows(steps(type(subject))[name].rule, request.actor):
        raise refusing.lacking(subject, state, request.actor)
    setting = Setting(subject=subject, actor=request.actor, hats=tuple(state.hats), at=timezone.now())
    form = StepForm(state, setting, version=subject.version)
    form.initial |= typed
    return _asked(request, subject, state, form)


def _form(request, subject, state: StepState) -> StepForm:
    setting = Setting(subject=subject, actor=request.actor, hats=tuple(state.hats), at=timezone.now(), step=state.name)
    if request.method == "POST":
        written = masking.cleaned(request.POST) if masking.is_asked(request) else request.POST
        form = StepForm(state, setting, written, files_of(request), version=subject.version)
        if request.resumed and "theirs" in form.data.values():
            form.data = conflict.settled(form)
        return form
    return StepForm(state, setting, version=subject.version, named=request.GET)


def _take(request, subject, name: str, form: StepForm):
    """Through the one door. Pressing "Undo" on a receipt brings its version and reason along."""
    values, version = form.values(), form.given_version
    if request.GET.get("angra") == "1" and name in receipts.UNDONE:
        version = int(request.GET["v"]) if request.GET.get("v", "").isdigit() else None
        values = {"reason": receipts.undone_reason()} if "reason" in form.names else {}
    return perform(
        MODELS[subject.kind],
        subject.pk,
        name,
        actor=request.actor,
        via="web",
        version=version,
        data=values,
        hat=form.hat,
        once=_once(request, values),
    )


def _once(request, values: dict) -> Once | None:
    """The mark of this form: pressed twice it is one act. A form without a mark (or with a made-up one) has none."""
    key = request.POST.get("once", "")
    if not 8 <= len(key) <= 64:
        return None
    written = {name: _stamp(value) for name, value in values.items()}
    return Once(f"user:{request.user.pk}", key, fingerprint(request.path, written, request.POST.get("hat", "")))


def _stamp(value):
    if isinstance(value, list):
        return [_stamp(one) for one in value]
    return [value.name, value.size] if hasattr(value, "read") else value


# --- What is answered ---


def _asked(request, subject, state: StepState, form: StepForm):
    """The form; where the step cannot be taken now, why and who could."""
    if not state.allowed and any(reason.code == "not_permitted" for reason in state.reasons):
        raise refusing.lacking(subject, state, request.actor)
    if not state.allowed:
        add_who(subject, [state], request.actor)
    return _shown(request, subject, state, form, 200 if state.allowed or request.resumed else 409)


def _shown(request, subject, state: StepState, form: StepForm, status: int, **more):
    is_fragment = request.htmx and (request.method == "GET" or request.draft is not None)
    review = reviewing.review_of(subject, state, request.actor)
    if review and review.numbers:
        form.ask_statement()
    context = {
        "ticket": subject.root,
        "subject": subject,
        "step": state,
        "form": form,
        "action": step_url(subject, state.name),
        "who": who_words(state.who),
        "review": review,
        "beside": [] if is_fragment else panels.beside(subject, state.name, request.actor, at=timezone.now()),
        "put_away": hidden.put_away_for(subject, state, request.actor),
        "preview_url": records.preview_url(subject, state.name),
        "circles": reviewing.circles_for(subject, state, request.actor),
        "once": str(uuid4()) if more.get("new_mark") else "",
        **more,
    }
    return render(request, "tickets/step_form.html" if is_fragment else "tickets/step.html", context, status=status)


def _refused(request, subject, state: StepState, form: StepForm, refused: Exception):
    return refusing.answered(
        refused,
        form,
        lacks=lambda: refusing.lacking(subject, state, request.actor),
        conflict=lambda: _conflict(request, subject, state, form),
        not_possible=lambda why: _not_possible(request, subject, state, form, why),
        shown=lambda status, **more: _shown(request, subject, state, form, status, **more),
    )


def _conflict(request, subject, state: StepState, form: StepForm):
    """The ticket has moved on since the form was opened: 409 with both versions, to be sent again on the new one."""
    context = {"ticket": subject.root, "subject": subject, "step": state, "form": form}
    context |= {"action": step_url(subject, state.name), "version": subject.version, "seen": subject.root.event_seq}
    context |= conflict.context_of(form, subject, request.actor, request=request)
    return render(request, "tickets/conflict.html", context, status=409)


def _not_possible(request, subject, state: StepState, form: StepForm, refused: NotPossible):
    """The ticket as it is now, with why the step is not possible and everything that was written."""
    ticket = found(subject.root.number, request.actor)
    more = {"refusal": state.label, "refusal_reasons": refused.reasons, "kept": form.written()}
    return render(request, panels.template_of(ticket), page(request, ticket, **more), status=409)


def _taken(request, subject, name: str, state: StepState):
    """To the ticket as it is now, with a receipt; to the list where the reader no longer may see it."""
    try:
        ticket = selectors.ticket_called(subject.root.number, request.actor)
    except Ticket.DoesNotExist:
        return HttpResponseRedirect(reverse("tickets:list"))
    if subject.kind != "ticket":
        subject.ticket = ticket
    receipts.give(request, ticket if subject.kind == "ticket" else subject, name, state.label)
    if subject.kind == "ballot":
        return HttpResponseRedirect(reverse("tickets:ballot", args=[ticket.number, subject.pk]), status=303)
    return HttpResponseRedirect(reverse("tickets:detail", args=[ticket.number]), status=303)
