"""Registering an incident and a general case in the browser's forms, without a browser."""

import re
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from regions import directory
from tests.cases import incident
from tests.people import actor, person, wear
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

FIRST = {"title": "Provsvar visas dubbelt", "symptom": "Varje svar får två rader.", "contact": "Elin Backlund"}
SECOND = {
    "affected_units": "Avdelning 12",
    "users_affected": "n11_100",
    "reserve_routine": "yes",
    "patient_safety": "risk",
}
# A number with a right check digit of a person who cannot exist (born in 1812).
CERTAIN = "18121212-1212"


@pytest.fixture
def leader(client):
    """A regional object manager, logged in."""
    found = person("region-objektledare", "dalarna")
    client.force_login(found)
    return found


def typed(**changes):
    service = str(directory.service_by_slug("provsvar").pk)
    began = {"started_at_0": "2026-01-15", "started_at_1": "07:40", "source": "user", "service": service}
    return FIRST | began | {"once": str(uuid4())} | changes


def post(client, page, go="next", *, process="incident", **fields):
    name = "tickets:register" if process == "incident" else "tickets:register_case"
    return client.post(reverse(name), {"page": page, "go": go, **fields})


def test_three_pages_and_the_incident_is_registered(client, leader):
    fields = typed()
    second = post(client, 1, **fields)
    assert 'name="affected_units"' in second.content.decode()
    review = post(client, 2, **fields, **SECOND)
    assert "Avdelning 12" in review.content.decode()
    done = post(client, 3, "register", **fields, **SECOND)
    ticket = Ticket.objects.unscoped("test").get()
    assert done.url == f"/arenden/{ticket.number}/"
    assert (ticket.origin.slug, ticket.reporter_id, ticket.patient_safety) == ("dalarna", leader.pk, "risk")
    assert ticket.detail_model is None or ticket.title == FIRST["title"]
