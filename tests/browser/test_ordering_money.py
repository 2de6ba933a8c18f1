"""Orderers and approvers, quotes with shares, and the solidarity ledger in a real browser, wide and narrow."""

import os
from decimal import Decimal

import pytest
from django.utils import timezone

from regions import directory
from tests.groups.giving import OTHER, member, worker
from tests.parties import REGION, SUPPORT_ORG
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places
from tickets.solidarity import entering

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def look(window, name: str) -> None:
    """Judge the page, and keep its picture where somebody wants to look at it."""
    window.assert_sound()
    if folder := os.environ.get("PICTURES"):
        window.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_an_approver_is_added_by_keyboard_and_gets_another_limit(enter, narrow):
    member("bestallare", who=worker(role=OTHER))
    member("godkannare", who=worker(role=OTHER), amount_limit=Decimal("50000"))
    worker()
    window = enter("region-objektledare", REGION, narrow=narrow)
    page = window.page
    page.goto("/roller/bestallare/")
    look(window, f"groups_{narrow}")
    page.focus("a[href$='ny/?group=godkannare']")
    page.keyboard.press("Enter")
    page.locator("[name=person]").wait_for()
    look(window, f"group_add_{narrow}")
    page.select_option("[name=person]", label=page.locator("[name=person] option").nth(1).inner_text())
    page.fill("[name=amount_limit]", "femtio")
    page.click("button[value=next]")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.fill("[name=amount_limit]", "75 000")
    page.click("button[value=next]")
    page.locator("button[value=give]").wait_for()
    look(window, f"group_confirm_{narrow}")


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_sum_of_the_shares_is_shown_while_they_are_written(enter, narrow):
    ticket = places.above()
    window = enter("sussa-tjansteforfragningsansvarig", SUPPORT_ORG, narrow=narrow)
    page = window.page
    page.goto(f"/arenden/{ticket.number}/")
    look(window, f"quote_panel_{narrow}")
    page.goto(f"/arenden/{ticket.number}/steg/allocate/")
    look(window, f"allocate_{narrow}")
    page.check("[name=allocation_key][value=custom]")
    page.fill("[name='allocation_shares-dalarna']", "60")
    page.fill("[name='allocation_shares-halland']", "27,5")
    assert "87,50" in page.inner_text("[data-share-sum]")
    assert "12,50 % till 100,00 %" in page.inner_text("[data-share-words]")
    look(window, f"shares_{narrow}")
    page.fill("[name='allocation_shares-blekinge']", "12.5")
    assert "exakt 100,00 %" in page.inner_text("[data-share-words]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{ticket.number}/")
    look(window, f"allocated_{narrow}")


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_ledger_is_read_and_a_cost_is_entered(enter, narrow):
    who, now = places.controller(), timezone.now()
    month = timezone.localdate().replace(day=1)
    entering.add_effort(
        who, region=directory.by_slug(REGION), process="incident", role=None, hours=Decimal("12.5"),
        month=month, used_by=[], at=now,
    )  # fmt: skip
    places.accepted()
    window = enter("sussa-ekonomicontroller", SUPPORT_ORG, narrow=narrow)
    page = window.page
    page.goto("/solidaritet/")
    page.click("summary:has-text('Så räknas det')")
    look(window, f"ledger_{narrow}")
    page.goto("/solidaritet/insats/")
    look(window, f"effort_{narrow}")
    page.goto("/solidaritet/kostnad/")
    look(window, f"cost_{narrow}")
    page.fill("[name=label]", "Utbildningsmiljö")
    page.fill("[name=amount]", "186 000")
    page.fill("[name=month]", f"{timezone.localdate():%Y-%m}")
    page.click("main form.form button.button--primary")
    page.wait_for_url("**/solidaritet/")
    page.locator("text=Utbildningsmiljö").first.wait_for()
    window.assert_sound()


def test_start_tells_the_finance_controller_of_a_quote(enter):
    at.reviewer()
    ticket = places.joint()
    window = enter("sussa-ekonomicontroller", SUPPORT_ORG)
    window.page.locator(f"text={ticket.number}").first.wait_for()
    look(window, "start")
