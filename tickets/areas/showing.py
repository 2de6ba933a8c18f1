"""How programme areas are shown on a ticket's page, in its timeline and in its forms; each by the name it has now."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tickets.areas import register
from tickets.web import forms
from tickets.web.changes import FACTS, LABELS


def of_ticket(ticket) -> list[dict]:
    """Name and the list of everything open in the area, of every process that carries it."""
    return [{"label": one.label, "url": list_url(one.slug)} for one in ticket.programme_areas()]


def list_url(slug: str, **filters: str) -> str:
    return f"{reverse('tickets:list')}?{urlencode({'state': 'open', 'area': slug} | filters)}"


def _said(said: dict) -> str:
    names = [one.label for one in map(register.called, said["after"]) if one is not None]
    return ", ".join(names) or str(_("none"))


def _usual(setting):
    """What the ticket has is chosen already."""
    ticket = setting.ticket
    return [one.slug for one in ticket.programme_areas()] if hasattr(ticket, "programme_areas") else None


def add() -> None:
    """Let the timeline and the forms of steps know the tag."""
    LABELS["areas"] = _("National programme areas")
    FACTS["areas"] = _said
    forms.USUAL.setdefault("programme_areas", _usual)
