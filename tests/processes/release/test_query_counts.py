"""The page of a release and its steps ask the database as often whatever it holds: cases, signatures, regions."""

import pytest

from engine.perform import perform
from forums.actions import decide
from tests import query_counts
from tests.cases import fresh
from tests.processes.change.test_pages import browser
from tests.processes.release import places as at
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
MOST_OF_A_PAGE, MOST_OF_A_STEP = 20, 12


def page(ticket, who, name: str) -> None:
    client = browser(who)
    client.get(f"/arenden/{ticket.number}/")
    answer = query_counts.check(
        f"web: page of a release, {name}",
        lambda: client.get(f"/arenden/{ticket.number}/"),
        at_most=MOST_OF_A_PAGE,
    )
    assert answer.status_code == 200


def of_four():
    """Four cases in its scope, three signatures, both regions have reported."""
    ticket = at.take(
        at.planning(), "fix_scope", at.chair(), cause=at.CAUSE, **at.scope(*(at.an_item() for _ in "1234"))
    )
    for name in ("delivered", "acceptance"):
        ticket = at.STEPS[name](ticket)
    for region in at.TAKING_PART:
        ticket = at.take(ticket, "report_test", at.region_lead(region), **at.testing())
    return at.signed(at.made_ready(ticket), at.lead(), at.object_leader(), at.it_leader())


def of_one():
    ticket = at.take(at.release("acceptance"), "report_test", at.region_lead(), **at.testing())
    return at.signed(at.made_ready(ticket), at.lead())


READERS = {"lead": at.lead, "region": at.region_lead, "vendor": at.vendor_lead}


@pytest.mark.parametrize("name", READERS)
def test_the_page_costs_the_same_with_one_case_and_with_four(name):
    page(of_one(), READERS[name](), name)
    page(of_four(), READERS[name](), name)


def with_proposal():
    """Decided by the forum once, and proposed anew."""
    ticket = at.proposed()
    how = {"forum": "sussa-region-utvecklingsforum", "text": "Ja.", "result": "approved", "via": "test"}
    decide(at.chair(), ticket.pk, step="fix_scope", **how)
    ticket = at.take(fresh(ticket.pk), "deliver", at.vendor_lead(), **at.DELIVERY)
    return at.take(ticket, "propose_scope", at.lead(), **at.scope(*(at.an_item() for _ in "123")))


def halted():
    ticket = at.take(at.row_ready(at.release("rollout"), at.NEIGHBOUR), "halt", at.region_object_leader(), **at.HALT)
    return at.take(ticket, "sign_lift", at.lead(), reason="Rättad.")


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("made", [with_proposal, halted])
def test_the_page_keeps_its_budget_while_it_is_decided_on_and_rolled_out(made, name):
    page(made(), READERS[name](), f"{name}, {made.__name__}")


def step(ticket, name: str, who, **data) -> None:
    how = {"actor": who, "via": "test", "data": data}
    query_counts.check(
        f"step of a release: {name}", lambda: perform(Ticket, ticket.pk, name, **how), at_most=MOST_OF_A_STEP
    )


def test_the_steps_of_the_way_to_the_approval():
    ticket = at.release("scoped")
    step(ticket, "deliver", at.vendor_lead(), **at.DELIVERY)
    step(ticket, "start_acceptance", at.lead(), **at.accepting())
    step(ticket, "confirm_training", at.trainer(), training_material="Tre filmer.")
    step(ticket, "name_change", at.lead(), release_change=at.a_change().number)
    step(ticket, "confirm_communication", at.lead(), communication_plan="Brev.")
    step(ticket, "sign_approval", at.lead(), regulatory_note_read=True)


def test_the_steps_of_the_rollout():
    ticket = at.release("rollout")
    step(ticket, "halt", at.region_object_leader(), **at.HALT | {"affected_waves": ["1"]})
    step(ticket, "sign_lift", at.lead(), reason="Rättad.")
