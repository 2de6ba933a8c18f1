"""One template of the register, and taking it out of use and back: `/mallar/<slug>/`."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roles.changing import NotAllowed, Refused
from roles.web.answers import add_reasons, form_page, lacks
from tickets.balloting import pages as balloting
from tickets.models import TemplateRecord
from tickets.processes.service_request.experts import reading, retiring
from tickets.processes.service_request.experts.codes import TemplateState


class RetireForm(forms.Form):
    """From which day, why, and by which decision of the forum."""

    use_required_attribute = False
    retires_on = forms.DateField(
        label=gettext_lazy("First day without it"),
        help_text=gettext_lazy("From this day on it is used no more."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is taken out of use"),
        help_text=gettext_lazy("All regions read it. Say what to use instead."),
        max_length=retiring.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decision = forms.CharField(
        label=gettext_lazy("The forum's decision"),
        help_text=gettext_lazy("Year and number, for example 2026 § 7."),
        max_length=20,
    )


def _row(request, slug: str) -> reading.Row:
    """The template as the register has it. Raises Http404."""
    found = reading.records(request.actor).filter(slug=slug).first()
    if found is None:
        raise Http404
    return reading.row_of(found)


def _leads(request, row: reading.Row) -> bool:
    return row.record.kind in retiring.kinds_led(request.actor, timezone.now())


@require_GET
def template(request, slug: str):
    row = _row(request, slug)
    retirement, leads = retiring.standing(row.record), _leads(request, row)
    forum, _space, decision = retirement.decision.partition(" ") if retirement else ("", "", "")
    context = {
        "one": row,
        "region": row.record.region.name if row.record.region else _("All regions"),
        "forum": balloting.forum_name(row.forum),
        "retirement": retirement,
        "decided": f"{balloting.forum_name(forum)} {decision}" if retirement else "",
        "may_retire": leads and retirement is None and row.state == TemplateState.IN_USE,
        "may_take_back": leads and retirement is not None,
    }
    return render(request, "tickets/service_request/experts/template.html", context)


@require_http_methods(["GET", "POST"])
def retire(request, slug: str):
    row = _row(request, slug)
    if not _leads(request, row):
        raise lacks("request.expert")
    form = RetireForm(request.POST or None, initial={"retires_on": timezone.localdate()})
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            retiring.retire(request.actor, slug, at=timezone.now(), **form.cleaned_data)
        except NotAllowed:
            raise lacks("request.expert") from None
        except Refused as refused:
            add_reasons(form, refused)
        else:
            undo = f"undo:{reverse('tickets:template_back', args=[slug])}"
            messages.success(request, _("The template is taken out of use. Who uses it is told."), extra_tags=undo)
            return redirect("tickets:template", slug)
    return form_page(request, "tickets/service_request/experts/retire.html", {"form": form, "one": row})


retire.resumable = gettext_lazy("Take a template out of use")


@require_POST
def take_back(request, slug: str):
    _row(request, slug)
    try:
        retiring.take_back(request.actor, slug, at=timezone.now())
    except NotAllowed:
        raise lacks("request.expert") from None
    except TemplateRecord.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons.values()))
    else:
        messages.success(request, _("The template is used as before. Who was told of its end is told of that, too."))
    return redirect("tickets:template", slug)


urlpatterns = [
    path("mallar/<slug:slug>/", template, name="template"),
    path("mallar/<slug:slug>/avveckla/", retire, name="template_retire"),
    path("mallar/<slug:slug>/ta-tillbaka/", take_back, name="template_back"),
]
