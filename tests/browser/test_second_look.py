"""Sending a case on to the vendor: what may be a personal number is listed, stated to be none, and it is sent."""

import pytest

from tests import cases, parties
from tests.people import person
from tests.tickets.test_personal_numbers import POSSIBLE, STATED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sender_sees_where_it_stands_and_states_that_it_is_none(visit):
    ticket = cases.at_support(symptom=f"Gäller order {POSSIBLE}.", **STATED)
    visitor = visit()
    visitor.log_in(person("sussa-supportspecialist", parties.SUPPORT_ORG).email)
    page = visitor.page
    page.goto(f"/arenden/{ticket.number}/steg/escalate_vendor/")
    page.locator("li:has-text('Symptom')").first.wait_for()
    visitor.assert_sound(widths=(1280, 360))
    for name, value in cases.TO_VENDOR.items():
        field = page.locator(f"form.stepform [name={name}]").first
        kind = field.evaluate("one => one.type")
        if kind == "radio":
            page.check(f"form.stepform [name={name}][value='{value}']")
        elif kind == "checkbox":
            field.check()
        elif kind.startswith("select"):
            field.select_option(str(value))
        else:
            field.fill(str(value))
    page.click("form.stepform button[type=submit]")
    page.locator("text=Det som Cambio").first.wait_for()
    assert page.input_value("[name=wanted_outcome]") == cases.TO_VENDOR["wanted_outcome"]
    page.check("[name=not_personal_data]")
    page.fill("[name=not_personal_data_reason]", "Ett ordernummer.")
    visitor.assert_sound(widths=(1280, 360))
    page.click("form.stepform button[type=submit]")
    page.wait_for_url(f"**/arenden/{ticket.number}/")
