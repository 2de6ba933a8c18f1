"""The page of one major incident: the situation first, then its history and steps as on every ticket."""

from __future__ import annotations

from django.urls import reverse

from tickets import codes
from tickets.models import MiEntry
from tickets.processes.major_incident.message_reading import messages_of, names_are_shown
from tickets.processes.major_incident.pages import at_once
from tickets.processes.major_incident.pages import situation as reading
from tickets.web import changes, showing


def before(read) -> None:
    """Read in two queries what the rules of the steps and the panel ask for; for the page, before its steps."""
    ticket, actor = read.ticket, read.actor
    if not read.given:
        ticket.know_no_grants(actor)
    read.short = at_once.read(ticket, actor)
    read.messages = messages_of(ticket, actor, added=read.short.suffixes)


def panel(read, actions) -> dict:
    """What stands above the history. Registered for the page of tickets (`tickets.web.panels`)."""
    ticket, actor = read.ticket, read.actor
    words = {name: changes.body_of(read.words[name]) for name in reading.WORDS if name in read.words}
    found = reading.situation_of(ticket, actor, now=read.now, words=words, messages=read.messages)
    number = ticket.number
    return {
        "template": "tickets/major_incident/record.html",
        "situation": found,
        "cells": found.regions,
        "incidents": _incidents(read),
        "entries": _with_names(read.short.entries, ticket, actor),
        "can": actions.names,
        "write_url": _step(number, "write_message", actions),
        "publish_url": _step(number, "publish_message", actions),
        "log_url": _step(number, "log_entry", actions),
        "picture_url": reverse("tickets:situation_picture", args=[number]),
        "messages_url": reverse("tickets:status_messages", args=[number]),
        "review_url": reverse("tickets:review", args=[number]),
        "open_actions": read.short.open_actions if ticket.state in ("review", "closed") else 0,
    }


def _step(number: str, name: str, actions) -> str:
    return reverse("tickets:step", args=[number, name]) if actions.can(name) else ""


def _incidents(read) -> list[dict]:
    """Its incidents that the reader may read, from the links of the page."""
    own = [one for one in read.links if one.kind == codes.LinkKind.IN_MAJOR and one.other_id == read.ticket.pk]
    return [
        {
            "ticket": one.ticket,
            "url": reverse("tickets:detail", args=[one.ticket.number]),
            "region": showing.short_name(one.ticket.origin_id),
        }
        for one in sorted(own, key=lambda one: one.ticket_id)
    ]


def entries_of(ticket, actor) -> list[MiEntry]:
    """What people wrote in the log, by when it happened; one query."""
    rows = MiEntry.objects.visible_to(actor).filter(ticket_id=ticket.pk)
    return _with_names(
        list(rows.select_related("text", "author", "corrects").order_by("happened_at", "pk")), ticket, actor
    )


def _with_names(found: list[MiEntry], ticket, actor) -> list[MiEntry]:
    for one in found:
        shown = names_are_shown(ticket, actor, one.organisation_id)
        one.who = one.author.short_name if shown else ""
        one.place = showing.short_name(one.organisation_id)
    return found
