"""The page of one major incident: the situation first, then its history and steps as on every ticket."""

from __future__ import annotations

from django.urls import reverse

from tickets.models import MiAction, MiEntry
from tickets.processes.major_incident.pages import situation as reading
from tickets.web import changes, showing

SHOWN = 5  # entries of the log; all stand in the review's timeline


def panel(read, actions) -> dict:
    """What stands above the history. Registered for the page of tickets (`tickets.web.panels`)."""
    ticket, actor = read.ticket, read.actor
    words = {name: changes.body_of(read.words[name]) for name in reading.WORDS if name in read.words}
    found = reading.situation_of(ticket, actor, now=read.now, words=words)
    number = ticket.number
    return {
        "template": "tickets/major_incident/record.html",
        "situation": found,
        "cells": found.regions,
        "incidents": [
            {
                "ticket": one,
                "url": reverse("tickets:detail", args=[one.number]),
                "region": showing.short_name(one.origin_id),
            }
            for one in reading.incidents(ticket, actor)
        ],
        "entries": entries_of(ticket, actor)[-SHOWN:],
        "can": actions.names,
        "write_url": _step(number, "write_message", actions),
        "publish_url": _step(number, "publish_message", actions),
        "log_url": _step(number, "log_entry", actions),
        "picture_url": reverse("tickets:situation_picture", args=[number]),
        "messages_url": reverse("tickets:status_messages", args=[number]),
        "review_url": reverse("tickets:review", args=[number]),
        "open_actions": MiAction.objects.visible_to(actor).filter(ticket_id=ticket.pk, done_at=None).count()
        if ticket.state in ("review", "closed")
        else 0,
    }


def _step(number: str, name: str, actions) -> str:
    return reverse("tickets:step", args=[number, name]) if actions.can(name) else ""


def entries_of(ticket, actor) -> list[MiEntry]:
    """What people wrote in the log, by when it happened; one query."""
    rows = MiEntry.objects.visible_to(actor).filter(ticket_id=ticket.pk)
    found = list(rows.select_related("text", "author", "corrects").order_by("happened_at", "pk"))
    for one in found:
        shown = reading.names_are_shown(ticket, actor, one.organisation_id)
        one.who = one.author.short_name if shown else ""
        one.place = showing.short_name(one.organisation_id)
    return found
