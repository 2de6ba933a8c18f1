"""Two people at work on cases of one family at the same moment."""

import threading

import pytest
from django.db import connection, transaction

from engine.perform import perform, perform_within
from tests import cases, parties
from tests.cases import step
from tests.clocks.reading import clock, faults
from tickets.clocks import keeping
from tickets.models import Ticket


@pytest.mark.django_db(transaction=True)
def test_a_case_and_its_main_case_that_go_to_the_vendor_at_once_still_count_once():
    parent, child = cases.at_support(), cases.at_support()
    step(child, "put_under", parties.support_manager(), parent_ticket=parent.number)
    who = parties.support()

    def second() -> None:
        try:
            perform(Ticket, child.pk, "escalate_vendor", actor=who, via="test", data=cases.TO_VENDOR)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        perform_within(Ticket, parent.pk, "escalate_vendor", actor=who, via="test", data=cases.TO_VENDOR)
        thread.start()
        thread.join(10)
        assert not thread.is_alive(), "the child does not wait for its main case"
        assert len(keeping.miscounted([child.pk])) == 4, "neither has seen the other"
    assert keeping.miscounted([parent.pk, child.pk]) == []
    assert clock(child, "uc-cambio", "resolve").counted_with == parent
    assert faults(child) == faults(parent) == []
