"""What the clock does: reminders, called off where they no longer hold, and a postponed change that comes back."""

from datetime import timedelta

import pytest

from engine import due
from sla.models import DueStep
from tests.cases import fresh
from tests.processes.change import places as at
from tickets.models import Event

pytestmark = pytest.mark.django_db


def waiting(ticket) -> set[str]:
    rows = DueStep.objects.filter(subject_id=ticket.pk, fired_at=None, set_aside_at=None)
    return set(rows.values_list("step", flat=True))


def taken(ticket, name: str) -> int:
    return Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step=name).count()


def fire(days: int) -> None:
    """Everything that is due by then, each at its own time."""
    until = at.ahead(days=days)
    rows = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=until).order_by("due_at")
    while (first := rows.values_list("due_at", flat=True).first()) is not None:
        due.fire(now=first)


def test_a_change_that_nobody_decides_on_is_reminded_of_once():
    ticket = at.submitted("normal_minor")
    fire(1)
    assert taken(ticket, "decision_late") == 1
    assert fresh(ticket.pk).state == "submitted"


def test_a_postponed_change_is_taken_up_at_its_time_with_a_new_vote():
    ticket = at.change("postponed")
    fire(6)
    assert (fresh(ticket.pk).state, at.ballot(ticket, "cab").state) == ("cab_review", "pending")


@pytest.mark.parametrize(
    ("step", "data"), [("edit", {"title": "Byte av svarstjänst, med logg"}), ("write_plan", {"test_plan": "I drift."})]
)
def test_a_postponed_change_with_another_content_is_a_draft_again(step, data):
    ticket = at.take(at.change("postponed"), step, at.lead(), void_votes=True, **data)
    assert ticket.state == "draft"
    assert "take_up" not in waiting(ticket)
    event = Event.objects.unscoped("test").get(ticket=ticket, step="rework_postponed")
    assert (event.user, event.seq) == (None, ticket.event_seq)
    assert not [one for one in ticket.ballots() if one.state in ("pending", "passed")]


def test_a_postponed_change_waits_for_its_time_where_what_was_voted_on_stands():
    ticket = at.take(at.change("postponed"), "edit", at.lead(), patient_safety="risk")
    assert ticket.state == "postponed"
    fire(6)
    assert fresh(ticket.pk).state == "cab_review"


def test_what_was_taken_up_by_hand_is_not_taken_up_again():
    ticket = at.take(at.change("postponed"), "take_up", at.lead(), at=at.ahead())
    assert "take_up" not in waiting(ticket)


def test_the_review_and_the_documentation_of_an_emergency_are_reminded_of():
    ticket = at.emergency("review")
    assert {"review_late", "retro_late"} <= waiting(ticket)
    fire(40)
    assert (taken(ticket, "review_late"), taken(ticket, "retro_late")) == (1, 1)


def test_a_yes_by_telephone_is_reminded_of_until_it_is_confirmed():
    ticket = at.by_phone()
    assert "phone_late" in waiting(ticket)
    ticket = at.take(ticket, "confirm_phone", at.it_leader(), at=at.ahead())
    assert "phone_late" not in waiting(ticket)
    assert ticket.detail().phone_confirmed_at - at.ahead() < timedelta(minutes=1)


@pytest.mark.parametrize("name", ["cancel", "reject"])
def test_what_has_ended_is_reminded_of_nothing(name):
    said = {"reason": "Behövs inte."} | ({"change_reject_code": "risk"} if name == "reject" else {})
    assert waiting(at.take(at.submitted(), name, at.lead(), **said)) & {"decision_late", "escalate"} <= {"escalate"}


def test_of_an_emergency_that_is_overdue_the_object_owner_of_it_is_told_and_no_other_owner():
    from tickets import telling_whom

    owner_of_it, owner = (at.of_support(role) for role in ("objektagare-it", "objektagare"))
    ticket = at.system(at.emergency("review"), "retro_late")
    event = Event.objects.unscoped("test").get(ticket=ticket, step="retro_late")
    meant, _boxes = telling_whom.told(ticket, event, ["change_object_owners"], [])
    assert owner_of_it.person_id in meant
    assert owner.person_id not in meant
