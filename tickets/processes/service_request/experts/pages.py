"""The register of templates, and what experts show on the page of an order."""

from __future__ import annotations

from django import forms as plain
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from engine.errors import Refused
from regions import directory
from tickets.balloting import opening
from tickets.balloting import pages as balloting
from tickets.processes.service_request.catalogue import ordering
from tickets.processes.service_request.catalogue import reading as catalogue
from tickets.processes.service_request.catalogue.questions import Kind, questions_of
from tickets.processes.service_request.codes import Expert
from tickets.processes.service_request.experts import effects, reading, waiting
from tickets.processes.service_request.experts.codes import FIELD_OF_ITEM, KIND_OF_FIELD, TemplateKind, rule_of
from tickets.processes.service_request.experts.guards import seats
from tickets.processes.service_request.states import S
from tickets.telling_whom import MORE_PLACES
from tickets.web import changes, fields, forms, menu, panels, phrases, showing
from tickets.web.sheets import sheet

PROCESS = "service-request"
VIEWS = (
    ("", pgettext_lazy("templates", "In use and decided")),
    ("retired", pgettext_lazy("templates", "Retired")),
    ("all", pgettext_lazy("templates", "All")),
)
LOOKED_AT = (S.JOINT_REVIEW, S.EXPERT_REVIEW)


# --- The register ---


@require_GET
def templates(request):
    """Every template that a forum has decided on, for the regions and the support organisation."""
    _must_be_customer(request.actor)
    asked, faults, kept = _asked(request), [], reading.Found()
    start = request.GET.get("start", "")
    start = int(start) if start.isdecimal() and len(start) < 6 else 0
    try:
        kept = reading.listed(asked, request.actor, start=start)
    except Refused as refused:
        faults = [str(reason.text) for reason in refused.reasons]
        asked["q"] = ""
    said = {name: value for name, value in asked.items() if value}
    context = {
        "rows": [_shown(one) for one in kept.rows],
        "total": kept.total,
        "faults": faults,
        "asked": asked,
        "is_filtered": bool(said.keys() - {"which"}),
        "view": next((label for which, label in VIEWS if which == asked["which"]), VIEWS[0][1]),
        "views": [
            {"label": label, "url": _url(said | {"which": which}), "current": which == asked["which"]}
            for which, label in VIEWS
        ],
        "kinds": TemplateKind.choices,
        "regions": directory.regions(),
        "joint": reading.JOINT,
        "next_url": _url(said | {"start": kept.more}) if kept.more else "",
        "first_url": _url(said) if start else "",
        "file_url": f"{reverse('tickets:templates_file')}?{urlencode(said)}",
    }
    return render(request, "tickets/service_request/experts/register.html", context, status=422 if faults else 200)


def _must_be_customer(actor) -> None:
    if not actor.is_customer_side:
        raise Http404


def _asked(request) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in reading.FILTERS}


def _url(asked: dict) -> str:
    found = {name: value for name, value in asked.items() if value}
    return f"{reverse('tickets:templates')}{'?' + urlencode(found) if found else ''}"


def _shown(one: reading.Row) -> dict:
    return {"one": one, "region": _region(one), "forum": balloting.forum_name(one.forum)}


def _region(one: reading.Row) -> str:
    return one.record.region.name if one.record.region else _("All regions")


@require_GET
def templates_file(request):
    """What the filters keep as CSV."""
    _must_be_customer(request.actor)
    try:
        found = reading.listed(_asked(request), request.actor, size=reading.MOST_IN_A_FILE)
    except Refused as refused:
        words = "\n".join(str(one.text) for one in refused.reasons)
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    header = [_("Kind"), _("Name"), _("What it is for"), _("Region"), _("State"), _("Since")]
    header += [_("Forum"), _("Decision"), pgettext("noun", "Order")]
    return sheet("mallar", header, (_line(one) for one in found.rows))


def _line(one: reading.Row) -> list:
    forum = balloting.forum_name(one.forum)
    words = [one.kind_label, one.name, one.purpose, _region(one), one.state_label, one.since.isoformat()]
    return [*words, forum, one.decision, one.order]


# --- Templates that are like what is ordered ---


def similar_part(version, answers: dict, actor) -> dict | None:
    """What the form of an order shows of templates like the one that is written of; None where it is about none."""
    if not reading.kind_of_item(version):
        return None
    return {"version": version.pk, "rows": _alike(version, answers, actor)}


def _alike(version, answers: dict, actor) -> list[dict]:
    """Looked for by what is written in words, in the order of the form: the name comes first."""
    asked = [one.name for one in questions_of(version.form) if one.kind in (Kind.TEXT, Kind.LONG_TEXT)]
    texts = [answers[name] for name in asked if isinstance(answers.get(name), str)]
    return [_shown(one) for one in reading.alike(texts, reading.kind_of_item(version), actor)]


@require_POST
def alike(request, version: int):
    """The rows alone, while the form is written in."""
    _must_be_customer(request.actor)
    found = catalogue.version(version)
    if found is None or not catalogue.may_read_item(request.actor, found, timezone.now()):
        raise Http404
    answers = {name.removeprefix("answers."): words for name, words in request.POST.items()}
    rows = _alike(found, answers, request.actor)
    return render(request, "tickets/service_request/experts/similar_rows.html", {"rows": rows})


# --- The page of an order ---


def panel(read, actions) -> dict | None:
    """For the customer's side: the forum that decides, what experts say, and templates like what is ordered."""
    ticket, detail = read.ticket, read.ticket.detail()
    if not read.actor.is_customer_side:
        return None
    field = detail.expert_field
    is_looked_at = ticket.state in LOOKED_AT and ticket.ordered() is not None
    rows = _alike(ticket.ordered(), ticket.answers(), read.actor) if is_looked_at else []
    if not field and not rows:
        return None
    said = reading.opinions(ticket, read.actor) if field else []
    made = _template_of(ticket, read.actor) if detail.decision else None
    return {
        "template": "tickets/service_request/experts/panel.html",
        "field": Expert(field).label if field else "",
        "forum": _forum(ticket, read.now) if ticket.state == S.EXPERT_REVIEW else "",
        "decision": _cited(detail.decision),
        "opinions": [_opinion(one, ticket, read.actor) for one in said],
        "waits": ticket.state == S.EXPERT_REVIEW,
        "rows": rows,
        "made": _shown(made) if made else None,
        "is_reused": bool(detail.reuses_template_id),
    }


def _forum(ticket, at) -> str:
    return balloting.forum_name(opening.rule_for(rule_of(ticket.detail().expert_field), at).forum)


def _cited(decision: str) -> str:
    forum, _space, number = decision.partition(" ")
    return f"{balloting.forum_name(forum)} {number}" if decision else ""


def _template_of(ticket, actor) -> reading.Row | None:
    """The template that the decision led to, or that is used in its place; one query."""
    reused = ticket.detail().reuses_template_id
    rows = reading.records(actor)
    found = rows.filter(pk=reused) if reused else rows.filter(order_id=ticket.pk).order_by("-pk")
    one = found.first()
    return reading.row_of(one) if one is not None else None


def _opinion(one, ticket, actor) -> dict:
    return {
        "verdict": one.get_verdict_display(),
        "code": one.verdict,
        "words": changes.body_of(one.text),
        "place": one.organisation.short_name or one.organisation.name,
        "who": showing.person_shown(ticket, one.person, one.organisation_id, actor),
        "role": one.role_label,
        "at": one.at,
    }


# --- What the shared pages read ---


def _template_field(one, setting):
    """The templates of the field's kind that are in use."""
    kind = KIND_OF_FIELD.get(setting.ticket.detail().expert_field, "")
    found = reading.choices(setting.actor, kind) if kind else []
    return plain.ChoiceField(choices=[("", pgettext("list", "Choose")), *found])


def _usual_field(setting):
    """The field of experts that the item names."""
    version = setting.ticket.ordered() if setting.ticket.process == PROCESS else None
    return FIELD_OF_ITEM.get(version.expert_field) if version else None


def _seated(ticket, event) -> set[int]:
    """The organisations of those who sit in the forum."""
    ticket.__class__ = ticket.workflow_class()
    return {pk for seat in seats(ticket, event.at) for pk in seat.organisations}


def _supporting(ticket, event) -> set[int]:
    return {directory.support_org().pk}


def register() -> None:
    """Called once, with the addresses."""
    panels.add(PROCESS, panel)
    ordering.PARTS["similar"] = lambda asked: similar_part(asked.version, asked.answers, asked.actor)
    fields.MAKERS["template"] = _template_field
    forms.USUAL["expert_field"] = _usual_field
    MORE_PLACES[effects.FORUM] = (frozenset({"request.opinion", "request.expert"}), _seated)
    MORE_PLACES[effects.COORDINATORS] = (frozenset({"request.expert"}), _supporting)
    changes.LABELS |= {
        effects.REUSES: gettext_lazy("Template that is used"),
        effects.MADE: gettext_lazy("Template"),
    }
    changes.FACTS[effects.REUSES] = lambda said: said["template"]
    changes.FACTS[effects.MADE] = lambda said: _("stands in the register of templates")
    phrases.PHRASES.update(
        {
            (PROCESS, "review_to_expert"): (gettext_lazy("sent it to the expert forum."), "forum"),
            (PROCESS, "expert_opinion"): (gettext_lazy("gave an opinion as expert."), "note"),
            (PROCESS, "expert_to_fulfilment"): (gettext_lazy("endorsed that it is carried out."), "check"),
            (PROCESS, "expert_to_quote"): (gettext_lazy("endorsed that a quote is asked for."), "check"),
            (PROCESS, "expert_no"): (gettext_lazy("advised against it."), "x"),
        }
    )
    menu.add(
        menu.REGISTERS,
        menu.Entry(("tickets:templates",), pgettext_lazy("menu", "Templates"), "list", customer_side=True),
    )
    waiting.add()


register()
urlpatterns = [
    path("mallar/", templates, name="templates"),
    path("mallar/fil/", templates_file, name="templates_file"),
    path("bestalla/liknande-mallar/<int:version>/", alike, name="similar_templates"),
]
