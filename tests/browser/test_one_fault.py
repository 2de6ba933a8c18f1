"""Four regions report the same fault within the hour: one case with four parts, and one is split out again."""

import pytest

from tests import cases, parties
from tests.cases import fresh, step
from tests.people import actor, person
from tests.tickets import places, way, ways
from tickets.models import Link, RegionLeg, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Dubbla provsvar vid vidimering"
SECOND, THIRD, FOURTH = parties.NEIGHBOUR, "vasterbotten", "norrbotten"


@pytest.fixture
def enter(visit):
    """`enter(role, organisation, …)` opens a window and logs that person in."""

    def open_window(role, organisation, **options):
        user, visitor = person(role, organisation), visit(**options)
        visitor.log_in(user.email)
        return visitor

    return open_window


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_fault_of_four_regions_becomes_one_case_and_one_region_goes_its_own_way(enter, script):
    shared = step(cases.at_support(title=TITLE), "widen", parties.support(), reason="Rör fler")
    own = [cases.incident(parties.desk(one), title=TITLE) for one in (THIRD, FOURTH)]

    page = enter(parties.DESK_ROLE, SECOND, script=script).page
    page.goto("/arenden/ny/incident/")
    page.fill("[name=title]", "Dubbla provsvaren vid vidimering")
    page.fill("[name=symptom]", "Samma svar kommer två gånger.")
    if not script:
        page.click("button.button--primary[name=go]")
    page.click(f"[formaction='/arenden/{shared.number}/vi-ocksa/']")
    assert page.input_value("[name=leg_symptom]") == "Samma svar kommer två gånger."
    page.fill("[name=leg_contact]", "Supporten")
    page.fill("[name=leg_units]", "Lab 2")
    page.check("[name=leg_users_affected][value=n2_10]")
    page.check("[name=leg_patient_safety][value=risk]")
    page.click("form.stepform button[type=submit]")
    page.wait_for_url(f"**/arenden/{shared.number}/")

    manager = enter("sussa-incidentansvarig", parties.SUPPORT_ORG, script=script).page
    manager.goto(f"/arenden/{shared.number}/steg/merge/")
    manager.fill("[name=merged_tickets]", ", ".join(one.number for one in own))
    manager.click("form.stepform button[type=submit]")
    manager.wait_for_url(f"**/arenden/{shared.number}/")
    legs = {leg.region.slug: leg for leg in places.legs(shared)}
    assert set(legs) == {parties.REGION, SECOND, THIRD, FOURTH}
    assert {fresh(one.pk).state for one in own} == {"duplicate"}

    page.goto(f"/arenden/{shared.number}/region/{SECOND}/split_out/")
    page.fill("[name=reason]", "Det var ett annat fel.")
    page.click("form.stepform button[type=submit]")
    page.wait_for_url(f"**/arenden/{shared.number}/")
    new = Link.all_objects.get(other=shared, kind="split_from").ticket
    assert page.locator(f"#lankar a:has-text('{new.number}'), a:has-text('{new.number}')").count() >= 1
    assert RegionLeg.all_objects.get(pk=legs[SECOND].pk).state == "split"
    assert Ticket.all_objects.get(pk=new.pk).origin.slug == SECOND


def test_the_pages_of_joining_merging_and_proposing_are_sound(enter):
    shared = places.joint()
    visitor = enter(parties.DESK_ROLE, SECOND)
    for address in (f"/arenden/{shared.number}/", f"/arenden/{shared.number}/steg/join/"):
        visitor.page.goto(address)
        visitor.assert_sound(widths=(1280, 360))
    step(shared, "join", parties.desk(SECOND), **places.JOINING)
    visitor.page.goto(f"/arenden/{shared.number}/")
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    visitor.assert_sound(widths=(1280, 360))
    child = ways.proposed()
    step(child, "share", parties.object_leader(), **way.SHARE)
    visitor = enter("region-objektledare", parties.REGION)
    for address in (f"/arenden/{child.number}/", f"/arenden/{child.number}/steg/merge/"):
        visitor.page.goto(address)
        visitor.assert_sound(widths=(1280, 360))


def test_the_page_of_delegations_is_sound_and_works_by_keyboard(enter):
    from django.utils import timezone

    from roles import delegating
    from roles.actor import actor_for

    giver = person("region-incidentansvarig", parties.REGION)
    today = timezone.localdate()
    delegating.propose(
        actor_for(giver), receiver=person(parties.DESK_ROLE, parties.REGION), first_day=today, last_day=today
    )
    visitor = enter(parties.DESK_ROLE, parties.REGION)
    page = visitor.page
    page.goto("/konto/delegeringar/")
    visitor.assert_sound(widths=(1280, 360))
    page.focus("form[action$='/accept/'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#taken")
    assert "region-incidentansvarig" in [hat.role for hat in actor(parties.DESK_ROLE, parties.REGION).hats]
    visitor.assert_sound(widths=(1280, 360))
