"""Start, Översikt and the register of roles in a real browser: axe, widths, and buttons that act."""

import pytest

from tests.cases import incident
from tests.parties import NEIGHBOUR, REGION, SUPPORT_ORG, desk
from tests.people import person, wear
from tests.web.test_start import solved, some_of_everything
from tickets.models import RegionLeg, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("role", "organisation"),
    [
        ("region-objektspecialist-support", REGION),
        ("sussa-supportspecialist", SUPPORT_ORG),
        ("cambio-service-desk", "cambio"),
        ("region-styrgruppsmedlem", NEIGHBOUR),
    ],
)
def test_start_is_sound_for_each_side(enter, role, organisation, dark):
    some_of_everything()
    window = enter(role, organisation, dark=dark)
    window.page.goto("/")
    window.assert_sound()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_overview_is_sound_with_its_tables_closed_and_open(enter, dark):
    some_of_everything()
    window = enter("region-styrgruppsmedlem", REGION, dark=dark)
    window.page.goto("/oversikt/")
    window.assert_sound()
    for summary in window.page.locator("main summary").all():
        summary.click()
    window.assert_sound()


@pytest.mark.parametrize(
    "address", ["/roller/", "/roller/matris/", "/roller/personer/", f"/roller/ge/{REGION}/"], ids=lambda one: one
)
def test_the_register_is_sound(enter, address):
    wear(person("region-kliniker", REGION), "region-incidentansvarig", REGION)
    window = enter("region-objektledare", REGION)
    window.page.goto(address)
    window.assert_sound()


def test_a_button_on_start_acts_and_a_double_click_acts_once(enter):
    ticket = solved()
    page = enter("region-objektspecialist-support", REGION).page
    page.goto("/")
    page.dblclick("main .todo button:has-text('Bekräfta')")
    page.wait_for_url(f"**/arenden/{ticket.number}/**")
    leg = RegionLeg.objects.unscoped("test").get(ticket=ticket)
    assert leg.state == "confirmed"
    page.goto("/")
    assert "Bekräfta:" not in page.inner_text("main")


def test_the_keys_move_among_rows_and_enter_opens_one(enter):
    for number in range(3):
        incident(desk(), title=f"Fel {number}")
    page = enter("region-objektspecialist-support", REGION).page
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/arenden/INC-**")
    assert Ticket.objects.unscoped("test").filter(number=page.url.split("/arenden/")[1].rstrip("/")).exists()


def test_the_hat_is_chosen_in_the_menu_with_and_without_script(enter):
    wear(person("region-objektledare", REGION), "region-incidentansvarig", REGION)
    for script in (True, False):
        page = enter("region-objektledare", REGION, script=script).page
        page.goto("/roller/")
        page.click(".hat")
        page.click("#account button[name=hat]")
        page.wait_for_load_state()
        assert page.url.endswith("/roller/")
    assert "Regional objektledare" in page.inner_text(".hat")
