"""Reading the agreements: a list, one agreement with what holds and since when, and two versions compared."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from roles.web.answers import lacks
from sla import agreement_words as words
from sla import what_if
from sla.agreement_regions import Counted, Why, counted, counted_of
from sla.agreement_versions import (
    CAPABILITY,
    Wanted,
    has_versions,
    may_edit,
    may_read,
    readable,
    reads_own_alone,
    said_by,
    shown_priority,
)
from sla.calendar_preview import preview, sentence
from sla.calendars import by_slug as calendar_by_slug
from sla.calendars import course_of
from sla.hours import NeverOpens
from sla.models import EXAMPLE_VALUES, Agreement, AgreementVersion, Metric
from sla.web.agreement_forms import TargetTryForm

State = AgreementVersion.State


@require_GET
def agreements(request):
    """Every agreement with its parties, the version that holds, and for which regions it counts."""
    demand_reader(request)
    today = timezone.localdate()
    known = _all(request.actor)
    counts = counted_of(known)
    rows = [
        {
            "agreement": one,
            "parties": words.parties(one),
            "now": holding(one.published, today),
            "counts": _summary(counts[one.pk], today),
        }
        for one in known
    ]
    context = {
        "rows": [one for one in rows if has_versions(one["agreement"])],
        "without": [one for one in rows if not has_versions(one["agreement"])],
        "example_values": EXAMPLE_VALUES,
    }
    return render(request, "sla/agreements.html", context)


def _all(actor) -> list[Agreement]:
    versions = AgreementVersion.objects.filter(state=State.PUBLISHED).order_by("valid_from", "number")
    order = list(Agreement.Kind)
    rows = readable(actor).prefetch_related(Prefetch("versions", queryset=versions, to_attr="published"))
    return sorted(rows, key=lambda one: (order.index(one.kind), one.slug))


def holding(versions, day) -> AgreementVersion | None:
    """Of versions in the order in which they take over, the one of `day`."""
    begun = [one for one in versions if one.valid_from <= day]
    return begun[-1] if begun else None


def _summary(rows: list[Counted], today) -> str:
    now = [one for one in rows if one.holds(today)]
    if len(now) == len(rows):
        return _("all regions")
    if not now:
        return _("no region yet")
    return ", ".join(one.region.short_name or one.region.name for one in now)


@require_GET
def agreement(request, agreement: str):
    """One agreement."""
    demand_reader(request)
    found = found_agreement(request, agreement)
    versions, drafts = _versions(found)
    today = timezone.localdate()
    now = holding(versions, today)
    can = may_edit(request.actor)
    said = said_by(now) if now else None
    runs = what_if.kept(versions) if can else {}
    context = {
        "agreement": found,
        "parties": words.parties(found),
        "kind": found.get_kind_display(),
        "now": now,
        "said": said_words(said),
        "example_values": EXAMPLE_VALUES if now and now.is_example else "",
        "versions": [
            {"row": one, "is_now": one is now, "is_later": one.valid_from > today, "what_if": runs.get(one.pk)}
            for one in reversed(versions)
        ],
        "regions": [region_words(one, found, today) for one in counted(found)],
        "drafts": drafts if can else [],
        "may_edit": can,
        "may_write": can and has_versions(found),
        **tried(request, said),
    }
    return render(request, "sla/agreement.html", context)


def _versions(agreement: Agreement) -> tuple[list[AgreementVersion], list[AgreementVersion]]:
    """The published ones in the order in which they take over, and the drafts; what they say at hand."""
    rows = agreement.versions.select_related("made_by", "published_by", "pause_calendar")
    rows = list(rows.prefetch_related("targets__calendar", "pauses").order_by("valid_from", "number", "pk"))
    drafts = [one for one in rows if one.state == State.DRAFT]
    return [one for one in rows if one.state == State.PUBLISHED], drafts


@require_GET
def compare(request, agreement: str):
    """Two published versions, and only what they say differently."""
    demand_reader(request)
    found = found_agreement(request, agreement)
    versions, _drafts = _versions(found)
    by_number = {str(one.number): one for one in versions}
    old, new = by_number.get(request.GET.get("fran", "")), by_number.get(request.GET.get("till", ""))
    context = {"agreement": found, "versions": versions, "old": old, "new": new}
    if old and new:
        context["differences"] = words.differences(said_by(old), said_by(new))
    return render(request, "sla/agreement_compare.html", context)


def demand_reader(request) -> None:
    if not may_read(request.actor):
        raise PermissionDenied


def demand_editor(request) -> None:
    if reads_own_alone(request.actor):
        raise Http404
    if not may_edit(request.actor):
        raise lacks(CAPABILITY)


def found_agreement(request, slug: str) -> Agreement:
    found = readable(request.actor).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def said_words(said: Wanted | None) -> dict:
    """What a version says, for `sla/agreement_says.html`."""
    if said is None:
        return {}
    return {
        "tables": words.tables(said),
        "priorities": [shown_priority(one) for one in (1, 2, 3, 4)],
        "pauses": words.pauses(said),
        "rules": words.rules(said) if said.targets else [],
    }


def region_words(one: Counted, agreement: Agreement, today) -> dict:
    """Whether and since when the agreement counts for a region, and why."""
    phase = agreement.counts_from_phase.label if agreement.counts_from_phase else ""
    why = {
        Why.OWN: _("a day of its own"),
        Why.PHASE: _("the phase %(phase)s") % {"phase": phase},
        Why.VERSION: _("the first day of the agreement"),
    }[one.why]
    return {"region": one.region, "since": one.since, "until": one.until, "why": why, "is_now": one.holds(today)}


def tried(request, said: Wanted | None) -> dict:
    """The form to try a target in, and what it answered."""
    targets = said.targets if said else ()
    form = TargetTryForm(request.GET, targets=targets, now=timezone.now())
    if not form.targets:
        return {"try_form": None, "tried": ""}
    if not form.is_bound or not form.is_valid():
        return {"try_form": form, "tried": ""}
    one = form.chosen()
    try:
        return {"try_form": form, "tried": _tried(form, one)}
    except (NeverOpens, OverflowError, ValueError):
        form.too_much()
        return {"try_form": form, "tried": ""}


def _tried(form: TargetTryForm, one) -> str:
    course = course_of(calendar_by_slug(one.calendar))
    found = preview(course, form.start(), timedelta(minutes=one.minutes))
    promise = pgettext("the metric of a target", "%(metric)s within") % {
        "metric": str(Metric(one.metric).label).lower()
    }
    return sentence(course, found, promise=promise, priority=shown_priority(one.priority) if one.priority else "")
