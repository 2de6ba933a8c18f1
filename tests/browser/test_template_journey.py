"""A medication template is ordered where a similar one exists, goes through its forum, and is read by all regions."""

import re

import pytest

from tests import parties
from tests.browser.changes import stop
from tests.browser.checks import WIDTHS
from tests.cases import step
from tests.processes.service_request import places as at
from tests.processes.service_request.experts import places as experts
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALIKE = "Smärtlindring vid höftfraktur, före och efter operation"


def test_a_template_from_the_hint_to_the_register(enter):
    at.orderer()
    number = it_is_ordered_beside_one_alike(enter(parties.DESK_ROLE, parties.REGION))
    step(Ticket.objects.unscoped("test").get(number=number), "approve", at.approver())
    it_is_sent_to_the_forum(enter("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG), number)
    another_region_gives_its_opinion(enter("region-objektspecialist-lakemedelsmallar", parties.NEIGHBOUR), number)
    the_forum_decides(enter("sussa-samordnare-lakemedelsmallar", parties.SUPPORT_ORG), number)
    another_region_reads_of_it(enter(parties.DESK_ROLE, parties.NEIGHBOUR), number)


def it_is_ordered_beside_one_alike(window) -> str:
    page = window.page
    page.goto(f"/bestalla/{experts.ITEM}/")
    page.locator("[name='answers.template_name']").press_sequentially("Smärtlindring efter höftfraktur på äldrevård")
    page.locator(f"#similar-templates a:has-text('{ALIKE}')").wait_for()
    window.assert_sound()
    for name in ("purpose", "substance", "source", "responsible"):
        page.fill(f"[name='answers.{name}']", experts.ANSWERS[name])
    page.check("[name='answers.route'][value=oral]")
    page.check("[name='answers.specialties'][value=surgery]")
    page.check("[name='answers.high_risk'][value=true]")
    page.fill("[name=ordered_for]", "Ortopedkliniken")
    page.click("main form.form button.button--primary")
    page.wait_for_url("**/arenden/TJF-*/")
    return re.search(r"TJF-[0-9-]+", page.url)[0]


def it_is_sent_to_the_forum(window, number: str) -> None:
    page = window.page
    page.goto(f"/arenden/{number}/")
    page.locator(f"a:has-text('{ALIKE}')").first.wait_for()
    window.assert_sound()
    page.goto(f"/arenden/{number}/steg/review_to_expert/")
    assert page.is_checked("[name=expert_field][value=medication_templates]")
    page.fill("[name=question]", "Räcker den mall som finns?")
    page.click("main form button.button--primary")
    page.locator("text=Forum för läkemedelsmallar").first.wait_for()
    window.assert_sound()


def another_region_gives_its_opinion(window, number: str) -> None:
    page = window.page
    page.locator(f"text={number}").first.wait_for()
    page.goto(f"/arenden/{number}/steg/expert_opinion/")
    page.check("[name=expert_verdict][value=endorse]")
    page.fill("[name=opinion_text]", "Vi har samma behov.")
    page.click("main form button.button--primary")
    page.locator("text=Vi har samma behov.").first.wait_for()
    window.assert_sound()


def the_forum_decides(window, number: str) -> None:
    page = window.page
    page.locator("text=1 region har lämnat synpunkt").first.wait_for()
    page.goto(f"/forum/{experts.FORUM}/besluta/{number}/expert_to_fulfilment/")
    page.fill("[name=decision_text]", "En egen mall för äldrevården byggs.")
    page.check("[name=reuse_existing_template][value=no]")
    page.check("[name=fulfiller][value=support]")
    window.assert_sound()
    page.click("main form button.button--primary")
    page.wait_for_selector("#error-summary")
    window.assert_sound()
    page.fill("[name=template_name]", experts.NEW["template_name"])
    page.fill("[name=template_purpose]", experts.NEW["template_purpose"])
    page.click("main form button.button--primary")
    page.wait_for_url("**/beslut/**")


def another_region_reads_of_it(window, number: str) -> None:
    page = window.page
    page.goto("/mallar/")
    page.fill("[name=q] >> nth=-1", "äldrevård")
    page.keyboard.press("Enter")
    page.locator(f"th:has-text('{experts.NEW['template_name']}')").wait_for()
    page.locator("td:has-text('Beslutad, byggs')").wait_for()
    assert page.locator(f"td a:has-text('{number}')").count() == 0
    window.assert_sound()


def test_a_template_is_taken_out_of_use_and_back(sit):
    """By who leads its forum, on its own page; the others read why."""
    desk, reader = sit(experts.coordinator()), sit(experts.expert())
    page = desk.page
    page.goto("/mallar/")
    page.get_by_role("link", name=ALIKE).click()
    stop(desk, "mall", widths=WIDTHS)
    page.get_by_role("link", name="Avveckla mallen").click()
    page.get_by_label("Varför mallen avvecklas").fill("Preparatet har utgått. Använd mallen för hela sjukhuset.")
    page.get_by_label("Forumets beslut").fill("mars")
    page.get_by_role("button", name="Avveckla mallen").click()
    page.locator("#error-summary").wait_for()
    stop(desk, "mall-avveckla", widths=WIDTHS)
    page.get_by_label("Forumets beslut").fill("2026 § 31")
    desk.submit(page.get_by_role("button", name="Avveckla mallen"))
    assert "Preparatet har utgått" in desk.text()
    stop(desk, "mall-avvecklad", widths=WIDTHS)
    reader.page.goto("/mallar/?which=retired")
    reader.page.get_by_role("link", name=ALIKE).click()
    assert "Preparatet har utgått" in reader.text() and "Ta tillbaka" not in reader.text()
    desk.submit(page.get_by_role("button", name="Ta tillbaka avvecklingen"))
    assert "Preparatet har utgått" not in desk.text()
