"""A change of each type on its whole way, by the people whose work it is."""

import pytest

from tests.processes.change import places as at

pytestmark = pytest.mark.django_db


def test_a_major_change_goes_through_both_councils_to_its_review():
    ticket = at.change("closed")
    detail = ticket.detail()
    assert (ticket.state, detail.outcome) == ("closed", "lyckad")
    assert detail.decision == at.CAUSE.removeprefix("decision:")


def test_a_minor_change_is_authorised_by_two_change_managers():
    assert at.minor("authorised").state == "authorised"


def test_an_emergency_is_authorised_by_two_organisations():
    assert at.emergency("authorised").state == "authorised"


def test_a_standard_change_is_authorised_by_its_template():
    ticket = at.standard()
    assert (ticket.state, ticket.detail().template_version) == ("authorised", 1)
