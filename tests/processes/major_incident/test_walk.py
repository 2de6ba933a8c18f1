"""Major incidents from the first doubt to the second signature, over four regions with phones ringing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from tests import cases, parties
from tests.escalating.looking import waiting
from tests.processes.change import places as changes
from tests.processes.major_incident import places as at
from tests.tickets import places
from tests.tickets.replaying import assert_whole
from tickets.models import Clock, Event, Link, MiDuty, MiRegionRow, SolutionProposal, Ticket

pytestmark = pytest.mark.django_db
FOUR = (parties.REGION, parties.NEIGHBOUR, "norrbotten", "sormland")


def step(ticket, name: str, who, when=None, **data):
    perform(Ticket, ticket.pk, name, actor=who, via="test", data=data, at=when)
    return cases.fresh(ticket.pk)


def over_four_regions():
    """Declared over an incident in each of four regions."""
    incidents = [places.incident(who=parties.desk(region)) for region in FOUR]
    ticket = at.candidate(*incidents)
    return step(ticket, "declare", at.manager(), **at.declaring(affected_regions=list(FOUR))), incidents


def test_a_candidate_takes_title_service_and_priority_from_its_incidents():
    one = cases.step(places.joint_incident(), "widen", parties.support(), reason="Rör alla")
    two = places.incident(title="Listan är tom")
    ticket = at.candidate(one, two)
    assert (ticket.state, ticket.number[:4], ticket.visibility) == ("candidate", "MIN-", "joint")
    assert (ticket.title, ticket.service, ticket.priority) == (one.title, one.service, one.priority)
    assert (ticket.origin.slug, ticket.holder.slug) == (parties.SUPPORT_ORG, parties.SUPPORT_ORG)
    links = Link.objects.unscoped("test").filter(other=ticket, kind="in_major")
    assert {link.ticket_id for link in links} == {one.pk, two.pk}
    assert not MiRegionRow.objects.unscoped("test").filter(ticket=ticket).exists()


def test_declaring_gives_nine_rows_three_duties_and_p1_to_its_incidents():
    ticket, incidents = over_four_regions()
    rows = at.rows(ticket)
    assert len(rows) == 9 and {row.state for row in rows} == {"unknown"}
    assert {row.region.slug for row in rows if row.guessed} == set(FOUR)
    duties = {row.duty: row.person_id for row in MiDuty.objects.unscoped("test").filter(ticket=ticket)}
    assert duties["lead"] == at.leader().person_id and set(duties) == {"lead", "communicator", "logger"}
    assert ticket.priority == 1 and {cases.fresh(one.pk).priority for one in incidents} == {1}
    assert_whole(ticket.pk)


def test_its_incidents_keep_their_own_holder_and_their_own_clocks():
    incident = cases.at_support()
    clocks = set(Clock.all_objects.filter(ticket=incident).values_list("metric", "provider_id"))
    ticket = at.major("declared", incident)
    after = cases.fresh(incident.pk)
    assert after.holder_id == incident.holder_id
    assert clocks <= set(Clock.all_objects.filter(ticket=incident).values_list("metric", "provider_id"))
    assert not Clock.all_objects.filter(ticket=incident, counted_with=ticket).exists()


def test_it_goes_on_when_an_incident_of_it_is_withdrawn():
    one, two = places.incident(), places.incident()
    ticket = at.major("investigating", one, two)
    step(one, "cancel", parties.desk(), reason="Ett annat fel")
    assert step(ticket, "identify", at.leader(), suspected_cause="Minnet", confidence="low").state == "identified"


def others_unaffected(ticket) -> None:
    for row in at.rows(ticket):
        if row.state == "unknown":
            at.say(ticket, "state_not_affected", row.region.slug)


def test_a_walk_over_four_regions_with_one_still_down_and_one_silent():
    """Two confirm, one is still down, one is silent and named; the rest never noticed."""
    ticket, incidents = over_four_regions()
    begun = timezone.now()
    dalarna, halland, norrbotten, sormland = FOUR
    at.say(ticket, "oral_report", sormland, at.manager(), told_by="Jourhavande", told_at=begun)
    for region in (dalarna, halland, norrbotten):
        at.say(ticket, "state_affected", region, row_units="Akuten")
    others_unaffected(ticket)
    ticket = step(ticket, "start_investigation", at.leader())
    ticket = step(ticket, "monitor", at.leader(), **at.monitoring())
    assert {row.region.slug: row.state for row in at.rows(ticket) if row.region.slug in FOUR} == dict.fromkeys(
        FOUR, "restored"
    )
    at.say(ticket, "confirm", dalarna, confirmed_restored_at=begun)
    at.say(ticket, "decline", norrbotten, reason="Listan är tom på akuten")
    ticket = cases.fresh(ticket.pk)
    assert (ticket.state, ticket.detail().restored_at) == ("investigating", None)
    states = {row.region.slug: row.state for row in at.rows(ticket)}
    assert (states[dalarna], states[halland], states[norrbotten]) == ("confirmed", "affected", "affected")
    ticket = step(ticket, "monitor", at.leader(), **at.monitoring())
    at.say(ticket, "confirm", halland, confirmed_restored_at=begun)
    refused(ticket, "region_silent", silent_regions=[])
    at.say(ticket, "confirm", norrbotten, confirmed_restored_at=begun)
    refused(ticket, "too_few_reminders", silent_regions=[sormland], reason="Svarar inte")
    for reminded in waiting(ticket, "approval_missing"):
        due.fire(now=reminded.due_at)
    row = at.row(ticket, sormland)
    assert (row.state, row.reminders) == ("restored", 2)
    refused(ticket, "reason_missing", silent_regions=[sormland])
    later = timezone.now() + timedelta(hours=3)
    named = {"silent_regions": [sormland], "reason": "Växeln svarar inte"}
    ticket = step(ticket, "resolve", at.manager(), later, **named)
    assert ticket.state == "resolved"
    assert at.row(ticket, sormland).named_silent and not at.row(ticket, dalarna).named_silent
    event = Event.all_objects.get(ticket=ticket, step="name_silent")
    assert event.subject_id == at.row(ticket, sormland).pk
    proposals = SolutionProposal.objects.unscoped("test").filter(parent=ticket, ended_at=None)
    assert {one.ticket_id for one in proposals} == {one.pk for one in incidents}
    assert_whole(ticket.pk)


def refused(ticket, code: str, **data) -> None:
    with pytest.raises(Refused) as found:
        step(ticket, "resolve", at.manager(), **data)
    assert [reason.code for reason in found.value.reasons] == [code]


def test_a_region_that_is_still_affected_cannot_be_named_as_silent():
    ticket = at.major("investigating")
    ticket = step(ticket, "monitor", at.leader(), **at.monitoring())
    at.say(ticket, "state_affected", parties.REGION, row_units="Akuten")
    refused(ticket, "region_affected", silent_regions=[parties.REGION], reason="Svarar inte")


def test_the_solution_is_accepted_by_the_incidents_own_side():
    incident = places.incident("in_progress")
    at.major("resolved", incident)
    after = step(incident, "accept_solution", parties.desk())
    assert (after.state, after.resolution) == ("resolved", "rattad")


def test_a_declined_solution_is_told_and_the_incident_goes_on():
    incident = places.incident("in_progress")
    ticket = at.major("resolved", incident)
    after = step(incident, "decline_solution", parties.desk(), what_remains="Kvar hos oss")
    assert after.state == "in_progress"
    assert Event.all_objects.filter(ticket=ticket, step="child_declined").exists()


def test_an_incident_of_it_is_not_solved_by_itself_while_it_goes_on():
    incident = places.incident("in_progress")
    ticket = at.major("declared", incident)
    with pytest.raises(Refused) as found:
        step(incident, "resolve", parties.desk(), **cases.SOLUTION)
    assert [reason.code for reason in found.value.reasons] == ["major_goes_on"]
    step(ticket, "downgrade", at.manager(), reason="Färre än vi trodde")
    assert step(incident, "resolve", parties.desk(), **cases.SOLUTION).state == "resolved"


def test_what_mends_it_is_a_change_and_no_case_of_another_kind():
    ticket = at.major("investigating")
    with pytest.raises(Refused) as refused:
        step(ticket, "mitigate", at.leader(), action_plan="Starta om", change_link=places.incident().number)
    assert [one.code for one in refused.value.reasons] == ["not_a_change"]
    change = changes.change("review")
    ticket = step(ticket, "mitigate", at.leader(), action_plan="Starta om", change_link=change.number)
    assert ticket.detail().change_id == change.pk


def test_downgraded_its_incidents_go_on_by_themselves():
    incident = places.incident("in_progress")
    ticket = at.major("downgraded", incident)
    after = cases.fresh(incident.pk)
    assert (ticket.state, after.state, after.priority) == ("downgraded", "in_progress", 1)
    assert Event.all_objects.filter(ticket=incident, step="leave_major").exists()
    assert waiting(ticket, "major_") == [] and waiting(ticket, "approval_missing") == []


def test_stepping_back_voids_the_restoration():
    ticket = at.major("investigating")
    at.say(ticket, "state_affected", row_units="Akuten")
    ticket = step(ticket, "monitor", at.leader(), **at.monitoring())
    assert at.row(ticket).state == "restored" and at.row(ticket).restored_at is not None
    ticket = step(ticket, "regress", at.leader(), reason="Borta igen")
    assert (ticket.state, ticket.detail().restored_at) == ("investigating", None)
    assert (at.row(ticket).state, at.row(ticket).restored_at) == ("affected", None)
    with pytest.raises(Refused):
        step(ticket, "monitor", at.leader(), actions_taken="Omstart igen")


def test_a_rows_minutes_are_what_the_region_says_else_what_the_program_counts():
    found = at.row_in("restored")
    found.affected_at = timezone.now() - timedelta(minutes=90)
    found.restored_at = timezone.now() - timedelta(minutes=30)
    assert found.minutes(timezone.now()) == 60
    assert at.say(found.ticket, "report_impact", impact_minutes=45).minutes(timezone.now()) == 45


def test_impact_is_not_counted_beyond_the_end_of_what_was_downgraded():
    found = at.row_in("affected")
    ticket = step(found.ticket, "downgrade", at.manager(), reason="Färre än vi trodde")
    later = at.row(ticket)
    assert later.minutes(timezone.now() + timedelta(days=9)) == later.minutes(ticket.closed_at)


def test_nobody_outside_a_region_speaks_for_it():
    ticket = at.major("investigating")
    for who in (at.region_manager(parties.NEIGHBOUR), at.manager(), at.vendor_manager()):
        with pytest.raises((NotPermitted, NotPossible, MiRegionRow.DoesNotExist)):
            at.say(ticket, "state_affected", parties.REGION, who, row_units="Akuten")
    assert at.row(ticket).state == "unknown"


def test_what_was_told_by_telephone_is_marked_until_the_region_says_so():
    row = at.told_orally()
    assert row.oral and row.stated_by is None and row.known_at == row.told_at
    confirmed = at.say(row.ticket, "confirm_oral")
    assert not confirmed.oral and confirmed.stated_by_id == at.region_manager().person_id


def test_a_closed_review_has_two_signatures_of_two_roles():
    ticket = at.signed()
    for who, code in ((at.manager(), "same_person"), (second_manager(), "same_capacity")):
        with pytest.raises(Refused) as found:
            step(ticket, "close", who)
        assert code in [reason.code for reason in found.value.reasons]
    closed = step(ticket, "close", parties.problem_manager())
    assert (closed.state, closed.detail().signed_by_id) == ("closed", at.manager().person_id)
    assert closed.detail().no_actions
    assert_whole(closed.pk)


def second_manager():
    from roles.actor import actor_for
    from tests.people import person

    return actor_for(person("sussa-major-incident-ansvarig", parties.SUPPORT_ORG, name="andra"))


def test_an_action_added_after_the_signature_is_signed_anew_and_is_done_after_the_end():
    ticket = step(at.signed(), "add_action", at.manager(), **at.acting())
    with pytest.raises(Refused):
        step(ticket, "close", parties.problem_manager())
    ticket = step(ticket, "sign_review", parties.problem_manager(), **at.signing())
    ticket = step(ticket, "close", at.manager())
    assert not ticket.detail().no_actions
    action = at.first_action(ticket)
    step(ticket, "finish_action", at.manager(), action=action.event_seq)
    assert at.first_action(ticket).done_by_id == at.manager().person_id


def test_the_vendor_declares_faults_of_its_own_operation_alone():
    incident = step(cases.at_vendor(), "widen", parties.support(), reason="Rör fler")
    ticket = at.candidate(incident)
    with pytest.raises(NotPossible):
        step(ticket, "declare", at.vendor_manager(), **at.declaring())
    other = step(cases.at_vendor(), "widen", parties.support(), reason="Rör fler")
    ticket = at.candidate(other, hosting_fault=True)
    assert step(ticket, "declare", at.vendor_manager(), **at.declaring()).state == "declared"


def test_a_region_declares_what_hits_it_alone():
    ticket = at.candidate(places.incident())
    assert step(ticket, "declare", at.region_manager(), **at.declaring()).state == "declared"
    both = at.candidate(places.joint_incident())
    with pytest.raises(NotPossible):
        step(both, "declare", at.region_manager(), **at.declaring())
