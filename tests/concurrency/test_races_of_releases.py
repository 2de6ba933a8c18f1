"""Two regions, the support organisation and the vendor at once on one release: nothing is lost or done twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from engine.perform import perform
from tests import parties
from tests.cases import fresh
from tests.concurrency.racing import lost, race, won
from tests.people import actor
from tests.processes.release import places as at
from tests.processes.release.acceptance import places as acceptance
from tickets.models import AcceptanceDefect, AcceptanceResult, Event, RegionDeployment, ReleaseSign, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]

TURNS = 3


def doing(ticket, name: str, who, **data):
    """A step of the release as a call, with everything read beforehand."""
    how = {"actor": who, "via": "test", "data": data, "at": timezone.now()}
    return lambda: perform(Ticket, ticket.pk, name, **how)


def moving(ticket, region: str, name: str, who, **data):
    """A step of a region's row as a call."""
    how = {"actor": who, "via": "test", "data": data, "at": timezone.now()}
    pk = at.row_of(ticket, region).pk
    return lambda: perform(RegionDeployment, pk, name, **how)


def events(ticket, *names: str) -> Counter:
    rows = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step__in=names)
    return Counter(rows.values_list("step", flat=True))


def in_a_row(ticket) -> bool:
    """Every event has its own number, and none is missing."""
    seqs = list(
        Event.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("seq").values_list("seq", flat=True)
    )
    return seqs == list(range(seqs[0], seqs[0] + len(seqs)))


def test_two_regions_the_support_organisation_and_the_vendor_at_once_lose_nothing():
    """Results and a defect of two regions, a test case more, and the vendor's word: all of it stands, once."""
    ticket = acceptance.testing()
    regions = (parties.REGION, parties.NEIGHBOUR)
    for turn in range(TURNS):
        ran = {"test_case": 1, "case_outcome": "ok"}
        outcomes = race(
            doing(ticket, "record_result", acceptance.tester(regions[0]), **ran),
            doing(ticket, "report_defect", acceptance.tester(regions[1]), **acceptance.DEFECT),
            doing(ticket, "add_test_case", at.lead(), **acceptance.CASE),
            doing(ticket, "add_note", at.vendor_lead(), note_text=f"Vi följer testen {turn}.", note_audience="all"),
        )
        assert lost(outcomes) == [], outcomes
    found = fresh(ticket.pk)
    defects = AcceptanceDefect.objects.unscoped("test").filter(ticket_id=ticket.pk)
    assert sorted(defects.values_list("number", flat=True)) == list(range(1, TURNS + 1))
    assert [one.number for one in found.test_cases()] == list(range(1, TURNS + 2))
    assert AcceptanceResult.objects.unscoped("test").filter(ticket_id=ticket.pk).count() == TURNS
    assert in_a_row(ticket)


def test_all_parties_sign_the_approval_at_once_and_it_is_approved_once():
    ticket = at.made_ready(at.release("acceptance"))
    who = (at.lead(), at.object_leader(), at.it_leader(), at.region_lead())
    outcomes = race(*(doing(ticket, "sign_approval", one, regulatory_note_read=True) for one in who))
    assert lost(outcomes) == [], outcomes
    signs = ReleaseSign.objects.unscoped("test").filter(ticket_id=ticket.pk, purpose="approve", void_at=None)
    assert sorted(signs.values_list("party", flat=True)) == ["manager", "object", "object_it", "region"]
    assert (fresh(ticket.pk).state, events(ticket, "approve")) == ("approved", Counter(approve=1))


def test_a_critical_defect_and_the_last_signature_at_once_never_approve_over_an_open_defect():
    """Either it is approved and the defect came after, or the defect came first and the signature is refused."""
    ticket = at.made_ready(acceptance.testing())
    at.signed(ticket, at.lead(), at.object_leader(), at.it_leader())
    last = doing(ticket, "sign_approval", at.region_lead(), regulatory_note_read=True)
    outcomes = race(last, doing(ticket, "report_defect", acceptance.tester(), **acceptance.DEFECT))
    signed, reported = outcomes
    assert not isinstance(reported, Exception)
    if isinstance(signed, Exception):
        assert (lost(outcomes), fresh(ticket.pk).state) == (["Refused"], "acceptance")
    else:
        assert fresh(ticket.pk).state == "approved" and signed.seq < reported.seq
    assert in_a_row(ticket)


def test_two_stop_the_rollout_at_once_and_none_of_the_stops_is_lost():
    """A region for the safety of patients, and the vendor for a fault in what it delivered: both lift it, too."""
    ticket = at.release("rollout")
    fault = {"halt_ground": "fault", "reason": "Fel paket."}
    outcomes = race(
        doing(ticket, "halt", at.region_object_leader(), **at.HALT), doing(ticket, "halt", at.vendor_lead(), **fault)
    )
    assert len(won(outcomes)) == 2, outcomes
    detail = fresh(ticket.pk).detail()
    assert events(ticket, "halt") == Counter(halt=2)
    stopped = {one.organisation_id for one in won(outcomes)}
    assert set(detail.halters) == stopped and detail.halted_by_id in stopped
    assert detail.halt_ground == "patient_safety" and in_a_row(ticket)


def test_two_regions_deploy_while_the_rollout_is_stopped_and_the_vendor_reports():
    """Whoever began before the stop goes on, whoever comes after it is refused; no row moves twice."""
    ticket = at.release("rollout")
    ticket = at.row_ready(ticket, parties.NEIGHBOUR)
    regions = (parties.REGION, parties.NEIGHBOUR)
    starts = [moving(ticket, one, "deploy_start", at.region_lead(one), actual_start=timezone.now()) for one in regions]
    outcomes = race(
        *starts,
        doing(ticket, "halt", at.lead(), halt_ground="operations", reason="Larm i driften."),
        doing(ticket, "add_note", at.vendor_lead(), note_text="Vi ser larmet.", note_audience="all"),
    )
    started, (halted, noted) = outcomes[:2], outcomes[2:]
    assert not lost([halted, noted]), outcomes
    for region, outcome in zip(regions, started, strict=True):
        row = at.row_of(ticket, region)
        if isinstance(outcome, Exception):
            assert row.state == "ready"
        else:
            assert row.state == "deploying" and outcome.seq < halted.seq
    assert events(ticket, "deploy_start")["deploy_start"] == len(won(started))
    assert in_a_row(ticket)


def test_the_last_two_regions_verify_at_once_and_early_life_support_begins_once():
    ticket = at.release("rollout")
    ticket = at.row_ready(ticket, parties.NEIGHBOUR)
    regions = (parties.REGION, parties.NEIGHBOUR)
    for region in at.directory.regions():
        if region.slug not in regions:
            ticket = at.row_opted_out(ticket, region.slug)
    for region in regions:
        for name, when in (("deploy_start", "actual_start"), ("deploy_done", "actual_end")):
            at.row_step(ticket, name, at.region_lead(region), region=region, **{when: timezone.now()})
        at.row_step(ticket, "sign_verify", at.region_lead(region), region=region, smoke_test="Loggarna är lugna.")
    words = {"smoke_test": "Ordination går att göra."}
    outcomes = race(*(moving(ticket, one, "sign_verify", parties.desk(one), **words) for one in regions))
    assert lost(outcomes) == [], outcomes
    assert fresh(ticket.pk).state == "els"
    assert events(ticket, "verify", "enter_els") == Counter(verify=2, enter_els=1)
    assert in_a_row(ticket)


def test_a_region_defers_twice_at_once_and_one_deviation_stands():
    ticket = at.release("rollout")
    day = timezone.localdate() + at.timedelta(days=60)
    data = {"reason": "Flytt av driften.", "new_date": day, "deviation_cost": "Ingen."}
    who = actor("region-objektledare", "sormland")
    outcomes = race(*(moving(ticket, "sormland", "sign_deferral", who, **data) for _ in range(2)))
    assert len(won(outcomes)) == 1, outcomes
    assert at.row_of(ticket, "sormland").state == "deferred"
    assert Ticket.objects.unscoped("test").filter(process="deviation").count() == 1
