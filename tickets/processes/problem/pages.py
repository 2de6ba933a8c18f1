"""The pages of problems: how one is registered, its panel on the ticket's page, the trend list, and the start page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from engine.step import steps
from regions import directory
from roles.kept import AnyOf
from roles.web.answers import lacks
from tickets import codes
from tickets.balloting import pages as balloting
from tickets.models import AffectedRegion, Ticket
from tickets.processes.problem import deciding, effects, figures, guards, phrases, trends
from tickets.processes.problem.codes import Origin
from tickets.web import (
    addresses,
    changes,
    forms,
    menu,
    panels,
    possible,
    register,
    register_form,
    showing,
    start,
    turns,
)
from tickets.web.possible import step_url
from tickets.workflows import Problem

NARROWS = "only narrows what the reader reads"
METHODS = ("five_whys", "cause_timeline", "contributing_factors")
WORDS = ("cause_text", "workaround", *METHODS, "cost_benefit", "safety_advice", "lessons")
WAKES = ("wake", "resume_assess", "resume_rca", "resume_known_error", "resume_fix")


# --- Registering ---


def _prefilled(request) -> dict:
    """From an incident's page or the trend list: the incidents that are named, as far as the reader reads them."""
    named = [number.upper() for number in request.GET.getlist("incident")[: trends.MOST_NAMED]]
    if not named:
        return {}
    rows = Ticket.objects.visible_to(request.actor).filter(number__in=named, process__in=guards.EXPLAINED)
    found = list(rows.order_by("-pk"))
    values = {"incident_links": ", ".join(one.number for one in found), "problem_origin": _origin_of(request, found)}
    if len({one.service_id for one in found}) == 1:
        values["service"] = str(found[0].service_id or "")
    if len(found) == 1:
        values["title"] = found[0].title
    return values


def _origin_of(request, found) -> str:
    if request.GET.get("ursprung") == Origin.TREND:
        return Origin.TREND
    is_major = bool(found) and all(one.process != "incident" for one in found)
    return Origin.MAJOR_INCIDENT if is_major else Origin.INCIDENTS


register_form.add(
    Problem.slug,
    register_form.Registration(
        gettext_lazy("Register problem"),
        ("tickets/problem/register.html",),
        frozenset({"title", "service", "problem_origin"}),
        "tickets:register_problem",
        gettext_lazy("The cause behind incidents, or what may cause them. What does not work now is an incident."),
        ("tickets:register", gettext_lazy("Register an incident instead")),
        prefilled=_prefilled,
        helps={
            "title": gettext_lazy(
                "What happens again and again, or could happen, in one line. No details about patients."
            ),
            "description": gettext_lazy("What is known, and why it is worth finding the cause."),
        },
    ),
    pages=(("title", "service", "problem_origin", "incident_links", "description"),),
)


phrases.add()
forms.USUAL["decision_link"] = lambda setting: deciding.named(setting.ticket)
forms.USUAL["target_date"] = lambda setting: effects.usual_target(setting.ticket, setting.at)


def address_to_register(numbers, **more: str) -> str:
    """The form of a new problem with these incidents named."""
    return (
        f"{reverse('tickets:register_problem')}?{urlencode([('incident', one) for one in numbers] + [*more.items()])}"
    )


# --- On the ticket's page ---


def _panel(read, actions) -> dict:
    """What is known of the cause, the regions and their verification, and the incidents that the reader may see."""
    ticket, detail = read.ticket, read.ticket.detail()
    incidents = [one.ticket for one in read.links if one.other_id == ticket.pk and one.kind == codes.LinkKind.CAUSED_BY]
    owner = ticket.assignee if detail.owner_id == ticket.assignee_id else detail.owner
    return {
        "template": "tickets/problem/panel.html",
        "detail": detail,
        "owner": showing.person_shown(ticket, owner, ticket.holder_id, read.actor),
        "words": [_said(name, read.words[name]) for name in WORDS if name in read.words],
        "regions": [_region(row) for row in ticket.affected()],
        "incidents": [{"number": one.number, "title": one.title, "url": _url(one)} for one in incidents],
        "fix": _fix(read, detail),
        "decision": _decision(detail),
        "decide": _decide(read),
        "can_link": step_url(ticket, "link_incidents") if actions.can("link_incidents") else "",
        "can_unlink": step_url(ticket, "unlink_incidents") if incidents and actions.can("unlink_incidents") else "",
        "is_customer": read.actor.is_customer_side,
    }


def _said(name: str, text) -> dict:
    return {"label": changes.label_of(name), "body": changes.body_of(text)}


def _region(row) -> dict:
    place = directory.organisation(row.region_id)
    return {"name": place.short_name or place.name, "deployed_at": row.deployed_at, "verified_at": row.verified_at}


def _decision(detail) -> dict | None:
    """The forum's decision that the accepted risk rests on; words alone where it was cited before there were any."""
    if not detail.decision:
        return None
    one = deciding.CITED.fullmatch(detail.decision)
    url = balloting.address("forums:decision", *one.groups()) if one else ""
    return {"label": _cited(detail.decision), "url": url}


def _cited(said: str) -> str:
    """A decision as people call it: the forum by its name."""
    one = deciding.CITED.fullmatch(said)
    if one is None:
        return said
    forum, year, number = one.groups()
    named = {"forum": balloting.forum_name(forum), "year": year, "number": number}
    return _("%(forum)s %(year)s § %(number)s") % named


changes.READ_AS["decision_link"] = lambda text: _cited(text.body)


def _decide(read) -> list[dict]:
    """For a chair: the forums that may decide on living with the fault, while it can be accepted."""
    if read.ticket.state not in deciding.WAITS or not read.actor.can("forum.chair"):
        return []
    return [
        {"label": balloting.forum_name(slug), "url": balloting.address("forums:decide", slug, read.ticket.number)}
        for slug in balloting.led_by(read.actor)
    ]


def _fix(read, detail) -> dict:
    """The case that mends it, for those who read that case, and the reference of a fix that has none here."""
    case = next(
        (one.other for one in read.links if one.ticket_id == read.ticket.pk and one.other_id == detail.fix_id), None
    )
    return {"number": case.number, "url": _url(case)} if case else {"reference": detail.fix_reference}


def _url(ticket) -> str:
    return reverse("tickets:detail", args=[ticket.number])


panels.add(Problem.slug, _panel)
possible.place(Problem.slug, elsewhere={"link_incidents", "unlink_incidents"})


def _offer(read, actions) -> dict | None:
    """On an incident: start a problem from it, or name the problem that causes it."""
    if not read.actor.can("problem.register") or read.ticket.historic:
        return None
    causes = (one.other for one in read.links if one.kind == codes.LinkKind.CAUSED_BY)
    if any(one.pk != read.ticket.pk and one.process == Problem.slug for one in causes):
        return None
    link = f"{step_url(read.ticket, 'link')}?{urlencode({'link_kind': codes.LinkKind.CAUSED_BY})}"
    return {
        "template": "tickets/problem/offer.html",
        "register_url": address_to_register([read.ticket.number]),
        "link_url": link if actions.can("link") else "",
    }


panels.add("incident", _offer)


# --- Trends ---


@require_GET
def trend_list(request):
    """Faults that come back, each with its reason and the incidents behind it."""
    if not request.actor.can("problem.register"):
        raise lacks("problem.register")
    found = trends.trends(request.actor, now=timezone.now())
    rows = [
        {"trend": one, "reason": one.reason, "url": address_to_register(one.numbers, ursprung=Origin.TREND)}
        for one in found
    ]
    context = {"rows": rows, "days": figures.of("trend_days"), "least": figures.of("trend_least")}
    return render(request, "tickets/problem/trends.html", context)


menu.add(
    menu.COLLABORATION,
    menu.Entry(
        ("tickets:problem_trends",), gettext_lazy("Faults that come back"), "undo", capability="problem.register"
    ),
    after="tickets:overview",
)


# --- The start page ---


def _turns(actor) -> list:
    """A fix to confirm, a new problem, and one that the clock has woken."""
    confirms, assesses = turns.places(actor, "problem.verify_region"), turns.places(actor, "problem.assess")
    found = []
    if confirms:
        waiting = AffectedRegion.objects.unscoped(NARROWS).filter(region_id__in=confirms, verified_at=None)
        asked = Q(AnyOf("pk", ArraySubquery(waiting.values("ticket_id"))))
        found.append(turns.Turn("verify_fix", Q(process=Problem.slug, state="verify") & asked))
    if assesses:
        mine = Q(process=Problem.slug, holder_id__in=assesses, offered_to=None)
        found.append(turns.Turn("woken_problem", mine & turns.last_was(step__in=WAKES, via="timer")))
        found.append(turns.Turn("new_problem", mine & Q(state="new")))
    return found


def _verify_row(ticket):
    label = str(steps(Problem)["verify_region"].rule.label)
    why = _("A fix is said to be in use. Confirm that it works in your region, or say what still happens.")
    acts = [
        start.Act(label, addresses.step_of(ticket, "verify_region")),
        start.Act(str(steps(Problem)["not_fixed"].rule.label), addresses.step_of(ticket, "not_fixed")),
    ]
    return start.Row(ticket, _url(ticket), start.titled(label, ticket), why, ticket.updated_at, acts)


def _woken_row(ticket):
    why = _("The day that it was left until has come. Go on with the problem, or choose a new day.")
    acts = [start.Act(pgettext("button", "Go on"), _url(ticket))]
    return start.Row(ticket, _url(ticket), start.titled(_("Back from waiting"), ticket), why, ticket.updated_at, acts)


def _new_row(ticket):
    label = str(steps(Problem)["assess"].rule.label)
    why = _("Registered by %(organisation)s. Nobody has begun to assess it.") % {
        "organisation": showing.full_name(ticket.reporter_organisation_id)
    }
    acts = [start.Act(label, addresses.step_of(ticket, "assess"))]
    title = start.titled(pgettext("row", "New problem"), ticket)
    return start.Row(ticket, _url(ticket), title, why, ticket.registered_at, acts)


turns.MORE_TURNS.append(_turns)
start.MORE_ROWS.update({"verify_fix": _verify_row, "woken_problem": _woken_row, "new_problem": _new_row})

urlpatterns = [
    path("arenden/ny/problem/", register.register, {"process": Problem.slug}, name="register_problem"),
    path("problem/trender/", trend_list, name="problem_trends"),
]
