"""/solidaritet/: what each region has given and used in a period, the rows behind it, and entering more."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engine.errors import KeyReused
from engine.once import Once, fingerprint
from regions import allocation
from roles.changing import NotAllowed, Refused
from roles.web.answers import add_reasons, form_page, lacks
from tickets.solidarity import entering, reading
from tickets.solidarity.forms import CostForm, EffortForm
from tickets.solidarity.periods import end_of, period_of
from tickets.web import menu
from tickets.web.sheets import sheet

KINDS = {"effort": gettext_lazy("Effort"), "cost": gettext_lazy("Cost"), "quote": gettext_lazy("Quote")}


@require_GET
def ledger(request):
    first, last, faults = _period(request)
    found = reading.ledger(request.actor, first, end_of(last))
    query = urlencode({"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"})
    may_cost = entering.hat_for_costs(request.actor) is not None
    context = {
        "found": found,
        "first": f"{first:%Y-%m}",
        "last": f"{last:%Y-%m}",
        "faults": faults,
        "entries": [_shown(one, request.actor) for one in found.entries],
        "may_effort": bool(entering.regions_of(request.actor)),
        "may_cost": may_cost,
        "keys": allocation.rests_on_today(timezone.localdate()),
        "at": timezone.now(),
        "file_url": f"{reverse('tickets:solidarity_file')}?{query}",
    }
    return render(request, "tickets/solidarity/ledger.html", context, status=422 if faults else 200)


def _period(request):
    if not reading.may_read(request.actor):
        raise lacks(reading.READ)
    return period_of(request.GET, timezone.localdate())


def _shown(one: reading.Entry, actor) -> dict:
    return {
        "one": one,
        "kind": KINDS[one.kind],
        "url": reverse("tickets:detail", args=[one.number]) if one.number else "",
        "withdraw_url": reverse("tickets:solidarity_withdraw", args=[one.row.pk]) if _may_withdraw(one, actor) else "",
    }


def _may_withdraw(one: reading.Entry, actor) -> bool:
    if one.row is None:
        return False
    if one.kind == "cost":
        return entering.hat_for_costs(actor) is not None
    return entering.hat_for_effort(actor, one.row.organisation) is not None


@require_GET
def ledger_file(request):
    """The same as CSV: a line a region, and one a row behind it. What differs is given minus used."""
    first, last, _faults = _period(request)
    found = reading.ledger(request.actor, first, end_of(last))
    header = [_("Line"), _("Month"), _("Region or row"), _("Hours given"), _("Hours used"), _("Kronor borne")]
    header += [_("Kronor used"), _("Given by, or key"), _("Regions that it was for"), _("Hours agreed")]
    return sheet(f"solidaritet-{first:%Y-%m}-{last:%Y-%m}", header, _lines(found))


def _lines(found: reading.Ledger):
    period = f"{found.first:%Y-%m} – {found.last:%Y-%m}"
    for line in found.lines:
        sums = (line.hours_given, line.hours_used, line.kronor_borne, line.kronor_used)
        yield [_("Region"), period, line.region.name, *map(_comma, sums), "", "", _comma(line.hours_agreed)]
    for one in found.entries:
        what = f"{one.what} {one.number}".strip()
        numbers = (one.hours, one.hours, one.kronor, one.kronor)
        yield [KINDS[one.kind], f"{one.day:%Y-%m}", what, *map(_comma, numbers), one.by, one.used_by, ""]


def _comma(number) -> str:
    return "" if number is None else f"{number:.2f}".replace(".", ",")


@require_http_methods(["GET", "POST"])
def add_effort(request):
    regions = entering.regions_of(request.actor)
    if not regions:
        raise lacks(reading.ENTER)
    form = EffortForm(request.POST or None, regions=regions, initial={"month": timezone.localdate()})
    return _entered(request, form, entering.add_effort, _("Enter effort"), _("The effort is entered."))


add_effort.resumable = gettext_lazy("Enter effort")


@require_http_methods(["GET", "POST"])
def add_cost(request):
    if entering.hat_for_costs(request.actor) is None:
        raise lacks(reading.ENTER)
    form = CostForm(request.POST or None, initial={"month": timezone.localdate()})
    return _entered(request, form, entering.add_cost, _("Enter a joint cost"), _("The cost is entered."))


add_cost.resumable = gettext_lazy("Enter a joint cost")


def _entered(request, form, enter, title: str, done: str):
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            entering.entered(enter, request.actor, once=_once(request), at=timezone.now(), **form.facts())
        except NotAllowed:
            raise lacks(reading.ENTER) from None
        except Refused as refused:
            add_reasons(form, refused)
        except KeyReused:
            form.add_error(None, _("This form was sent with other words before. Open it anew to enter one more row."))
        else:
            messages.success(request, done)
            return redirect("tickets:solidarity")
    return form_page(request, "tickets/solidarity/enter.html", {"form": form, "title": title})


def _once(request) -> Once | None:
    """The mark of this form: pressed twice it enters one row."""
    key = request.POST.get("once", "")
    said = {name: values for name, values in request.POST.lists() if name not in ("once", "csrfmiddlewaretoken")}
    return Once(f"user:{request.user.pk}", key, fingerprint(request.path, said)) if 8 <= len(key) <= 64 else None


@require_POST
def withdraw(request, pk: int):
    try:
        entering.withdraw(request.actor, pk, at=timezone.now())
    except NotAllowed:
        raise lacks(reading.ENTER) from None
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons.values()))
    else:
        messages.success(request, _("The row is taken back, and counts no more. It stays in the database."))
    return redirect("tickets:solidarity")


urlpatterns = [
    path("solidaritet/", ledger, name="solidarity"),
    path("solidaritet/fil/", ledger_file, name="solidarity_file"),
    path("solidaritet/insats/", add_effort, name="solidarity_effort"),
    path("solidaritet/kostnad/", add_cost, name="solidarity_cost"),
    path("solidaritet/<int:pk>/ta-tillbaka/", withdraw, name="solidarity_withdraw"),
]
menu.add(
    menu.COLLABORATION,
    menu.Entry(("tickets:solidarity",), pgettext_lazy("menu", "Solidarity ledger"), "bars", capability=reading.READ),
)
