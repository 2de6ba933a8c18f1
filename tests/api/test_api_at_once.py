"""Two calls at the same moment, on two connections: one is carried out, the other is told what to do."""

from threading import Thread

import pytest
from django.db import connection, connections, transaction

from tests.api.calling import region, vendor
from tests.api.test_api_refusals import fields
from tests.cases import at_vendor, incident
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """What the calls answered, each made on a connection of its own."""
    answers: list = [None] * len(calls)

    def make(place, call):
        try:
            answers[place] = call()
        finally:
            connections.close_all()

    threads = [Thread(target=make, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_registration_sent_twice_at_once_is_carried_out_once():
    desk, said = region(), fields()
    answers = at_once(*[lambda: desk.register("incident", said, key="twin")] * 4)
    assert {one.status_code for one in answers} <= {201, 409}
    assert len({one.json()["number"] for one in answers if one.status_code == 201}) == 1
    assert Ticket.objects.unscoped("test").count() == 1


def test_a_key_that_is_being_used_is_answered_with_wait():
    desk, said = region(), fields()
    desk.register("incident", said, key="first")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update engine_oncekey set key = 'held' where key = 'first'")
        cursor.execute("delete from engine_oncekey")
        cursor.execute(
            "insert into engine_oncekey (owner, key, fingerprint, outcome, created_at)"
            " select 'client:' || id, 'held', '', '{}', now() from roles_apiclient"
        )
        [answer] = at_once(lambda: desk.register("incident", said, key="held"))
    assert (answer.status_code, answer.json()["code"]) == (409, "key_in_use")
    assert answer.headers["Retry-After"]


def test_a_ticket_that_somebody_is_saving_is_answered_with_try_again():
    desk, ticket = region(), incident()
    with transaction.atomic():
        Ticket.objects.unscoped("test").select_for_update().get(pk=ticket.pk)
        [answer] = at_once(lambda: desk.post(f"tickets/{ticket.number}/steps/triage", version=ticket.version))
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["Retry-After"]


def test_two_who_take_the_same_step_are_not_both_right():
    desk, ticket = region(), incident()

    def take():
        return desk.post(f"tickets/{ticket.number}/steps/triage", version=ticket.version)

    assert sorted(one.status_code for one in at_once(take, take)) == [200, 412]


def test_two_calls_that_name_a_new_person_make_one_person():
    from roles.models import User

    number = at_vendor().number
    caller = vendor()

    def note():
        return caller.post(f"tickets/{number}/notes", {"text": "x", "audience": "all"})

    assert [one.status_code for one in at_once(note, note, note)] == [201] * 3
    assert User.objects.filter(email="vera.holm@vendor.example").count() == 1
