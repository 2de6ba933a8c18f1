"""What pages answer in one way: 403 with the missing right, a form with its faults, why something is refused."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render

from regions import directory
from roles import rights
from roles.capabilities import CAPABILITIES


class Lacking(PermissionDenied):
    """403 whose page names the missing right and, where it is said, who has it."""

    def __init__(self, capability_label: str, holders_text: str = ""):
        self.capability_label, self.holders_text = capability_label, holders_text
        super().__init__(capability_label)


def lacks(capability: str) -> Lacking:
    """To be raised for whoever has not this right."""
    return Lacking(str(CAPABILITIES.get(capability, capability)))


def place_to_assign(request, slug: str, places):
    """The organisation, for whoever gives its roles; 404 where it is none of `places`, 403 for others."""
    place = directory.by_slug(slug)
    if place is None or place not in places:
        raise Http404
    if not rights.may_assign(request.actor, place):
        raise lacks(rights.ASSIGNS[place.tier])
    return place


def form_page(request, template: str, context: dict):
    """The page with its `form`: 422 with the faults of what was sent; 200 where it is shown again after a log-in."""
    form = context["form"]
    status = 422 if form.is_bound and form.errors and not request.resumed else 200
    return render(request, template, context, status=status)


def carried(request) -> list[tuple[str, str]]:
    """What was typed, to travel hidden while it is confirmed."""
    left_out = ("csrfmiddlewaretoken", "once", "go", "confirmed", "_resume")
    return [(name, value) for name, value in request.POST.items() if name not in left_out]


def add_reasons(form, refused) -> None:
    """Put the sentences of a refusal at their fields."""
    for name, text in refused.reasons.items():
        form.add_error(name if name in form.fields else None, text)


def say_why(request, refused) -> None:
    """The sentences of a refusal on the next page, where there is no form to put them in."""
    for text in refused.reasons.values():
        messages.error(request, text)
