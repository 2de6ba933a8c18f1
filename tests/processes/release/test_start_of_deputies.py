"""Start asks nobody to sign what the step would refuse, because she or whom she stands for has signed already."""

import pytest

from roles.actor import actor_for
from tests import parties
from tests.people import person, wear
from tests.processes.release import places as at
from tests.processes.release.deployments import places as rows
from tests.processes.release.test_signing import ready, signed_as
from tests.processes.service_request import places as orders
from tests.processes.service_request.quoting import places as quotes
from tests.tickets.places import step
from tickets.models import Event
from tickets.processes.release.hearing import _signers
from tickets.web import urls
from tickets.web.turns import count_waiting, waiting_for

pytestmark = pytest.mark.django_db
OBJECT, OBJECT_IT = "sussa-objektledare", "sussa-objektledare-it"


def stands_for(holder, role: str, place: str = parties.SUPPORT_ORG, *, name: str = ""):
    """A person whose one role is to be the deputy of `holder` in `role`."""
    user = person("sussa-jurist" if place == parties.SUPPORT_ORG else "region-kommunikator", place, name=name)
    wear(user, role, place, deputy_for=holder)
    return user


def waits(user, ticket, turn: str) -> bool:
    """Whether it is a row of the person's, and counted as one: the count is a kept query of all with such hats."""
    assert urls.urlpatterns, "the pages say what waits"
    who = actor_for(user)
    found = list(waiting_for(who))
    assert count_waiting(who) == len(found)
    return any(one.pk == ticket.pk and one.turn == turn for one in found)


def test_a_deputy_is_not_asked_after_the_one_she_stands_for_nor_she_after_her_deputy():
    holder = at.it_leader().user
    wear(holder, OBJECT, parties.SUPPORT_ORG)
    deputy = stands_for(holder, OBJECT)
    for first, role, second in ((holder, OBJECT_IT, deputy), (deputy, OBJECT, holder)):
        ticket = ready()
        assert waits(holder, ticket, "approve_release") and waits(deputy, ticket, "approve_release")
        signed_as(ticket, first, role)
        assert not waits(first, ticket, "approve_release") and not waits(second, ticket, "approve_release")


def test_a_deputy_is_asked_under_a_hat_of_her_own():
    holder, deputy = at.it_leader().user, at.lead().user
    wear(deputy, OBJECT, parties.SUPPORT_ORG, deputy_for=holder)
    ticket = ready()
    signed_as(ticket, holder, OBJECT_IT)
    assert waits(deputy, ticket, "approve_release"), "she signs as the release manager that she is"
    signed_as(ticket, deputy, "sussa-driftsattningsansvarig")
    assert not waits(deputy, ticket, "approve_release")


def test_each_deputy_is_asked_by_whom_she_stands_for_herself():
    """Two persons with the same hats share one kept count; whose deputies they are differs."""
    signer = at.it_leader().user
    wear(signer, OBJECT, parties.SUPPORT_ORG)
    first, second = stands_for(signer, OBJECT, name="forst"), stands_for(at.object_leader().user, OBJECT, name="sedan")
    ticket = ready()
    signed_as(ticket, signer, OBJECT_IT)
    assert not waits(first, ticket, "approve_release")
    assert waits(second, ticket, "approve_release")
    assert not waits(first, ticket, "approve_release")


def test_a_stop_is_not_lifted_by_two_hats_of_one_yes():
    holder = at.lead().user
    deputy = stands_for(holder, "region-objektledare", at.REGION)
    ticket = at.take(at.release("rollout"), "halt", at.region_object_leader(), **at.HALT)
    assert waits(deputy, ticket, "lift_release")
    ticket = at.take(ticket, "sign_lift", at.lead(), reason="Rättad.")
    assert not waits(deputy, ticket, "lift_release")


def test_calling_it_off_takes_another_person():
    deputy = stands_for(at.object_leader().user, OBJECT_IT)
    ticket = at.take(at.planning(), "sign_cancel", at.object_leader(), reason="Slås ihop.")
    assert waits(at.it_leader().user, ticket, "cancel_release")
    assert not waits(deputy, ticket, "cancel_release")


def test_the_go_of_a_region_takes_two_persons():
    deputy = stands_for(rows.leader().user, "region-driftsattningsansvarig", at.REGION)
    row = rows.tested("approved")
    assert waits(deputy, row.ticket, "deploy_go")
    rows.step(row, "sign_go", rows.leader(), **rows.TICKS)
    assert waits(rows.manager().user, row.ticket, "deploy_go")
    assert not waits(deputy, row.ticket, "deploy_go")


def test_whose_yes_an_opting_out_lacks_is_asked_for_it_and_asked_anew_for_another_day():
    row = rows.in_state("not_planned")
    leader, owner = rows.leader().user, rows.owner_of_it().user
    assert not waits(owner, row.ticket, "deploy_opt_out"), "nobody has begun"
    row = rows.step(row, "sign_opt_out", rows.leader(), **rows.opting_out())
    assert waits(owner, row.ticket, "deploy_opt_out") and not waits(leader, row.ticket, "deploy_opt_out")
    row = rows.step(row, "sign_opt_out", rows.owner_of_it(), **rows.opting_out(days=30))
    assert waits(leader, row.ticket, "deploy_opt_out") and not waits(owner, row.ticket, "deploy_opt_out")
    event = Event.objects.unscoped("test").filter(ticket_id=row.ticket_id, step="sign_opt_out").latest("seq")
    assert event.changed["signatures_voided"]["count"] == 1
    assert list(_signers(row.ticket, event)) == [leader.pk]
    row = rows.step(row, "sign_opt_out", rows.leader(), **rows.opting_out(days=30))
    assert row.state == "opted_out" and not waits(owner, row.ticket, "deploy_opt_out")


def test_an_order_becomes_a_change_by_two_persons():
    deputy = stands_for(orders.reviewer().user, "sussa-andringsansvarig")
    ticket = step(orders.reviewed(), "sign_convert", orders.reviewer(), reason="Delad konfiguration.")
    assert waits(orders.change_manager().user, ticket, "convert_order")
    assert not waits(deputy, ticket, "convert_order")


def test_a_quote_is_accepted_by_two_persons():
    deputy = stands_for(quotes.controller().user, "region-objektledare", parties.REGION)
    ticket = quotes.above()
    before = waits(deputy, ticket, "accept_quote")
    step(ticket, "sign_quote", quotes.controller(), **quotes.ALONE)
    assert waits(quotes.region_manager().user, ticket, "accept_quote")
    assert before and not waits(deputy, ticket, "accept_quote")
