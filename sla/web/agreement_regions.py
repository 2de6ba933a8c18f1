"""Setting from which day an agreement counts for a region."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from regions import directory
from roles.changing import Refused
from roles.web.answers import form_page
from sla.agreement_regions import counted, own_days, set_days
from sla.models import AgreementRegionChange
from sla.web.agreement_forms import RegionForm
from sla.web.agreements import demand_editor, found_agreement, region_words


@require_http_methods(["GET", "POST"])
def region(request, agreement: str, region: str):
    """The own days of one region, and who set them before."""
    demand_editor(request)
    found, place = found_agreement(request, agreement), directory.by_slug(region)
    now = next((one for one in counted(found) if place is not None and one.region.pk == place.pk), None)
    if now is None:
        raise Http404
    own = own_days(found, place)
    initial = {"valid_from": own[0] if own else None, "valid_to": own[1] if own else None, "read": _read(own)}
    form = RegionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and not request.resumed and form.is_valid() and _set(request, found, place, form, own):
        messages.success(request, _("The days are saved for %(region)s.") % {"region": place.name})
        return redirect("sla:agreement", agreement=found.slug)
    changes = AgreementRegionChange.objects.filter(agreement=found, region=place).select_related("by")
    context = {
        "agreement": found,
        "form": form,
        "now": region_words(now, found, timezone.localdate()),
        "changes": list(changes),
    }
    return form_page(request, "sla/agreement_region.html", context)


region.resumable = gettext_lazy("Days of an agreement for a region")


def _set(request, agreement, place, form: RegionForm, own) -> bool:
    said = form.cleaned_data
    if said["read"] != _read(own):
        form.add_error(None, _("Somebody else has changed the days meanwhile. Read what stands now, and save again."))
        form.data = form.data.copy()
        form.data["read"] = _read(own)
        return False
    days = {name: said[name] for name in ("valid_from", "valid_to", "reason")}
    try:
        set_days(request.actor, agreement, place, read=own, **days)
    except Refused as refused:
        for name, text in refused.reasons.items():
            form.add_error(name or None, text)
        return False
    return True


def _read(own) -> str:
    """The days as the page shows them, to know whether somebody else has changed them."""
    return "" if own is None else "/".join(day.isoformat() if day else "" for day in own)
