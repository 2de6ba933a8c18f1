"""The pages of changes: how one is submitted, its panel, what an incident offers, and how they went."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from regions import directory
from roles.web.answers import lacks
from tickets.models import Ticket
from tickets.processes.change import asking, codes, phrases, reading, recent, results, showing_parts, waiting
from tickets.processes.change.workflow import MORE, SUBMITTED, Change
from tickets.web import menu, panels, possible, register, register_form

PROCESS = Change.slug
PER_PAGE = 50
OF_A_TEMPLATE = ("change_template", "template_parameters")


# --- Registering ---


def _prefilled(request) -> dict:
    """The own region; and what somebody came from: an approved template, or the problem that it is to solve."""
    own = [hat.organisation for hat in request.actor.hats if hat.tier == "region"]
    regions = {(one.parent if one.parent and one.parent.tier == "region" else one).slug for one in own}
    values = {"affected_regions": sorted(regions), "initiator": "me", "change_type": codes.ChangeType.MAJOR}
    template = _named(request, "template", "standard-change-template")
    if template is not None:
        values |= {"change_type": codes.ChangeType.STANDARD, "change_template": template.number}
        values |= {"title": template.title}
    problem = _named(request, "problem", "problem")
    if problem is not None:
        values |= {"problem_link": problem.number, "title": problem.title}
        values |= {"affected_regions": [one.region.slug for one in _as_process(problem).affected()]}
    return values


def _named(request, name: str, process: str):
    number = request.GET.get(name, "").strip().upper()
    rows = Ticket.objects.visible_to(request.actor).filter(process=process, number=number)
    return rows.first() if number else None


def _as_process(ticket):
    ticket.__class__ = ticket.workflow_class()
    return ticket


register_form.add(
    PROCESS,
    register_form.Registration(
        gettext_lazy("Submit change"),
        ("tickets/change/register.html",),
        frozenset(SUBMITTED),
        "tickets:register_change",
        gettext_lazy("What is to be altered in what already works. What does not work is an incident."),
        ("tickets:register", gettext_lazy("Register an incident instead")),
        prefilled=_prefilled,
        helps={
            "title": gettext_lazy("What is changed, in one line. No details about patients."),
            "change_type": gettext_lazy(
                "Standard: made from an approved template. Minor: low risk, one region, nothing shared."
                " Major: everything else. What cannot wait is requested as an emergency afterwards."
            ),
        },
        names_own_region=True,
        readers=gettext_lazy(
            "All member regions and %(support)s read it. %(vendor)s reads it at once if it is to carry it out; else not"
            " before it is asked for its consent."
        ),
    ),
    pages=((*SUBMITTED, *OF_A_TEMPLATE),),
    more=(MORE,),
)
phrases.add()
asking.add()
waiting.add()


# --- On the ticket's page ---

possible.place(PROCESS, elsewhere={"link_caused"}, seldom={"cancel", "set_type", "tag_areas"})
panels.BEFORE[PROCESS] = reading.read_before
panels.add(PROCESS, showing_parts.panel)
panels.add("incident", recent.panel)
menu.add(
    menu.WORK,
    menu.Entry(("tickets:register_change",), pgettext_lazy("menu", "New change"), "plus", capability="change.submit"),
    after="tickets:change_templates",
)
menu.add(
    menu.REGISTERS,
    menu.Entry(
        ("tickets:change_results",),
        gettext_lazy("How changes went"),
        "bars",
        any_of=("change.manage", "change.assess", "change.schedule", "overview.read"),
    ),
)


# --- How changes went ---


@require_GET
def change_results(request):
    """The share that succeeded, for each template and each supplier; every figure leads to its list."""
    if not any(request.actor.can(one) for one in results.MAY):
        raise lacks(results.MAY[0])
    asked = {name: request.GET.get(name, "") for name in results.FILTERS}
    found = Paginator(results.listed(request.actor, asked), PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "tables": [
            {
                "title": _("For each organisation that carried them out"),
                "rows": _rows(results.by_organisation(request.actor), "genomforare"),
                "first": _("Organisation"),
            },
            {
                "title": _("For each template"),
                "rows": _rows(results.by_template(request.actor), "mall"),
                "first": _("Template"),
            },
        ],
        "found": found,
        "address": urlencode({name: value for name, value in asked.items() if value}),
        "asked": asked,
        "is_list": any(asked.values()),
        "of": _of(request.actor, asked),
    }
    return render(request, "tickets/change/results.html", context)


def _rows(rows, name: str) -> list[dict]:
    """Each figure with the address of the cases that it counts."""
    base = reverse("tickets:change_results")
    return [
        {
            "label": one.label,
            "rate": one.rate,
            "all": {"count": one.all, "url": f"{base}?{name}={one.key}"},
            "outcomes": [
                {"count": one.counts[outcome], "url": f"{base}?{name}={one.key}&utfall={outcome}"}
                for outcome in codes.Outcome.values
            ],
        }
        for one in rows
    ]


def _of(actor, asked) -> str:
    """What a list is of, in words."""
    said = []
    if asked["genomforare"]:
        known = results.is_number(asked["genomforare"])
        place = directory.organisation(int(asked["genomforare"])) if known else None
        said.append(place.name if place else "–")
    if asked["mall"]:
        said.append(asked["mall"].upper())
    if asked["utfall"] in codes.Outcome.values:
        said.append(str(codes.Outcome(asked["utfall"]).label))
    return ", ".join(said)


urlpatterns = [
    path("arenden/ny/andring/", register.register, {"process": PROCESS}, name="register_change"),
    path("andringar/utfall/", change_results, name="change_results"),
]
