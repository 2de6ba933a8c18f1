"""A major change that nine regions decide on, lived through in browsers from its form to its closed review."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from engine.perform import perform
from outbox.deliver import deliver
from regions import directory
from roles.actor import actor_for
from tests import parties
from tests.browser.changes import (
    ballot_page,
    choose,
    decide,
    moment,
    moments,
    now_at,
    send,
    stop,
    vote,
    vote_by_keyboard,
    workday,
    write,
)  # fmt: skip
from tests.browser.checks import WIDTHS
from tests.cases import fresh
from tests.people import person, wear
from tests.processes.change import places as at
from tickets.models import Ballot, Decision, Task, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]

ASKS, CONDITION, DEPUTY, SILENT = parties.REGION, parties.NEIGHBOUR, "vasterbotten", "norrbotten"
REST = ("blekinge", "gavleborg", "sormland", "vasternorrland", "orebro-lan")
TITLE, MENDED = "Byte av tjänst för provsvar", "Byte av tjänst för provsvar, med logg"
SPAN = timedelta(hours=2)
LOAD = "Inte under lönekörningen."


def by_engine(ticket: Ticket, stage: str, *who) -> None:
    for one in who:
        ballot = at.ballot(ticket, stage)
        perform(Ballot, ballot.pk, "vote", actor=one, via="test", data={"vote": "approve"})


# --- The people ---


def asker():
    """Change manager of the region that wants it, who has no vote on her own change."""
    return at.region_lead(ASKS)


def colleague():
    """Another change manager of the same region."""
    return actor_for(person("region-andringsansvarig", ASKS, name="kollega"))


def deputy():
    """Stands in for a change manager who is away."""
    known = person("region-objektledare", DEPUTY, name="elin")
    if known.assignments.count() == 1:
        wear(known, "region-andringsansvarig", DEPUTY, deputy_for=person("region-andringsansvarig", DEPUTY))
    return actor_for(known)


# --- The journey ---


def submitted(sit) -> Ticket:
    desk = sit(asker())
    page = desk.page
    page.goto("/arenden/ny/andring/")
    page.fill("[name=title]", TITLE)
    page.fill("[name=change_reason]", "Den gamla tjänsten stöds inte längre.")
    page.fill("[name=consequence_if_not]", "Svar kan utebli.")
    page.check("[name=services][value=provsvar]")
    for one in directory.regions():
        page.check(f"[name=affected_regions][value={one.slug}]")
    for name, value in moments(wanted_start=workday(30), wanted_end=workday(60)).items():
        page.fill(f"[name={name}]", value)
    page.get_by_text("Vad den berör, kostnad och vem som genomför").click()
    for name in ("touches_data", "touches_secrecy", "touches_shared", "contract_effect"):
        page.check(f"[name={name}][value=no]")
    page.check("[name=vendor_works]")
    stop(desk, "1-ny")
    desk.submit(page.get_by_role("button", name="Skicka in ändringen"))
    ticket = fresh(Ticket.all_objects.get(process="change").pk)
    assert (ticket.state, len(ticket.affected())) == ("submitted", 9)
    return ticket


def assessed_and_planned(sit, ticket: Ticket) -> None:
    leads, architect = sit(at.lead()), at.of_support("arkitekturrepresentant")
    owner = at.of_support("objektledare").user
    assert TITLE in leads.waiting()
    leads.open(ticket.number)
    leads.take("accept_assess", change_owner=owner.pk, assessors=architect.user.email)
    leads.take("write_plan", **at.PLAN, **at.LOW_RISK)
    assesses = sit(architect)
    assert TITLE in assesses.waiting()
    assesses.open(ticket.number)
    assesses.take("assess_technology", **at.VERDICT)
    for kind, who in (("operations", at.deployer()), ("training", at.of_support("utbildningskoordinator"))):
        at.take(ticket, f"assess_{kind}", who, at=timezone.now(), **at.VERDICT)


def put_to_the_regions(sit, ticket: Ticket) -> None:
    for region in (ASKS, CONDITION, DEPUTY, SILENT, *REST):
        at.region_lead(region)
    colleague(), deputy()
    leads = sit(at.lead())
    leads.open(ticket.number)
    said = leads.refused("to_regional", **moment("vote_deadline", workday(2)))
    assert "arbetsdagar" in said
    leads.open(ticket.number)
    leads.take("to_regional", **moment("vote_deadline", workday(8)))
    assert "ändringsrådet" in leads.sentence(ticket.number)


def some_vote(sit, ticket: Ticket) -> None:
    """Whoever asked for it is refused in plain words; a colleague votes for the region."""
    refused = sit(asker())
    assert f"Rösta: {ticket.title}" not in refused.waiting()
    refused.page.goto(ballot_page(ticket, "regional-review"))
    said = refused.page.inner_text("[aria-labelledby=rost]")
    assert "du har själv begärt det här. Någon annan måste rösta eller besluta för din organisation." in said
    assert refused.page.get_by_role("button", name="Rösta för").count() == 0
    stop(refused, "2-jav")
    vote_by_keyboard(sit(colleague()), ticket, "Ja")
    vote(sit(at.region_lead(CONDITION)), ticket, "Ja med villkor", LOAD)
    vote(sit(deputy()), ticket, "Ja")
    row = sit(deputy()).page.locator("tr", has_text="Västerbotten").inner_text()
    assert "för Region-Andringsansvarig" in row


def an_edit_voids(sit, ticket: Ticket) -> None:
    """First it warns; then the votes are void, and who voted reads what changed."""
    leads, voter = sit(at.lead()), sit(at.region_lead(CONDITION))
    leads.open(ticket.number)
    said = leads.refused("edit", title=MENDED)
    assert "Det här ogiltigförklarar 3 röster, eftersom det ändrar: Rubrik." in said
    assert at.ballot(ticket, "regional-review").state == "pending"
    assert TITLE in leads.page.inner_text("main del") and MENDED in leads.page.inner_text("main ins")
    stop(leads, "3-varning", widths=WIDTHS)
    send(leads, void_votes=True)
    assert at.ballot(ticket, "regional-review").state == "voided"
    deliver(), deliver()  # opened up for its readers, then each one's own
    voter.page.goto("/aviseringar/")
    assert ticket.number in voter.text()
    voter.page.goto(ballot_page(ticket, "regional-review"))
    assert (voter.page.inner_text("#skillnad del"), voter.page.inner_text("#skillnad ins")) == (TITLE, MENDED)
    stop(voter, "4-ogiltiga")
    leads.open(ticket.number)
    leads.take("vote_anew", **moment("vote_deadline", workday(8)))


def cast_again(sit, clock, ticket: Ticket) -> None:
    """All but one vote, and the time runs out for the silent one."""
    ticket = fresh(ticket.pk)
    vote(sit(colleague()), ticket, "Ja")
    vote(sit(at.region_lead(CONDITION)), ticket, "Ja med villkor", LOAD)
    vote(sit(deputy()), ticket, "Ja")
    by_engine(ticket, "regional-review", *map(at.region_lead, REST))
    leads, ballot = sit(at.lead()), at.ballot(ticket, "regional-review")
    leads.page.goto(ballot_page(ticket, "regional-review"))
    assert "8 av 9 har röstat." in leads.text() and "Norrbotten saknas" in leads.text()
    stop(leads, "5-tyst")
    assert ballot.state == "pending", "the silent one could still say no for a reason that stops it"
    clock(ballot.deadline + timedelta(minutes=1))
    ballot = at.ballot(ticket, "regional-review")
    assert (ballot.state, bool(ballot.reminded_at), ballot.proposal) == ("passed", True, 2)
    task = Task.objects.unscoped("test").get(ticket_id=ticket.pk)
    assert (task.title, task.blocking, task.organisation.slug) == (LOAD, True, CONDITION)
    assert "De berörda regionerna har sagt ja. Skicka den till CAB." in leads.waiting()
    leads.open(ticket.number)
    leads.take("regional_passed", **moment("vote_deadline", workday(5)))


def decided(sit, ticket: Ticket) -> None:
    """The CAB votes, the vendor consents, and the chair decides on the forum's page."""
    leads, vendor = sit(at.lead()), sit(at.vendor_lead())
    vote(leads, ticket, "Ja")
    vote(vendor, ticket, "Ja")
    by_engine(ticket, "cab", at.deployer())
    assert at.ballot(ticket, "cab").state == "passed"
    page = leads.page
    page.goto("/")
    assert page.locator(".iconlink:has(.count)").bounding_box()["width"] < 60, "the count stands at its bell"
    stop(leads, "6-start")
    page.get_by_role("link", name=f"Besluta: {ticket.title}").first.click()
    stop(leads, "7-valj", widths=WIDTHS)
    choose(leads, ticket, "cab_authorise")
    write(leads, decision_text="Godkänns i önskat fönster.")
    stop(leads, "8-besluta", widths=WIDTHS)
    decide(leads)
    (decision,) = Decision.objects.unscoped("test").all()
    assert (now_at(ticket), decision.ticket_id, decision.result) == ("authorised", ticket.pk, "approved")
    stop(leads, "9-beslut")


def put_in_time(sit, ticket: Ticket) -> datetime:
    """Where another change is in the way already; then an hour after that one."""
    start = timezone.localtime(fresh(ticket.pk).detail().authorised_start + timedelta(days=5))
    other = in_the_way(start)
    plans = sit(at.deployer())
    plans.open(ticket.number)
    times, later = (moments(planned_start=one, planned_end=one + SPAN) for one in (start, start + SPAN))
    said = plans.refused("schedule", **times, implementer=at.vendor_worker().user.pk)
    assert f"Krockar med {other.number} (" in said and f"kl. {start:%H}.00–{start + SPAN:%H}.00)" in said
    stop(plans, "10-krock", widths=WIDTHS)
    send(plans, **later)
    plans.page.goto(f"/andringar/kalender/?manad={start:%Y-%m}")
    shown = plans.text()
    assert MENDED in shown and other.title in shown and "Krockar med" not in shown
    stop(plans, "11-kalender")
    return start + SPAN


def in_the_way(start: datetime) -> Ticket:
    """A minor change of one of the regions, planned for that time."""
    end = start + SPAN
    other = at.minor(title="Ny skrivarkö på provsvar")
    window = {"authorised_start": start - timedelta(days=1), "authorised_end": end + timedelta(days=1)}
    other = at.take(other, "to_cab_minor", at.lead(), **window)
    planned = {"planned_start": start, "planned_end": end}
    return at.take(other, "schedule", at.deployer(), **at.scheduling(**planned))


def carried_out(sit, clock, ticket: Ticket, start: datetime) -> None:
    """By the vendor, once what a region set as its condition is done."""
    clock(start + timedelta(minutes=5))
    vendor, leads = sit(at.vendor_worker()), sit(at.lead())
    assert ticket.number in vendor.waiting()
    vendor.open(ticket.number)
    assert "uppgift" in vendor.page.inner_text("#step-start")
    stop(vendor, "12-villkor-kvar")
    leads.open(ticket.number)
    leads.page.click("main a[href$='/steg/finish_task/']")
    leads.page.get_by_label(LOAD).check()
    send(leads)
    vendor.open(ticket.number)
    vendor.press("start")
    clock(start + timedelta(hours=1))
    vendor.open(ticket.number)
    vendor.take("finish", **moment("actual_end", start + timedelta(hours=1)), result_text="Kön tömdes på sex minuter.")
    assert now_at(ticket) == "validating"


def verified(sit, ticket: Ticket) -> None:
    """Every region for itself; until the last one has answered, nobody completes it."""
    for region in (ASKS, CONDITION):
        desk = sit(at.region_deployer(region))
        assert "Säg om det fungerar i din region." in desk.waiting()
        desk.open(ticket.number)
        desk.take("verify_region", region_result="ok", comment="Tio svar kom fram.")
    for region in (DEPUTY, *REST):
        at.take(ticket, "verify_region", at.region_deployer(region), at=timezone.now(), region_result="ok")
    plans = sit(at.deployer())
    plans.open(ticket.number)
    assert "Norrbotten" in plans.page.inner_text("#step-validate")
    stop(plans, "13-verifieras")
    at.take(ticket, "verify_region", at.region_deployer(SILENT), at=timezone.now(), region_result="ok")
    plans.open(ticket.number)
    plans.take("validate", result_text="Alla nio regioner är nöjda.")


def looked_back_at(sit, ticket: Ticket) -> None:
    leads = sit(at.lead())
    leads.open(ticket.number)
    leads.take("review_done", change_outcome="lyckad", incidents_caused="no", lessons="Fråga laboratoriet först.")
    assert now_at(ticket) == "closed"
    shown = leads.text()
    for words in ("Lyckad", "Fråga laboratoriet först.", "§ 1", "Kön tömdes på sex minuter."):
        assert words in shown
    stop(leads, "14-klar")


def test_the_whole_journey(sit, clock):
    ticket = submitted(sit)
    assessed_and_planned(sit, ticket)
    put_to_the_regions(sit, ticket)
    some_vote(sit, ticket)
    an_edit_voids(sit, ticket)
    cast_again(sit, clock, ticket)
    ticket = fresh(ticket.pk)
    decided(sit, ticket)
    start = put_in_time(sit, ticket)
    carried_out(sit, clock, ticket, start)
    verified(sit, ticket)
    looked_back_at(sit, ticket)
