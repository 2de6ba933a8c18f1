"""A release to nine regions in three waves, where one stops the line, one defers and one opts out, lived to its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from engine.errors import EngineError
from regions import directory
from tests import cases, parties
from tests.browser.changes import stop
from tests.browser.desk import fill
from tests.people import actor
from tests.processes.release import places as at
from tests.processes.release.acceptance import places as acceptance
from tests.processes.release.versions import running_here
from tests.tickets.made_files import text_file
from tickets.models import Event, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]

WAVES = {
    1: (parties.REGION, parties.NEIGHBOUR),
    2: ("sormland", "orebro-lan"),
    3: ("blekinge", "gavleborg", "vasterbotten"),
}
STOPS, DEFERS, WITHOUT = "sormland", "norrbotten", "vasternorrland"
DAY_OF_WAVE = {1: 2, 2: 4, 3: 8}  # days after the first
BEFORE, NEW = "10.0", "10.1"
WHY = "Doser visas avrundade på två avdelningar."


def evening(first: date, days: int, hour: int = 20, minute: int = 0) -> datetime:
    day = first + timedelta(days=days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


# --- By the engine ---


def planned_and_tested(ticket: Ticket, region: str, wave: int, start: datetime) -> None:
    lead, desk = at.region_lead(region), parties.desk(region)
    window = {"planned_start": start, "planned_end": start + timedelta(hours=4), "wave": wave}
    name, more = (
        ("replan", {"what_changed": "Rättat bygge."}) if region_state(ticket, region) == "rolled_back" else ("plan", {})
    )
    for step, who, data in (
        (name, lead, window | more),
        ("start_test", desk, {"test_environment": "test"}),
        ("test_done", desk, {"test_protocol": [text_file(name="protokoll.txt")]}),
        ("confirm_training", actor("region-objektspecialist-utbildning", region), {"training_completion": "Alla."}),
        ("confirm_communication", actor("region-kommunikator", region), {"communication_done": "Intranätet."}),
    ):
        at.row_step(ticket, step, who, region=region, **data)


def go(ticket: Ticket, region: str, *who) -> None:
    for one in who or (at.region_lead(region), at.region_object_leader(region)):
        at.row_step(ticket, "sign_go", one, region=region, **dict.fromkeys(TICKED, True))


TICKED = ("go_reserve_routine", "go_staffing", "go_back_out")


def deployed(ticket: Ticket, region: str) -> None:
    for name, field in (("deploy_start", "actual_start"), ("deploy_done", "actual_end")):
        at.row_step(ticket, name, at.region_lead(region), region=region, **{field: timezone.now()})


def verified(ticket: Ticket, region: str) -> None:
    for who in (at.region_lead(region), parties.desk(region)):
        at.row_step(ticket, "sign_verify", who, region=region, smoke_test="Ordination går att göra.")


def region_state(ticket: Ticket, region: str) -> str:
    return at.row_of(ticket, region).state


# --- In the browser ---


def on_its_row(desk, ticket: Ticket, action: str, **values) -> None:
    """A step of the own region's row, from the release's page."""
    desk.open(ticket.number)
    desk.page.locator("[aria-labelledby=utrullning] a.button", has_text=action).first.click()
    form = desk.page.locator("form.stepform")
    form.wait_for()
    for name, value in values.items():
        fill(form, name, value)
    desk.submit(form.locator("button.button--primary"))


def matrix_on(desk, day: date) -> dict[str, str]:
    """What the page says that each region runs of the component at the end of the day, by its short name."""
    desk.page.goto(f"/versioner/?as_of={day.isoformat()}&environment=production&service=lakemedel")
    cells = desk.page.locator("main tbody tr", has_text="Läkemedel").first.locator("td")
    found = {}
    for number in range(cells.count()):
        one = cells.nth(number)
        link = one.locator("a")
        found[one.get_attribute("data-label")] = link.inner_text().split(",")[0].strip() if link.count() else "–"
    return found


def runs(*with_new: str) -> dict[str, str]:
    """Every region by its short name: those named run the new version."""
    return {(one.short_name or one.name): NEW if one.slug in with_new else BEFORE for one in directory.regions()}


# --- The journey ---


@pytest.fixture
def first() -> date:
    return timezone.localdate()


def delivered() -> Ticket:
    """Every region runs the version before; the new one is in its joint acceptance test."""
    with transaction.atomic():
        earlier = running_here.release(BEFORE, state="closed")
        for region in directory.regions():
            running_here.spell(earlier, timezone.now() - timedelta(days=2), region.slug, "lakemedel")
    return at.release("acceptance", release_version=NEW)


def the_joint_test(sit, ticket: Ticket) -> None:
    """A critical defect stops it until the region that found it has tried it anew; the protocol says so throughout."""
    at.take(ticket, "add_test_case", at.lead(), **acceptance.CASE)
    at.take(ticket, "report_defect", acceptance.tester(), **acceptance.DEFECT)
    desk, protocol = sit(acceptance.tester()), f"/releaser/{ticket.number}/acceptans/"
    desk.page.goto(protocol)
    desk.submit(desk.page.get_by_role("button", name="Det gick bra"))
    desk.page.goto(protocol)
    assert "Kritiska fel står i vägen" in desk.text()
    stop(desk, "release-0-protokoll")
    desk.page.get_by_role("link", name="Felet är åtgärdat").click()
    form = desk.page.locator("form.stepform")
    fill(form, "mended_build", "10.1.0-55")
    desk.submit(form.locator("button.button--primary"))
    at.signed(at.made_ready(ticket))
    assert cases.fresh(ticket.pk).state == "approved"


def two_stay_behind(sit, ticket: Ticket, first: date) -> None:
    """One waits, with a new date; one does without until a day: each is a deviation in the register."""
    desk = sit(at.region_object_leader(DEFERS))
    later = (first + timedelta(days=90)).isoformat()
    said = {"reason": "Vi byter nätverk samma veckor.", "new_date": later, "deviation_cost": "Ingen."}
    on_its_row(desk, ticket, "senareläggning", **said)
    assert region_state(ticket, DEFERS) == "deferred"
    at.row_opted_out(ticket, WITHOUT)
    assert region_state(ticket, WITHOUT) == "opted_out"
    assert sum(at.row_of(ticket, one).deviation_id is not None for one in (DEFERS, WITHOUT)) == 2
    stop(desk, "release-1-senarelagd")


def the_first_wave(sit, clock, ticket: Ticket, first: date) -> None:
    """Each region says go by two persons; the second of one signs in the browser."""
    for wave, regions in WAVES.items():
        for region in regions:
            planned_and_tested(ticket, region, wave, evening(first, DAY_OF_WAVE[wave]))
    go(ticket, parties.REGION)
    go(ticket, parties.NEIGHBOUR, at.region_lead(parties.NEIGHBOUR))
    assert region_state(ticket, parties.NEIGHBOUR) == "go_decision", "one of two has signed"
    desk = sit(at.region_object_leader(parties.NEIGHBOUR))
    on_its_row(desk, ticket, "klartecken", **dict.fromkeys(TICKED, True))
    assert region_state(ticket, parties.NEIGHBOUR) == "ready"
    at.take(ticket, "start_rollout", at.lead())
    clock(evening(first, DAY_OF_WAVE[1], minute=5))
    for region in WAVES[1]:
        deployed(ticket, region)
        verified(ticket, region)


def one_stops_the_line(sit, clock, ticket: Ticket, first: date) -> None:
    """In the second wave: everything waits, and the region puts the version before back."""
    clock(evening(first, DAY_OF_WAVE[2], minute=5))
    for region in WAVES[2]:
        go(ticket, region)
        deployed(ticket, region)
    desk = sit(at.region_object_leader(STOPS))
    desk.open(ticket.number)
    desk.take("halt", halt_ground="patient_safety", reason=WHY)
    assert cases.fresh(ticket.pk).state == "halted"
    reader = sit(at.region_object_leader("blekinge"))
    assert WHY in reader.open(ticket.number), "every region reads why"
    stop(reader, "release-2-stoppad")
    incident = cases.incident(parties.desk(STOPS))
    back = {"reason": WHY, "deployment_incidents": [incident.number], "actual_end": timezone.now()}
    at.row_step(ticket, "roll_back", at.region_lead(STOPS), region=STOPS, **back)
    verified(ticket, "orebro-lan")


def nobody_deploys_meanwhile(clock, ticket: Ticket, first: date) -> None:
    for region in WAVES[3]:
        go(ticket, region)
    clock(evening(first, DAY_OF_WAVE[3], minute=5))
    with pytest.raises(EngineError) as refused:
        at.row_step(ticket, "deploy_start", at.region_lead("blekinge"), region="blekinge", actual_start=timezone.now())
    assert "halted" in [one.code for one in refused.value.reasons]


def the_stop_is_lifted(sit, ticket: Ticket) -> None:
    """By the release manager and by the organisation that stopped it, and by neither alone."""
    for who in (at.lead(), at.region_object_leader(STOPS)):
        assert cases.fresh(ticket.pk).state == "halted"
        desk = sit(who)
        desk.open(ticket.number)
        desk.take("sign_lift", reason="Avrundningen är rättad, bygget är prövat.")
    assert cases.fresh(ticket.pk).state == "rollout"
    lifted = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step="lift")
    assert lifted.count() == 1


def the_last_wave(clock, ticket: Ticket, first: date) -> None:
    """With the region that had stopped it, which has planned and tested anew."""
    for region in WAVES[3]:
        deployed(ticket, region)
        verified(ticket, region)
    assert cases.fresh(ticket.pk).state == "rollout", "one region has it left"
    planned_and_tested(ticket, STOPS, 3, evening(first, DAY_OF_WAVE[3] + 1))
    go(ticket, STOPS)
    clock(evening(first, DAY_OF_WAVE[3] + 1, minute=5))
    deployed(ticket, STOPS)
    verified(ticket, STOPS)
    assert cases.fresh(ticket.pk).state == "els", "the one that waits and the one without hold nobody up"


def the_matrix_is_right_on_every_day(sit, first: date) -> None:
    desk = sit(at.region_object_leader(parties.REGION))
    after = set()
    for days in range(-1, DAY_OF_WAVE[3] + 2):
        if days == DAY_OF_WAVE[1]:
            after |= set(WAVES[1])
        if days == DAY_OF_WAVE[2]:
            after |= {"orebro-lan"}  # the other one had put the version before back by the end of the day
        if days == DAY_OF_WAVE[3]:
            after |= set(WAVES[3])
        if days == DAY_OF_WAVE[3] + 1:
            after |= {STOPS}
        assert matrix_on(desk, first + timedelta(days=days)) == runs(*after), f"day {days}"
    stop(desk, "release-3-versioner")


def test_a_release_to_nine_regions_in_three_waves(sit, clock, first):
    ticket = delivered()
    the_joint_test(sit, ticket)
    two_stay_behind(sit, ticket, first)
    the_first_wave(sit, clock, ticket, first)
    one_stops_the_line(sit, clock, ticket, first)
    nobody_deploys_meanwhile(clock, ticket, first)
    the_stop_is_lifted(sit, ticket)
    the_last_wave(clock, ticket, first)
    the_matrix_is_right_on_every_day(sit, first)
    desk = sit(at.lead())
    assert "Intensivbevakning" in desk.open(ticket.number)
    stop(desk, "release-4-intensivbevakning")
    desk.take("complete", **at.ENDING)
    desk.open(ticket.number)
    desk.take("close", **at.REVIEW)
    assert cases.fresh(ticket.pk).state == "closed"
