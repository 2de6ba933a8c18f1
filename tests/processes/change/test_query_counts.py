"""The page of a change asks the database as often whatever it holds, and for every role within the budget."""

import pytest

from tests import parties, query_counts
from tests.processes.change import places as at
from tests.processes.change.test_pages import browser
from tests.processes.change_template import places as templates

pytestmark = pytest.mark.django_db
BUDGET = 20
EVERY = [one for one in (parties.REGION, parties.NEIGHBOUR, "gavleborg", "norrbotten")]
ROLES = {
    "change manager": at.lead,
    "region's change manager": at.region_lead,
    "requester": at.requester,
    "deployer": at.deployer,
    "IT leader": at.it_leader,
    "implementer": at.implementer,
    "vendor's change manager": at.vendor_lead,
    "vendor's worker": at.vendor_worker,
    "technician": at.technician,
    "region's deployer": at.region_deployer,
    "security": at.security,
}


def counted(ticket) -> None:
    client = browser(at.lead())
    client.get(f"/arenden/{ticket.number}/")
    answer = query_counts.check("web: page of a change", lambda: client.get(f"/arenden/{ticket.number}/"))
    assert answer.status_code == 200


def too_many(ticket, roles=ROLES) -> list[str]:
    """The roles for whom the page costs more than the budget, each with its statements."""
    found = []
    for name, who in roles.items():
        client = browser(who())
        client.get(f"/arenden/{ticket.number}/")
        answer, statements = query_counts.counted(lambda client=client: client.get(f"/arenden/{ticket.number}/"))
        assert answer.status_code in (200, 404), name
        if len(statements) > BUDGET:
            found.append("\n".join([f"{name}: {len(statements)}", *(one[:160] for one in statements)]))
    return found


def test_the_page_of_a_change_of_one_region_and_of_four():
    counted(at.change("validating"))
    counted(at.verified(at.change("validating", affected_regions=EVERY), at=at.ahead()))


@pytest.mark.parametrize("state", ["assess", "regional_review", "cab_review", "authorised", "scheduled", "closed"])
def test_the_page_of_a_change_keeps_to_the_budget_for_every_role(state):
    ticket = at.change(state, vendor_works=True, own_infrastructure=[parties.REGION])
    assert not (found := too_many(ticket)), "\n\n".join(found)


@pytest.mark.parametrize("state", ["proposed", "approved", "suspended"])
def test_the_page_of_a_template_keeps_to_the_budget_for_every_role(state):
    assert not (found := too_many(templates.template(state, vendor_works=True))), "\n\n".join(found)


def test_the_page_of_an_emergency_and_of_one_made_from_a_template_keep_to_it():
    roles = {name: ROLES[name] for name in ("change manager", "IT leader", "vendor's change manager")}
    for ticket in (at.by_phone(), at.emergency("review"), at.standard()):
        assert not (found := too_many(ticket, roles)), "\n\n".join(found)
