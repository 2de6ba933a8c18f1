"""The pages of known errors: the list, what the page of one shows, and what the page of an incident offers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from engine.explain import state_of
from engine.step import steps
from regions import directory
from tickets import codes
from tickets.models import Ticket
from tickets.processes.known_error import matching, reading
from tickets.processes.known_error.guards import OFFERED
from tickets.processes.known_error.workflow import KnownError
from tickets.processes.release.versions import concerned
from tickets.web import listing, menu, panels, register, register_form, sentence, showing
from tickets.web.found import found
from tickets.web.phrases import PHRASES
from tickets.web.steps import ask_with

RESOLVE = "resolve"
MANAGES = "known_error.manage"

# --- The list ---


REGISTER = listing.Register(
    address="tickets:known_errors",
    title=gettext_lazy("Known errors"),
    views=(
        ("", pgettext_lazy("known errors", "Published")),
        ("withdrawn", pgettext_lazy("known errors", "Withdrawn")),
        ("retired", pgettext_lazy("known errors", "Retired")),
        ("draft", gettext_lazy("Being written")),
    ),
    words=gettext_lazy("Words or number"),
    choices=(listing.SERVICE, replace(listing.REGION, label=gettext_lazy("Affected region"))),
    none_fits=gettext_lazy("No known error fits"),
    everything=gettext_lazy("All known errors"),
)


@require_GET
def known_errors(request):
    """What is known of faults and how to get by, for all member regions; by words, service and region."""
    hidden = () if request.actor.can(MANAGES) else ("draft",)
    page = REGISTER.page(request, reading.listed, hidden=hidden)
    return page.answer("tickets/known_error/list.html", [_row(one) for one in page.found.rows])


def _row(one: reading.Row) -> dict:
    service = directory.service(one.ticket.service_id)
    return {
        "one": one,
        "service": service.name if service else "",
        "category": showing.category_of(one.ticket),
        "is_overdue": _has_come(one.review_at) and one.ticket.state in OFFERED,
    }


def _has_come(day: date | None) -> bool:
    return day is not None and day <= timezone.localdate()


# --- Writing one by hand ---


def _prefilled(request) -> dict:
    """From the problem's page: the problem that is named, as far as the reader reads it."""
    number = request.GET.get("problem", "").strip().upper()
    rows = Ticket.objects.visible_to(request.actor).filter(number=number, process="problem") if number else ()
    return next(({"problem_link": one.number, "title": one.title} for one in rows), {})


register_form.add(
    KnownError.slug,
    register_form.Registration(
        gettext_lazy("New known error"),
        ("tickets/known_error/register.html",),
        frozenset({"problem_link"}),
        "tickets:register_known_error",
        gettext_lazy("Drafted here, published from its own page. Most are drafted by their problem."),
        prefilled=_prefilled,
    ),
    pages=(
        ("problem_link", "title", "symptom", "workaround", "affected_versions", "affected_regions", "review_verdict"),
    ),
)


def of_problem(read, actions) -> dict | None:
    """On a problem: its known errors that the reader reads, and writing one."""
    links = [one for one in read.links if one.other_id == read.ticket.pk and one.kind == codes.LinkKind.FOLLOWS]
    may_write = read.actor.can(MANAGES) and read.ticket.closed_at is None
    if not links and not may_write:
        return None
    address = f"{reverse('tickets:register_known_error')}?{urlencode({'problem': read.ticket.number})}"
    rows = [one.ticket for one in links if one.ticket.number.startswith(_prefix())]
    return {"template": "tickets/known_error/of_problem.html", "rows": rows, "new_url": address if may_write else ""}


def _prefix() -> str:
    return f"{directory.setting(KnownError.slug).prefix}-"


# --- The page of one ---


def panel(read, actions) -> dict:
    """What is known: the workaround, where the fix stands in each region, and the incidents behind it."""
    ticket, actor = read.ticket, read.actor
    detail, words = ticket.detail(), read.words.get("workaround")
    regions = reading.regions_in([ticket.pk]).get(ticket.pk, [])
    own = set(concerned.regions_of(actor))
    return {
        "template": "tickets/known_error/panel.html",
        "workaround": words,
        "versions": detail.affected_versions,
        "regions": regions,
        "verified_here": [one.region.name for one in regions if one.verified and one.region.pk in own],
        "is_offered": ticket.state in OFFERED,
        "owner": showing.person_shown(ticket, detail.owner, ticket.holder_id, actor) if detail.owner_id else "",
        "review_at": detail.review_at,
        "is_overdue": _has_come(detail.review_at) and ticket.state in OFFERED,
        "verdict": detail.get_review_verdict_display(),
        "fix_reference": detail.fix_reference,
        "used": detail.used,
        "incidents": reading.incidents_of(ticket, detail.problem_id, actor),
    }


# --- The page of an incident ---


def offered(read, actions) -> dict | None:
    """Known errors that the incident is linked to, itself or by its problem. One query, none without such a link.

    Those that may be behind an open one are looked for by the page once it is shown (`fitting`).
    """
    ticket, actor = read.ticket, read.actor
    kinds = (codes.LinkKind.CAUSED_BY, codes.LinkKind.SOLVED_BY)
    is_linked = any(one.ticket_id == ticket.pk and one.kind in kinds for one in read.links)
    is_open = ticket.closed_at is None and ticket.state != "resolved" and actor.is_customer_side
    belong = matching.belonging(ticket, actor) if is_linked else []
    if not belong and not is_open:
        return None
    return {
        "template": "tickets/known_error/offered.html",
        "belong": [_match(one, ticket, can_use=actions.can(RESOLVE)) for one in belong],
        "fit_url": reverse("tickets:fitting_known_errors", args=[ticket.number]) if is_open else "",
    }


@require_GET
def fitting(request, number: str):
    """Known errors that may be behind the incident, by title, service and version; a part of its page, or a page."""
    ticket, actor = found(number, request.actor), request.actor
    if ticket.process != "incident":
        raise Http404
    can_use = state_of(ticket, RESOLVE, actor).allowed
    matches = matching.fitting_ticket(ticket, actor)
    context = {"ticket": ticket, "fit": [_match(one, ticket, can_use=can_use) for one in matches]}
    template = "tickets/known_error/fit.html" if request.htmx else "tickets/known_error/fit_page.html"
    return render(request, template, context)


def _match(one: matching.Match, ticket, *, can_use: bool) -> dict:
    address = reverse("tickets:use_known_error", args=[ticket.number, one.number])
    return {
        "one": one,
        "state": str(KnownError.States(one.state).label),
        "use_url": address if can_use and one.offered and one.workaround else "",
    }


@require_GET
def use(request, number: str, known_error: str):
    """The form that resolves the incident, with the known error's workaround filled in. Writes nothing."""
    ticket = found(number, request.actor)
    if RESOLVE not in steps(type(ticket)):
        raise Http404
    one = Ticket.objects.visible_to(request.actor).filter(number=known_error.upper(), process="known-error").first()
    row = reading.rows_of([one], request.actor)[0] if one is not None and one.state in OFFERED else None
    if row is None or not row.workaround:
        raise Http404
    address = f"{settings.PUBLIC_URL}{reverse('tickets:detail', args=[one.number])}"
    source = _("From %(number)s: %(address)s") % {"number": one.number, "address": address}
    typed = {
        "solution": f"{row.workaround}\n\n{source}",
        "incident_resolution": codes.IncidentResolution.WORKAROUND.value,
        "known_error": one.number,
    }
    return ask_with(request, ticket, RESOLVE, typed)


urlpatterns = [
    path("kanda-fel/", known_errors, name="known_errors"),
    path("arenden/ny/kant-fel/", register.register, {"process": KnownError.slug}, name="register_known_error"),
    path("arenden/<number:number>/kanda-fel/", fitting, name="fitting_known_errors"),
    path("arenden/<number:number>/kant-fel/<number:known_error>/", use, name="use_known_error"),
]
menu.add(
    menu.WORK,
    menu.Entry(("tickets:known_errors",), pgettext_lazy("menu", "Known errors"), "info", key="g f"),
    after="tickets:articles",
)
panels.add("known-error", panel)
panels.add("incident", offered)
panels.add("problem", of_problem)
PHRASES.update(
    {
        ("known-error", "create"): (gettext_lazy("drafted the known error."), "plus"),
        ("known-error", "review_template_impact"): (gettext_lazy("reviewed how it touches templates."), "check"),
        ("known-error", "publish"): (gettext_lazy("published the workaround for all regions."), "st-active"),
        ("known-error", "republish"): (gettext_lazy("published the workaround again."), "st-active"),
        ("known-error", "confirm_review"): (gettext_lazy("confirmed that it still holds."), "check"),
        ("known-error", "plan_fix"): (gettext_lazy("stated a planned fix."), "clock"),
        ("known-error", "unplan_fix"): (gettext_lazy("took the planned fix away."), "undo"),
        ("known-error", "add_regions"): (gettext_lazy("noted that further regions have the fault."), "st-affected"),
        ("known-error", "verify_region"): (gettext_lazy("noted that the fix works in %(region)s."), "check"),
        ("known-error", "unverify"): (gettext_lazy("noted that the fix did not hold."), "undo"),
        ("known-error", "propose_retiring"): (gettext_lazy("proposed to retire it."), "list"),
        ("known-error", "review_due"): (gettext_lazy("reminded: its review date has come."), "clock"),
        ("known-error", "retire"): (gettext_lazy("retired it."), "st-closed"),
        ("known-error", "withdraw"): (gettext_lazy("withdrew the workaround."), "st-cancelled"),
        ("known-error", "use"): (gettext_lazy("counted that its workaround was used."), "check"),
        ("known-error", "change_problem"): (gettext_lazy("noted that it follows from another problem now."), "arrow"),
        ("incident", "workaround_published"): (gettext_lazy("noted that a known error has a workaround."), "note"),
        ("incident", "workaround_withdrawn"): (
            gettext_lazy("noted that a workaround is no longer to be used."),
            "alert",
        ),
    }
)
sentence.SENTENCES.update(
    {
        ("known-error", "draft"): gettext_lazy(
            "This is a draft: nobody is offered its workaround before it is published."
        ),
        ("known-error", "published"): gettext_lazy("Its workaround is offered to all regions."),
        ("known-error", "under_change"): gettext_lazy(
            "A fix is planned. Its workaround is offered until each region has verified the fix."
        ),
        ("known-error", "withdrawn"): gettext_lazy("It is withdrawn: its workaround is not to be used for now."),
        ("known-error", "retired"): gettext_lazy("It was retired on %(day)s: the fault is mended."),
    }
)
