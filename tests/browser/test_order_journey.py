"""Orders lived through in browsers: without and with an approver, with a quote that three regions share, and lapsed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from outbox.deliver import deliver
from roles.actor import actor_for
from sla.models import DueStep
from tests import parties
from tests.browser.changes import send, write
from tests.browser.desk import Desk
from tests.browser.orders import fact, from_start, in_phase, look, ordered, plain, row_on_start, sent
from tests.cases import fresh, team
from tests.people import wear
from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places as quoting
from tickets.processes.service_request import waiting_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]

COST_CENTRE = {"cost_centre": "41230"}
BELOW_PRICE = Decimal(2000)  # of an item for 2 400 kronor


# --- Without an approver ---


def test_in_the_first_phase_the_group_that_is_approved_in_advance_orders_without_an_approver(enter, sit):
    """On a telephone."""
    region = parties.NEIGHBOUR
    who = at.in_group("forgodkand", "region-kliniker", region).user
    at.approver(region)
    with in_phase(region, "phase-1"):
        desk = Desk(enter("region-kliniker", region, narrow=True), who)
        ticket = ordered(desk, at.PRICED, seen="1-form", **COST_CENTRE)
        assert ticket.state == "joint_review"
        approved_by = fact(desk, "Godkännande")
        assert "Gruppen som beställer är förgodkänd" in approved_by
        assert "Gruppen i Region Halland som är förgodkänd, enligt regeln i Fas 1." in approved_by
        look(desk, "1-order")
        assert row_on_start(sit(at.approver(region)), ticket.number).count() == 0
        assert "Bedöm beställning" in row_on_start(sit(at.reviewer()), ticket.number).inner_text()


# --- With an approver, who is not who ordered ---


def orderer_who_approves():
    """Orders for the region, and is one of its approvers, too."""
    who = at.orderer().user
    wear(who, at.APPROVER_ROLE, parties.REGION)
    at._join(who, "godkannare", parties.REGION)
    return actor_for(who)


def test_in_the_second_phase_somebody_else_approves_whose_limit_reaches(sit):
    small, large = at.in_group("godkannare", "region-kliniker", limit=BELOW_PRICE), at.approver()
    with in_phase(parties.REGION, "phase-2"):
        orders = sit(orderer_who_approves())
        ticket = ordered(orders, at.PRICED, **COST_CENTRE)
        she_cannot_approve_her_own(orders, large, ticket)
        a_limit_is_too_low(sit(small), large, ticket)
        another_approves(sit(large), ticket)
        assert "godkände beställningen" in orders.open(ticket.number)
        assert str(large.user) in fact(orders, "Godkännande")


def she_cannot_approve_her_own(desk: Desk, able, ticket) -> None:
    assert ticket.state == "regional_approval"
    said = fact(desk, "Godkännande")
    assert f"Den kan godkännas av {able.user}. Den förfaller den" in said and str(desk.user) not in said
    step = desk.page.locator("#step-approve")
    assert step.locator("a, button").count() == 0
    assert "Du kan inte godkänna din egen beställning." in step.inner_text()
    look(desk, "2-order")
    assert "Godkänn beställning" not in desk.waiting()


def a_limit_is_too_low(desk: Desk, able, ticket) -> None:
    assert "Godkänn beställning" not in desk.waiting(), "she has no say in it"
    desk.open(ticket.number)
    step = desk.page.locator("#step-approve")
    assert step.locator("a, button").count() == 0
    said = plain(step.inner_text())
    assert said.endswith(f"2 400 kr är över din gräns på 2 000 kr. Den kan godkännas av {able.user}.")
    look(desk, "2-limit")


def another_approves(desk: Desk, ticket) -> None:
    from_start(desk, ticket, "Godkänn", why="Godkänn beställning")
    look(desk, "2-approve")
    desk.submit(desk.page.locator("form.stepform button.button--primary"))
    assert fresh(ticket.pk).state == "joint_review"
    look(desk, "2-approved")


# --- A quote that three regions share ---

QUOTE = {"price": "125 000,50", "lead_time_days": 15, "quote_text": "Skrivare och anslutning på tre sjukhus."}
WRONG = {"dalarna": "60", "halland": "27,5", "blekinge": "12"}
RIGHT = WRONG | {"blekinge": "12,5"}
PAYS = {"Region Dalarna": "75 000,30 kr", "Region Halland": "34 375,14 kr", "Region Blekinge": "15 625,06 kr"}
DONE = {"solution": "Tre skrivare, anslutna och provade.", "handoff_letter": "Skrivarna är på plats."}
REFERENCE = "INK-2026-0412"


def test_a_quote_is_shared_by_three_regions_accepted_delivered_complained_of_and_delivered_again(sit):
    ticket = at.reviewed(at.PRICED)
    leads, accepts, pays = sit(at.reviewer()), sit(quoting.manager()), sit(quoting.controller())
    a_quote_is_asked_for(leads, ticket)
    the_vendor_quotes(sit(at.quoter()), ticket)
    the_cost_is_divided(leads, ticket)
    accepted_by_two(accepts, pays, ticket)
    every_region_reads_what_it_pays(sit(at.orderer()), ticket)
    done_by_the_vendor(sit(parties.vendor()), sit(parties.support()), ticket)
    complained_of_and_delivered_again(sit(at.orderer()), sit(parties.support()), ticket)


def a_quote_is_asked_for(desk: Desk, ticket) -> None:
    from_start(desk, ticket, "Bedöm", why="Bedöm beställning")
    look(desk, "3-assess")
    desk.take("review_to_quote", **at.QUOTING)
    assert "begärde offert." in desk.open(ticket.number)


def the_vendor_quotes(desk: Desk, ticket) -> None:
    assert f"Lämna offert: {ticket.title}" in desk.waiting(), "what moves it on, and answers the hand-over, too"
    desk.open(ticket.number)
    look(desk, "3-vendor")
    desk.take("handoff-accept", team=team(parties.VENDOR_ORG).pk)
    from_start(desk, ticket, "Lämna offert", why="En offert har begärts.")
    last = timezone.localdate() + timedelta(days=30)
    write(desk, **QUOTE, quote_valid_until=f"{last:%Y-%m-%d}")
    look(desk, "3-quote")
    send(desk)
    assert fresh(ticket.pk).state == "order_approval"


def the_cost_is_divided(desk: Desk, ticket) -> None:
    """A sum that is not the whole is refused, and what was typed stands there to be mended."""
    deliver()
    desk.page.goto("/aviseringar/")
    desk.page.locator("main tbody tr", has_text="En offert på beställningen har kommit").get_by_role("link").click()
    desk.page.click("#step-allocate > a")
    page, form = desk.page, desk.page.locator("form.stepform")
    only_what_the_key_needs_is_there(page)
    write(desk, allocation_key="custom", **{f"'allocation_shares-{slug}'": share for slug, share in WRONG.items()})
    with page.expect_navigation():
        form.locator("button.button--primary").click()
    assert "Det saknas 0,50 % till 100,00 %." in page.inner_text("#error-summary")
    assert page.is_checked("[name=allocation_key][value=custom]")
    assert {slug: page.input_value(f"[name='allocation_shares-{slug}']") for slug in WRONG} == WRONG
    look(desk, "3-wrong-sum")
    send(desk, **{"'allocation_shares-blekinge'": RIGHT["blekinge"]})
    look(desk, "3-divided")


def only_what_the_key_needs_is_there(page) -> None:
    shares, among = page.locator("[data-shares]"), page.locator("fieldset:has([name=allocation_regions])")
    seen = {}
    for key in ("equal", "orderer", "custom"):
        page.locator(f"[name=allocation_key][value={key}]").check()
        seen[key] = (shares.is_visible(), among.is_visible())
    assert seen == {"equal": (False, True), "orderer": (False, False), "custom": (True, False)}


def accepted_by_two(manager: Desk, controller: Desk, ticket) -> None:
    """Each from Start; the second one finds the division and the reference filled in."""
    for desk, name in ((manager, "3-manager"), (controller, "3-controller")):
        from_start(desk, ticket, "Godkänn offerten", why="En offert väntar på ditt godkännande.")
        if desk is manager:
            write(desk, purchase_reference=REFERENCE)
        assert desk.page.input_value("[name=purchase_reference]") == REFERENCE
        look(desk, name)
        send(desk)
        if desk is manager:
            assert "Ekonomicontrollern: har inte godkänt än" in desk.text()
    assert fresh(ticket.pk).state == "fulfilment"
    look(controller, "3-accepted")


def every_region_reads_what_it_pays(desk: Desk, ticket) -> None:
    desk.open(ticket.number)
    table = desk.page.get_by_role("table", name="Fördelning av kostnaden")
    rows = {plain(row.locator("th").inner_text()): plain(row.inner_text()) for row in table.locator("tbody tr").all()}
    for region, amount in PAYS.items():
        assert rows[region].endswith(amount), rows
    assert rows["Tillsammans"].endswith("100,00 % 125 000,50 kr")


def done_by_the_vendor(vendor: Desk, support: Desk, ticket) -> None:
    """The vendor does it and reports it; the support organisation, which orders of it, delivers."""
    assert f"Ta emot: {ticket.title}" in vendor.waiting()
    vendor.open(ticket.number)
    vendor.take("handoff-accept", team=team(parties.VENDOR_ORG).pk)
    look(vendor, "3-vendor-fulfils")
    from_start(vendor, ticket, "Lämna lösning", why="Effektuera beställning")
    send(vendor, **DONE)
    assert f"Ta emot: {ticket.title}" in support.waiting()
    support.open(ticket.number)
    support.take("handoff-accept", team=team(parties.SUPPORT_ORG).pk)
    support.take("deliver", delivery_note="Skrivarna är på plats och provade.")
    assert fresh(ticket.pk).state == "delivered"


def complained_of_and_delivered_again(orders: Desk, support: Desk, ticket) -> None:
    from_start(orders, ticket, "Reklamera", why="Godkänn leverans")
    send(orders, reason="Skrivaren i Falun skriver snett.")
    assert "effektueras" in orders.sentence(ticket.number)
    assert "Reklamerad beställning" in row_on_start(support, ticket.number).inner_text()
    assert "Skrivaren i Falun skriver snett." in support.open(ticket.number)
    support.take("deliver", delivery_note="Skrivaren i Falun är bytt.")
    from_start(orders, ticket, "Godkänn leveransen", why="Godkänn leverans")
    send(orders, satisfaction=4)
    assert fresh(ticket.pk).state == "closed"
    look(orders, "3-closed")


# --- Nobody answers ---


def test_an_order_that_nobody_answers_lapses_after_its_reminders_and_is_ordered_again_from_its_page(
    sit, clock, mailoutbox
):
    who, approver = at.orderer(), at.approver()
    ticket = at.placed(at.PRICED)
    deliver(), deliver()  # that it was ordered
    due = dict(DueStep.objects.filter(subject_id=ticket.pk, fired_at=None).values_list("reason", "due_at"))
    for reason, reader, what in (
        ("approval", approver, "Beställningen väntar fortfarande på godkännande"),
        (waiting_for.FIRST, who, "Beställningen förfaller snart"),
        (waiting_for.LAST, who, "Beställningen förfaller snart"),
        ("expiry", who, "Beställningen har förfallit, eftersom ingen svarade i tid"),
    ):
        clock(due[reason] + timedelta(minutes=1))
        is_told(sit(reader), reader, what, ticket, mailoutbox)
    assert fresh(ticket.pk).state == "expired"
    ordered_again(sit(who), ticket)


def is_told(desk: Desk, who, what: str, ticket, mailoutbox) -> None:
    """In the list of what one is told, and by a mail of its own."""
    mailoutbox.clear()
    deliver(), deliver()  # opened up for its readers, then each one's own
    mails = [one.subject for one in mailoutbox if who.user.email in one.to]
    assert f"{ticket.number}: {what}" in mails, mails
    desk.visitor.log_in(who.user.email)  # weeks have passed
    desk.page.goto("/aviseringar/?olasta=1")
    assert what in desk.text() and ticket.number in desk.text()


def ordered_again(desk: Desk, ticket) -> None:
    assert "Förföll" in desk.sentence(ticket.number)
    look(desk, "4-lapsed")
    desk.page.get_by_role("link", name="Beställ igen").click()
    assert f"Svaren kommer från {ticket.number}" in desk.text()
    look(desk, "4-again")
    again = sent(desk)
    assert again.pk != ticket.pk and again.answers() == ticket.answers()
    assert (again.state, again.detail().copied_from_id) == ("regional_approval", ticket.pk)
    assert f"Beställd igen efter {ticket.number}." in fact(desk, "Beställt")
    look(desk, "4-new")


# --- It becomes a change ---


def test_two_sign_that_an_order_becomes_a_change_which_its_orderer_reads_of(sit):
    ticket = at.reviewed()
    orders, changes = sit(at.reviewer()), sit(at.change_manager())
    orders.open(ticket.number)
    orders.take("sign_convert", reason="Den ändrar det som alla regioner delar.")
    look(orders, "5-signed")
    assert fresh(ticket.pk).state == "joint_review"
    why = "Den andra har skrivit under på att den görs om till ändring. Din underskrift saknas."
    from_start(changes, ticket, "Skriv under på att den görs om till ändring", why=why)
    send(changes, reason="Jag tar den som en ändring.")
    assert fresh(ticket.pk).state == "closed"
    assert "gjorde ett utkast till ändring av den" in changes.open(ticket.number)
    look(changes, "5-converted")
    changes.page.locator("main").get_by_role("link", name="Utkast").click()
    changes.page.locator("[name=title]").wait_for()
    assert changes.page.input_value("[name=title]") == ticket.title
    reader = sit(at.orderer())
    assert "Avslutad" in reader.open(ticket.number)
    look(reader, "5-orderer")
