"""The pages of one person, of an account and of a role in a real browser, wide and narrow."""

import pytest

from roles.models import RoleAssignment
from tests.parties import REGION
from tests.people import person, wear

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(enter):
    """A window of an administrator who also gives roles, and a colleague with one."""
    person("region-objektledare", REGION)
    administrator = person("region-objektledare", REGION)
    administrator.is_administrator = True
    administrator.save()
    colleague = person("region-kliniker", REGION)
    wear(colleague, "region-incidentansvarig", REGION)
    return enter("region-objektledare", REGION), colleague


def test_the_page_of_a_person_is_sound_with_roles_and_every_change(desk):
    window, colleague = desk
    window.page.goto(f"/roller/personer/{colleague.pk}/")
    window.assert_sound()
    window.page.click("text=Skapa ett nytt engångslösenord")
    window.page.locator("code.secret").wait_for()
    window.assert_sound()


def test_making_an_account_is_sound_before_with_faults_and_after(desk):
    window, _colleague = desk
    page = window.page
    page.goto("/roller/personer/ny/")
    window.assert_sound()
    page.click("main form.form button.button--primary")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.fill("[name=email]", "ny.person@example.org")
    page.fill("[name=given_name]", "Ny")
    page.fill("[name=family_name]", "Person")
    page.select_option("[name=home]", index=1)
    page.click("main form.form button.button--primary")
    page.locator("code.secret").wait_for()
    window.assert_sound()
    page.goto("/utkast/")
    assert page.locator("text=Du har inga utkast").is_visible()


def test_giving_and_ending_a_role_is_sound_on_every_page(desk):
    window, colleague = desk
    page = window.page
    row = RoleAssignment.objects.filter(user=colleague).first()
    page.goto(f"/roller/tilldelning/{row.pk}/")
    window.assert_sound()
    page.fill("[name=last_day]", "")
    page.click("main form.form button.button--primary")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.goto(f"/roller/ge/{REGION}/")
    page.select_option("[name=role]", index=1)
    page.select_option("[name=person]", index=1)
    page.click("text=Nästa: läs vad som ändras")
    page.locator("h1:text('Stämmer det här?')").wait_for()
    window.assert_sound()
