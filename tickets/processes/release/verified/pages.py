""" "Kvarstår felet?" in the browser: on the page of an incident, on Start, and in the form that resolves it."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from roles.kept import AnyOf
from tickets.models import IncidentDetail, Ticket
from tickets.processes.release.verified.on_incidents import UNSOLVED
from tickets.web import addresses, forms, panels, possible, start, turns
from tickets.web.phrases import PHRASES
from tickets.web.possible import step_url

ASKED, GONE = "fault_asked", "fault_gone"
RESOLVE = "resolve"


def panel(read, actions) -> dict | None:
    """While it is asked, or answered that the fault is gone. No query where nobody has asked."""
    detail = read.ticket.detail()
    if detail is None or detail.fault_asked_at is None or read.ticket.state not in UNSOLVED or detail.fault_remains:
        return None
    release = Ticket.objects.visible_to(read.actor).filter(pk=detail.asked_release_id).first()
    is_gone = detail.fault_remains is False
    return {
        "template": "tickets/release/fault_panel.html",
        "release": release,
        "is_gone": is_gone,
        "remains_url": step_url(read.ticket, "fault_remains") if actions.can("fault_remains") else "",
        "gone_url": step_url(read.ticket, "fault_is_gone") if actions.can("fault_is_gone") else "",
        "resolve_url": step_url(read.ticket, RESOLVE) if actions.can(RESOLVE) else "",
        "acts": actions.can(RESOLVE) if is_gone else actions.can("fault_remains") or actions.can("fault_is_gone"),
    }


def _turns(actor) -> list:
    """The reporter and whoever holds it are asked; once it is gone the holder resolves it. No query of its own."""
    own, at_work = turns.places(actor, "ticket.own"), turns.places(actor, "ticket.work")
    asked = IncidentDetail.objects.filter(fault_asked_at__isnull=False)
    open_ = Q(process="incident", closed_at=None, state__in=UNSOLVED, historic=False)
    held = Q(holder_id__in=at_work)
    mine = held | Q(reporter_id=actor.person_id, reporter_organisation_id__in=own)
    return [
        turns.Turn(ASKED, open_ & mine & _among(asked.filter(fault_remains=None))),
        turns.Turn(GONE, open_ & held & _among(asked.filter(fault_remains=False))),
    ]


def _among(details) -> Q:
    return Q(AnyOf("pk", ArraySubquery(details.values("ticket_id"))))


def solution(setting):
    """What resolves it: the release that the region has verified, where somebody there says that the fault is gone."""
    if setting.ticket.process != "incident":
        return None
    detail = setting.ticket.detail()
    if detail is None or detail.fault_remains is not False:
        return None
    found = Ticket.objects.visible_to(setting.actor).filter(pk=detail.asked_release_id).first()
    if found is None:
        return None
    return _("Mended by %(title)s (%(number)s), verified in the region.") % {
        "title": found.title,
        "number": found.number,
    }


def _asked_row(ticket) -> start.Row:
    why = _("A release that may have mended it is verified in your region. Does the fault remain?")
    acts = [
        start.Act(_("The fault is gone"), addresses.step_of(ticket, "fault_is_gone"), version=ticket.version),
        start.Act(_("The fault remains"), addresses.step_of(ticket, "fault_remains"), version=ticket.version),
    ]
    title = start.titled(pgettext("button", "Answer"), ticket)
    return start.Row(ticket, reverse("tickets:detail", args=[ticket.number]), title, why, ticket.updated_at, acts)


def _gone_row(ticket) -> start.Row:
    """Resolving is the ordinary step; where the case has not come so far its page says what comes before."""
    why = _("It is answered that the fault is gone since the release. Resolve the case.")
    url = reverse("tickets:detail", args=[ticket.number])
    acts = []
    if ticket.state == "in_progress":
        acts.append(start.Act(pgettext("button", "Resolve"), addresses.step_of(ticket, RESOLVE)))
    return start.Row(ticket, url, start.titled(pgettext("button", "Resolve"), ticket), why, ticket.updated_at, acts)


def add() -> None:
    """Tell the shared pages; called once, when the addresses are read."""
    possible.place("incident", elsewhere={"fault_remains", "fault_is_gone"})
    panels.add("incident", panel)
    turns.MORE_TURNS.append(_turns)
    before = forms.USUAL.get("solution")
    forms.USUAL["solution"] = lambda setting: solution(setting) or (before(setting) if before else None)
    start.MORE_ROWS.update({ASKED: _asked_row, GONE: _gone_row})
    PHRASES.update(
        {
            ("incident", "ask_if_fault_remains"): (
                gettext_lazy("asked whether the fault remains: a release is verified in the region."),
                "info",
            ),
            ("incident", "fault_remains"): (gettext_lazy("answered that the fault remains."), "st-affected"),
            ("incident", "fault_is_gone"): (gettext_lazy("answered that the fault is gone."), "check"),
        }
    )
