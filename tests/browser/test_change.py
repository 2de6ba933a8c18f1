"""A major change in the browser: submitted, planned, past both councils, put in time, verified and looked back at.

What happens in the forums, and weeks ahead, is taken by the same steps without a browser: their pages have tests of
their own.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import decide
from tests import parties
from tests.browser.desk import Desk
from tests.cases import fresh
from tests.processes.change import places as at
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAB = "sussa-cambio-cab"
TITLE = "Byte av tjänst för provsvar"


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def moment(name: str, days: int, clock: str) -> dict:
    """A day and a time of day, in two controls."""
    return {f"{name}_0": day(days), f"{name}_1": clock}


def submit(desk: Desk) -> Ticket:
    """By the form that the menu leads to."""
    page = desk.page
    page.goto("/arenden/ny/andring/")
    page.fill("[name=title]", TITLE)
    page.fill("[name=change_reason]", "Den gamla tjänsten stöds inte längre.")
    page.fill("[name=consequence_if_not]", "Svar kan utebli.")
    page.check("[name=services][value=provsvar]")
    for name, value in (moment("wanted_start", 20, "20:00") | moment("wanted_end", 25, "23:00")).items():
        page.fill(f"[name={name}]", value)
    page.get_by_text("Vad den berör, kostnad och vem som genomför").click()
    for name in ("touches_data", "touches_secrecy", "touches_shared", "contract_effect"):
        page.check(f"[name={name}][value=no]")
    with page.expect_navigation():
        page.get_by_role("button", name="Skicka in ändringen").click()
    return fresh(Ticket.all_objects.get(process="change", title=TITLE).pk)


def prepare(leads: Desk, ticket: Ticket) -> None:
    """From its submission to the council, with everything assessed."""
    owner, architect = at.of_support("objektledare").user, at.of_support("arkitekturrepresentant").user
    leads.open(ticket.number)
    leads.take("accept_assess", change_owner=owner.pk, assessors=architect.email)
    leads.take("write_plan", **at.PLAN, **at.LOW_RISK)
    for kind, who in (
        ("technology", at.of_support("arkitekturrepresentant")),
        ("operations", at.deployer()),
        ("training", at.of_support("utbildningskoordinator")),
    ):
        ticket = at.take(ticket, f"assess_{kind}", who, at=timezone.now(), **at.VERDICT)
    leads.open(ticket.number)
    leads.take("to_regional", **moment("vote_deadline", 15, "12:00"))


def decided(leads: Desk, ticket: Ticket) -> None:
    """Both councils say yes."""
    ticket = at.vote(fresh(ticket.pk), "regional-review", at.region_lead(), at=timezone.now())
    leads.open(ticket.number)
    leads.take("regional_passed", **moment("vote_deadline", 16, "12:00"))
    for who in (at.lead(), at.deployer(), at.it_leader()):
        if at.ballot(ticket, "cab").state == "pending":
            ticket = at.vote(fresh(ticket.pk), "cab", who, at=timezone.now())
    detail = fresh(ticket.pk).detail()
    window = {"authorised_start": detail.wanted_start, "authorised_end": detail.wanted_end}
    said = {"text": "Godkänns i önskat fönster.", "result": "approved", "step": "cab_authorise", "data": window}
    decide(at.lead(), ticket.pk, forum=CAB, via="test", **said)


def carried_out(plans: Desk, ticket: Ticket) -> None:
    plans.open(ticket.number)
    times = moment("planned_start", 21, "21:00") | moment("planned_end", 21, "23:00")
    plans.take("schedule", **times, implementer=at.implementer().user.pk)
    start = fresh(ticket.pk).detail().planned_start
    ticket = at.take(ticket, "start", at.implementer(), at=start + timedelta(minutes=5))
    done = {"actual_end": start + timedelta(hours=1), "result_text": "Kön tömdes på sex minuter."}
    at.take(ticket, "finish", at.implementer(), at=start + timedelta(hours=1), **done)


def test_a_major_change_from_its_form_to_its_review(at_desk):
    asks = at_desk(parties.DESK_ROLE, parties.REGION)
    ticket = submit(asks)
    assert ticket.state == "submitted"
    assert [one.region.slug for one in ticket.affected()] == [parties.REGION]

    leads = at_desk("sussa-andringsansvarig", parties.SUPPORT_ORG)
    assert TITLE in leads.text()  # it waits on the start page
    prepare(leads, ticket)
    assert "ändringsrådet" in leads.sentence(ticket.number)
    decided(leads, ticket)
    plans = at_desk("sussa-driftsattningsansvarig", parties.SUPPORT_ORG)
    carried_out(plans, ticket)

    asks.open(ticket.number)
    asks.take("verify_region", region_result="ok", comment="Tio svar kom fram.")
    plans.open(ticket.number)
    plans.take("validate", result_text="Regionen är nöjd.")
    leads.open(ticket.number)
    leads.take("review_done", change_outcome="lyckad", incidents_caused="no", lessons="Fråga laboratoriet först.")
    shown = leads.text()
    assert fresh(ticket.pk).state == "closed"
    for words in ("Lyckad", "Fråga laboratoriet först.", "Tio svar kom fram.", "§ 1"):
        assert words in shown
