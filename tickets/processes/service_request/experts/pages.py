"""The register of templates, and what experts show on the page of an order."""

from __future__ import annotations

from dataclasses import replace

from django import forms as plain
from django.http import Http404
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from regions import directory
from roles import titles
from tickets.balloting import opening
from tickets.balloting import pages as balloting
from tickets.processes.service_request.catalogue import ordering
from tickets.processes.service_request.catalogue import reading as catalogue
from tickets.processes.service_request.catalogue.questions import Kind, questions_of
from tickets.processes.service_request.codes import Expert
from tickets.processes.service_request.experts import effects, reading, retiring_pages, waiting
from tickets.processes.service_request.experts.codes import FIELD_OF_ITEM, KIND_OF_FIELD, TemplateKind, rule_of
from tickets.processes.service_request.experts.guards import seats
from tickets.processes.service_request.states import S
from tickets.telling_whom import MORE_PLACES
from tickets.web import changes, fields, forms, listing, menu, panels, phrases, showing

PROCESS = "service-request"
LOOKED_AT = (S.JOINT_REVIEW, S.EXPERT_REVIEW)


# --- The register ---


def _regions() -> list[tuple[str, str]]:
    return [(reading.JOINT, pgettext("templates", "Joint ones")), *listing.regions()]


REGISTER = listing.Register(
    address="tickets:templates",
    title=gettext_lazy("Medication and health record templates"),
    views=(
        ("", pgettext_lazy("templates", "In use and decided")),
        ("retired", pgettext_lazy("templates", "Retired")),
        ("all", pgettext_lazy("templates", "All")),
    ),
    words=gettext_lazy("Name, use, order or decision"),
    choices=(
        listing.Choice("kind", gettext_lazy("Kind"), pgettext_lazy("kinds", "All"), lambda: TemplateKind.choices),
        replace(listing.REGION, options=_regions),
    ),
    none_fits=gettext_lazy("No template fits"),
    everything=gettext_lazy("All templates"),
    file="tickets:templates_file",
)


@require_GET
def templates(request):
    """Every template that a forum has decided on, for the regions and the support organisation."""
    _must_be_customer(request.actor)
    page = REGISTER.page(request, reading.listed)
    return page.answer("tickets/service_request/experts/register.html", [_shown(one) for one in page.found.rows])


def _must_be_customer(actor) -> None:
    if not actor.is_customer_side:
        raise Http404


def _shown(one: reading.Row) -> dict:
    return {"one": one, "region": _region(one), "forum": balloting.forum_name(one.forum)}


def _region(one: reading.Row) -> str:
    return one.record.region.name if one.record.region else _("All regions")


@require_GET
def templates_file(request):
    """What the filters keep as CSV."""
    _must_be_customer(request.actor)
    header = [_("Kind"), _("Name"), _("What it is for"), _("Region"), _("State"), _("Since")]
    header += [_("Forum"), _("Decision"), pgettext("noun", "Order")]
    return REGISTER.as_file(request, reading.listed, "mallar", header, _line)


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
        "role": titles.as_kept(one.role_label),
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
    *retiring_pages.urlpatterns,
    path("bestalla/liknande-mallar/<int:version>/", alike, name="similar_templates"),
]
