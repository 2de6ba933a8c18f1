"""Start: what needs this person now, what she works on and follows, and her organisation's numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from engine.step import steps
from regions import directory
from roles import drafts
from tickets.models import Handoff, RegionLeg, Ticket, Watch
from tickets.processes.major_incident.pages import ongoing
from tickets.selectors import as_process
from tickets.web import addresses, figures, showing, turns
from tickets.web.clocks import Due, due_of
from tickets.web.figures import Figure
from tickets.web.register_form import address_of_draft

# turn -> function of all the tickets of this turn and the actor, which gives such a function: for rows that read more.
MORE_MAKERS: dict = {}
MORE_ROWS: dict = {}  # turn -> function of the ticket that gives its row; the pages of a process add theirs
# Further blocks: of the actor, the facts of one with its `template`, or None. The pages of a process add theirs.
MORE_PARTS: list = []
SHOWN_WAITING, SHOWN_MINE, SHOWN_FOLLOWED, SHOWN_DRAFTS = 30, 15, 5, 5


@dataclass(frozen=True)
class Act:
    """A button of a row: a link to the step's form, or with `version` a step that is taken at once."""

    label: str
    url: str
    version: int | None = None


@dataclass
class Row:
    """One case on Start; nothing in it asks the database."""

    ticket: Ticket
    url: str
    title: str
    why: str
    since: datetime | None = None
    acts: list[Act] = field(default_factory=list)
    state: showing.State | None = None
    holder: str = ""
    holder_tier: str = ""
    due: Due | None = None


@require_GET
def start(request):
    """The start page; the number of queries does not depend on how much there is."""
    actor = request.actor
    waiting = _waiting(actor) if actor.hats else []
    mine = [_mine_row(as_process(one), actor) for one in turns.mine(actor)[:SHOWN_MINE]] if turns.works(actor) else []
    numbers = _numbers(actor) if actor.hats else []
    followed = next((one for one in numbers if "watched" in one.filters), None)
    follows = _followed(actor) if followed and followed.count else []
    _say_what_is_due([*waiting, *mine, *follows], actor)
    hat = actor.preferred_hat()
    context = {
        "now": timezone.now(),
        "majors": ongoing.banner(actor, now=timezone.now()),
        "waiting": waiting,
        "waiting_count": len(waiting) if len(waiting) < SHOWN_WAITING else turns.count_waiting(actor),
        "mine": mine,
        "followed": follows,
        "followed_figure": followed,
        "drafts": _drafts(actor) if actor.hats else [],
        "forms_begun": drafts.of(request.user).count(),
        "place": hat.organisation.name if hat else "",
        "numbers": [one for one in numbers if one is not followed],
        "works": turns.works(actor),
        "reads_overview": actor.can("overview.read"),
        "may_register": actor.can("incident.register"),
        "parts": [part for make in MORE_PARTS if (part := make(actor))] if actor.hats else [],
    }
    return render(request, "tickets/start.html", context)


def _say_what_is_due(rows: list[Row], actor) -> None:
    """The promise of each case that is due first, as far as it concerns the reader's side; one query."""
    due = due_of([row.ticket for row in rows], actor, now=timezone.now())
    for row in rows:
        row.due = due.get(row.ticket.pk)


# --- What waits ---


def _waiting(actor) -> list[Row]:
    """The most urgent cases that wait for this actor; three queries."""
    found = [as_process(one) for one in turns.waiting_for(actor)[:SHOWN_WAITING]]
    ids = [one.pk for one in found]
    offers = Handoff.objects.visible_to(actor).filter(ticket_id__in=ids).order_by("ticket_id", "-proposed_at", "-pk")
    handoffs = {one.ticket_id: one for one in offers.distinct("ticket_id").select_related("proposed_by")}
    legs = RegionLeg.objects.visible_to(actor).filter(
        ticket_id__in=ids, state="resolved", region_id__in=actor.organisation_ids
    )
    my_legs = {leg.ticket_id: leg for leg in legs}
    makers = {
        "handoff": lambda one: _handoff_row(one, handoffs[one.pk], actor),
        "question": lambda one: _question_row(one, actor),
        "confirm": lambda one: _confirm_row(one, my_legs.get(one.pk)),
        "back": _back_row,
        "returned": lambda one: _returned_row(one, handoffs.get(one.pk)),
        "take": lambda one: _take_row(one, actor),
        "new": _new_row,
        **MORE_ROWS,
    }
    for turn, prepare in MORE_MAKERS.items():
        if those := [one for one in found if one.turn == turn]:
            makers[turn] = prepare(those, actor)
    return [makers[one.turn](one) for one in found]


def _url(ticket) -> str:
    return reverse("tickets:detail", args=[ticket.number])


def _handoff_row(ticket, handoff, actor) -> Row:
    sender = directory.organisation(handoff.from_organisation_id)
    facts = {"sender": sender.name, "reason": handoff.get_reason_display(), "name": ""}
    if handoff.proposed_by and ticket.names_shown_to(actor, sender):
        facts["name"] = handoff.proposed_by.short_name
    if handoff.with_solution:
        why = _("%(sender)s wants to hand the case back with a solution.")
    else:
        why = _("%(sender)s wants to hand the case over to you. Reason: %(reason)s.")
    if facts["name"]:
        why = f"{why} {_('%(name)s wrote the letter.')}"
    acts = [
        Act(str(steps(Handoff)["accept"].rule.label), addresses.step_of_handoff(ticket, handoff, "accept")),
        Act(str(steps(Handoff)["return"].rule.label), addresses.step_of_handoff(ticket, handoff, "return")),
    ]
    return Row(
        ticket,
        _url(ticket),
        titled(str(steps(Handoff)["accept"].rule.label), ticket),
        why % facts,
        handoff.proposed_at,
        acts,
    )


def _question_row(ticket, actor) -> Row:
    asked = directory.organisation(ticket.awaited_id)
    facts = {"holder": showing.full_name(ticket.holder_id), "asked": asked.name}
    if ticket.hold:
        why = _("%(holder)s waits for an answer from %(asked)s. The case rests until it has come.")
    else:
        why = _("%(holder)s has asked %(asked)s. The question stands in the case.")
    acts = [Act(pgettext("button", "Answer"), addresses.step_of(ticket, "answer"))]
    return Row(ticket, _url(ticket), titled(pgettext("button", "Answer"), ticket), why % facts, ticket.updated_at, acts)


def _confirm_row(ticket, leg) -> Row:
    title = titled(pgettext("button", "Confirm"), ticket)
    confirm, remains = pgettext("button", "Confirm"), _("It remains")
    if leg is None:
        why = _("%(holder)s has answered. Confirm that it helped, or say what is missing.")
        acts = [
            Act(confirm, addresses.step_of(ticket, "confirm"), version=ticket.version),
            Act(remains, addresses.step_of(ticket, "reopen")),
        ]
    else:
        why = _("%(holder)s says that it is solved. Confirm that it works in %(region)s, or say what remains.")
        if ticket.priority in (1, 2):
            why = f"{why} {_('A case of this priority never closes by itself.')}"
        acts = [
            Act(confirm, addresses.step_of_leg(ticket, leg, "region_confirm"), version=leg.version),
            Act(remains, addresses.step_of_leg(ticket, leg, "region_decline")),
        ]
    facts = {"holder": showing.full_name(ticket.holder_id), "region": showing.full_name(leg.region_id if leg else None)}
    return Row(ticket, _url(ticket), title, why % facts, ticket.resolved_at, acts)


def _back_row(ticket) -> Row:
    why = _("The time to wait is over. Go on with the case, or choose a new day.")
    acts = [Act(pgettext("button", "Go on"), _url(ticket)), Act(_("Wait again"), addresses.step_of(ticket, "hold"))]
    return Row(ticket, _url(ticket), titled(_("Back from waiting"), ticket), why, ticket.updated_at, acts)


def _returned_row(ticket, handoff) -> Row:
    why = _("The receiver did not take the case. What was missing stands in the case.")
    if handoff is not None and handoff.state == "returned":
        why = _("%(receiver)s did not take the case: %(reason)s. What was missing stands in the case.") % {
            "receiver": showing.full_name(handoff.to_organisation_id),
            "reason": str(handoff.get_return_reason_display()).lower(),
        }
    since = handoff.answered_at if handoff else ticket.updated_at
    return Row(
        ticket,
        _url(ticket),
        titled(_("Came back"), ticket),
        why,
        since,
        [Act(pgettext("button", "Open"), _url(ticket))],
    )


def _take_row(ticket, actor) -> Row:
    name = "take" if "take" in steps(type(ticket)) else "start"
    label = str(steps(type(ticket))[name].rule.label)
    why = _("It is assigned to you.") if ticket.assignee_id == actor.person_id else _("It is assigned to your team.")
    acts = [Act(label, addresses.step_of(ticket, name), version=ticket.version)]
    return Row(ticket, _url(ticket), titled(label, ticket), why, ticket.updated_at, acts)


def _new_row(ticket) -> Row:
    name = "triage" if "triage" in steps(type(ticket)) else "start_triage"
    label = str(steps(type(ticket))[name].rule.label)
    why = _("Registered by %(organisation)s. Nobody has begun to assess it.") % {
        "organisation": showing.full_name(ticket.reporter_organisation_id)
    }
    acts = [Act(label, addresses.step_of(ticket, name), version=ticket.version)]
    return Row(ticket, _url(ticket), titled(pgettext("row", "New"), ticket), why, ticket.registered_at, acts)


def titled(act: str, ticket) -> str:
    return _("%(act)s: %(title)s") % {"act": act, "title": ticket.title}


# --- What one works on, follows and has begun ---


def _mine_row(ticket, actor) -> Row:
    return Row(
        ticket,
        _url(ticket),
        ticket.title,
        "",
        state=showing.state_of(ticket, actor),
        holder=showing.short_name(ticket.holder_id),
        holder_tier=directory.organisation(ticket.holder_id).tier if ticket.holder_id else "",
    )


def _followed(actor) -> list[Row]:
    """The open cases one follows, latest change first; one query."""
    watches = Watch.objects.filter(ticket_id=OuterRef("pk"), user_id=actor.person_id)
    rows = Ticket.objects.visible_to(actor).filter(Exists(watches), closed_at=None, historic=False)
    return [_mine_row(as_process(one), actor) for one in rows.order_by("-updated_at")[:SHOWN_FOLLOWED]]


def _drafts(actor) -> list[Row]:
    """Registrations that were begun and not sent."""
    rows = Ticket.objects.visible_to(actor).filter(state="draft", registered_at=None, reporter_id=actor.person_id)
    return [_draft_row(as_process(one)) for one in rows.order_by("-updated_at")[:SHOWN_DRAFTS]]


def _draft_row(ticket) -> Row:
    kind = str(ticket._meta.verbose_name)
    title = titled(kind, ticket) if ticket.title else kind
    return Row(ticket, address_of_draft(ticket), title, "", since=ticket.created_at)


# --- The organisation's numbers ---


def _numbers(actor) -> list[Figure]:
    """What the organisation has right now, by the side it works on; one query."""
    tier = actor.preferred_hat().tier
    makers = {"support": _numbers_of_support, "vendor": _numbers_of_vendor}
    found = makers.get(tier, _numbers_of_region)()
    followed = Figure(_("You follow"), {"watched": "1"})
    return figures.count([*found, followed], actor, common={"state": "open"}, path=reverse("tickets:list"))


def _urgent() -> list[Figure]:
    return [
        Figure(_("P1 and P2"), {"priority": "1,2"}),
        Figure(_("Patient safety"), {"safety": "risk,intraffat,vet_ej"}, note=_("Risk, has occurred or not known")),
    ]


def _numbers_of_region() -> list[Figure]:
    mine = {"region": "me"}
    support, vendor = directory.support_org(), directory.vendor()
    return [
        Figure(pgettext("cases", "Open"), mine),
        *(Figure(one.label, mine | one.filters, note=one.note) for one in _urgent()),
        Figure(pgettext("party", "The region"), mine | {"side": "region"}, tier="region"),
        Figure(support.short_name if support else "", mine | {"side": "support"}, tier="support"),
        Figure(vendor.short_name if vendor else "", mine | {"side": "vendor"}, tier="vendor"),
        Figure(_("Waits for our answer"), {"awaited": "me"}),
        Figure(_("To confirm"), {"confirm": "me"}),
    ]


def _numbers_of_support() -> list[Figure]:
    vendor = directory.vendor()
    return [
        Figure(_("Held by us"), {"holder": "me"}, tier="support"),
        Figure(_("To accept"), {"offered": "me"}),
        Figure(_("Nobody assigned"), {"holder": "me", "assignee": "none"}),
        *_urgent(),
        Figure(vendor.short_name if vendor else "", {"side": "vendor"}, tier="vendor"),
        Figure(_("The regions"), {"side": "region"}, tier="region"),
        Figure(_("Waits for our answer"), {"awaited": "me"}),
    ]


def _numbers_of_vendor() -> list[Figure]:
    return [
        Figure(_("Offered to us"), {"offered": "me"}),
        Figure(_("Held by us"), {"holder": "me"}, tier="vendor"),
        Figure(_("Questions to us"), {"awaited": "me"}),
        *_urgent(),
    ]
