"""A problem at the vendor: handed over, accepted or returned, reported back, and its fix delivered."""

import pytest

from engine.errors import NotPossible, Refused
from tests import parties
from tests.cases import answer, step, team
from tests.people import actor
from tests.processes.problem import places as at
from tickets.models import Clock, Ticket

pytestmark = [pytest.mark.django_db]


def release_manager():
    return actor("cambio-release-manager", parties.VENDOR_ORG)


def test_the_vendor_takes_it_answers_and_hands_it_back():
    ticket = at.at_vendor()
    assert (ticket.state, ticket.holder.slug, ticket.vendor.slug) == ("assess", parties.VENDOR_ORG, parties.VENDOR_ORG)
    kept = Clock.all_objects.filter(ticket=ticket, version__agreement__kind="uc", stopped_at=None)
    assert {"resolve", "respond"} & set(kept.values_list("metric", flat=True))  # preliminary and final root cause
    ticket = step(
        ticket, "report_solution", parties.vendor(), solution="Minnet frigörs i 4.2.1.", handoff_letter="Känt: orsaken."
    )
    ticket = answer(ticket, "accept", at.manager(), team=team(parties.SUPPORT_ORG).slug)
    assert ticket.holder.slug == parties.SUPPORT_ORG
    assert step(ticket, "declare_ke", at.manager(), **at.DECLARING).state == "known_error"


def test_the_vendor_returns_what_it_cannot_use():
    ticket = step(at.at_support(), "to_vendor", at.manager(), **at.TO_VENDOR)
    returning = {"return_reason": "saknar_underlag", "reason": "Loggen är tom."}
    ticket = answer(ticket, "return", parties.vendor_manager(), **returning)
    assert (ticket.holder.slug, ticket.returns) == (parties.SUPPORT_ORG, 1)


def test_what_a_region_holds_is_not_sent_past_the_support_organisation():
    ticket = step(at.registered(), "assess", at.region_manager(), **at.ASSESSING)
    with pytest.raises(Refused) as refused:
        step(ticket, "to_vendor", at.manager(), **at.TO_VENDOR)
    assert [why.code for why in refused.value.reasons] == ["not_held_by_support"]


def test_the_vendor_reports_a_fix_only_of_what_it_was_sent():
    ticket = at.problem("fix_in_progress")
    delivering = {"fixed_version": "4.2.1", "deployed_regions": [parties.REGION]}
    with pytest.raises((NotPossible, Ticket.DoesNotExist)):
        step(ticket, "fix_delivered", release_manager(), **delivering)
    ticket = step(ticket, "to_vendor", at.manager(), **at.TO_VENDOR)
    ticket = step(ticket, "fix_delivered", release_manager(), **delivering)
    assert (ticket.state, ticket.detail().fix_reported_by.slug) == ("verify", parties.VENDOR_ORG)


def test_it_is_not_written_off_while_a_hand_over_is_unanswered():
    ticket = step(at.at_support(), "to_vendor", at.manager(), **at.TO_VENDOR)
    for name, data in (("cancel", {"reason": "Inget."}), ("mark_duplicate", {"master_ticket": at.registered().number})):
        with pytest.raises(Refused) as refused:
            step(ticket, name, at.manager(), **data)
        assert [why.code for why in refused.value.reasons] == ["handoff_open"]
