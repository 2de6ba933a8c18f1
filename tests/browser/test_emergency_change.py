"""An emergency change on a Saturday at two in the night: two organisations say yes, and it is judged in daylight."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from outbox.deliver import deliver
from roles.actor import Actor
from sla.models import DueStep
from tests import cases, parties
from tests.browser.changes import ballot_page, choose, decide, moment, now_at, send, stop, vote, workday, write
from tests.browser.checks import WIDTHS
from tests.cases import fresh
from tests.people import actor
from tests.processes.change import places as at
from tickets.models import Decision, Event, Link, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]

TITLE = "Byt ut det spärrade certifikatet"
LATER = {
    "consequence_if_not": "Provsvar stannar i kön.",
    **{name: words for name, words in at.PLAN.items() if name not in at.URGENT},
    **at.LOW_RISK,
    "risk_level": "medium",
    **at.UNTOUCHED,
}


def saturday_night() -> datetime:
    """Ten past two on the next Saturday, Swedish time."""
    local = timezone.localtime(timezone.now() + timedelta(days=1))
    local += timedelta(days=(5 - local.weekday()) % 7)
    return local.replace(hour=2, minute=10, second=0, microsecond=0)


def on_call() -> Actor:
    """Whoever has the region's telephone at night."""
    return parties.desk()


def leads_at_night() -> Actor:
    return actor("sussa-major-incident-ansvarig", parties.SUPPORT_ORG)


def requested(sit, incident: Ticket) -> Ticket:
    desk = sit(on_call())
    page = desk.page
    page.goto("/arenden/ny/andring/")
    page.fill("[name=title]", TITLE)
    page.check("[name=change_type][value=emergency]")
    page.fill("[name=change_reason]", "Certifikatet spärrades i natt.")
    page.fill("[name=consequence_if_not]", "Provsvar stannar i kön.")
    page.check("[name=services][value=provsvar]")
    now = timezone.now()
    for name, value in (moment("wanted_start", now) | moment("wanted_end", now + timedelta(hours=4))).items():
        page.fill(f"[name={name}]", value)
    page.get_by_text("Vad den berör, kostnad och vem som genomför").click()
    page.check("[name=vendor_works]")
    desk.submit(page.get_by_role("button", name="Skicka in ändringen"))
    ticket = fresh(Ticket.all_objects.get(process="change").pk)
    urgent = {name: words for name, words in at.URGENT.items() if name != "emergency_ground"}
    said = desk.refused("emergency_request", emergency_ground="p1", **urgent)
    assert "P1" in said
    stop(desk, "n1-begars", widths=WIDTHS)
    send(desk, emergency_incident=incident.number)
    assert now_at(ticket) == "ecab_review"
    return fresh(ticket.pk)


def said_yes_to(sit, clock, ticket: Ticket) -> None:
    """One votes for the support organisation, the vendor consents, and the third is on the telephone."""
    leads, vendor, by_phone = sit(leads_at_night()), sit(at.vendor_lead()), at.it_leader()
    clock(timezone.now() + timedelta(minutes=5))
    deliver(), deliver()
    leads.page.goto("/aviseringar/")
    assert ticket.number in leads.text()
    vote(leads, ticket, "Ja")
    vote(vendor, ticket, "Ja")
    stop(vendor, "n2-samtycke")
    leads.open(ticket.number)
    said = leads.refused("ecab_approve", implementer=at.vendor_worker().user.pk)
    assert "per telefon" in said
    write(leads, phone_decision=True, phone_person=by_phone.user.pk, **moment("phone_at", timezone.now()))
    stop(leads, "n3-telefon", widths=WIDTHS)
    send(leads)
    assert now_at(ticket) == "authorised"
    assert "Inte bekräftat än" in leads.text()


def done_before_morning(sit, clock, ticket: Ticket) -> None:
    vendor, region = sit(at.vendor_worker()), sit(on_call())
    vendor.open(ticket.number)
    vendor.press("start_now")
    clock(timezone.now() + timedelta(minutes=40))
    vendor.open(ticket.number)
    vendor.take("finish", result_text="Certifikatet är bytt, kön tömdes på tio minuter.")
    assert ticket.number in region.waiting()
    region.open(ticket.number)
    region.take("verify_region", region_result="ok", comment="Proven kommer fram.")


def confirmed(sit, clock, ticket: Ticket) -> None:
    """Within a day, by whoever was on the telephone and by nobody else."""
    clock(timezone.now() + timedelta(hours=7))
    leads, speaker = sit(leads_at_night()), sit(at.it_leader())
    leads.open(ticket.number)
    assert leads.page.locator("#step-confirm_phone button").count() == 0
    assert "Du sa ja till den per telefon. Bekräfta det här." in speaker.waiting()
    speaker.open(ticket.number)
    speaker.press("confirm_phone")
    assert "Bekräftad" in speaker.text()


def not_closed_before_it_is_documented(sit, clock, ticket: Ticket) -> None:
    clock(workday(1, 9))
    completes, chair = sit(at.deployer()), sit(at.lead())
    completes.open(ticket.number)
    completes.take("validate", result_text="Regionen är nöjd.")
    chair.open(ticket.number)
    shown = chair.text()
    assert "Återstår att dokumentera" in shown and "Testplan" in shown
    assert chair.page.locator("#step-review_done > a, #step-retro_gate > a").count() == 0
    chair.page.goto(f"/forum/sussa-cambio-cab/besluta/{ticket.number}/")
    row = chair.page.locator(".step, .steps > *", has_text="Fastställ efterhandsprövningen").first
    assert "testplan" in row.inner_text()
    stop(chair, "n4-inte-an")
    assert now_at(ticket) == "review"


def documented_and_judged(sit, clock, ticket: Ticket) -> None:
    chair = sit(at.lead())
    chair.open(ticket.number)
    chair.take("document", **LATER)
    assert "Återstår att dokumentera" not in chair.text()
    clock(workday(1, 10))
    chair.page.goto(f"/forum/sussa-cambio-cab/besluta/{ticket.number}/")
    choose(chair, ticket, "retro_gate")
    judged = {"retro_verdict": "befogad", "change_outcome": "lyckad", "incidents_caused": "no"}
    words = {"decision_text": "Det var befogat: kön hade stått till måndagen.", "lessons": "Bevaka spärrlistan."}
    write(chair, **judged, **words)
    stop(chair, "n5-efterhand", widths=WIDTHS)
    decide(chair)
    (decision,) = Decision.objects.unscoped("test").all()
    assert (now_at(ticket), decision.step) == ("closed", "retro_gate")


def test_the_night_and_the_days_after(sit, clock):
    clock(saturday_night())
    incident = cases.prioritised(impact=1, urgency=1)
    ticket = requested(sit, incident)
    assert Link.objects.unscoped("test").filter(ticket=incident, other=ticket, kind="solved_by").exists()
    assert ballot_page(ticket, "ecab")
    said_yes_to(sit, clock, ticket)
    done_before_morning(sit, clock, ticket)
    confirmed(sit, clock, ticket)
    not_closed_before_it_is_documented(sit, clock, ticket)
    documented_and_judged(sit, clock, ticket)
    taken = set(Event.objects.unscoped("test").filter(ticket=ticket).values_list("step", flat=True))
    assert not taken & {"retro_late", "phone_late", "decision_late", "review_late"}
    left = DueStep.objects.filter(subject_type="tickets.ticket", subject_id=ticket.pk, fired_at=None)
    assert not left.filter(step__in=("retro_late", "phone_late", "review_late")).exists()
