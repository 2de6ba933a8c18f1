"""The list, a ticket and its steps in a real browser: wide and narrow, light and dark, with and without script."""

import pytest

from tests.cases import at_support, at_vendor, fresh, opened, prioritised, step
from tests.people import actor
from tickets.models import Event, Note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def busy_ticket():
    """A ticket with regions, hand-overs, notes of every circle, a task and a link."""
    ticket = at_vendor(affected_regions=["gavleborg", "vasterbotten"], patient_safety="risk")
    desk, vendor = actor("region-objektspecialist-support", "dalarna"), actor("cambio-service-desk", "cambio")
    step(ticket, "add_note", desk, note_text="Bara vi.", note_audience="own")
    step(ticket, "add_note", vendor, note_text="Till alla.", note_audience="all")
    return fresh(ticket.pk)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_list_and_ticket_are_sound_at_every_width(enter, dark):
    ticket = busy_ticket()
    opened("general-case", actor("region-objektspecialist-support", "dalarna"))
    visitor = enter("region-objektspecialist-support", "dalarna", dark=dark)
    for address in (
        "/arenden/?region=me&state=open",
        f"/arenden/{ticket.number}/",
        f"/arenden/{ticket.number}/?visa=falt",
    ):
        visitor.page.goto(address)
        visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        visitor.assert_sound()


def test_every_kind_of_form_is_sound(enter):
    ticket = at_support()
    visitor = enter("sussa-supportspecialist", "sussa-vardstod")
    for name in ("escalate_vendor", "assign", "ask", "add_task", "link", "attach", "mark_duplicate"):
        visitor.page.goto(f"/arenden/{ticket.number}/steg/{name}/")
        visitor.assert_sound(widths=(1280, 360))


def test_a_filter_changes_the_list_and_the_address_without_a_new_page(enter):
    prioritised()
    at_support()
    visitor = enter("region-objektspecialist-support", "dalarna")
    page = visitor.page
    page.goto("/arenden/?region=me&state=open")
    page.evaluate("window.same = true")
    page.select_option("[name=holder]", "sussa-vardstod")
    page.click("form.filters button[type=submit]")
    page.wait_for_url("**/arenden/?state=open&region=me&holder=sussa-vardstod*")
    assert page.locator("tbody tr").count() == 1
    assert page.evaluate("window.same") is True
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
    page.go_back()
    page.wait_for_function("document.querySelectorAll('tbody tr').length === 2")


def test_a_step_opens_its_form_in_place_and_is_taken(enter):
    ticket = prioritised()
    visitor = enter("region-incidentansvarig", "dalarna")
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/")
    page.click("#step-prioritise a")
    page.wait_for_selector("#step-form-prioritise form")
    page.check("#step-form-prioritise [name=urgency][value='4']")
    page.click("#step-form-prioritise button[type=submit]")
    page.wait_for_selector(".toast")
    assert fresh(ticket.pk).urgency == 4
    visitor.assert_sound(widths=(1280,))


def test_the_box_says_who_will_read_as_the_circle_is_chosen(enter):
    ticket = at_support()
    page = enter("region-objektspecialist-support", "dalarna").page
    page.goto(f"/arenden/{ticket.number}/")
    assert page.locator(".seeing:visible").all_inner_texts() == [
        "Syns för Region Dalarna och Sussa vårdstöd. Cambio ser den inte."
    ]
    page.check(".compose [value=own]")
    assert page.locator(".seeing:visible").all_inner_texts() == ["Syns för Region Dalarna. Inte för Sussa vårdstöd."]


def test_everything_on_the_road_works_without_script_and_by_keyboard_alone(enter):
    ticket = prioritised()
    page = enter("region-objektspecialist-support", "dalarna", script=False).page
    page.goto("/arenden/?region=me&state=open")
    page.focus("tbody a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{ticket.number}/*")
    page.focus("#step-escalate_tier a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steg/escalate_tier/")
    page.focus("[name=handoff_letter]")
    page.keyboard.type("Känt: allt. ")
    for name in ("known_errors_searched", "audience_reviewed"):
        page.focus(f"[name={name}]")
        page.keyboard.press("Space")
    page.focus("[name=reproduced][value=yes]")
    page.keyboard.press("Space")
    page.focus("form.stepform button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{ticket.number}/")
    assert fresh(ticket.pk).offered_to.slug == "sussa-vardstod"


def test_an_error_takes_the_focus_and_leads_to_its_field(enter):
    ticket = prioritised()
    visitor = enter("region-objektspecialist-support", "dalarna")
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/steg/escalate_tier/")
    page.click("form.stepform button[type=submit]")
    page.wait_for_selector("#error-summary")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.click("#error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.name") == "handoff_letter"
    visitor.assert_sound(widths=(1280, 360))


def test_a_double_press_without_script_saves_one_note(enter):
    ticket = prioritised()
    page = enter("region-objektspecialist-support", "dalarna", script=False).page
    page.goto(f"/arenden/{ticket.number}/")
    page.fill("#note", "En gång.")
    page.dblclick(".compose button[type=submit]")
    page.wait_for_selector(".toast")
    assert Note.objects.unscoped("test").count() == 1


def test_the_conflict_page_is_sound_and_sends_on_the_new_version(enter):
    ticket = prioritised(impact=3, urgency=2)
    visitor = enter("region-incidentansvarig", "dalarna")
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/steg/prioritise/")
    step(ticket, "prioritise", actor("region-objektspecialist-support", "dalarna"), impact=3, urgency=4)
    page.check("[name=urgency][value='1']")
    page.click("form.stepform button[type=submit]")
    page.wait_for_selector("fieldset.versus")
    visitor.assert_sound()
    page.check("[name=keep_urgency][value=theirs]")
    page.click("main form button.button--primary")
    page.wait_for_url(f"**/arenden/{ticket.number}/")
    assert fresh(ticket.pk).urgency == 4
    assert Event.objects.unscoped("test").filter(step="prioritise").count() == 3


def test_the_letters_j_and_k_walk_the_list_and_s_and_n_reach_steps_and_note(enter):
    prioritised()
    ticket = at_support()
    page = enter("region-objektspecialist-support", "dalarna").page
    page.goto("/arenden/?region=me&state=open")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr') !== null")
    page.goto(f"/arenden/{ticket.number}/")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "note"
