"""A major incident over four regions without script, and its pages: by keyboard, on paper, wide and narrow."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from sla.models import DueStep
from tests import cases, parties
from tests.processes.major_incident import places as majors
from tests.tickets import places
from tickets.models import MiRegionRow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, SECOND, DOWN, SILENT = parties.REGION, parties.NEIGHBOUR, "vasterbotten", "norrbotten"


@pytest.fixture
def enter(visit):
    """`enter(actor)` opens a window and logs that person in."""

    def open_window(who, **options):
        visitor = visit(**options)
        visitor.log_in(who.user.email)
        return visitor

    return open_window


def picture(ticket) -> str:
    return f"/storningar/{ticket.number}/lagesbild/"


def say(page, ticket, region: str, name: str, **typed) -> None:
    """From the situation picture: press the region's own button, fill in the form and send it."""
    page.goto(picture(ticket))
    address = f"/arenden/{ticket.number}/lage/{region}/{name}/"
    link = page.locator(f"a[href='{address}']")
    if link.count():
        link.click()
        for field, value in typed.items():
            page.fill(f"[name={field}]", value)
        page.click("form.stepform button[type=submit]")
    else:
        page.click(f"form[action='{address}'] button")
    page.wait_for_url(f"**/arenden/{ticket.number}/")


def state(ticket, region: str) -> str:
    return MiRegionRow.all_objects.get(ticket=ticket, region__slug=region).state


def remind(ticket, times: int) -> None:
    """Let the regions' time to answer pass that often."""
    for _once in range(times):
        rows = DueStep.objects.filter(subject_type="tickets.ticket", subject_id=ticket.pk, step="escalate")
        rows.filter(fired_at=None, reason__contains="approval").update(due_at=timezone.now() - timedelta(seconds=1))
        due.fire(now=timezone.now())


def worked_again(minutes: int = 1) -> dict:
    at = timezone.localtime() - timedelta(minutes=minutes)
    return {"confirmed_restored_at_0": f"{at:%Y-%m-%d}", "confirmed_restored_at_1": f"{at:%H:%M}"}


def by_telephone(lead, ticket) -> None:
    """What Berit says of her region, which sets nothing itself."""
    told = timezone.localtime() - timedelta(minutes=5)
    when = {"told_at_0": f"{told:%Y-%m-%d}", "told_at_1": f"{told:%H:%M}"}
    say(lead, ticket, SILENT, "oral_report", told_by="Berit på jouren", **when)


def others_unaffected(ticket) -> None:
    for row in majors.rows(ticket):
        if row.state == "unknown":
            majors.say(ticket, "state_not_affected", row.region.slug)


def test_without_script_two_confirm_one_is_still_down_and_one_is_silent_and_named(enter):
    ticket = majors.candidate(places.incident())
    lead = enter(majors.manager(), script=False).page
    lead.goto(f"/arenden/{ticket.number}/")
    assert "declare" in lead.content()
    ticket = cases.step(ticket, "declare", majors.manager(), **majors.declaring(affected_regions=[FIRST, SECOND]))
    ticket = cases.step(ticket, "start_investigation", majors.leader())

    first = enter(majors.region_manager(FIRST), script=False).page
    assert picture(ticket) in first.content(), "Start says so at once"
    say(first, ticket, FIRST, "state_affected", row_units="Akuten och vårdcentralerna")
    second = enter(majors.region_manager(SECOND), script=False).page
    say(second, ticket, SECOND, "state_degraded", row_units="Bara primärvården")
    down = enter(majors.region_manager(DOWN), script=False).page
    say(down, ticket, DOWN, "state_affected", row_units="Alla sjukhus")
    by_telephone(lead, ticket)
    lead.goto(picture(ticket))
    assert "Berit på jouren" in lead.content()
    others_unaffected(ticket)
    ticket = cases.step(ticket, "monitor", majors.leader(), **majors.monitoring())
    say(first, ticket, FIRST, "confirm", **worked_again())
    say(second, ticket, SECOND, "confirm", **worked_again())
    say(down, ticket, DOWN, "decline", reason="Fyra sjukhus står fortfarande.")
    assert cases.fresh(ticket.pk).state == "investigating"
    assert (state(ticket, FIRST), state(ticket, DOWN), state(ticket, SILENT)) == ("confirmed", "affected", "affected")

    ticket = cases.step(ticket, "monitor", majors.leader(), **majors.monitoring())
    say(down, ticket, DOWN, "confirm", **worked_again())
    remind(ticket, 2)
    assert MiRegionRow.all_objects.get(ticket=ticket, region__slug=SILENT).reminders == 2
    lead.goto(f"/arenden/{ticket.number}/steg/resolve/")
    lead.check(f"[name=silent_regions][value={SILENT}]")
    lead.fill("[name=reason]", "Ingen svarar på jouren i regionen.")
    lead.click("form.stepform button[type=submit]")
    lead.wait_for_url(f"**/arenden/{ticket.number}/")
    assert cases.fresh(ticket.pk).state == "resolved"
    lead.goto(picture(ticket))
    assert MiRegionRow.all_objects.get(ticket=ticket, region__slug=SILENT).named_silent
    assert lead.locator(".region", has_text="Norrbotten").locator("small").count() == 1


def full_picture():
    """As much as a picture is likely to hold: every region, a long message, additions to it, a log."""
    ticket = majors.major("investigating")
    for number, row in enumerate(majors.rows(ticket)):
        name = ("state_affected", "state_degraded", "state_not_affected")[number % 3]
        typed = (
            {}
            if name == "state_not_affected"
            else {"row_units": "Akuten, avdelning 12, röntgen och lab", "row_users_affected": "n1001"}
        )
        majors.say(ticket, name, row.region.slug, **typed)
    long = "Personal med nya kort kan inte logga in. Felet började efter ett certifikatbyte. " * 6
    data = majors.message(message_situation=long, message_impact=long, message_reserve_routine=long)
    ticket = cases.step(ticket, "write_message", majors.communicator(), **data)
    ticket = cases.step(ticket, "publish_message", majors.leader())
    for number in range(4):
        ticket = cases.step(ticket, "correct_message", majors.leader(), correction=f"Tillägg {number}. " + long)
    for number in range(8):
        cases.step(
            ticket, "log_entry", majors.logger(), entry_text=f"Rad {number}: leverantören söker i loggarna. " * 5
        )
    return cases.fresh(ticket.pk)


def test_the_situation_picture_prints_on_one_a4(enter):
    ticket = full_picture()
    for who in (majors.manager(), majors.region_manager()):
        page = enter(who).page
        page.goto(picture(ticket))
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_are_sound_wide_and_narrow(enter, dark):
    reviewed, ticket, candidate = majors.settled_review(), full_picture(), majors.candidate()
    visitor = enter(majors.manager(), dark=dark)
    for address in (
        f"/arenden/{candidate.number}/", f"/arenden/{candidate.number}/steg/declare/",
        f"/storningar/{reviewed.number}/efteranalys/",
        f"/arenden/{ticket.number}/", picture(ticket), f"/storningar/{ticket.number}/besked/",
        f"/storningar/{ticket.number}/efteranalys/", "/storningar/", f"/arenden/{ticket.number}/provning/", "/",
    ):  # fmt: skip
        visitor.page.goto(address)
        visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        visitor.assert_sound()
    region = enter(parties.region_security(), dark=dark)
    region.page.goto(f"/arenden/{ticket.number}/provning/")
    region.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    region.assert_sound()


def test_a_region_states_its_row_by_keyboard_alone(enter):
    ticket = majors.major("investigating")
    page = enter(majors.region_manager()).page
    page.goto(picture(ticket))
    address = f"/arenden/{ticket.number}/lage/{FIRST}/state_not_affected/"
    reached = (
        "[document.activeElement.getAttribute('href'), document.activeElement.closest('form')?.getAttribute('action')]"
    )
    for _step in range(80):
        page.keyboard.press("Tab")
        if address in page.evaluate(reached):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    page.locator("form.stepform button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{ticket.number}/")
    assert state(ticket, FIRST) == "not_affected"
