"""One step on many tickets in the browser: chosen in the list, filled in once, tried, carried out and reported."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from engine.errors import Refused
from tickets.bulk import picking, runs
from tickets.bulk.judging import judge, refuse_words
from tickets.bulk.offered import Offer, offer_called
from tickets.models import BulkRow, BulkRun
from tickets.web import bulk_report, queue_filters, receipts
from tickets.web.bulk_form import BulkForm, setting_of

SHOWN_RUNS = 20
_PICK = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


@never_cache
@require_http_methods(["GET", "POST"])
def bulk(request):
    """POST: what was ticked in the list becomes a run of the step chosen there. GET: the person's own runs."""
    if request.method == "GET":
        found = runs.of(request.actor).order_by("-created_at")[:SHOWN_RUNS]
        return render(request, "tickets/bulk_list.html", {"runs": bulk_report.summaries(list(found))})
    offer = offer_called(request.POST.get("step", ""), request.actor)
    path, filters = reverse("tickets:list"), _filters_of(request.POST.get("next", ""))
    picks = _picked(request, filters)
    if not picks or offer is None:
        text = _("Say what is to be done with the cases.") if picks else _("Tick at least one case first.")
        messages.warning(request, text)
        return HttpResponseRedirect(queue_filters.address(path, filters or {"state": "open"}))
    run = runs.choose(picks, offer.name, actor=request.actor, via="web", at=timezone.now())
    return redirect("tickets:bulk_run", run.pk)


bulk.resumable = gettext_lazy("Cases ticked in the list")


def _filters_of(address: str) -> dict[str, str]:
    return queue_filters.chosen(QueryDict(urlsplit(address).query))


def _picked(request, filters: dict[str, str]) -> list[picking.Pick]:
    """The ticked rows, those of the page, or every hit; each as "id-version"."""
    which = request.POST.get("which", "ticked")
    if which == "all":
        try:
            return picking.every_hit(filters, request.actor)
        except Refused:  # a filter that is none keeps nothing
            return []
    marks = map(_PICK.fullmatch, request.POST.getlist("shown" if which == "page" else "rows"))
    return picking.by_ids({int(mark[1]): int(mark[2]) for mark in marks if mark}, request.actor)


@never_cache
@require_http_methods(["GET", "POST"])
def bulk_run(request, pk: int):
    """Before the start: the form, and after a try the verdicts. Then how far it has come, and what became of each."""
    run = get_object_or_404(runs.of(request.actor), pk=pk)
    if run.is_started:
        return _progress(request, run)
    offer = offer_called(run.step, request.actor)
    tickets = picking.tickets_of(runs.picks_of(run), request.actor)
    if offer is None:
        raise PermissionDenied
    if not tickets:
        messages.warning(request, _("None of the cases can be read by you any more."))
        return redirect("tickets:list")
    setting = setting_of(offer, list(tickets.values()), request.actor, at=timezone.now())
    form = BulkForm(offer, setting, request.POST if request.method == "POST" else None, kept=run.data)
    if request.method == "POST" and not request.resumed:
        return _sent(request, run, offer, form)
    verdicts = None if form.names else _judged(request, run, offer, {}, None)
    return _asked(request, run, offer, form, verdicts)


bulk_run.resumable = gettext_lazy("A step on several cases")


def _sent(request, run: BulkRun, offer: Offer, form: BulkForm):
    """Try it, or carry it out. A personal number stops both before anything is kept."""
    act = request.POST.get("act")
    try:
        if act == "run":
            refuse_words(offer, form.values())
            runs.start(run, data=form.values(), hat=form.hat, at=timezone.now())
            return redirect("tickets:bulk_run", run.pk)
        if act == "now":
            runs.see_as_now(run, request.actor)
        verdicts = _judged(request, run, offer, form.values(), form.hat)
    except Refused as refused:
        form.refuse(refused.reasons)
        return _asked(request, run, offer, form, None, status=422)
    if not any(one.can for one in verdicts):
        form.refuse(bulk_report.of_fields(verdicts, form))
    return _asked(request, run, offer, form, verdicts)


def _judged(request, run: BulkRun, offer: Offer, data: dict, hat: int | None):
    how = {"actor": request.actor, "via": run.via, "data": data, "hat": hat, "at": timezone.now()}
    return judge(runs.picks_of(run), offer, **how)


def _asked(request, run: BulkRun, offer: Offer, form: BulkForm, verdicts, *, status: int = 200):
    context = {"run": run, "offer": offer, "form": form, "list_url": reverse("tickets:list")}
    context |= bulk_report.tried(verdicts, request.actor) if verdicts is not None else {}
    context["chosen"] = bulk_report.chosen(form.setting.tickets, request.actor)
    return render(request, "tickets/bulk.html", context, status=status)


def _progress(request, run: BulkRun):
    is_fragment = request.htmx and request.htmx.target == "bulk-progress"
    context = bulk_report.report(run, request.actor)
    return render(request, "tickets/bulk_progress.html" if is_fragment else "tickets/bulk_run.html", context)


@require_POST
def bulk_again(request, pk: int):
    """A new run of the cases that were refused, or of those that were done to take it back."""
    run = get_object_or_404(runs.of(request.actor), pk=pk)
    is_undo = request.POST.get("act") == "undo"
    step = receipts.REVERSES.get(run.step, "") if is_undo else run.step
    offer = offer_called(step, request.actor)
    outcome = BulkRow.Outcome.DONE if is_undo else BulkRow.Outcome.REFUSED
    picks = runs.picks_again(run, outcome, request.actor)
    if offer is None or not picks:
        messages.warning(request, _("There is nothing left to do with these cases."))
        return redirect("tickets:bulk_run", run.pk)
    data = {} if is_undo else run.data
    new = runs.choose(picks, step, actor=request.actor, via="web", at=timezone.now(), data=data)
    return redirect("tickets:bulk_run", new.pk)
