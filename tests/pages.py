"""Pages as somebody's browser gets them, and the words that a person reads on them."""

import re

from django.test import Client

from roles.actor import Actor


def browser(who: Actor) -> Client:
    """Somebody's browser, logged in."""
    found = Client()
    found.force_login(who.user)
    return found


def text_of(answer, status: int = 200) -> str:
    """What is read on a page that is answered with `status`."""
    assert answer.status_code == status, answer.content.decode()[:1500]
    return plain(answer.content.decode())


def plain(html: str) -> str:
    """The text without its marks; white space of any kind is one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
