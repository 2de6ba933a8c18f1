"""A person at the browser's door, for tests: opens pages, fills in the form of a step and sends it."""

import re
from html import unescape
from uuid import uuid4

from django.test import Client

from tests.people import person
from tickets.models import Handoff, RegionLeg

TEAM = {"dalarna": "dalarna", "sussa-vardstod": "sussa-vardstod", "cambio": "cambio"}


class Visitor:
    """Somebody who is logged in."""

    def __init__(self, user):
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def see(self, path, **query):
        return self.client.get(path, query)

    def text(self, path, **query):
        """The page's words, marks taken away."""
        return words(self.see(path, **query))

    def take(self, subject, name, *, at_version=None, once=None, **data):
        """Send the form of a step, at the version the page shows unless another is given."""
        given = {"read_version": subject.version if at_version is None else at_version, "once": once or str(uuid4())}
        return self.client.post(address(subject, name), given | data)


def visitor(role, organisation, **options) -> Visitor:
    return Visitor(person(role, organisation, **options))


def address(subject, name) -> str:
    if isinstance(subject, Handoff):
        return f"/arenden/{subject.ticket.number}/overlamning/{subject.pk}/{name}/"
    if isinstance(subject, RegionLeg):
        return f"/arenden/{subject.ticket.number}/region/{subject.region.slug}/{name}/"
    return f"/arenden/{subject.number}/steg/{name}/"


def words(response) -> str:
    text = re.sub(r"<(script|style|svg|title).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def offer_of(ticket) -> Handoff:
    found = Handoff.objects.unscoped("test").get(ticket=ticket, state="proposed")
    found.ticket = ticket
    return found


def leg_of(ticket, region) -> RegionLeg:
    return RegionLeg.objects.unscoped("test").select_related("ticket", "region").get(ticket=ticket, region__slug=region)
