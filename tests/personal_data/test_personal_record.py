"""What is kept about a user, when she asks to see it: everything about her, nothing about anybody else."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from roles import delegating
from roles.actor import actor_for
from sussa.personal_record import record_of
from tests import parties
from tests.cases import incident, step
from tests.people import person
from tests.web.tickets.door import visitor
from tickets import saved_views

pytestmark = pytest.mark.django_db

# Models that lead to a person: the section in which they stand, or why they stand in none.
SHOWN = {
    "roles.roleassignment": "roles",
    "roles.groupmembership": "groups",
    "roles.delegation": "delegations",
    "roles.rolechange": "changes_of_rights",
    "roles.viewing": "looked_at_as",
    "roles.personaltoken": "tokens",
    "roles.draft": "drafts",
    "tickets.savedview": "saved_views",
    "tickets.event": "steps",
    "tickets.articleevent": "steps_of_articles",
    "tickets.reading": "cases_opened",
    "tickets.watch": "cases_followed",
    "tickets.notice": "notices",
    "outbox.message": "messages_sent",
}


def written(email: str) -> dict:
    out = StringIO()
    call_command("personal_record", email, stdout=out)
    return json.loads(out.getvalue())


def test_it_says_who_she_is_what_she_may_and_what_she_did():
    desk = parties.desk()
    ticket = step(incident(desk), "watch", desk)
    visitor(parties.DESK_ROLE, parties.REGION).see(f"/arenden/{ticket.number}/")
    saved_views.save("Min vy", {"state": "open"}, "", actor=desk, at=timezone.now())
    found = written(desk.user.email.upper())
    assert found["account"]["email"] == desk.user.email
    assert [one["as_role"] for one in found["roles"]] == [parties.DESK_ROLE]
    assert [one["step"] for one in found["steps"]][:2] == ["open", "register"]
    assert {one["case"] for one in found["steps"]} == {ticket.number}
    assert [one["case"] for one in found["cases_opened"]] == [ticket.number]
    assert [one["case"] for one in found["cases_followed"]] == [ticket.number]
    assert [one["name"] for one in found["saved_views"]] == ["Min vy"]


def test_it_holds_no_words_of_cases_no_keys_and_nothing_of_what_others_did():
    desk, other = parties.desk(), parties.region_manager()
    ticket = incident(desk)
    step(ticket, "add_note", other, note_text="Ord av någon annan", note_audience="customer")
    said = json.dumps(written(desk.user.email))
    for word in (ticket.title, "Ord av någon annan", other.user.email, desk.user.password):
        assert word not in said
    assert [one["step"] for one in written(other.user.email)["steps"]] == ["add_note"]


def test_a_role_that_she_handed_over_and_what_was_done_for_her_stand_in_it():
    giver, receiver = person("region-incidentansvarig", parties.REGION), person(parties.DESK_ROLE, parties.REGION)
    today = timezone.localdate()
    delegating.propose(actor_for(giver), receiver=receiver, first_day=today, last_day=today + timedelta(days=1))
    for one in (giver, receiver):
        (handed,) = record_of(one)["delegations"]
        assert (handed["from_whom"], handed["to_whom"]) == (giver.email, receiver.email)


def test_an_unknown_address_is_said_and_nothing_is_written():
    with pytest.raises(CommandError):
        written("ingen@example.org")


def test_every_section_is_of_a_table_that_leads_to_people():
    """A table that is renamed or no longer leads to a person is seen here."""
    people = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is not None and field.related_model._meta.label == settings.AUTH_USER_MODEL
    }
    assert set(SHOWN) <= people
    assert set(SHOWN.values()) == set(record_of(parties.desk().user)) - {"account"}
