"""The pages of needs: how one is handed in, its thread and panel on the ticket's page, and the rows of Start."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from tickets.areas import showing as areas
from tickets.balloting import pages as balloting
from tickets.processes.need import agenda, codes, deciding, phrases, report_pages, similar, starting, thread
from tickets.processes.need.figures import PROCESS
from tickets.web import birth, changes, forms, menu, panels, possible, register, register_form, showing
from tickets.web.possible import step_url

ASKED = ("title", "description", "need_benefit", "service")
CONSIDERED = ("submitted", "regional_prepared", "joint_review")  # in these states it is looked for needs alike
WORKS_ON = ("need.prepare", "need.manage", "need.join")


# --- Handing one in ---

register_form.add(
    PROCESS,
    register_form.Registration(
        gettext_lazy("New need"),
        ("tickets/need/register.html",),
        frozenset(ASKED),
        "tickets:register_need",
        gettext_lazy("Something that would make care or your work better. What does not work now is an incident."),
        ("tickets:register", gettext_lazy("Register an incident instead")),
        looks_for_similar=True,
        similar=similar.to_title,
        similar_address="tickets:similar_needs",
        labels={
            "title": gettext_lazy("What do you need?"),
            "description": gettext_lazy("How do you do it today?"),
            "need_benefit": gettext_lazy("What would it make better?"),
            "service": gettext_lazy("Where would you notice it?"),
            "patient_safety": gettext_lazy("Does it concern patient safety?"),
        },
        helps={
            "title": gettext_lazy("In one line and in your own words. No details about patients."),
            "description": gettext_lazy("And what is in the way."),
            "service": gettext_lazy("Guess if you are not sure."),
            "patient_safety": "",
        },
        hints={"patient_safety": {}},
        readers=gettext_lazy("All member regions and %(support)s read it, %(vendor)s does not."),
    ),
    pages=(ASKED,),
    more=(("patient_safety", "programme_areas"),),
)


@require_POST
def similar_needs(request):
    """The hint under the title, asked for while it is written. The title comes in the body, never in an address."""
    birth.hats_to_register(PROCESS, request.actor)
    found = similar.to_title(request.POST.get("title", "")[:160], request.actor)
    return render(request, "tickets/need/similar.html", {"similar": found})


# --- On the ticket's page ---


def _thread(read, actions) -> dict:
    return {"template": "tickets/need/nothing.html", "thread": thread.of(read.ticket, read.links, read.actor)}


def _panel(read, actions) -> dict:
    """What it would give, what each region says, what the forum decided, and needs that may be the same."""
    ticket, detail = read.ticket, read.ticket.detail()
    return {
        "template": "tickets/need/panel.html",
        "benefit": read.words.get("need_benefit"),
        "duplicates": read.words.get("duplicate_check"),
        "business_area": detail.business_area,
        "areas": areas.of_ticket(ticket),
        "scores": _scores(detail),
        "score": _sum(detail),
        "most": codes.HIGHEST * sum(getattr(detail, name) is not None for name in codes.CRITERIA),
        "voices": [_voice(one, read) for one in ticket.voices()],
        "joint_priority": detail.get_joint_priority_display(),
        "declined": detail.get_declined_display(),
        "review_at": detail.review_at,
        "decision": _decision(detail),
        "decide": _decide(read),
        "can_join": step_url(ticket, "join") if actions.can("join") else "",
        "acts": actions.can("join"),
        "similar": _similar(read),
    }


def _scores(detail) -> list[dict]:
    found = [(name, getattr(detail, name)) for name in codes.CRITERIA]
    return [
        {"label": changes.label_of(name), "value": codes.Score(value).label}
        for name, value in found
        if value is not None
    ]


def _sum(detail) -> int | None:
    found = [getattr(detail, name) for name in codes.CRITERIA]
    return None if all(one is None for one in found) else sum(one or 0 for one in found)


def _voice(one, read) -> dict:
    """What a region says: its words stand in the events in which it said them."""
    return {
        "region": showing.short_name(one.region_id),
        "rank": one.get_rank_display(),
        "since": one.since,
        "reason": read.said.get((one.event_seq, "priority_reason")) or read.said.get((one.event_seq, "comment"), ""),
        "met": one.get_benefit_met_display(),
        "effect_at": one.effect_at,
        "effect": read.said.get((one.effect_seq, "effect_text"), "") if one.effect_seq else "",
    }


def _decision(detail) -> dict | None:
    """The forum's decision, with its page."""
    forum, _space, rest = detail.decision.partition(" ")
    year, _mark, number = rest.partition(" § ")
    if not number:
        return None
    label = f"{balloting.forum_name(forum)} {year} § {number}"
    return {"label": label, "url": balloting.address("forums:decision", forum, year, number)}


def _decide(read) -> dict | None:
    """For who leads the forum that decides, while the need stands on its agenda."""
    if read.ticket.state != "joint_review" or not read.actor.can("forum.chair"):
        return None
    forum = deciding.forum(read.now)
    if forum not in balloting.led_by(read.actor):
        return None
    url = balloting.address("forums:decide", forum, read.ticket.number)
    return {"label": balloting.forum_name(forum), "url": url}


def _similar(read):
    """For those who prepare needs, while it is considered; two queries, none for others."""
    if read.ticket.state not in CONSIDERED or not any(read.actor.can(one) for one in WORKS_ON):
        return similar.NOTHING
    return similar.to_title(read.ticket.title, read.actor, but=read.ticket.pk)


panels.TEMPLATES[PROCESS] = "tickets/need/detail.html"
panels.add(PROCESS, _thread)
panels.add(PROCESS, _panel)
possible.place(PROCESS, elsewhere={"join"}, seldom={"park", "decline", "withdraw", "add_results"})
phrases.add()
starting.add()
balloting.AGENDA.append(agenda.agenda)

_cited_before = forms.USUAL.get("decision_link")
forms.USUAL["decision_link"] = lambda setting: (
    deciding.named(setting.ticket)
    if setting.ticket.process == PROCESS
    else _cited_before(setting)
    if _cited_before
    else None
)
menu.add(
    menu.COLLABORATION,
    menu.Entry(("tickets:needs",), pgettext_lazy("menu", "Needs"), "list", customer_side=True),
    after="tickets:overview",
)
urlpatterns = [
    path("arenden/ny/behov/", register.register, {"process": PROCESS}, name="register_need"),
    path("arenden/ny/behov/liknande/", similar_needs, name="similar_needs"),
    path("behov/", report_pages.needs, name="needs"),
    path("behov/fil/", report_pages.needs_file, name="needs_file"),
]
