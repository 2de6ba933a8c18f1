"""The page of the counts, and the same as a file: for those who answer for information security."""

from __future__ import annotations

from datetime import date

from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from engine.personal_data import KIND_LABELS
from roles.web.answers import lacks
from sla import wording
from tickets.models import RefusedNumber
from tickets.web import menu
from tickets.web.sheets import sheet

CAPABILITY = "ticket.confidential"
YEARS = 2


@require_GET
def refused(request):
    rows = _rows(request.actor)
    context = {"rows": rows, "total": sum(one["count"] for one in rows)}
    return render(request, "tickets/refused_numbers/list.html", context)


@require_GET
def refused_file(request):
    header = [_("Month"), _("Organisation"), _("Kind"), pgettext("personal numbers", "Refused")]
    lines = [[f"{one['month']:%Y-%m}", one["place"], one["kind"], one["count"]] for one in _rows(request.actor)]
    return sheet(f"{_('refused-personal-numbers')}-{timezone.localdate():%Y-%m-%d}", header, lines)


def _rows(actor) -> list[dict]:
    """Newest month first, this year and the one before; one query."""
    if not actor.can(CAPABILITY):
        raise lacks(CAPABILITY)
    since = date(timezone.localdate().year - YEARS + 1, 1, 1)
    found = RefusedNumber.objects.visible_to(actor).filter(month__gte=since).select_related("organisation")
    return [
        {
            "month": one.month,
            "label": wording.month(one.month),
            "place": one.organisation.name,
            "kind": str(KIND_LABELS.get(one.kind, one.kind)),
            "count": one.count,
        }
        for one in found.order_by("-month", "organisation__position", "kind")
    ]


urlpatterns = [
    path("stoppade-personuppgifter/", refused, name="refused_numbers"),
    path("stoppade-personuppgifter/fil/", refused_file, name="refused_numbers_file"),
]
menu.add(
    menu.REGISTERS,
    menu.Entry(("tickets:refused_numbers",), gettext_lazy("Stopped personal data"), "lock", any_of=(CAPABILITY,)),
    after="tickets:safety_notices",
)
