"""The same rights through the doors: what the engine allows, browser and API allow, and nothing more."""

import json

import pytest
from django.test import Client

from engine.step import steps
from tests import cases, parties
from tests.pages import browser
from tests.people import actor
from tests.permissions.test_product import NO_CAPABILITY, NOT_FROM_HERE, NOT_THERE, STRANGERS, YES, tried

pytestmark = pytest.mark.django_db

# Where the incident lies, and twenty steps of different families tried by each stranger there.
PLACES = {
    "held by the region": lambda: cases.prioritised(),
    "held by the support organisation": lambda: cases.at_support(),
    "held by the vendor": lambda: cases.at_vendor(),
}
TRIED = [
    "add_note", "ask", "answer", "triage", "prioritise", "assign", "take", "hold", "resume", "resolve", "close",
    "cancel", "escalate_tier", "escalate_vendor", "hand_back", "report_solution", "link_vendor_reference", "widen",
    "share", "mark_duplicate",
]  # fmt: skip
API = {YES: {200, 422}, NO_CAPABILITY: {403}, NOT_FROM_HERE: {409}, NOT_THERE: {404}}
# A form whose rule says no at once answers 409 with the reason: the right was there.
WEB = {YES: {200, 409}, NO_CAPABILITY: {403}, NOT_FROM_HERE: {409}, NOT_THERE: {404}}


def call(client: Client, ticket, name: str):
    """The step over REST without its fields: a field that is missing means that the right was there."""
    return client.post(
        f"/api/v1/tickets/{ticket.number}/steps/{name}",
        json.dumps({"fields": {}}),
        content_type="application/json",
        headers={"If-Match": f'"{cases.fresh(ticket.pk).version}"'},
    )


@pytest.mark.parametrize("place", PLACES)
def test_the_doors_allow_what_the_engine_allows(place):
    ticket = PLACES[place]()
    assert set(TRIED) <= set(steps(type(ticket)))
    for role, slug in STRANGERS:
        who = actor(role, slug)
        client = browser(who)
        for name in TRIED:
            verdict = tried(cases.fresh(ticket.pk), name, who, {})
            form = client.get(f"/arenden/{ticket.number}/steg/{name}/")
            assert form.status_code in WEB[verdict], (place, role, slug, name, verdict, form.status_code)
            if verdict != YES or steps(type(ticket))[name].rule.needs:
                answer = call(client, ticket, name)
                assert answer.status_code in API[verdict], (place, role, slug, name, verdict, answer.content[:200])


def test_who_has_no_role_today_reaches_nothing():
    ticket = cases.incident()
    nobody = actor(parties.DESK_ROLE, parties.NEIGHBOUR).user
    nobody.assignments.update(valid_to="2021-01-01")
    client = Client()
    client.force_login(nobody, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/arenden/{ticket.number}/").status_code == 404
    assert call(client, ticket, "triage").status_code == 404
