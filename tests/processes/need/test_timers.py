"""What the program does by itself with a need: follow-up, waking, and reminders that go on until somebody acts."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from engine import due
from engine.errors import EngineError, NotPossible
from engine.perform import perform
from outbox.deliver import deliver
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.processes.change import places as changes
from tests.processes.change.ways import backing_out
from tests.processes.need import places as at
from tickets.models import AffectedRegion, Event, Notice, Ticket
from tickets.processes.need import figures, saying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
DAY = timedelta(days=1)


def row(need, name: str) -> DueStep | None:
    return DueStep.objects.filter(subject_id=need.pk, step=name, fired_at=None).first()


def count(need, name: str) -> int:
    return Event.all_objects.filter(ticket_id=need.pk, step=name).count()


def refusal(need, name: str, who, **data) -> str:
    with pytest.raises(EngineError) as refused:
        step(need, name, who, **data)
    return refused.value.reasons[0].code


def call_off(pk: int) -> None:
    """A change that it led to is called off."""
    perform(Ticket, pk, "cancel", actor=changes.lead(), via="test", data={"reason": "Görs på annat sätt."})


def led_to(*states: str):
    """A need converted to changes in these states, and they in order."""
    made = [at.change(state) for state in states]
    numbers = [one.number for one in made]
    return step(at.need("prioritised"), "convert", at.coordinator(), resulting_tickets=numbers), made


def soon() -> None:
    due.fire(now=timezone.now() + timedelta(minutes=1))


def test_the_follow_up_begins_when_everything_has_ended_and_something_is_in_use():
    need, (_used, other) = led_to("review", "submitted")
    soon()
    assert fresh(need.pk).state == "converted"
    with pytest.raises(NotPossible):
        at.by_the_program(need, "start_followup")
    call_off(other.pk)
    soon()
    assert fresh(need.pk).state == "effect_followup"


def test_what_is_in_use_already_when_it_is_named_begins_the_follow_up():
    need, _made = led_to("review")
    soon()
    assert fresh(need.pk).state == "effect_followup"


def test_a_need_whose_cases_are_called_off_waits_again_for_what_it_is_to_lead_to():
    need, (one, other) = led_to("submitted", "submitted")
    call_off(one.pk)
    soon()
    assert due.given_up() == 0 and fresh(need.pk).state == "converted"
    with pytest.raises(NotPossible):
        at.by_the_program(need, "come_to_nothing")
    call_off(other.pk)
    soon()
    need = fresh(need.pk)
    assert (need.state, need.detail().converted_at) == ("prioritised", None)
    event = Event.all_objects.get(ticket_id=need.pk, step="come_to_nothing")
    with translation.override("sv"):
        assert "blev inte av. Behovet bereds på nytt." in saying.sentence(need, event)
    deliver(now=timezone.now() + timedelta(minutes=1))
    told = Notice.objects.unscoped("test").filter(event=event).values_list("user_id", flat=True)
    assert sorted(told) == sorted(one.user.pk for one in (at.clinician(), at.leader(), at.coordinator()))
    again = step(need, "convert", at.coordinator(), resulting_tickets=[at.change("review").number])
    soon()
    assert fresh(again.pk).state == "effect_followup"


def test_a_change_that_is_in_use_and_linked_from_there_begins_the_follow_up_when_the_other_is_called_off():
    need, (one,) = led_to("submitted")
    used = at.change("review")
    data = {"other_ticket": need.number, "link_kind": "follows"}
    perform(Ticket, used.pk, "link", actor=changes.lead(), via="test", data=data)
    data = {"other_ticket": need.number}
    perform(Ticket, one.pk, "unlink", actor=parties.desk(), via="test", data=data)
    soon()
    assert fresh(need.pk).state == "effect_followup"


def test_a_change_that_was_backed_out_is_not_in_use():
    need, (one,) = led_to("implementing")
    perform(Ticket, one.pk, "back_out", actor=changes.deployer(), via="test", data=backing_out())
    soon()
    assert fresh(need.pk).state == "prioritised"


def test_the_follow_up_is_not_begun_by_hand_before_anything_is_in_use():
    need, (one,) = led_to("submitted")
    with pytest.raises(EngineError) as refused:
        step(need, "start_followup", at.coordinator())
    (reason,) = refused.value.reasons
    assert reason.code == "not_in_use" and one.number in str(reason.text)
    step(need, "add_results", at.coordinator(), resulting_tickets=[at.change("review").number])
    assert step(need, "start_followup", at.coordinator()).state == "effect_followup"
    assert fresh(one.pk).state == "submitted"


def test_the_follow_up_may_begin_by_hand_where_one_region_behind_it_has_it_in_use():
    need, _made = led_to("submitted")
    AffectedRegion.objects.unscoped("test").filter(ticket_id=need.pk).update(deployed_at=timezone.now())
    assert step(need, "start_followup", at.coordinator()).state == "effect_followup"


def test_unlinking_all_that_it_led_to_is_noticed():
    need, (one,) = led_to("submitted")
    step(one, "unlink", parties.desk(), other_ticket=need.number)
    soon()
    assert fresh(need.pk).state == "prioritised"


def test_after_ninety_days_the_regions_are_asked_and_each_answers_for_itself():
    need = at.need("effect_followup")
    asked = row(need, "ask_effect")
    assert asked.due_at - need.updated_at == figures.of("followup_days") * DAY == 90 * DAY
    due.fire(now=asked.due_at - DAY)
    assert fresh(need.pk).detail().effect_asked_at is None
    due.fire(now=asked.due_at)
    assert fresh(need.pk).detail().effect_asked_at is not None
    need = step(need, "report_effect", at.leader(), **at.EFFECT)
    assert refusal(need, "report_effect", at.leader(), **at.EFFECT) == "has_reported"
    assert refusal(need, "report_effect", at.leader(parties.NEIGHBOUR), **at.EFFECT)


def test_it_is_not_closed_while_a_region_is_silent_without_a_reason():
    need = at.need("effect_followup")
    assert refusal(need, "close", at.coordinator(), **at.EFFECT) == "effect_missing"
    need = step(need, "close", at.coordinator(), **at.EFFECT, reason="Regionen har slagits samman.")
    assert (need.state, need.detail().benefit_met) == ("closed", "yes")
    assert not DueStep.objects.filter(subject_id=need.pk, fired_at=None).exists()


def test_a_parked_need_wakes_on_its_day():
    need = at.need("parked")
    wakes = row(need, "wake")
    assert timezone.localdate(wakes.due_at).isoformat() == at.in_days(90)
    due.fire(now=wakes.due_at - DAY)
    assert fresh(need.pk).state == "parked"
    due.fire(now=wakes.due_at)
    need = fresh(need.pk)
    assert (need.state, need.hold_until, need.detail().review_at) == ("joint_review", None, None)


@pytest.mark.parametrize("days", [0, -1, 181])
def test_it_rests_at_most_half_a_year(days):
    need = at.need("joint_review")
    said = {"reason": "Väntar.", "review_at": at.in_days(days)}
    assert refusal(need, "park", at.coordinator(), **said) == "not_within_180_days"


def reminded(need) -> list[str]:
    """Who is told by the newest reminder, by role."""
    who = {"region": at.leader(), "neighbour": at.leader(parties.NEIGHBOUR), "support": at.coordinator()}
    deliver(now=timezone.now() + timedelta(days=800))
    event = Event.all_objects.filter(ticket_id=need.pk, step="remind_silence").order_by("seq").last()
    people = Notice.objects.unscoped("test").filter(event=event).values_list("user_id", flat=True)
    return sorted(name for name, one in who.items() if one.user.pk in people)


def silent_round(need) -> list[str]:
    before = count(need, "remind_silence")
    for _put_off in range(2):
        if count(need, "remind_silence") == before:
            due.fire(now=row(need, "remind_silence").due_at)
    assert count(need, "remind_silence") == before + 1
    return reminded(need)


def test_nobody_hears_of_silence_while_somebody_acts():
    need = at.submitted()
    first = row(need, "remind_silence")
    assert first.due_at - need.registered_at == figures.of("remind_days") * DAY == 90 * DAY
    perform(Ticket, need.pk, "prepare", actor=at.leader(), via="test", data=at.PREPARING, at=first.due_at - DAY)
    due.fire(now=first.due_at)
    assert count(need, "remind_silence") == 0
    later = row(need, "remind_silence")
    assert later.due_at == first.due_at - DAY + 90 * DAY


def test_a_silent_need_is_reminded_of_again_and_again():
    need = at.submitted()
    for number in (1, 2, 3, 4):
        due.fire(now=row(need, "remind_silence").due_at)
        assert count(need, "remind_silence") == number
    with pytest.raises(NotPossible):
        at.by_the_program(at.need("declined"), "remind_silence")


def test_whoever_holds_the_step_is_reminded_and_the_coordinator_after_half_a_year():
    need = at.submitted()
    assert silent_round(need) == ["region"]
    assert silent_round(need) == ["region", "support"]
    assert silent_round(need) == ["region", "support"]
    note, later = (
        {"note_text": "Vi tar upp det.", "note_audience": "customer"},
        row(need, "remind_silence").due_at - DAY,
    )
    perform(Ticket, need.pk, "add_note", actor=at.leader(), via="test", data=note, at=later)
    assert silent_round(need) == ["region"]


def test_who_only_follows_a_need_does_nothing_in_it():
    need = at.submitted()
    perform(Ticket, need.pk, "watch", actor=parties.desk(), via="test", at=row(need, "remind_silence").due_at - DAY)
    due.fire(now=row(need, "remind_silence").due_at)
    assert count(need, "remind_silence") == 1


@pytest.mark.parametrize("state", ["regional_prepared", "joint_review", "prioritised", "converted", "parked"])
def test_in_the_joint_preparation_the_coordinator_holds_the_step(state):
    assert silent_round(at.need(state)) == ["support"]


def test_one_that_no_region_has_raised_lies_with_the_coordinator():
    assert silent_round(at.of_support()) == ["support"]


def test_in_the_follow_up_the_regions_that_are_silent_are_reminded_and_then_the_coordinator_who_closes():
    need = step(at.need("joint_review"), "join", at.leader(parties.NEIGHBOUR), regional_priority="low")
    need = at.decided(need)
    need = at.need("effect_followup", of=need)
    due.fire(now=row(need, "ask_effect").due_at)
    step(need, "report_effect", at.leader(), **at.EFFECT)
    assert silent_round(need) == ["neighbour"]
    step(need, "report_effect", at.leader(parties.NEIGHBOUR), **at.EFFECT)
    assert silent_round(need) == ["support"]


def test_a_need_that_rests_until_a_day_is_not_silent_before_it():
    need = at.need("parked")
    woken_at = need.hold_until
    due.fire(now=row(need, "remind_silence").due_at)
    assert count(need, "remind_silence") == 0
    assert row(need, "remind_silence").due_at >= woken_at


def test_a_need_rests_again_after_each_time_that_it_was_taken_up():
    need = at.need("parked")
    for day in (10, 20):
        need = step(need, "wake", at.coordinator())
        need = step(need, "park", at.coordinator(), reason="Väntar.", review_at=at.in_days(day))
    for day in (30, 40):
        due.fire(now=need.hold_until)
        need = fresh(need.pk)
        assert need.state == "joint_review"
        need = step(need, "park", at.coordinator(), reason="Väntar.", review_at=at.in_days(day))


def test_the_end_calls_everything_off():
    need = at.need("declined")
    assert not DueStep.objects.filter(subject_id=need.pk, fired_at=None).exists()
