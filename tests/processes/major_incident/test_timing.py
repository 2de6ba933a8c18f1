"""What a major incident waits for is told of when it has not come: once a miss, and never after it has come."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPossible, Refused
from engine.perform import perform
from sla.models import DueStep
from tests import cases, parties
from tests.escalating.looking import raised, told_people, waiting
from tests.people import actor
from tests.processes.major_incident import places as at
from tests.tickets import places
from tickets.models import Event, MiDuty, MiMessage, Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def step(ticket, name: str, who, when=None, **data):
    perform(Ticket, ticket.pk, name, actor=who, via="test", data=data, at=when)
    return cases.fresh(ticket.pk)


def fire(when) -> None:
    while due.fire(now=when):
        pass


def test_a_candidate_that_nobody_decides_on_is_told_of_after_a_quarter_and_may_be_decided_by_those_next_in_line():
    ticket, object_leader = at.candidate(), at.object_leader()
    decide_by = ticket.detail().decide_by
    assert decide_by - ticket.registered_at == 15 * MINUTE
    with pytest.raises(NotPossible):
        step(ticket, "declare", object_leader, **at.declaring())
    fire(decide_by)
    fire(decide_by + 5 * MINUTE)
    (event,) = raised(ticket, "major_undecided")
    assert object_leader.person_id in told_people(event)
    assert step(ticket, "declare", object_leader, decide_by + MINUTE, **at.declaring()).state == "declared"


@pytest.mark.parametrize("name", ["declare", "reject"])
def test_a_decided_candidate_is_not_told_of(name):
    ticket = at.candidate()
    step(ticket, name, at.manager(), **(at.declaring() if name == "declare" else {"reason": "Nej"}))
    assert waiting(ticket, "major_undecided") == []


def test_a_missed_message_is_told_of_exactly_once_and_the_next_interval_begins():
    ticket = at.major("declared")
    (row,) = waiting(ticket, "major_untold")
    assert row.due_at - ticket.detail().declared_at == 15 * MINUTE
    fire(row.due_at)
    fire(row.due_at + MINUTE)
    assert len(raised(ticket, "major_untold")) == 1
    ticket = cases.fresh(ticket.pk)
    assert ticket.detail().messages_missed == 1
    (following,) = waiting(ticket, "major_silent")
    assert (following.due_at - row.due_at, ticket.detail().message_due_at) == (30 * MINUTE, following.due_at)
    fire(following.due_at)
    fire(following.due_at + MINUTE)
    assert len(raised(ticket, "major_silent")) == 1 and cases.fresh(ticket.pk).detail().messages_missed == 2
    assert len(waiting(ticket, "major_silent")) == 1


def test_a_message_in_time_puts_the_next_one_off_and_watching_makes_them_rarer():
    ticket = at.published()
    said = ticket.detail().last_message_at
    assert waiting(ticket, "major_untold") == []
    (row,) = waiting(ticket, "major_silent")
    assert row.due_at - said == 30 * MINUTE
    ticket = step(ticket, "monitor", at.leader(), **at.monitoring())
    assert waiting(ticket, "major_silent") == []
    (row,) = waiting(ticket, "major_watched")
    fire(row.due_at)
    assert len(raised(ticket, "major_watched")) == 1
    ticket = step(ticket, "regress", at.leader(), row.due_at + MINUTE, reason="Borta igen")
    assert waiting(ticket, "major_watched") == [] and len(waiting(ticket, "major_silent")) == 1


@pytest.mark.parametrize("night", ["2027-03-28T00:45+00:00", "2027-10-31T00:45+00:00"], ids=["spring", "autumn"])
def test_the_interval_is_half_an_hour_also_in_the_night_when_the_clock_is_changed(night):
    when = datetime.fromisoformat(night)
    data = at.message(next_message_at=when + 40 * MINUTE)
    ticket = step(at.major("investigating"), "write_message", at.communicator(), when - MINUTE, **data)
    ticket = step(ticket, "publish_message", at.leader(), when)
    (row,) = waiting(ticket, "major_silent")
    assert row.due_at - when == ticket.detail().message_due_at - when == 30 * MINUTE


def test_one_person_with_three_duties_is_told_of_after_half_an_hour():
    me = at.leader().user.email
    declared = at.declaring(mi_communicator=me, mi_logger=me)
    ticket = step(at.candidate(), "declare", at.manager(), **declared)
    (row,) = waiting(ticket, "major_crowded")
    assert row.due_at - ticket.detail().declared_at == 30 * MINUTE
    fire(row.due_at)
    assert len(raised(ticket, "major_crowded")) == 1


def test_duties_that_are_handed_over_in_time_are_not_told_of():
    me = at.leader().user.email
    ticket = step(at.candidate(), "declare", at.manager(), **at.declaring(mi_communicator=me))
    ticket = step(
        ticket, "hand_over_role", at.leader(), mi_duty="communicator", new_person=at.communicator().user.email
    )
    step(ticket, "accept_role", at.communicator())
    assert waiting(ticket, "major_crowded") == []


def test_a_hand_over_is_one_step_with_both_names():
    ticket = step(at.offered(), "accept_role", at.manager())
    event = Event.all_objects.get(ticket=ticket, step="accept_role")
    said = event.changed["duty_lead"]
    assert (said["old"], said["new"]) == (at.leader().person_id, at.manager().person_id)
    rows = MiDuty.objects.unscoped("test").filter(ticket=ticket, duty="lead").order_by("pk")
    assert [(row.person_id, row.until) for row in rows] == [
        (at.leader().person_id, event.at),
        (at.manager().person_id, None),
    ]
    with pytest.raises(NotPossible):
        step(ticket, "identify", at.leader(), suspected_cause="Minnet", confidence="low")
    assert step(ticket, "identify", at.manager(), suspected_cause="Minnet", confidence="low").state == "identified"


def test_only_the_person_it_was_offered_to_takes_a_duty_over():
    with pytest.raises(NotPossible):
        step(at.offered(), "accept_role", at.communicator())


def test_without_a_leader_the_managers_are_alarmed_at_once_and_again_until_somebody_leads():
    manager = at.manager()
    ticket = step(at.major("investigating"), "leave_duty", at.leader(), mi_duty="lead", reason="Sjuk")
    (event,) = raised(ticket, "major_leaderless")
    assert event.step == "leave_duty" and manager.person_id in told_people(event)
    first = waiting(ticket, "major_leaderless")[0]
    fire(first.due_at)
    assert len(raised(ticket, "major_leaderless")) == 2
    ticket = step(ticket, "hand_over_role", manager, mi_duty="lead", new_person=manager.user.email)
    ticket = step(ticket, "accept_role", manager)
    assert waiting(ticket, "major_leaderless") == []


def test_a_published_message_is_never_changed_and_a_correction_names_it():
    ticket = at.published()
    message = MiMessage.objects.unscoped("test").get(ticket=ticket)
    assert (message.number, message.situation.body) == (1, at.message()["message_situation"])
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        MiMessage.objects.unscoped("test").filter(pk=message.pk).update(number=7)
    step(ticket, "correct_message", at.communicator(), correction="Gäller även mottagningarna.")
    first, second = MiMessage.objects.unscoped("test").filter(ticket=ticket).order_by("number")
    assert (first.situation.body, second.corrects_id) == (at.message()["message_situation"], first.pk)


def test_a_message_is_read_by_the_regions_it_is_for_and_a_draft_by_its_own_side():
    ticket = step(
        at.major("investigating"), "write_message", at.communicator(), **at.message(message_audience=[parties.REGION])
    )
    seen = [MiMessage.objects.visible_to(who).filter(ticket=ticket).count() for who in readers()]
    assert seen == [1, 0, 0]
    step(ticket, "publish_message", at.leader())
    seen = [MiMessage.objects.visible_to(who).filter(ticket=ticket).count() for who in readers()]
    assert seen == [1, 1, 0]


def readers():
    return at.manager(), parties.desk(parties.REGION), parties.desk(parties.NEIGHBOUR)


def test_a_p1_is_declared_by_the_program_as_a_candidate_once():
    incident = step(places.incident("triage"), "prioritise", parties.desk(), impact=1, urgency=1)
    fire(timezone.now())
    (ticket,) = Ticket.objects.unscoped("test").filter(process="major-incident")
    assert (ticket.state, ticket.reporter) == ("candidate", None)
    another = step(places.incident("triage"), "prioritise", parties.desk(), impact=1, urgency=1)
    fire(timezone.now())
    assert Ticket.objects.unscoped("test").filter(process="major-incident").count() == 1
    linked = {link.ticket_id for link in links_of(ticket)}
    assert linked == {incident.pk, another.pk}


def links_of(ticket):
    from tickets.models import Link

    return Link.objects.unscoped("test").filter(other=ticket, kind="in_major", ended_at=None)


def test_three_regions_with_one_service_in_an_hour_are_a_candidate_and_two_are_not():
    for region in (parties.REGION, parties.NEIGHBOUR):
        places.incident(who=parties.desk(region))
    places.incident(who=parties.desk(parties.NEIGHBOUR))
    fire(timezone.now())
    assert not Ticket.objects.unscoped("test").filter(process="major-incident").exists()
    third = places.incident(who=parties.desk("norrbotten"))
    fire(timezone.now())
    (ticket,) = Ticket.objects.unscoped("test").filter(process="major-incident")
    assert {link.ticket_id for link in links_of(ticket)} == {third.pk}


def test_three_regions_that_register_before_the_program_looks_are_a_candidate():
    regions = (parties.REGION, parties.NEIGHBOUR, "norrbotten")
    registered = [places.incident(who=parties.desk(region)) for region in regions]
    fire(timezone.now())
    (ticket,) = Ticket.objects.unscoped("test").filter(process="major-incident")
    assert {link.ticket_id for link in links_of(ticket)} == {registered[-1].pk}


def test_what_is_no_candidate_leaves_nothing_in_its_history():
    ticket = places.incident()
    fire(timezone.now())
    assert not Event.objects.unscoped("test").filter(ticket=ticket, step="meet_major_rule").exists()
    assert not DueStep.objects.filter(subject_id=ticket.pk, step="meet_major_rule", fired_at=None).exists()


def test_a_p1_that_was_put_right_before_the_program_looks_is_no_candidate():
    ticket = places.incident("assigned")
    for priority in ({"impact": 1, "urgency": 1}, {"impact": 4, "urgency": 4}):
        ticket = step(ticket, "prioritise", actor("region-objektspecialist-support", parties.REGION), **priority)
    fire(timezone.now())
    assert not Ticket.objects.unscoped("test").filter(process="major-incident").exists()


def test_a_person_proposes_from_an_incident_and_the_one_under_way_takes_it_in():
    first = places.incident()
    step(first, "propose_mi", parties.desk(), **at.MOTIVATION)
    (ticket,) = Ticket.objects.unscoped("test").filter(process="major-incident")
    assert ticket.reporter_id == parties.desk().person_id
    with pytest.raises(Refused):
        step(first, "propose_mi", parties.desk(), **at.MOTIVATION)
    second = places.incident(who=parties.desk(parties.NEIGHBOUR))
    step(second, "propose_mi", parties.desk(parties.NEIGHBOUR), **at.MOTIVATION)
    assert {link.ticket_id for link in links_of(ticket)} == {first.pk, second.pk}


def test_a_leader_of_a_region_reads_the_draft_that_waits_for_her_and_nobody_else_out_there():
    leader = at.region_manager()
    ticket = step(led_by(leader), "write_message", at.communicator(), **at.message())
    drafts = {
        who: MiMessage.objects.visible_to(who).filter(ticket=ticket, published_at=None).exists()
        for who in (leader, parties.desk(), at.region_manager(parties.NEIGHBOUR))
    }
    assert list(drafts.values()) == [True, False, False]
    step(ticket, "publish_message", leader)


def led_by(leader):
    return step(at.candidate(), "declare", at.manager(), **at.declaring(mi_lead=leader.user.email))


def test_an_entry_of_the_log_is_back_dated_openly_and_never_changed():
    from tickets.models import MiEntry

    ticket = at.major("investigating")
    then = timezone.now() - timedelta(minutes=20)
    step(ticket, "log_entry", at.logger(), entry_text="Växeln larmade.", happened_at=then)
    entry = MiEntry.objects.unscoped("test").get(ticket=ticket)
    assert entry.is_back_dated and entry.happened_at == then and entry.recorded_at > then
    step(ticket, "log_entry", at.logger(), entry_text="Det var jouren.", corrected_entry=entry.event_seq)
    assert MiEntry.objects.unscoped("test").get(ticket=ticket, corrects=entry).text.body == "Det var jouren."
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        MiEntry.objects.unscoped("test").filter(pk=entry.pk).update(happened_at=timezone.now())


def test_a_region_adds_to_a_message_for_its_own_people():
    from tickets.models import MiSuffix

    ticket = step(at.published(), "add_suffix", at.region_manager(), suffix_text="Hos oss: ring 4711.")
    rows = MiSuffix.objects
    assert rows.visible_to(parties.desk()).get(message__ticket=ticket).text.body == "Hos oss: ring 4711."
    assert not rows.visible_to(parties.desk(parties.NEIGHBOUR)).filter(message__ticket=ticket).exists()
    other = actor("region-objektledare", parties.NEIGHBOUR)
    step(ticket, "add_suffix", other, suffix_text="Hos oss gäller inget annat.")
    assert rows.visible_to(at.manager()).filter(message__ticket=ticket).count() == 2
