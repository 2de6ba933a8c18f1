"""A need from a clinician to priority, change, release and the message back to her; its pages sound in every dress."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from engine import due
from outbox.deliver import deliver
from sla import wording
from tests import parties
from tests.browser.changes import choose, decide, stop, write
from tests.browser.checks import WIDTHS
from tests.cases import fresh, step
from tests.processes.change import places as changes
from tests.processes.need import places as at
from tests.processes.release import places as releases
from tickets.models import AffectedRegion, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def authorised_and_rolled_out(change: Ticket):
    """The change is assessed and decided, and a release that it stands in is rolled out."""
    for name in changes.PATH[: changes.PATH.index("authorised") + 1]:
        change = changes.STEPS[name](change)
    release = releases.take(
        releases.planning(), "fix_scope", releases.chair(), cause=releases.CAUSE, **releases.scope(change)
    )
    for name in releases.PATH[releases.PATH.index("scoped") + 1 : releases.PATH.index("rollout") + 1]:
        release = releases.STEPS[name](release)
    return release, fresh(change.pk)


def test_from_a_clinician_to_the_message_back_to_her(sit, mailoutbox):
    clinician, leader, coordinator = sit(at.clinician()), sit(at.leader()), sit(at.coordinator())
    need = handed_in(clinician)
    prepared(need, leader, coordinator)
    assert "Alla regioner bereder ditt behov" in clinician.waiting()
    prioritised(need, coordinator)
    assert "har prioriterats: hög" in clinician.waiting()

    change = releases.a_change("submitted")
    coordinator.open(need.number)
    coordinator.take("convert", resulting_tickets=change.number)
    release, change = authorised_and_rolled_out(change)
    releases.row_verified(release)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert AffectedRegion.objects.unscoped("test").get(ticket_id=need.pk).deployed_at is not None
    told_that_it_is_in_use(need, clinician, mailoutbox)
    for desk in (leader, coordinator):
        text = desk.open(need.number)
        for words in ("Driftsättning per region", change.number, release.number, "Dalarna: används"):
            assert words in text, words
    stop(leader, "behov", widths=WIDTHS)
    coordinator.page.goto("/behov/")
    stop(coordinator, "behov-rapport", widths=WIDTHS)
    followed_up(need, leader, coordinator)
    assert "är avslutat: det gav den nytta" in clinician.waiting()
    stop(clinician, "behov-slut")


def handed_in(clinician) -> Ticket:
    """From Start, in a short form."""
    page = clinician.page
    page.goto("/")
    page.get_by_role("link", name="Lämna ett behov").click()
    stop(clinician, "behov-formular", widths=WIDTHS)
    page.get_by_label("Vad behöver du?").fill(at.TITLE)
    page.get_by_label("Hur gör ni i dag?").fill(at.ASKED["description"])
    page.get_by_label("Vad skulle bli bättre?").fill(at.ASKED["need_benefit"])
    page.locator("[name=service]").select_option(label="Läkemedel")
    clinician.submit(page.get_by_role("button", name="Lämna behovet"))
    return Ticket.objects.unscoped("test").get(process="need")


def prepared(need, leader, coordinator) -> None:
    """In the region, and then by all together."""
    assert "Slutför regional beredning" in leader.waiting()
    leader.open(need.number)
    leader.take(
        "prepare", business_area="Geriatrik", regional_priority="high", priority_reason="Alla team behöver det."
    )
    assert "Starta gemensam beredning" in coordinator.waiting()
    coordinator.open(need.number)
    coordinator.take("start_joint_review", duplicate_check="Inget liknande.")


def prioritised(need, coordinator) -> None:
    """By the forum, from the need's own page."""
    coordinator.open(need.number)
    coordinator.page.get_by_role("link", name="Besluta i Utvecklingsforum").click()
    choose(coordinator, need, "prioritise")
    write(coordinator, decision_text="Behovet prioriteras högt.", joint_priority="high")
    decide(coordinator)


def told_that_it_is_in_use(need, clinician, mailoutbox) -> None:
    """On Start and by mail, with the day and the version."""
    said = clinician.waiting()
    since = AffectedRegion.objects.unscoped("test").get(ticket_id=need.pk).deployed_at
    with translation.override("sv"):
        day = wording.day_in_words(since, now=timezone.now())
    assert f"driftsattes i din region {day} (Cosmic " in said, said
    stop(clinician, "behov-start")
    for _round in range(2):
        deliver(now=timezone.now() + timedelta(days=2))
    told = [one.body for one in mailoutbox if at.clinician().user.email in one.to]
    assert any("driftsattes i din region" in body for body in told), told


def followed_up(need, leader, coordinator) -> None:
    """Ninety days later her region is asked what came of it, and all together sum it up."""
    coordinator.open(need.number)
    coordinator.press("start_followup")
    assert "Rapportera effekt" not in leader.waiting()
    due.fire(now=fresh(need.pk).detail().effect_due_at)
    assert "Rapportera effekt" in leader.waiting()
    leader.open(need.number)
    leader.take("report_effect", **at.EFFECT)
    assert "Alla regioner har svarat" in coordinator.waiting()
    coordinator.open(need.number)
    coordinator.take("close", **at.EFFECT)


def test_the_pages_of_needs_are_sound(enter):
    need, other = at.need("joint_review"), at.need("closed")
    at.submitted(programme_areas=["primarvard"])
    window = enter("region-objektledare", parties.NEIGHBOUR)
    for address in (
        f"/arenden/{need.number}/",
        f"/arenden/{other.number}/",
        f"/arenden/{need.number}/steg/join/",
        "/behov/",
        "/behov/?area=tandvard",
    ):
        window.page.goto(address)
        window.assert_sound()
    leader = enter("region-objektledare", parties.REGION)
    leader.page.goto(f"/arenden/{at.submitted().number}/steg/prepare/")
    leader.assert_sound()


def test_the_form_is_filled_in_with_the_keys_alone(enter):
    like = at.submitted(at.clinician(parties.NEIGHBOUR))
    window = enter("region-kliniker", parties.REGION)
    page = window.page
    page.goto("/arenden/ny/behov/")
    page.keyboard.type("Sköra äldres läkemedel på en sida")
    page.locator("#similar").get_by_text(like.number).wait_for()
    window.assert_sound()
    _tab_to(page, "description")
    page.keyboard.type("Vi letar i fyra vyer.")
    _tab_to(page, "need_benefit")
    page.keyboard.type("Tio minuter kortare rond.")
    _tab_to(page, "service")
    page.keyboard.type("Läkemedel")
    _tab_to_button(page, "Lämna behovet")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator(".toast").wait_for()
    assert Ticket.objects.unscoped("test").filter(process="need", origin__slug=parties.REGION).exists()


def _tab_to(page, name: str) -> None:
    for _field in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"no way with the keys to {name}")


def _tab_to_button(page, label: str) -> None:
    for _field in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == label:
            return
    raise AssertionError(f"no way with the keys to {label}")


def test_without_script_the_form_and_the_thread_work(visit):
    need = step(at.need("prioritised"), "convert", at.coordinator(), resulting_tickets=[at.change().number])
    window = visit(script=False)
    window.log_in(at.leader().user.email)
    window.page.goto(f"/arenden/{need.number}/")
    knots = window.page.locator(".thread__knot")
    assert knots.count() == 6
    assert "Ändring eller beställning" in window.page.inner_text(".thread")
