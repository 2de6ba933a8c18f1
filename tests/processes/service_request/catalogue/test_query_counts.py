"""The pages of the catalogue and of orders ask the database as often whatever there is."""

import pytest
from django.utils import timezone

from tests import query_counts
from tests.pages import browser
from tests.processes.service_request import places as at
from tests.processes.service_request.catalogue.changing import editor, publish
from tickets.models import CatalogueItem
from tickets.processes.service_request.catalogue import publishing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]


def counted(name: str, client, address: str, at_most: int) -> None:
    client.get(address)
    answer = query_counts.check(name, lambda: client.get(address), at_most=at_most)
    assert answer.status_code == 200


def test_the_catalogue_with_three_items_and_with_all():
    client = browser(at.orderer())
    counted("web: catalogue", client, "/bestalla/", 10)
    for item in CatalogueItem.objects.exclude(slug__in=[at.ITEM, at.PRICED, at.PREAPPROVED, at.REGIONAL]):
        publishing.retire(editor(), item, reason="Prov", at=timezone.now())
    counted("web: catalogue", client, "/bestalla/", 10)
    counted("API: catalogue", client, "/api/v1/catalogue", 6)


def test_the_form_of_an_order():
    client = browser(at.orderer())
    counted("web: form of an order", client, f"/bestalla/{at.ITEM}/", 10)


def test_my_orders_with_one_and_with_several():
    client = browser(at.orderer())
    at.placed()
    counted("web: my orders", client, "/mina-bestallningar/", 10)
    at.placed(at.PRICED)
    at.placed(at.PREAPPROVED)
    counted("web: my orders", client, "/mina-bestallningar/", 10)


def test_the_page_of_an_order():
    ticket = at.placed()
    for who in (at.orderer(), at.approver(), at.reviewer()):
        client = browser(who)
        client.get(f"/arenden/{ticket.number}/")
        _answer, statements = query_counts.counted(lambda client=client: client.get(f"/arenden/{ticket.number}/"))
        assert len(statements) <= 20, "\n".join(one[:160] for one in statements)


def test_the_editor_with_one_draft_and_with_several():
    client = browser(editor())
    counted("web: catalogue editor", client, "/katalog/", 10)
    publish(at.ITEM, lead_days=9)
    publish(at.PRICED, lead_days=9)
    counted("web: catalogue editor", client, "/katalog/", 10)
