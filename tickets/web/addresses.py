"""The address of a step, whatever it is taken on: a case, a hand-off or a region's part. Its form is there too."""

from __future__ import annotations

from django.urls import reverse

from regions import directory


def step_of(ticket, name: str) -> str:
    return reverse("tickets:step", args=[ticket.number, name])


def step_of_handoff(ticket, handoff, name: str) -> str:
    return reverse("tickets:handoff_step", args=[ticket.number, handoff.pk, name])


def step_of_leg(ticket, leg, name: str) -> str:
    return reverse("tickets:leg_step", args=[ticket.number, directory.organisation(leg.region_id).slug, name])
