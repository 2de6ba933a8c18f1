"""Quotes: given, kept as versions, divided to exactly the whole, and accepted by those whose yes it takes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from engine.errors import NotPermitted, NotPossible, Refused
from regions import directory
from regions.sharing import WHOLE
from roles.actor import SYSTEM
from tests import parties
from tests.cases import fresh, step
from tests.people import person
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places
from tickets.models import Event, OrderSign, Quote, QuoteAllocation, QuoteShare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
WHY = "test"


def quotes(ticket):
    return list(Quote.objects.unscoped(WHY).filter(ticket_id=ticket.pk).order_by("number"))


def codes_of(error) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def refused(ticket, name, who, **data) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as error:
        step(ticket, name, who, **data)
    return [(reason.code, reason.field) for reason in error.value.reasons]


# --- Giving one ---


def test_the_vendors_quote_waits_for_acceptance_and_lies_with_whoever_assesses_it():
    ticket = places.quoted()
    (quote,) = quotes(ticket)
    assert (ticket.state, ticket.holder.slug) == ("order_approval", parties.SUPPORT_ORG)
    assert (quote.number, quote.price, quote.lead_days) == (1, Decimal("40000"), 15)
    assert (quote.given_by.slug, quote.received_outside) == (parties.VENDOR_ORG, False)
    assert ticket.said()["quote_text"].startswith("En skrivare")


def test_a_quote_that_came_as_a_document_is_the_vendors_written_down_by_the_support_organisation():
    ticket = step(at.quoted_at_vendor(), "quote", at.reviewer(), **places.quote())
    (quote,) = quotes(ticket)
    assert (quote.given_by.slug, quote.received_outside) == (parties.VENDOR_ORG, True)


def test_a_later_quote_is_a_version_of_its_own_and_makes_a_yes_to_the_earlier_void():
    ticket = step(places.above(), "sign_quote", places.region_manager(), **places.ALONE)
    again = step(ticket, "quote", at.quoter(), **places.quote("110 000"))
    assert [(one.number, one.price) for one in quotes(again)] == [(1, Decimal("125000.50")), (2, Decimal("110000"))]
    assert again.signs() == [] and OrderSign.objects.unscoped(WHY).get(ticket_id=ticket.pk).void_at is not None
    assert again.allocation() is None


def test_a_quote_is_not_given_for_days_that_have_passed_nor_for_what_is_no_amount():
    ticket = at.quoted_at_vendor()
    assert refused(ticket, "quote", at.quoter(), **places.quote(days=-1)) == [
        ("quote_ends_before", "quote_valid_until")
    ]
    for price in ("femtio", "-1", "1,234"):
        assert refused(ticket, "quote", at.quoter(), **places.quote(price)) == [("not_an_amount", "price")]


def test_a_vendor_quotes_only_what_it_was_asked_about():
    ticket = at.reviewed(at.PRICED)
    with pytest.raises(Exception) as error:
        step(ticket, "quote", at.quoter(), **places.quote())
    assert type(error.value).__name__ in ("DoesNotExist", "NotPossible")
    assert quotes(ticket) == []


def test_nobody_changes_or_removes_a_quote():
    ticket = places.quoted()
    for way in (lambda rows: rows.update(price=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            way(Quote.objects.unscoped(WHY).filter(ticket_id=ticket.pk))


def test_the_vendor_reads_its_own_quotes_and_nothing_of_the_division():
    ticket = places.accepted()
    assert Quote.objects.visible_to(at.quoter()).filter(ticket_id=ticket.pk).count() == 1
    assert QuoteAllocation.objects.visible_to(at.quoter()).count() == 0
    assert QuoteShare.objects.visible_to(at.quoter()).count() == 0
    neighbour = parties.desk(parties.NEIGHBOUR)
    assert Quote.objects.visible_to(neighbour).filter(ticket_id=ticket.pk).count() == 0


# --- Dividing ---


def test_one_region_bears_all_of_its_own_order():
    assert places.shares_of(places.accepted()) == {parties.REGION: (WHOLE, Decimal("40000"))}


@pytest.mark.parametrize("key", ["equal", "population", "users"])
def test_a_key_gives_shares_and_amounts_that_add_up(key):
    ticket = step(places.above(), "allocate", at.reviewer(), allocation_key=key)
    found = places.shares_of(ticket)
    assert set(found) == {one.slug for one in directory.regions()}
    assert sum(share for share, _amount in found.values()) == WHOLE
    assert sum(amount for _share, amount in found.values()) == Decimal("125000.50")
    row = QuoteAllocation.objects.unscoped(WHY).get(ticket_id=ticket.pk)
    assert len(row.figures) == (0 if key == "equal" else 9)
    assert all(one["source"] and one["measured_on"] for one in row.figures)


def test_larger_regions_bear_more_by_inhabitants():
    found = places.shares_of(step(places.above(), "allocate", at.reviewer(), allocation_key="population"))
    assert found["halland"][0] > found["blekinge"][0]


def test_some_regions_may_share():
    ticket = step(
        places.above(), "allocate", at.reviewer(), allocation_key="equal", allocation_regions=["halland", "dalarna"]
    )
    assert {slug: share for slug, (share, _amount) in places.shares_of(ticket).items()} == {
        "dalarna": 5000,
        "halland": 5000,
    }


def test_shares_of_ones_own_are_the_whole_or_refused_with_what_is_missing():
    ticket, who = places.above(), at.reviewer()

    def own(**shares):
        return {"allocation_key": "custom", "allocation_shares": shares}

    with pytest.raises(Refused) as error:
        step(ticket, "allocate", who, **own(dalarna="60", halland="39,99"))
    (reason,) = error.value.reasons
    assert (reason.code, reason.field) == ("not_the_whole", "allocation_shares") and "0,01" in str(reason.text)
    assert refused(ticket, "allocate", who, **own(dalarna="60", halland="40.01")) == [
        ("not_the_whole", "allocation_shares")
    ]
    assert refused(ticket, "allocate", who, allocation_key="custom") == [("not_the_whole", "allocation_shares")]
    for bad in ({"dalarna": "tio"}, {"stockholm": "100"}, {"dalarna": "33,333"}, {"dalarna": True}):
        assert refused(ticket, "allocate", who, **own(**bad))[0][1] == "allocation_shares"
    divided = step(ticket, "allocate", who, **own(dalarna="60", halland="39,99", blekinge="0.01"))
    assert places.shares_of(divided)["blekinge"] == (1, Decimal("12.50"))


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ("60", "not_shares"),
        ({"nowhere": "100"}, "not_a_member"),
        ({"dalarna": "sextio", "halland": "40"}, "not_a_share"),
        ({"dalarna": "60,005", "halland": "39,995"}, "not_a_share"),
        ({"dalarna": ["100"]}, "not_a_share"),
    ],
)
def test_shares_are_per_cent_with_two_decimals_of_member_regions(shares, code):
    given = {"allocation_key": "custom", "allocation_shares": shares}
    assert refused(places.above(), "allocate", at.reviewer(), **given) == [(code, "allocation_shares")]


def test_without_figures_a_key_is_refused_and_names_the_region(monkeypatch):
    monkeypatch.setattr("regions.allocation.measures", lambda kind, day: {})
    with pytest.raises(Refused) as error:
        step(places.above(), "allocate", at.reviewer(), allocation_key="users")
    assert error.value.reasons[0].code == "no_figures" and "Region Dalarna" in str(error.value.reasons[0].text)


def test_what_the_support_organisation_ordered_no_region_alone_bears():
    ticket = step(at.placed(at.PRICED, who=at.support_orderer()), "review_to_quote", at.reviewer(), **at.QUOTING)
    ticket = step(ticket, "quote", at.quoter(), **places.quote())
    given = {"allocation_key": "orderer"}
    assert refused(ticket, "allocate", at.reviewer(), **given) == [("no_ordering_region", "allocation_key")]
    assert step(ticket, "allocate", at.reviewer(), allocation_key="equal").allocation().key == "equal"


def test_the_database_itself_refuses_shares_that_are_not_the_whole():
    ticket = places.joint()
    row = QuoteAllocation.objects.unscoped(WHY).get(ticket_id=ticket.pk)
    half = QuoteAllocation(ticket_id=ticket.pk, quote=row.quote, key="custom", at=row.at, event_seq=row.event_seq)
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        half.save()
        QuoteShare.objects.create(allocation=half, region_id=ticket.origin_id, share=5000, amount=row.quote.price)
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("set constraints all immediate")


# --- Whose yes it takes ---


def test_within_the_limit_one_approver_accepts_and_the_amounts_are_bound():
    ticket = places.accepted()
    row = QuoteAllocation.objects.unscoped(WHY).get(ticket_id=ticket.pk)
    assert ticket.state == "fulfilment" and row.accepted_at is not None
    assert ticket.said()["purchase_reference"] == "INK-2026-0412"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        QuoteAllocation.objects.unscoped(WHY).filter(pk=row.pk).update(accepted_at=None)


def test_a_reference_that_may_be_a_number_and_is_stated_to_be_none_is_accepted():
    stated = {"not_personal_data": True, "not_personal_data_reason": "Vårt inköpsnummer."}
    given = places.ALONE | {"purchase_reference": "1212121234"}
    ticket = places.quoted()
    assert ("possible_personal_number", "purchase_reference") in refused(ticket, "sign_quote", at.approver(), **given)
    ticket = step(ticket, "sign_quote", at.approver(), **given, **stated)
    assert (ticket.state, ticket.said()["purchase_reference"]) == ("fulfilment", "1212121234")


def test_the_orderer_accepts_nothing_of_her_own():
    ticket = places.quoted()
    orderer = at.in_group("godkannare", parties.DESK_ROLE, limit=Decimal(100_000))
    assert ("own_order", "") in refused(ticket, "sign_quote", orderer, **places.ALONE)


def test_above_an_approvers_limit_it_is_said_who_can():
    ticket = places.above()
    high = at.in_group("godkannare", "region-kliniker", limit=Decimal(200_000))
    with pytest.raises(Refused) as error:
        step(ticket, "sign_quote", at.approver(), **places.ALONE)
    assert codes_of(error) == ["above_limit"] and str(high.user) in str(error.value.reasons[0].text)
    assert step(ticket, "sign_quote", high, **places.ALONE).state == "fulfilment"


def test_above_every_limit_the_regions_object_manager_and_the_finance_controller_accept():
    ticket = places.above()
    assert "other_party_decides" in [
        code for code, _field in refused(ticket, "sign_quote", at.approver(), **places.ALONE)
    ]
    half = step(ticket, "sign_quote", places.region_manager(), **places.ALONE)
    assert half.state == "order_approval"
    assert {one.party for one in half.signs()} == {"region_object"}
    assert step(half, "sign_quote", places.controller()).state == "fulfilment"


def test_a_joint_cost_is_accepted_by_the_joint_object_manager_and_the_finance_controller():
    ticket = places.joint()
    for who in (at.approver(), places.region_manager()):
        assert "other_party_decides" in [
            code for code, _field in refused(ticket, "sign_quote", who, **places.REFERENCE)
        ]
    half = step(ticket, "sign_quote", places.controller(), **places.REFERENCE)
    assert step(half, "sign_quote", places.manager()).state == "fulfilment"
    assert sum(amount for _share, amount in places.shares_of(half).values()) == Decimal("125000.50")


def test_an_approver_does_not_make_other_regions_pay():
    assert refused(places.quoted(), "sign_quote", at.approver(), **places.EQUAL) == [
        ("other_party_decides", "allocation_key")
    ]


def test_nobody_signs_for_two_parties():
    ticket = places.joint()
    both = places.manager().user
    from tests.people import wear

    wear(both, "sussa-ekonomicontroller", parties.SUPPORT_ORG)
    half = step(ticket, "sign_quote", places.manager(), **places.REFERENCE)
    assert ("signed_already", "") in refused(half, "sign_quote", places.manager())


def test_dividing_anew_makes_a_yes_void():
    half = step(places.joint(), "sign_quote", places.manager(), **places.REFERENCE)
    again = step(half, "allocate", at.reviewer(), allocation_key="population")
    assert again.signs() == []
    same = step(step(again, "sign_quote", places.manager()), "allocate", at.reviewer(), allocation_key="population")
    assert len(same.signs()) == 1


@pytest.mark.parametrize("who", [at.reviewer, at.quoter, at.orderer])
def test_others_neither_accept_nor_decline(who):
    ticket = places.quoted()
    for name, data in (("sign_quote", places.ALONE), ("decline_quote", places.DECLINING)):
        with pytest.raises((NotPermitted, NotPossible, Refused)):
            step(ticket, name, who(), **data)


def test_a_quote_that_has_ended_is_not_accepted_and_the_order_lapses(monkeypatch):
    ticket = places.quoted(days=0)
    row = Quote.objects.unscoped(WHY).get(ticket_id=ticket.pk)
    assert timezone.localdate(fresh(ticket.pk).detail().expires_at) == row.valid_until + timedelta(days=1)
    monkeypatch.setattr(
        "tickets.processes.service_request.quoting.guards.timezone.localdate",
        lambda at=None: row.valid_until + timedelta(days=1),
    )
    assert ("quote_has_ended", "") in refused(ticket, "sign_quote", at.approver(), **places.ALONE)


def test_declining_ends_the_order_and_tells_why():
    ticket = step(places.quoted(), "decline_quote", at.approver(), **places.DECLINING)
    assert ticket.state == "cancelled"
    assert Event.objects.unscoped(WHY).filter(ticket_id=ticket.pk, step="decline_quote").count() == 1


def test_without_a_quote_it_is_assessed_anew():
    ticket = step(at.quoted_at_vendor(), "quote_returned", at.reviewer(), reason="Det ryms i avtalet.")
    assert (ticket.state, ticket.holder.slug) == ("joint_review", parties.SUPPORT_ORG)


def test_the_program_alone_does_not_accept():
    with pytest.raises(Refused) as error:
        step(places.quoted(), "accept_quote", SYSTEM)
    assert codes_of(error) == ["not_signed"]


def test_an_order_of_the_support_organisation_is_everybodys():
    assert person("sussa-objektledare", parties.SUPPORT_ORG) == places.manager().user
    ticket = places.quoted()
    ticket.origin = directory.support_org()
    from tickets.processes.service_request.quoting.parties import parties as parties_of

    assert [one.key for one in parties_of(ticket)] == ["object", "finance"]
