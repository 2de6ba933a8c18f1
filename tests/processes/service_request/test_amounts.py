"""Amounts that no column holds, and what is no amount: each is refused at its field, at every door."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from regions.money import LARGEST
from roles.credentials import make_token
from roles.models import GroupMembership
from tests import parties
from tests.api.calling import Program
from tests.groups.giving import leader, worker
from tests.pages import browser
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tests.processes.service_request.catalogue.changing import editor, now, publish, refused
from tests.processes.service_request.catalogue.test_editor_pages import WRITE, typed
from tests.web.tickets.door import Visitor
from tickets.models import CatalogueVersion, Ticket
from tickets.processes.service_request.bulk import figures
from tickets.processes.service_request.catalogue import publishing, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]
NO_AMOUNT = ["-1", "NaN", "1e3", "Infinity", "12,345", "1 000,001", "0x10", "99999999999", "1,2,3"]
DEAREST = Decimal("99999999.99")  # a row


def program(who) -> Program:
    token, _row = make_token(user=who.user, name="test", expires_at=timezone.now() + timedelta(days=1))
    return Program(token)


def dear(monkeypatch, price: Decimal) -> None:
    """As a version that was published before prices were judged by how many rows there may be."""
    version = reading.called(bulk.ITEM, None, timezone.now())
    monkeypatch.setattr(version, "price", price)
    monkeypatch.setattr(version, "price_per", "row")


def test_rows_that_cost_more_than_an_amount_may_be_are_refused_at_the_rows(monkeypatch):
    dear(monkeypatch, DEAREST)
    many = bulk.ordering(101, cost_centre="41230")
    assert refused(lambda: bulk.placed(101, cost_centre="41230")) == [("bulk_rows", "amount_too_large")]
    answer = program(at.orderer()).register("service-request", many)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, ["bulk_rows"])
    assert not Ticket.objects.unscoped("test").filter(registered_at__isnull=False).exists()


def test_rows_that_cost_as_much_as_an_amount_may_be_are_ordered(monkeypatch):
    dear(monkeypatch, DEAREST)
    ticket = bulk.placed(100, cost_centre="41230")
    assert at.row_of(ticket).amount == DEAREST * 100 <= LARGEST


def test_a_price_a_row_that_no_order_could_hold_is_refused_when_it_is_written(monkeypatch):
    monkeypatch.setattr(figures, "rows_most", lambda: 500)
    wanted = replace(publishing.wanted_of(now(bulk.ITEM)), price=DEAREST, price_per="row")
    with pytest.raises(publishing.Refused) as caught:
        publishing.draft(editor(), now(bulk.ITEM).item, replace(wanted, valid_from=timezone.localdate()))
    assert set(caught.value.reasons) == {"price"}
    assert publish(bulk.ITEM, price=LARGEST // 500, price_per="row").number == 2


@pytest.mark.parametrize("price", ["NaN", "Infinity", "-1", "0.001", "100000000"])
def test_a_price_that_is_none_is_refused_whoever_writes_it(price):
    """The page, and the loader of the data files, judge by the same sentence."""
    wanted = replace(publishing.wanted_of(now(at.PRICED)), price=Decimal(price))
    assert set(publishing.faults(wanted)) == {"price"}


@pytest.mark.parametrize("price", NO_AMOUNT)
def test_what_is_no_price_is_refused_on_the_page_of_the_catalogue(price):
    answer = browser(editor()).post(WRITE, typed(price=price))
    assert answer.status_code == 422 and "id_price-error" in answer.content.decode()
    assert not CatalogueVersion.objects.filter(state="draft").exists()


@pytest.mark.parametrize(("written", "price"), [("2 400", 2400), ("2400,50", Decimal("2400.50")), ("0", 0), ("", None)])
def test_a_price_is_written_as_every_amount(written, price):
    assert browser(editor()).post(WRITE, typed(price=written)).status_code == 302
    assert CatalogueVersion.objects.get(state="draft").price == price


@pytest.mark.parametrize("limit", NO_AMOUNT)
def test_what_is_no_limit_is_refused_on_the_page_and_over_the_api(limit):
    who = worker()
    fields = {"group": "godkannare", "valid_from": timezone.localdate().isoformat(), "amount_limit": limit}
    page = Visitor(leader().user).client.post(
        f"/roller/bestallare/{parties.REGION}/ny/", fields | {"person": who.pk, "go": "next"}
    )
    answer = program(leader()).post(
        "order-groups", fields | {"organisation": parties.REGION, "person": who.email}, key="one"
    )
    assert (page.status_code, answer.status_code) == (422, 422)
    assert [one["field"] for one in answer.json()["errors"]] == ["amount_limit"]
    assert not GroupMembership.objects.filter(user=who).exists()
