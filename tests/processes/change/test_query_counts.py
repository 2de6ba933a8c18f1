"""The page of a change asks the database as often whatever it holds, and for every role within the budget."""

from functools import partial

import pytest

from engine.perform import perform
from regions import directory
from tests import parties, query_counts
from tests.processes.change import places as at
from tests.processes.change.test_pages import browser
from tests.processes.change_template import places as templates
from tickets.models import Ballot, Ticket

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
    for number, (name, who) in enumerate(roles.items()):
        client = browser(who())
        client.get(f"/arenden/{ticket.number}/")
        call = partial(client.get, f"/arenden/{ticket.number}/")
        answer, statements = query_counts.counted(call, again=number > 0)
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


# --- Steps ---


def step(ticket, name: str, who, *, said: str = "", when=None, **data) -> None:
    """The step, counted under its name; who takes it has been read before."""
    how = {"actor": who, "via": "test", "data": data, "at": when or at.past()}
    query_counts.check(f"step of a change: {said or name}", lambda: perform(Ticket, ticket.pk, name, **how))


def vote(ballot, who) -> None:
    how = {"actor": who, "via": "test", "data": {"vote": "approve"}, "at": at.past()}
    query_counts.check("step of a change: vote", lambda: perform(Ballot, ballot.pk, "vote", **how))


def every_region() -> list[str]:
    return [one.slug for one in directory.regions()]


@pytest.mark.usefixtures("no_rules")
def test_votes_and_what_opens_and_voids_them_cost_the_same_for_two_regions_and_for_nine():
    for regions in (at.REGIONS, every_region()):
        ticket = at.planned(at.assessing(affected_regions=list(regions)))
        step(ticket, "to_regional", at.lead(), vote_deadline=at.ahead(days=20))
        ballot = at.ballot(ticket, "regional-review")
        for region in list(regions)[1:]:
            vote(ballot, at.region_lead(region))
        step(ticket, "edit", at.lead(), said="edit that voids votes", title="Ett annat byte", void_votes=True)
        step(ticket, "vote_anew", at.lead(), vote_deadline=at.ahead(days=20))


@pytest.mark.usefixtures("no_rules")
def test_what_regions_say_of_a_change_costs_the_same_for_the_first_and_the_last():
    for regions in (at.REGIONS, every_region()):
        ticket = at.change("authorised", affected_regions=list(regions))
        step(ticket, "schedule", at.deployer(), **at.scheduling())
        for region in regions:
            step(ticket, "region_go", at.region_deployer(region), go_verdict="go")
        ticket = at.take(ticket, "start", at.implementer(), at=at.ahead())
        ticket = at.take(ticket, "finish", at.implementer(), at=at.ahead(), **at.finishing())
        for region in regions:
            step(ticket, "verify_region", at.region_deployer(region), when=at.ahead(), region_result="ok")
        step(ticket, "validate", at.deployer(), when=at.ahead(), result_text="Klart.")
