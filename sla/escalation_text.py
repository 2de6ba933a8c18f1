"""A target of an escalation as one row of text: "process_role at holder", "assignee, leader at provider".

What cannot be read raises Unreadable with a sentence that says what to write instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sla.calendar_text import Unreadable

ASSIGNEE = "assignee"  # a word in the place of a role: whoever the case is assigned to
PLACES = ("holder", "origin", "provider", "support", "vendor", "receiver", "sender", "awaited")


@dataclass(frozen=True)
class Aim:
    """Whoever wears one of the roles (slugs, or names of groups of them) at a place of the case."""

    named: tuple[str, ...]
    place: str


def read_aim(text: str) -> Aim:
    """The row's target; whether there are such roles is judged elsewhere."""
    named, _at, place = " ".join(str(text).split()).rpartition(" at ")
    words = tuple(word.strip() for word in named.split(",") if word.strip())
    if not words or any(" " in word for word in words):
        advice = _("“%(text)s” is no target. Write such as “%(example)s”.")
        raise Unreadable(advice % {"text": text, "example": "assignee at holder"})
    if place not in PLACES:
        advice = _("“%(text)s”: there is no place “%(place)s”. Choose one of: %(choices)s.")
        raise Unreadable(advice % {"text": text, "place": place, "choices": ", ".join(PLACES)})
    return Aim(words, place)
