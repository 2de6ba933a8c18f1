"""Changing an agreement: the form keeps a draft, the draft's page says what it changes, and a button publishes it."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roles.changing import Refused
from sla import agreement_versions, what_if
from sla import agreement_words as words
from sla.agreement_versions import said_by
from sla.agreements import version_on
from sla.models import EXAMPLE_VALUES, Agreement, AgreementVersion
from sla.publishing import ChangedMeanwhile, latest
from sla.web import drafts
from sla.web.agreement_forms import AgreementForm, written
from sla.web.agreements import demand_editor, found_agreement, said_words, tried
from sla.web.calendars import tomorrow
from sla.web.conflicts import shown_again


@require_http_methods(["GET", "POST"])
def write(request, agreement: str, draft: int | None = None):
    """A new version, or a draft again. What is right is kept as a draft and shown with what it changes."""
    demand_editor(request)
    found = found_agreement(request, agreement)
    row = _draft_of(found, draft) if draft is not None else None
    if draft is not None and row is None:
        return drafts.gone(request, home=_home(found))
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=_initial(found, row))
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            kept = _keep(request, found, form, row)
        except ChangedMeanwhile as changed:
            return _conflict(request, found, form, changed)
        except Refused as refused:
            form.add_reasons(refused)
        else:
            return redirect("sla:agreement_draft", agreement=found.slug, draft=kept.pk)
    status = 422 if form.is_bound and form.errors and not request.resumed else 200
    return _form(request, found, form, row, status=status)


write.resumable = gettext_lazy("New version of an agreement")


def _keep(request, agreement: Agreement, form: AgreementForm, row: AgreementVersion | None) -> AgreementVersion:
    how = {"row": row, "read_at": form.cleaned_data["read_at"]}
    known = {"processes": words.processes(), "called": words.row_name}
    kept = agreement_versions.draft(request.actor, agreement, form.wanted(), **known, **how)
    what_if.ask(request.actor, kept, at=timezone.now())
    return kept


def _form(request, agreement: Agreement, form: AgreementForm, row: AgreementVersion | None, *, status: int, **more):
    context = {"form": form, "agreement": agreement, "parties": words.parties(agreement), "row": row, **more}
    return render(request, "sla/agreement_form.html", context, status=status)


def _conflict(request, agreement: Agreement, form: AgreementForm, changed: ChangedMeanwhile):
    """The form as it was written, beside what the draft says now; saved again it takes the draft's place."""
    theirs = written(said_by(changed.row), first_day=changed.row.valid_from) | {"reason": changed.row.reason}
    differing = shown_again(form, changed, theirs)
    return _form(request, agreement, form, changed.row, status=409, differing=differing)


def _initial(agreement: Agreement, row: AgreementVersion | None) -> dict:
    if row is not None:
        said = written(said_by(row), first_day=row.valid_from)
        return said | {"reason": row.reason, "read_at": row.changed_at.isoformat()}
    newest = _published(agreement).order_by("valid_from", "number").last()
    return written(said_by(newest) if newest else None, first_day=tomorrow())


def _published(agreement: Agreement):
    rows = agreement.versions.filter(state=AgreementVersion.State.PUBLISHED)
    return rows.select_related("pause_calendar").prefetch_related("targets__calendar", "pauses")


@require_GET
def draft(request, agreement: str, draft: int):
    """What the draft says, what it changes, what would have happened, and the buttons."""
    demand_editor(request)
    found = found_agreement(request, agreement)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=_home(found))
    return render(request, "sla/agreement_draft.html", _draft_context(request, found, row))


def _draft_context(request, agreement: Agreement, row: AgreementVersion) -> dict:
    before, said = version_on(agreement, row.valid_from), said_by(row)
    later = _published(agreement).filter(valid_from__gt=row.valid_from).order_by("valid_from", "-number").first()
    return {
        "agreement": agreement,
        "parties": words.parties(agreement),
        "row": row,
        "before": before,
        "differences": words.differences(said_by(before) if before else None, said),
        "said": said_words(said),
        "example_values": EXAMPLE_VALUES if row.is_example else "",
        "later": later,
        "is_today": row.valid_from == timezone.localdate(),
        "is_past": row.valid_from < timezone.localdate(),
        "based_on": latest(row),
        "read_at": row.changed_at.isoformat(),
        "what_if": what_if.of(request.actor, row),
        **tried(request, said),
    }


@require_POST
def publish(request, agreement: str, draft: int):
    demand_editor(request)
    found = found_agreement(request, agreement)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=_home(found))
    if request.POST.get("confirmed") != "on":
        messages.error(request, _("Tick that you have read what changes, and publish then."))
        return redirect("sla:agreement_draft", agreement=found.slug, draft=row.pk)
    page = reverse("sla:agreement_draft", kwargs={"agreement": found.slug, "draft": row.pk})
    return drafts.publish(request, row, agreement_versions.publish, page=page, home=_home(found))


@require_POST
def discard(request, agreement: str, draft: int):
    demand_editor(request)
    found = found_agreement(request, agreement)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=_home(found))
    return drafts.discard(request, row, agreement_versions.discard, home=_home(found))


def _draft_of(agreement: Agreement, pk: int) -> AgreementVersion | None:
    rows = agreement.versions.filter(state=AgreementVersion.State.DRAFT).select_related("made_by", "pause_calendar")
    return rows.prefetch_related("targets__calendar", "pauses").filter(pk=pk).first()


def _home(agreement: Agreement) -> str:
    return reverse("sla:agreement", kwargs={"agreement": agreement.slug})
