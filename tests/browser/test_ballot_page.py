"""The ballot of a change as the regions, a deputy and the chair meet it, wide and narrow, with and without script."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from engine.perform import perform
from tests import parties
from tests.cases import fresh
from tests.people import person, wear
from tests.processes.change import places as at
from tickets.models import Ballot, Decision, Ticket, Vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]
REGIONS = ("blekinge", "dalarna", "gavleborg", "halland", "norrbotten", "sormland", "vasterbotten", "vasternorrland")
NOW = {"via": "test"}


def picture(window, name: str) -> None:
    """Kept where PICTURES says, to be looked at."""
    if folder := os.environ.get("PICTURES"):
        window.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def change():
    """A change that eight regions vote on: two have voted, one with a condition; one has a deputy."""
    ticket = at.planned(at.assessing(affected_regions=list(REGIONS)))
    deadline = timezone.now() + timedelta(days=12)
    perform(Ticket, ticket.pk, "to_regional", actor=at.lead(), data={"vote_deadline": deadline}, **NOW)
    for region in REGIONS[2:]:
        at.region_lead(region)
    condition = {"vote": "condition", "vote_condition": "Inte under lönekörningen."}
    for region, data in (("blekinge", {"vote": "approve"}), ("halland", condition)):
        perform(Ballot, ballot(ticket).pk, "vote", actor=at.region_lead(region), data=data, **NOW)
    deputy = person("region-objektledare", "dalarna", name="elin")
    wear(deputy, "region-andringsansvarig", "dalarna", deputy_for=person("region-andringsansvarig", "dalarna"))
    return fresh(ticket.pk)


def ballot(ticket) -> Ballot:
    return at.ballot(ticket, "regional-review")


def page_of(ticket) -> str:
    return f"/arenden/{ticket.number}/omrostning/{ballot(ticket).pk}/"


@pytest.mark.parametrize("narrow", [False, True])
def test_a_deputy_votes_from_the_start_page(enter, change, narrow):
    window = enter("region-objektledare", "dalarna", name="elin", narrow=narrow)
    page = window.page
    page.goto("/")
    picture(window, f"start-{'360' if narrow else '1280'}")
    page.get_by_role("link", name=f"Rösta: {change.title}").first.click()
    page.wait_for_url(f"**{page_of(change)}")
    picture(window, f"ballot-{'360' if narrow else '1280'}")
    window.assert_sound()
    page.get_by_label("Ja med villkor").check()
    page.get_by_role("textbox", name="Villkor").fill("Lasten följs timme för timme första dygnet.")
    page.get_by_role("button", name="Rösta för Dalarna").click()
    page.get_by_text("Du har röstat:").wait_for()
    picture(window, f"voted-{'360' if narrow else '1280'}")
    row = Vote.objects.unscoped("test").filter(ballot=ballot(change)).last()
    assert (row.organisation.slug, row.choice) == ("dalarna", "condition")
    assert row.for_person == person("region-andringsansvarig", "dalarna")


def test_the_chair_decides_without_script(enter, change):
    for region in REGIONS:
        if ballot(change).state == "pending":
            perform(Ballot, ballot(change).pk, "vote", actor=at.region_lead(region), data={"vote": "approve"}, **NOW)
    deadline = timezone.now() + timedelta(days=12)
    perform(Ticket, change.pk, "regional_passed", actor=at.lead(), data={"vote_deadline": deadline}, **NOW)
    change = fresh(change.pk)
    window = enter("sussa-andringsansvarig", parties.SUPPORT_ORG, script=False)
    page = window.page
    page.goto("/forum/")
    picture(window, "forums-1280")
    page.get_by_role("link", name="CAB", exact=True).click()
    picture(window, "forum-1280")
    assert page.get_by_text(change.title).first.is_visible()
    for who in (at.deployer(), at.it_leader()):
        perform(Ballot, at.ballot(change, "cab").pk, "vote", actor=who, data={"vote": "approve"}, **NOW)
    page.reload()
    picture(window, "forum-waits-1280")
    page.get_by_role("link", name="Besluta").first.click()
    picture(window, "choose-1280")
    page.get_by_role("link", name="Godkänn").first.click()
    page.get_by_label("Beslut", exact=True).fill("Godkänns.")
    picture(window, "decide-1280")
    page.get_by_role("button", name="Besluta").click()
    picture(window, "decision-1280")
    (decision,) = Decision.objects.unscoped("test").all()
    assert fresh(change.pk).state == "authorised"
    page.goto(f"/arenden/{change.number}/")
    picture(window, "case-1280")
    assert page.get_by_text(f"§ {decision.number}").first.is_visible()
