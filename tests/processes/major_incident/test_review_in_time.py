"""The review begins within five working days and is held within ten, by the support organisation's calendar."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from engine import due
from tests import cases, parties
from tests.escalating.looking import raised, told_people, waiting
from tests.processes.major_incident import places as at
from tickets import telling_whom

pytestmark = pytest.mark.django_db


def fire(when) -> None:
    while due.fire(now=when):
        pass


def moments(ticket, trigger: str) -> list[datetime]:
    return sorted(row.due_at for row in waiting(ticket, trigger))


@pytest.mark.parametrize(
    ("resolved", "drafted", "held"),
    [
        ("2027-02-03", "2027-02-10", "2027-02-17"),  # a Wednesday
        ("2027-02-07", "2027-02-12", "2027-02-19"),  # a Sunday: the first day that counts is the next one
        ("2027-03-24", "2027-04-02", "2027-04-09"),  # over Easter
    ],
)
def test_a_resolved_one_waits_for_its_review_by_working_days(monkeypatch, resolved, drafted, held):
    real, begun = timezone.now, timezone.now()
    noon = timezone.make_aware(datetime.fromisoformat(f"{resolved}T12:00"))
    monkeypatch.setattr(timezone, "now", lambda: noon + (real() - begun))
    ticket = at.major("resolved")
    assert timezone.localdate(ticket.resolved_at) == date.fromisoformat(resolved)
    for trigger, last in (("major_undrafted", drafted), ("major_unreviewed", held)):
        found = [timezone.localdate(one) for one in moments(ticket, trigger)]
        assert len(found) == 2, "a reminder, then an escalation"
        assert (found[-1], found[0] <= found[-1]) == (date.fromisoformat(last), True)


def test_a_review_that_does_not_begin_is_told_of_once_a_level_and_never_after_it_has_begun():
    manager, ticket = at.manager(), at.major("resolved")
    first, second = moments(ticket, "major_undrafted")
    fire(first)
    (event,) = raised(ticket, "major_undrafted")
    assert manager.person_id in told_people(event)
    fire(second)
    assert len(raised(ticket, "major_undrafted")) == 2
    ticket = at.major("review")
    assert moments(ticket, "major_undrafted") == []
    fire(second + timedelta(days=3))
    assert raised(ticket, "major_undrafted") == []


def hears(event) -> set[str]:
    """The groups that the event's message is for."""
    from outbox.models import Message

    return {whom for one in Message.objects.filter(event_id=event.pk) for whom in one.payload["whom"]}


def test_a_review_that_is_not_held_reaches_its_owner_too():
    owner = parties.support_desk_manager()
    ticket = cases.step(
        at.major("resolved"), "start_review", at.manager(), **at.reviewing(review_owner=owner.user.email)
    )
    first, _second = moments(ticket, "major_unreviewed")
    fire(first)
    (event,) = raised(ticket, "major_unreviewed")
    assert "major_reviewer" in hears(event)
    assert telling_whom.MORE_PERSONS["major_reviewer"](ticket, event) == [owner.person_id]


def test_a_signed_review_is_not_told_of():
    assert moments(at.signed(), "major_unreviewed") == []


def test_a_region_that_does_not_confirm_is_reminded_and_then_the_leader_hears_its_name():
    ticket = at.major("investigating")
    at.say(ticket, "state_affected", row_units="Akuten")
    cases.step(ticket, "monitor", at.leader(), **at.monitoring())
    region = at.row(ticket).region_id
    rows = sorted(
        (row for row in waiting(ticket, "approval_missing") if row.reason.endswith(f":{region}")),
        key=lambda row: row.due_at,
    )
    assert len(rows) == 2
    fire(rows[0].due_at)
    first, second = raised(ticket, "approval_missing", 1), raised(ticket, "approval_missing", 2)
    assert "major_leader" not in hears(next(one for one in first if names(one, region))) and not second
    fire(rows[1].due_at)
    assert at.row(ticket).reminders == 2
    last = next(one for one in raised(ticket, "approval_missing", 2) if names(one, region))
    assert {"major_leader", "major_managers"} <= hears(last)


def names(event, region: int) -> bool:
    said = event.changed["escalated"]
    return region in {row["organisation"] for row in (*said["told"], *said["unstaffed"])}
