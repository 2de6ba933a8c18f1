"""The two pages that explain a ticket: who reads it and by which rule, and what each step takes."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from engine.explain import add_who_to
from tickets import explaining, readers, selectors
from tickets.web import composing, showing
from tickets.web.detail import found
from tickets.web.possible import step_url, who_words


@require_GET
def who_reads(request, number: str):
    """“Who sees this?”: organisations, roles and persons, each with its rule; notes and files have narrower circles."""
    ticket, actor = found(number, request.actor), request.actor
    rows = explaining.access_to(ticket, actor)
    circles = composing.circles_of(ticket, actor, readers.readers_of(ticket, readers.grants(ticket)))
    context = {
        "ticket": ticket,
        "rows": [{"access": one, "called": showing.called(one.organisation)} for one in rows],
        "circles": circles,
        "is_customer": actor.is_customer_side,
        "is_confidential": ticket.visibility == "confidential",
    }
    return render(request, "tickets/who_reads.html", context)


@require_GET
def why_not(request, number: str):
    """“Why can I not?”: every step of the ticket, its open hand-off and its regions' parts, allowed or not."""
    ticket, actor, now = found(number, request.actor), request.actor, timezone.now()
    offers = [one for one in selectors.handoffs(ticket, actor) if one.state == "proposed"]
    legs = selectors.legs(ticket, actor) if ticket.detail_model else []
    ticket.know_legs(legs)  # the same rows serve the guards
    parts = [("", ticket), *((showing.short_name(one.to_organisation_id), one) for one in offers)]
    parts += [(one.region.short_name or one.region.name, one) for one in legs]
    every = [explaining.every_step(one, actor, at=now) for _name, one in parts]
    add_who_to([(one, states) for (_name, one), states in zip(parts, every, strict=True)], actor, at=now)
    context = {
        "ticket": ticket,
        "parts": [
            {"kind": one.kind, "name": name} | _rows(one, states)
            for (name, one), states in zip(parts, every, strict=True)
        ],
        "back": reverse("tickets:detail", args=[ticket.number]),
    }
    return render(request, "tickets/why_not.html", context)


def _rows(subject, states) -> dict[str, list[dict]]:
    """The steps of this state, and apart those that only another state would allow."""
    found: dict[str, list[dict]] = {"steps": [], "other_states": []}
    for one in states:
        row = {"step": one, "url": step_url(subject, one.name), "who": who_words(one.who)}
        kept = found["steps" if explaining.state_allows(one) else "other_states"]
        kept.append(row | {"rules": explaining.rules_of(subject, one.name)})
    return found
