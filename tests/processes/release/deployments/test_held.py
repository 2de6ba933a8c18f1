"""What somebody might try with a region's row: to pass a stop, a freeze or a signature that does not hold any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import Refused
from roles.actor import SYSTEM
from tests import parties
from tests.cases import fresh
from tests.cases import step as ticket_step
from tests.people import actor
from tests.processes.release import places as releases
from tests.processes.release.deployments import places as at
from tests.processes.release.deployments.test_rows import _freeze, refused
from tests.tickets.replaying import events_of
from tickets.models import Event, TextVersion

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# --- Signatures ---


@pytest.mark.parametrize(
    ("place", "name", "signs", "who"),
    [
        (lambda: at.tested("approved"), "go", ("sign_go", at.TICKS), at.leader),
        (at.deployed, "verify", ("sign_verify", {"smoke_test": "Ordination går att göra."}), at.clinician),
        (lambda: at.in_state("not_planned"), "opt_out", ("sign_opt_out", at.opting_out()), at.leader),
    ],
)
def test_what_takes_two_is_not_done_with_one_signature_even_by_the_program(place, name, signs, who):
    one = place()
    assert refused(one, name, SYSTEM) == "not_signed"
    one = at.step(one, signs[0], who(), **signs[1])
    assert refused(one, name, SYSTEM) == "not_signed"


def test_a_deferral_of_a_major_release_is_not_done_with_one_signature_even_by_the_program():
    one = at.step(
        at.row(releases.release("planning", release_type="major")), "sign_deferral", at.leader(), **at.deferring()
    )
    assert refused(one, "defer", SYSTEM) == "not_signed"


# --- The stop ---


def test_a_row_does_not_leave_a_stopped_wave_for_another():
    one = at.rolling()
    at.step(at.row(one.ticket, at.NEIGHBOUR), "plan", at.manager(at.NEIGHBOUR), **at.planning(hours=48, wave=2))
    halted = releases.take(
        one.ticket, "halt", releases.lead(), halt_ground="fault", reason="Index saknas", affected_waves=["2"]
    )
    with pytest.raises(Refused) as why:
        at.step(at.row(halted, at.NEIGHBOUR), "plan", at.manager(at.NEIGHBOUR), **at.planning(hours=72, wave=1))
    assert [(one.code, one.field) for one in why.value.reasons] == [("wave_halted", "wave")]
    moved = at.step(at.row(halted, at.NEIGHBOUR), "plan", at.manager(at.NEIGHBOUR), **at.planning(hours=72, wave=2))
    assert moved.wave == 2
    moved = at.step(moved, "plan", at.manager(at.NEIGHBOUR), **at.planning(hours=96, wave=2))
    lifted = releases.take(halted, "sign_lift", releases.lead(), reason="Rättad")
    assert (
        at.step(at.row(lifted, at.NEIGHBOUR), "plan", at.manager(at.NEIGHBOUR), **at.planning(hours=72, wave=1)).wave
        == 1
    )


# --- Later than the others ---


def test_a_region_that_did_without_comes_later_until_the_release_is_closed():
    region = at.NEIGHBOUR
    people, one = (at.manager(region), at.leader(region)), at.row(releases.release("completed"), region)
    for name, who, data in (
        ("replan", people[0], at.planning(what_changed="Integrationen är klar.")),
        ("start_test", people[0], {"test_environment": "test"}),
        ("test_done", people[0], at.protocol()),
        ("confirm_training", at.trainer(region), {"training_completion": "Alla."}),
        ("confirm_communication", at.communicator(region), {"communication_done": "Intranätet."}),
        ("sign_go", people[0], at.TICKS),
        ("sign_go", people[1], at.TICKS),
        ("deploy_start", people[0], {"actual_start": timezone.now()}),
    ):
        one = at.step(one, name, who, **data)
    assert one.state == "deploying"
    with pytest.raises(Refused) as why:
        releases.take(one.ticket, "close", releases.lead(), **releases.REVIEW)
    assert [reason.code for reason in why.value.reasons] == ["regions_left"]


# --- Freezes ---


def test_what_was_allowed_in_one_freeze_is_not_allowed_in_the_next():
    one, it_leader = at.tested(), actor("sussa-objektledare-it", parties.SUPPORT_ORG)
    one = at.step(one, "no_go", at.leader(), reason="Bemanningen saknas")
    noon = timezone.localtime().replace(hour=12, minute=0, second=0) + 9 * DAY  # hours later it is the same day still
    hours = (noon - timezone.now()) / timedelta(hours=1)
    plan = at.planning(hours=hours, what_changed="En vecka senare")
    _freeze(plan)
    one = at.step(one, "allow_freeze", it_leader, freeze_override_reason="Säkerhetsrättning")
    one = at.step(one, "replan", at.manager(), **plan)
    one = at.step(one, "plan", at.manager(), **at.planning(hours=hours + 1))  # moved within what was allowed
    one = at.step(one, "start_test", at.manager(), test_environment="test")
    one = at.step(one, "test_done", at.manager(), **at.protocol())
    one = at.step(one, "no_go", at.leader(), reason="Nej")
    again = at.planning(hours=hours + 2, what_changed="Samma helg")
    assert refused(one, "replan", at.manager(), **again) == "frozen_time"
    outside = at.step(one, "replan", at.manager(), **at.planning(hours=hours + 200, what_changed="Efter helgen"))
    assert refused(outside, "plan", at.manager(), **at.planning(hours=hours + 2)) == "frozen_time"


# --- Times ---


def test_nothing_is_rolled_back_before_it_was_deployed():
    one = at.deployed()
    assert refused(
        one, "roll_back", at.manager(), **at.rolling_back(actual_end=one.actual_end - timedelta(seconds=1))
    ) == ("no_period")


# --- Deviations ---


def test_a_renewed_deviation_moves_the_day_on_which_the_row_is_reviewed():
    one = at.deferred()
    deviation, first = fresh(one.deviation_id), one.deviation_until
    later = first + 30 * DAY
    ticket_step(
        deviation, "renew", at.leader(), deviation_expires=later, deviation_granted_by="Utvecklingsforum § 4",
        reason="Integrationen dröjer.",
    )  # fmt: skip
    due.fire(now=timezone.now())
    assert at.row(one.ticket).deviation_until == later, "the board says until when"
    due.fire(now=_midnight(first) + 2 * DAY)
    assert at.row(one.ticket).reminders == 0
    due.fire(now=_midnight(later) + 2 * DAY)
    due.fire(now=_midnight(later) + 2 * DAY)
    assert at.row(one.ticket).reminders == 1
    assert [event.step for event in events_of(one.ticket)].count("deviation_due") == 1


def test_the_vendor_reads_that_a_region_waits_and_not_why():
    """Why, and what it costs, stand in the register of deviations, which is the customer side's."""
    ticket = releases.release("scoped")
    at.step(at.row(ticket), "sign_deferral", at.leader(), **at.deferring())
    said = TextVersion.objects.visible_to(at.vendor()).filter(ticket_id=ticket.pk)
    assert not said.filter(body__in=(at.WHY["reason"], at.deferring()["deviation_cost"])).exists()
    told = Event.objects.visible_to(at.vendor()).filter(ticket_id=ticket.pk).values_list("step", flat=True)
    assert "defer" in told and "sign_deferral" not in told
    neighbour = TextVersion.objects.visible_to(at.manager(at.NEIGHBOUR)).filter(ticket_id=ticket.pk)
    assert neighbour.filter(body=at.WHY["reason"]).exists()


def _midnight(day):
    return timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))
