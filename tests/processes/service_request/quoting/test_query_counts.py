"""What quotes cost the database: the page of an order that waits for a yes, giving a quote, and accepting one."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from roles.credentials import make_token
from tests import query_counts
from tests.api.calling import Program
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places
from tests.web.tickets.door import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


def of(who) -> Program:
    token, _row = make_token(user=who.user, name="test", expires_at=timezone.now() + timedelta(days=1))
    return Program(token)


def test_the_page_of_an_order_with_a_quote():
    ticket, visitor = places.joint(), Visitor(places.controller().user)
    visitor.see("/")
    page = query_counts.check("web: order with a quote", partial(visitor.see, f"/arenden/{ticket.number}/"), at_most=20)
    assert page.status_code == 200


def test_accepting_a_quote():
    ticket, program = places.quoted(), of(at.approver())
    fields = places.ALONE
    answer = query_counts.check(
        "api: accept a quote",
        lambda: program.post(
            f"tickets/{ticket.number}/steps/sign_quote", {"fields": fields}, version=ticket.version, key="one"
        ),
        at_most=20,  # two steps: the yes, and what follows from the last one
    )
    assert answer.status_code == 200, answer.json()
