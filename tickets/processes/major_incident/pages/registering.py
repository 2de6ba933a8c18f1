"""Making the pages known: the panel and layout of a major incident's page, its words, and the count in the menu."""

from __future__ import annotations

from tickets.processes.major_incident import drafting
from tickets.processes.major_incident.pages import phrases, record
from tickets.processes.major_incident.pages.situation import SLUG
from tickets.web import forms, panels


def register() -> None:
    """Called once, with the addresses."""
    panels.TEMPLATES[SLUG] = "tickets/major_incident/detail.html"
    panels.PANELS[SLUG] = [record.panel]
    panels.BEFORE[SLUG] = record.before
    phrases.register()
    for draft, signed, column in drafting.WORDS:
        forms.USUAL[draft] = forms.USUAL[signed] = drafting.usual(column)
