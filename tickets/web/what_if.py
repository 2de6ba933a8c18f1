"""What would have happened under a version of an agreement or a calendar: asked for, worked out, and read."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from regions import directory
from sla import agreement_versions, calendar_versions, what_if
from sla import agreement_words as words
from sla.agreement_text import WantedTarget
from sla.models import AgreementVersion, CalendarVersion, WhatIf
from tickets.what_if import results

OF = {"avtal": (AgreementVersion, agreement_versions), "kalender": (CalendarVersion, calendar_versions)}


@require_POST
def ask(request, kind: str, version: int):
    """Work it out for the version as it stands now and for what this person reads."""
    model, rules = OF[kind]
    found = get_object_or_404(model.objects.select_related(model.OWNER), pk=version)
    if not rules.may_edit(request.actor):
        raise PermissionDenied
    run = what_if.ask(request.actor, found, at=timezone.now())
    return redirect("tickets:what_if", run.pk)


@never_cache
@require_GET
def result(request, pk: int):
    """How far it has come; when it is finished the promises that would have come out otherwise."""
    run = _run(request, pk)
    version = run.agreement_version or run.calendar_version
    context = {"run": run, "version": version, "owner": getattr(version, version.OWNER), "back": _back(version)}
    context["here"] = request.get_full_path()
    context |= {"is_as_it_stands": run.read_at == version.changed_at, "ask_url": _ask_url(version)}
    if run.finished_at:
        most = results.FEW if "few" in request.GET else results.MOST_SHOWN
        found = results.found_by(run, request.actor, most=most)
        context |= {"found": found, "rows": [_row(one, request.actor) for one in found.rows]}
    is_fragment = request.htmx and request.htmx.target == "what-if"
    return render(request, "tickets/what_if_found.html" if is_fragment else "tickets/what_if.html", context)


def _run(request, pk: int) -> WhatIf:
    """An own run; of a published version also others': shown is only what the reader may see."""
    rows = WhatIf.objects.select_related("agreement_version__agreement", "calendar_version__calendar")
    run = get_object_or_404(rows, pk=pk)
    rules = agreement_versions if run.agreement_version_id else calendar_versions
    if not rules.may_edit(request.actor):
        raise PermissionDenied
    version = run.agreement_version or run.calendar_version
    if run.user_id != request.user.pk and version.state == version.State.DRAFT:
        raise Http404
    return run


def _back(version) -> dict[str, str]:
    """The page that the version stands on, and what it is called."""
    owner, is_draft = getattr(version, version.OWNER), version.state == version.State.DRAFT
    page, draft = (
        ("sla:agreement", "sla:agreement_draft") if version.OWNER == "agreement" else ("sla:calendar", "sla:draft")
    )
    if is_draft:
        return {"url": reverse(draft, args=[owner.slug, version.pk]), "label": _("The draft: %(of)s") % {"of": owner}}
    return {"url": reverse(page, args=[owner.slug]), "label": str(owner)}


def _ask_url(version) -> str:
    return reverse(f"tickets:what_if_{version.OWNER}", args=[version.pk])


def _row(shown: results.Shown, actor) -> dict:
    flip, ticket = shown.flip, shown.ticket
    return {
        "number": ticket.number,
        "title": ticket.title,
        "url": reverse("tickets:detail", args=[ticket.number]),
        "agreement": flip.agreement,
        "target": words.full_name(WantedTarget(flip.process, flip.metric, flip.priority)),
        "round": flip.round,
        "provider": directory.organisation(flip.provider_id),
        "is_missed": flip.becomes == results.Becomes.MISSED,
        "due_before": flip.due_before,
        "due_after": flip.due_after,
        "stopped_at": flip.stopped_at,
        "counts": flip.counts,
        "why": flip.why,
    }
