"""`/regioner/tal/`: the figures by which joint costs are divided, with their source and day, and giving a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from regions import allocation, directory
from roles.changing import NotAllowed, Refused
from roles.web.answers import add_reasons, form_page, lacks
from tickets.region_figures import giving
from tickets.region_figures.forms import FigureForm
from tickets.web import menu


@require_GET
def figures(request):
    """Each region's figures of today, and those before them; no query beyond the kept rows.

    A kind of which nobody has given any stands in the form alone.
    """
    if not request.actor.is_customer_side:
        raise PermissionDenied
    today, rows = timezone.localdate(), allocation.known()
    now = {kind: allocation.measures(kind, today) for kind in giving.Kind.values}
    kinds = [(kind, label) for kind, label in giving.Kind.choices if now[kind]]
    mine = {(region.pk, kind) for region, kind in giving.may_give(request.actor)}
    context = {
        "kinds": [{"label": label, "rests_on": allocation.rests_on(now[kind].values())} for kind, label in kinds],
        "may_give": bool(mine),
        "rows": [
            {
                "region": region,
                "figures": [
                    {
                        "label": label,
                        "row": now[kind].get(region.pk),
                        "give_url": _give_url(region, kind) if (region.pk, kind) in mine else "",
                    }
                    for kind, label in kinds
                ],
                "earlier": [row for row in reversed(rows) if row.region_id == region.pk],
            }
            for region in directory.regions()
        ],
    }
    return render(request, "tickets/region_figures/list.html", context)


def _give_url(region, kind: str) -> str:
    return f"{reverse('tickets:region_figure_new')}?{urlencode({'region': region.slug, 'kind': kind})}"


@require_http_methods(["GET", "POST"])
def give(request):
    places = giving.may_give(request.actor)
    if not places:
        raise lacks(giving.OWN)
    initial = {"region": request.GET.get("region", ""), "kind": request.GET.get("kind") or places[0][1]}
    form = FigureForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            row = giving.give(request.actor, at=timezone.now(), **form.cleaned_data)
        except NotAllowed:
            raise lacks(giving.OWN) from None
        except Refused as refused:
            add_reasons(form, refused)
        else:
            messages.success(request, _("The figure of %(region)s is given.") % {"region": row.region.name})
            return redirect("tickets:region_figures")
    return form_page(request, "tickets/region_figures/give.html", {"form": form})


give.resumable = gettext_lazy("New figure of a region")


menu.add(
    menu.REGISTERS,
    menu.Entry(("tickets:region_figures",), pgettext_lazy("menu", "Inhabitants and users"), "bars", customer_side=True),
    after="roles:register",
)
urlpatterns = [
    path("regioner/tal/", figures, name="region_figures"),
    path("regioner/tal/nytt/", give, name="region_figure_new"),
]
