"""The general case from a region's desk to the vendor and back, answered, and closed by silence."""

import pytest

from engine import due
from sla.workdays import after_working_days
from tests import parties
from tests.cases import answer, fresh, step, team
from tests.tickets import places
from tickets.models import Event, LedgerRow

pytestmark = pytest.mark.django_db


def test_a_question_travels_to_the_vendor_and_back_and_is_answered():
    vendor, support = parties.vendor(), parties.support()
    ticket = places.case_at_vendor()
    assert ticket.vendor.slug == parties.VENDOR_ORG
    ticket = step(ticket, "report_solution", vendor, solution="Se handboken", handoff_letter="Klart")
    ticket = answer(ticket, "accept", support, assignee="me")
    ticket = step(ticket, "start_triage", support)
    ticket = step(ticket, "assign", support, team=team(parties.SUPPORT_ORG).slug, assignee="me", **places.ASSIGNING)
    assert ticket.priority == 3
    ticket = step(ticket, "start", support)
    ticket = step(ticket, "resolve", support, **places.ANSWER)
    assert due.fire(now=after_working_days(ticket.resolved_at, 10)) == 1
    after = fresh(ticket.pk)
    assert after.state == "closed"
    rows = list(LedgerRow.all_objects.filter(ticket=ticket).order_by("span").select_related("organisation"))
    assert [row.organisation.slug for row in rows] == [
        parties.REGION,
        parties.SUPPORT_ORG,
        parties.VENDOR_ORG,
        parties.SUPPORT_ORG,
    ]
    assert (rows[0].span.lower, rows[-1].span.upper) == (after.registered_at, after.closed_at)
    assert after.event_seq == Event.all_objects.filter(ticket=ticket).count()


def test_the_vendor_writes_its_own_question_to_the_support_organisation():
    from tests.cases import opened

    ticket = opened("general-case", parties.vendor())
    assert (ticket.holder.slug, ticket.number[:4]) == (parties.SUPPORT_ORG, "ARE-")
    assert step(ticket, "start_triage", parties.support()).state == "triage"


def test_the_number_follows_the_local_year():
    from datetime import UTC, datetime

    from engine.perform import create
    from tests.cases import CASE
    from tickets.workflows import GeneralCase

    at = datetime(2030, 12, 31, 23, 30, tzinfo=UTC)
    made = create(
        GeneralCase, GeneralCase.birth, actor=parties.desk(), via="test", data=CASE, at=at, process="general-case"
    )
    assert fresh(made.ticket_id).number == "ARE-2031-000001"
