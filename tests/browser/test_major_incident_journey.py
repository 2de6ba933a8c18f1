"""A major incident over four regions with phones ringing, lived through in browsers from the first case to the end."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from engine import due
from outbox.deliver import deliver
from tests import cases, parties
from tests.browser.majors import Seat, ago, ahead, let_time_pass
from tests.escalating.looking import raised, told_people
from tests.processes.major_incident import places as majors
from tests.processes.regulatory import opened as duties
from tickets.models import MiAction, MiRegionRow, RegulatoryTrack, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, SECOND, DOWN, SILENT = FOUR = (parties.REGION, parties.NEIGHBOUR, "vasterbotten", "norrbotten")
REST = ("blekinge", "gavleborg", "sormland", "vasternorrland", "orebro-lan")


@pytest.fixture
def sit(visit):
    """`sit(actor)` opens a window for that person, once."""
    seats: dict[int, Seat] = {}

    def at(who) -> Seat:
        if who.person_id not in seats:
            seats[who.person_id] = Seat(visit(), who)
        return seats[who.person_id]

    return at


def the_major() -> Ticket:
    return cases.fresh(Ticket.objects.unscoped("test").get(process="major-incident").pk)


def state_of(region: str) -> str:
    return MiRegionRow.all_objects.get(region__slug=region).state


def register(seat: Seat, title: str) -> Ticket:
    """An incident, as somebody registers it who has the ward on the telephone."""
    page = seat.page
    page.goto("/arenden/ny/incident/")
    page.fill("[name=title]", title)
    page.fill("[name=symptom]", "Listan är tom när den öppnas.")
    page.locator("[name=service]").select_option(label="Läkemedel")
    page.click("text=Nästa: vilka som berörs")
    page.fill("[name=affected_units]", "Akuten")
    page.check("[name=users_affected][value=n11_100]")
    page.check("[name=reserve_routine][value=yes]")
    page.check("[name=patient_safety][value=risk]")
    page.click("text=Nästa: läs igenom")
    page.click("text=Registrera incidenten")
    page.wait_for_url(re.compile(r"/arenden/INC-"))
    return Ticket.objects.unscoped("test").filter(process="incident").latest("pk")


def four_regions_register(sit) -> None:
    """The third within the hour lets the program propose; the fourth is proposed by hand and taken in."""
    for region in FOUR[:3]:
        register(sit(parties.desk(region)), f"Listan är tom i {region}")
    due.fire(now=timezone.now())
    fourth = register(sit(parties.desk(SILENT)), "Ordinationer syns inte")
    desk = sit(parties.desk(SILENT))
    desk.step(fourth, "propose_mi", motivation="Samma fel som i Dalarna, sa jouren.")


def declared(sit, ticket) -> None:
    manager, leader = sit(majors.manager()), sit(majors.leader())
    assert ticket.title in manager.seen("/storningar/")
    manager.step(
        ticket,
        "declare",
        business_impact="Ordination sker på papper.",
        affected_regions=list(FOUR),
        mi_lead=leader.pk,
        mi_communicator=str(majors.communicator().person_id),
        mi_logger=str(majors.logger().person_id),
        bridge="https://mote.example/mi",
        title="Läkemedelslistan är tom",
    )
    leader.step(ticket, "start_investigation")


def a_message_is_missed_and_the_next_one_goes_out(sit, ticket) -> None:
    manager, leader, communicator = sit(majors.manager()), sit(majors.leader()), sit(majors.communicator())
    let_time_pass(ticket, "major_untold")
    (event,) = raised(ticket, "major_untold")
    assert majors.manager().person_id in told_people(event)
    deliver(), deliver()  # opened up for its readers, then each one's own
    assert the_major().detail().messages_missed == 1
    assert ticket.number in manager.seen("/aviseringar/")
    assert "1 besked har kommit för sent" in manager.seen(f"/arenden/{ticket.number}/")
    communicator.step(
        ticket,
        "write_message",
        message_situation="Läkemedelslistan är tom i fyra regioner.",
        message_impact="Ordinationer görs på papper.",
        message_reserve_routine="Använd pappersrutinen.",
        next_message_at=ahead(minutes=30),
    )
    leader.step(ticket, "publish_message")
    assert "Läkemedelslistan är tom i fyra regioner." in sit(parties.desk(FIRST)).seen(
        f"/storningar/{ticket.number}/besked/"
    )


def regions_say_how_it_stands(sit, ticket) -> None:
    for region, name, units in (
        (FIRST, "state_affected", "Akuten"), (SECOND, "state_degraded", "Primärvården"),
        (DOWN, "state_affected", "Alla sjukhus"),
    ):  # fmt: skip
        seat = sit(majors.region_manager(region))
        assert f"/storningar/{ticket.number}/lagesbild/" in seat.page.content(), "Start says so at once"
        seat.say(ticket, region, name, row_units=units)
    sit(majors.manager()).say(ticket, SILENT, "oral_report", told_by="Berit på jouren", told_at=ago(5))
    sit(majors.logger()).step(ticket, "log_entry", entry_text="Norrbotten ringde.", happened_at=ago(20))
    for region in REST:
        sit(majors.region_manager(region)).say(ticket, region, "state_not_affected")


def mended(sit, ticket) -> None:
    leader = sit(majors.leader())
    restored = {"actions_taken": "Databasen startades om.", "restored_at": ago(120), "watch_period": "1"}
    leader.step(ticket, "identify", suspected_cause="Minnet tog slut.", confidence="medium")
    leader.step(ticket, "mitigate", action_plan="Starta om", no_change_reason="Inom driftavtalet")
    leader.step(ticket, "monitor", **restored)
    for region in (FIRST, SECOND):
        sit(majors.region_manager(region)).say(ticket, region, "confirm", confirmed_restored_at=ago(1))
    down = sit(majors.region_manager(DOWN))
    down.say(ticket, DOWN, "decline", reason="Fyra sjukhus står fortfarande.")
    assert the_major().state == "investigating"
    assert [state_of(region) for region in FOUR] == ["confirmed", "confirmed", "affected", "affected"]
    leader.step(ticket, "monitor", **restored)
    down.say(ticket, DOWN, "confirm", confirmed_restored_at=ago(1))


def resolved_with_the_silent_one_named(sit, ticket) -> None:
    manager = sit(majors.manager())
    named = {"silent_regions": [SILENT], "reason": "Ingen svarar på jouren i regionen."}
    with pytest.raises(AssertionError, match="påmind"):
        manager.step(ticket, "resolve", **named)
    let_time_pass(ticket, "approval_missing", times=2)
    manager.step(ticket, "resolve", **named)
    assert the_major().state == "resolved"
    assert MiRegionRow.all_objects.get(region__slug=SILENT).named_silent
    seen = manager.seen(f"/storningar/{ticket.number}/lagesbild/")
    assert "namngiven som tyst" in seen
    printed = manager.page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


def duties_are_settled(sit, ticket) -> None:
    """Each region answers for itself whether it has anything to report."""
    page = f"/arenden/{ticket.number}/provning/"
    rows = RegulatoryTrack.objects.unscoped("test").filter(ticket=ticket).select_related("organisation")
    assert {one.organisation.slug for one in rows} == set(FOUR)
    for one in rows:
        who = duties.security if one.regime in ("nis2", "gdpr_33") else duties.device_specialist
        seat = sit(who(one.organisation.slug))
        seat.take(page, f"{page}{one.pk}/decide_not_reportable/", reason="Under gränsen.")


def reviewed_by_two(sit, ticket) -> None:
    manager, other = sit(majors.manager()), sit(parties.problem_manager())
    page = f"/storningar/{ticket.number}/efteranalys/"
    invited = sit(majors.region_manager(FIRST)).who.user.email
    manager.step(ticket, "start_review", page=page, review_owner=manager.pk, invitees=invited, meeting_at=ahead(days=5))
    manager.step(
        ticket,
        "add_action",
        page=page,
        action_text="Larma vid halv minnesanvändning.",
        action_owner=str(majors.leader().person_id),
        action_due_at=ahead(days=30),
    )
    other.page.goto(page)
    other.page.click("text=Registrera problemet bakom")
    other.page.fill("[name=title]", "Minnet i databasen tar slut")
    other.page.locator("[name=service]").select_option(label="Läkemedel")
    other.page.check("[name=problem_origin][value=mi]")
    other.page.fill("[name=description]", "Listan blir tom när minnet är slut.")
    other.page.click("main button.button--primary[name=go][value=register]")
    other.page.wait_for_url(re.compile(r"/arenden/PRB-"))
    problem = Ticket.objects.unscoped("test").get(process="problem")
    duties_are_settled(sit, ticket)
    manager.step(
        ticket,
        "sign_review",
        page=page,
        review_cause="Minnet i databasen tog slut.",
        worked_well="Reservrutinen användes genast.",
        worked_badly="Larmet kom sent.",
        problem_link=problem.number,
    )
    other.step(ticket, "close", page=page)
    assert the_major().state == "closed"
    seen = other.seen(page)
    assert "Norrbotten ringde." in seen and "Larma vid halv minnesanvändning." in seen
    action = MiAction.objects.unscoped("test").get(ticket=ticket)
    other.take(page, f"/arenden/{ticket.number}/steg/finish_action/")
    action.refresh_from_db()
    assert action.done_by_id == other.who.person_id


def test_the_whole_journey(sit):
    cache.clear()
    four_regions_register(sit)
    ticket = the_major()
    declared(sit, ticket)
    a_message_is_missed_and_the_next_one_goes_out(sit, ticket)
    regions_say_how_it_stands(sit, ticket)
    mended(sit, ticket)
    resolved_with_the_silent_one_named(sit, ticket)
    reviewed_by_two(sit, ticket)
