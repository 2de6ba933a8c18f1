"""Taking a personal number out of what somebody has written, at the press of a button: the form comes back without it.

Works as any other button of the form, with or without script; nothing is saved. The number stands nowhere in the page.
"""

from __future__ import annotations

from django.http import QueryDict

from engine.personal_data import scrub

MASK = "mask"


def is_asked(request) -> bool:
    return request.method == "POST" and request.POST.get("go") == MASK


def cleaned(post: QueryDict) -> QueryDict:
    """What was sent, with a mark in place of each certain number; no fault is said of it yet."""
    data = post.copy()
    for name in data:
        data.setlist(name, [scrub(value) for value in data.getlist(name)])
    data.is_unsent = True
    return data
