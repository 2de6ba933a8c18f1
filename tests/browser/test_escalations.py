"""Escalations in a real browser, wide and narrow: rules, rehearsal, the vendor's forum, a reason and its dispute."""

import pytest

from tests import cases, parties
from tests.escalating.test_ladder import clocked, pass_until
from tests.people import actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEADER = "sussa-objektledare"


def late():
    """An open case whose time for a solution was exceeded by more than a fifth, with all its warnings."""
    actor(LEADER, parties.SUPPORT_ORG)
    ticket, clock = clocked()
    pass_until(clock, 120)
    return ticket


def test_the_rules_and_what_one_would_have_done_are_sound(enter):
    desk = parties.desk()
    cases.step(cases.prioritised(desk), "escalate_tier", desk, **cases.TO_SUPPORT)
    window = enter(LEADER, parties.SUPPORT_ORG)
    page = window.page
    page.goto("/eskaleringar/")
    page.locator("h1:text('Eskaleringar')").wait_for()
    window.assert_sound()
    page.click("main table a >> nth=1")
    page.locator("h2:text('Vad den hade gjort')").wait_for()
    window.assert_sound()
    page.goto("/eskaleringar/silent-1-p3/")
    window.assert_sound()


def test_the_list_for_the_forum_is_sound_empty_and_filled(enter):
    window = enter("sussa-incidentansvarig", parties.SUPPORT_ORG)
    page = window.page
    page.goto("/till-leveransforum/")
    page.locator("text=Ingen tid har överskridits").wait_for()
    window.assert_sound()
    ticket = late()
    page.reload()
    page.locator(f"main table >> text={ticket.number}").first.wait_for()
    window.assert_sound()


def test_a_reason_is_given_and_disputed_on_the_page_of_the_case(enter):
    parties.region_manager()
    ticket = late()
    window = enter("sussa-incidentansvarig", parties.SUPPORT_ORG)
    page = window.page
    page.goto(f"/arenden/{ticket.number}/")
    page.locator("h2:text('Överskridna tider')").wait_for()
    window.assert_sound()
    page.click("text=Ange orsaken >> nth=0")
    page.locator("[name=breach_reason]").first.wait_for()
    window.assert_sound()
    page.select_option("[name=breach_reason]", "regionens_svar")
    page.check(f"[name=breach_owner][value={parties.REGION}]", force=True)
    page.fill("[name=breach_text]", "Svaret kom efter två dagar.")
    page.click("main form.form button.button--primary")
    page.locator("text=Väntade på regionens svar").first.wait_for()
    window.assert_sound()
    region = enter("region-incidentansvarig", parties.REGION)
    region.page.goto(f"/arenden/{ticket.number}/")
    region.page.click("text=Bestrid orsaken")
    region.page.fill("[name=dispute_text]", "Vi svarade samma dag.")
    region.page.click("main form.form button.button--primary")
    region.page.locator("text=bestrider det").first.wait_for()
    region.assert_sound()
