"""Orders, needs and registers on paper, and read in English: tables stay tables, and nothing is there to press."""

import pytest

from roles.models import User
from tests.parties import REGION, SUPPORT_ORG
from tests.processes.need import places as needs
from tests.processes.service_request.bulk import places as bulk
from tests.processes.service_request.quoting import places as quoting
from tests.solidarity.test_ledger import effort

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]
A4_WIDTH = 703  # what the margins leave of the paper, in CSS pixels


@pytest.fixture
def addresses() -> list[str]:
    quoted, need, rows = quoting.joint(), needs.need("joint_review"), bulk.in_fulfilment(3)
    effort()
    return [
        f"/arenden/{quoted.number}/",
        f"/arenden/{need.number}/",
        f"/arenden/{rows.number}/rader/",
        "/bestalla/label-printer/",
        "/mallar/",
        "/behov/",
        "/solidaritet/",
    ]


def test_on_paper_a_table_is_a_table_and_nothing_is_there_to_press(enter, addresses):
    page = enter("sussa-objektledare", SUPPORT_ORG).page
    page.set_viewport_size({"width": A4_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    for address in addresses:
        page.goto(address)
        found = page.evaluate(ON_PAPER)
        assert found == {"pressed": [], "cards": [], "wide": []}, address


ON_PAPER = """() => {
  const seen = one => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0;
  const heads = [...document.querySelectorAll('main table thead')].filter(one => seen(one.parentElement));
  const said = one => one.textContent.trim();
  return {
    pressed: [...document.querySelectorAll('main button, main .button')].filter(seen).map(said),
    cards: heads.filter(one => getComputedStyle(one).position !== 'static').map(said),
    wide: [...document.querySelectorAll('main *')]
      .filter(one => seen(one) && one.getBoundingClientRect().right > innerWidth + 1)
      .map(one => `${one.tagName}.${one.className}: ${said(one).slice(0, 40)}`),
  };
}"""


@pytest.mark.parametrize(("role", "place"), [("sussa-objektledare", SUPPORT_ORG), ("region-objektledare", REGION)])
def test_in_english_they_are_sound(enter, addresses, role, place):
    window = enter(role, place)
    User.objects.filter(assignments__role__slug=role).update(language="en")
    for address in addresses:
        window.page.goto(address)
        assert window.page.get_attribute("html", "lang") == "en"
        window.assert_sound(widths=(1280,))
