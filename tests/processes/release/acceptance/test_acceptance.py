"""What the tables of steps do not say of the acceptance test: what counts, what stops, what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engine import due
from engine.errors import NotPossible, Refused
from roles.actor import actor_for
from sla.models import DueStep
from tests import cases, parties
from tests.people import actor, person
from tests.processes.release import places as releases
from tests.processes.release.acceptance import places as at
from tickets.models import AcceptanceCase, AcceptanceDefect, AcceptanceResult, DefectWaiver, Event
from tickets.processes.release.acceptance import reading

pytestmark = pytest.mark.django_db


def rows(model, ticket):
    return model.objects.unscoped("test").filter(ticket_id=ticket.pk)


def codes_of(refused) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in refused.value.reasons]


def sign(ticket):
    return cases.step(ticket, "sign_approval", at.manager(), regulatory_note_read=True)


def ready_to_approve(ticket):
    return releases.made_ready(ticket)


# --- Test cases ---


def test_test_cases_are_numbered_and_a_withdrawn_number_is_never_used_again():
    ticket = at.testing()
    cases.step(ticket, "withdraw_test_case", at.manager(), test_case=1, reason="Ersatt")
    ticket = cases.step(ticket, "add_test_case", at.manager(), **at.CASE)
    assert list(rows(AcceptanceCase, ticket).values_list("number", flat=True)) == [1, 2]
    assert [one.number for one in ticket.test_cases()] == [2]
    with pytest.raises(Refused) as refused:
        cases.step(ticket, "record_result", at.tester(), test_case=1, case_outcome="ok")
    assert codes_of(refused) == [("not_found", "test_case")]


def test_cases_are_copied_from_an_earlier_release_without_the_withdrawn_ones():
    earlier = cases.step(at.testing(), "add_test_case", at.manager(), **at.CASE | {"case_name": "Sätt ut"})
    cases.step(earlier, "withdraw_test_case", at.manager(), test_case=1, reason="Gäller inte längre")
    ticket = cases.step(releases.release("scoped"), "copy_test_cases", at.manager(), copy_from=earlier.number)
    (copied,) = ticket.test_cases()
    assert (copied.number, copied.name.body, copied.from_scope) == (1, "Sätt ut", 1)


def test_nothing_is_copied_of_a_release_that_the_actor_may_not_read():
    earlier = at.testing()
    security = parties.support_security()
    data = {"reason": "Känsligt", "named_readers": [security.user.email]}
    cases.step(earlier, "make_confidential", security, **data)
    with pytest.raises(Refused) as refused:
        cases.step(releases.release("scoped"), "copy_test_cases", at.manager(), copy_from=earlier.number)
    assert codes_of(refused) == [("not_found", "copy_from")]


def test_only_the_named_test_leader_writes_test_cases_beside_the_release_manager():
    ticket = releases.release("acceptance")
    leader = actor_for(ticket.detail().test_leader)
    cases.step(ticket, "add_test_case", leader, **at.CASE)
    other = actor("sussa-objektspecialist", parties.SUPPORT_ORG)
    with pytest.raises(NotPossible) as refused:
        cases.step(ticket, "add_test_case", other, **at.CASE)
    assert codes_of(refused) == [("not_test_leader", "")]


# --- Results ---


def test_the_latest_result_of_a_region_holds_and_earlier_ones_stay_as_evidence():
    ticket = at.testing()
    data = {"test_case": 1, "case_outcome": "not_ok", "case_comment": "Listan är tom."}
    cases.step(ticket, "record_result", at.tester(), **data)
    ticket = cases.step(ticket, "record_result", at.tester(), test_case=1, case_outcome="ok")
    held = reading.latest(ticket.test_results())
    assert [one.outcome for one in held.values()] == ["ok"]
    assert list(rows(AcceptanceResult, ticket).values_list("outcome", flat=True)) == ["not_ok", "ok"]


def test_a_region_that_was_not_named_takes_no_part_in_the_joint_test():
    with pytest.raises(Refused) as refused:
        cases.step(at.testing(), "record_result", at.tester("sormland"), test_case=1, case_outcome="ok")
    assert codes_of(refused) == [("not_taking_part", "")]


def test_a_region_says_that_it_went_well_only_when_it_has_run_every_case():
    ticket = at.testing()
    lead = releases.region_lead()
    with pytest.raises(Refused) as refused:
        cases.step(ticket, "report_test", lead, **releases.testing())
    assert codes_of(refused) == [("cases_left", "region_result")]
    cases.step(ticket, "record_result", at.tester(), test_case=1, case_outcome="ok")
    cases.step(ticket, "report_test", lead, **releases.testing())


def test_results_are_of_the_build_that_they_were_run_on():
    """After a rejected delivery everything is tried anew; what was found before still stands in the rows."""
    ticket = at.with_result("ok")
    defect = cases.incident()
    ticket = cases.step(ticket, "reject_delivery", at.manager(), defect_links=[defect.number], reason="Tom lista")
    ticket = cases.step(ticket, "deliver", releases.vendor_lead(), **releases.DELIVERY | {"build_id": "10.1.0-55"})
    ticket = cases.step(ticket, "start_acceptance", at.manager(), **releases.accepting())
    assert ticket.test_results() == [] and rows(AcceptanceResult, ticket).count() == 1
    assert [one.number for one in reading.left_to_run(ticket, ticket.detail().participants[0])] == [1]


# --- Defects ---


def test_an_open_critical_defect_stops_the_approval_until_it_is_mended():
    ticket = ready_to_approve(at.with_defect())
    with pytest.raises(Refused) as refused:
        sign(ticket)
    assert ("critical_defects", "") in codes_of(refused)
    cases.step(ticket, "mend_defect", at.tester(), defect=1, mended_build="10.1.0-55")
    sign(ticket)


def test_a_defect_of_lower_severity_stops_nothing():
    sign(ready_to_approve(at.with_defect(defect_severity="major")))


def test_an_open_critical_defect_stops_a_regions_go_and_one_of_another_region_alone_does_not():
    ticket = at.testing()
    lead = releases.region_lead(at.NEIGHBOUR)
    ticket = releases.signed(ready_to_approve(ticket))
    ticket = releases.row_ready(ticket)  # its go is given before the defect is found
    data = at.DEFECT | {"only_region": True}
    cases.step(ticket, "report_defect", at.tester(at.NEIGHBOUR), **data)
    assert reading.open_critical(cases.fresh(ticket.pk), region=releases.row_of(ticket).region_id) == []
    with pytest.raises(Refused) as refused:
        releases.row_ready(ticket, at.NEIGHBOUR)
    assert ("critical_defects", "") in codes_of(refused)
    assert releases.row_of(ticket, at.NEIGHBOUR).state == "go_decision"
    data = at.waiving(waiver_owner=at.region_leader(at.NEIGHBOUR).user.email)
    cases.step(ticket, "waive_defect", at.region_leader(at.NEIGHBOUR), **data)
    for who in (lead, at.region_leader(at.NEIGHBOUR)):
        releases.row_step(ticket, "sign_go", who, region=at.NEIGHBOUR, **TICKED)
    assert releases.row_of(ticket, at.NEIGHBOUR).state == "ready"


TICKED = {"go_reserve_routine": True, "go_staffing": True, "go_back_out": True}


def test_a_region_waives_what_concerns_it_alone_and_nothing_else():
    ticket = at.with_defect()
    with pytest.raises(Refused) as refused:
        cases.step(ticket, "waive_defect", at.region_leader(), **at.waiving())
    assert codes_of(refused) == [("not_own_defect", "defect")]


def test_a_region_does_not_say_that_what_another_found_is_mended_and_the_test_leader_does():
    ticket = at.with_defect()
    with pytest.raises(Refused) as refused:
        cases.step(ticket, "mend_defect", at.tester(at.NEIGHBOUR), defect=1, mended_build="55")
    assert codes_of(refused) == [("not_own_defect", "defect")]
    leader = actor_for(ticket.detail().test_leader)
    ticket = cases.step(ticket, "mend_defect", leader, defect=1, mended_build="10.1.0-55")
    (defect,) = ticket.defects()
    assert (defect.mended_build, defect.mended_by_id) == ("10.1.0-55", leader.person_id)


def test_a_reopened_defect_stops_the_approval_again():
    ticket = cases.step(at.mended(), "reopen_defect", at.tester(), defect=1, reason="Tom igen")
    assert [one.number for one in reading.open_critical(ticket)] == [1]


def test_a_defect_names_the_incident_that_it_is_worked_on_in():
    incident = cases.incident()
    ticket = at.with_defect(defect_ticket=incident.number, defect_reference="CS-4711")
    (defect,) = ticket.defects()
    assert (defect.linked_id, defect.reference.body) == (incident.pk, "CS-4711")


# --- Waivers ---


def test_a_waiver_has_an_owner_and_ends_with_its_day():
    ticket = at.waived(days=30)
    (waiver,) = rows(DefectWaiver, ticket)
    assert waiver.owner_id == at.object_leader().person_id
    assert reading.open_critical(ticket) == []
    assert reading.open_critical(ticket, at=timezone.now() + timedelta(days=30)) == []
    assert [one.number for one in reading.open_critical(ticket, at=timezone.now() + timedelta(days=31))] == [1]


def test_whoever_owns_a_waiver_hears_when_it_has_run_out_and_a_mended_defect_has_nothing_due():
    ticket = at.waived(days=2)
    (step,) = DueStep.objects.filter(step="waiver_expired", subject_id=ticket.pk)
    assert timezone.localtime(step.due_at).date() == timezone.localdate() + timedelta(days=3)
    due.fire(now=step.due_at)
    event = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step="waiver_expired").get()
    assert event.user_id is None
    from tickets import telling_whom

    told, _boxes = telling_whom.told(cases.fresh(ticket.pk), event, ["waiver_owners"], ())
    assert told[at.object_leader().person_id].heard != {"followed"}
    other = at.waived()
    cases.step(other, "mend_defect", at.tester(), defect=1, mended_build="55")
    assert not DueStep.objects.filter(step="waiver_expired", subject_id=other.pk, fired_at=None).exists()


def test_a_defect_whose_waiver_ran_out_can_be_waived_again():
    ticket = at.waived(days=0)
    later = timezone.now() + timedelta(days=2)
    data = at.waiving(days=30)
    ticket = releases.take(ticket, "waive_defect", at.object_leader(), at=later, **data)
    assert rows(DefectWaiver, ticket).count() == 2
    assert reading.open_critical(ticket, at=later) == []


def test_an_ended_waiver_leaves_the_defect_open_at_once():
    ticket = cases.step(at.waived(), "end_waiver", at.object_leader(), defect=1, reason="Fler drabbade")
    assert [one.number for one in reading.open_critical(ticket)] == [1]


def test_an_owner_from_the_vendor_is_refused():
    with pytest.raises(Refused) as refused:
        owner = person("cambio-release-manager", parties.VENDOR_ORG).email
        cases.step(at.with_defect(), "waive_defect", at.object_leader(), **at.waiving(waiver_owner=owner))
    assert codes_of(refused) == [("no_role", "waiver_owner")]


# --- Evidence ---


CHANGES = [
    (AcceptanceResult, "with_result", {"outcome": "not_ok"}),
    (AcceptanceCase, "testing", {"number": 7}),
    (AcceptanceDefect, "with_defect", {"severity": "minor"}),
    (DefectWaiver, "waived", {"until": timezone.localdate() + timedelta(days=300)}),
]


@pytest.mark.parametrize(("model", "place", "change"), CHANGES)
def test_what_was_reported_is_neither_rewritten_nor_deleted(model, place, change):
    ticket = getattr(at, place)()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(model, ticket).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.all_objects.filter(ticket_id=ticket.pk)._raw_delete("default")


def test_an_ended_waiver_and_a_withdrawn_case_stay_as_they_are():
    ticket = cases.step(at.waived(), "end_waiver", at.object_leader(), defect=1, reason="Fler drabbade")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(DefectWaiver, ticket).update(ended_at=None)


@pytest.mark.parametrize("model", [AcceptanceCase, AcceptanceResult, AcceptanceDefect, DefectWaiver])
def test_rows_are_read_through_the_scope_of_their_release(model):
    ticket = cases.step(at.waived(), "record_result", at.tester(), test_case=1, case_outcome="ok")
    security = parties.support_security()
    data = {"reason": "Känsligt", "named_readers": [security.user.email]}
    assert model.objects.visible_to(at.tester("sormland")).filter(ticket_id=ticket.pk).exists()
    cases.step(ticket, "make_confidential", security, **data)
    assert not model.objects.visible_to(at.tester("sormland")).filter(ticket_id=ticket.pk).exists()
