"""The ladder of a clock: who is told at which percent, deputies, unstaffed targets, secrecy, and nobody twice."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engine import due
from regions import directory
from roles.models import RoleAssignment
from sla.escalation_text import read_aim
from sla.models import DueStep
from tests import cases, parties, query_counts
from tests.cases import fresh, step
from tests.escalating.looking import place, raised, told, told_people, unstaffed, waiting
from tests.people import actor, person, wear
from tickets.escalating import holders
from tickets.escalating.rows import Owed
from tickets.models import Clock, Event

pytestmark = pytest.mark.django_db
PR = ("sussa-incidentansvarig",)
OL = ("sussa-objektledare", "sussa-objektledare-it")
OA = ("sussa-objektagare", "sussa-objektagare-it")


def clocked(**data):
    """A P3 that the support organisation holds, with the clock of its solution towards the region."""
    ticket = cases.at_support(**data)
    return ticket, solution_of(ticket)


def solution_of(ticket) -> Clock:
    rows = Clock.all_objects.filter(ticket=ticket, metric="resolve", version__agreement__slug="sla-sussa")
    return rows.get()


def key_of(clock: Clock) -> str:
    return Owed.of(clock).key


def threshold(clock: Clock, percent: int) -> DueStep:
    return DueStep.objects.get(subject_id=clock.ticket_id, reason=f"clock:{clock.pk}:{percent}")


def pass_until(clock: Clock, percent: int) -> None:
    at = threshold(clock, percent).due_at
    while due.fire(now=at):
        pass


def of_clock(ticket, clock: Clock, percent: int) -> Event:
    (found,) = [one for one in raised(ticket, "clock", percent) if one.changed["escalation"]["clock"] == clock.pk]
    return found


@pytest.fixture
def staff():
    """Everybody of the support organisation whom the ladder names."""
    roles = (*PR, *OL, *OA, "sussa-avtalsansvarig")
    return {role: actor(role, parties.SUPPORT_ORG).person_id for role in roles}


def test_each_percent_tells_one_rung_more(staff):
    ticket, clock = clocked()
    ticket = step(ticket, "assign", parties.support(), team="journal", category_open="data", assignee="me")
    pass_until(clock, 120)
    names = {role: {staff[role]} for role in staff}
    both = names["sussa-objektledare"] | names["sussa-objektledare-it"]
    owners = names["sussa-objektagare"] | names["sussa-objektagare-it"]
    assert told_people(of_clock(ticket, clock, 50)) == {ticket.assignee_id}
    assert told_people(of_clock(ticket, clock, 75)) == names["sussa-incidentansvarig"]
    assert told_people(of_clock(ticket, clock, 90)) == names["sussa-incidentansvarig"] | both
    assert told_people(of_clock(ticket, clock, 100)) == names["sussa-incidentansvarig"] | both | owners
    assert told_people(of_clock(ticket, clock, 120)) == names["sussa-avtalsansvarig"] | both
    assert [one.step for one in raised(ticket, "clock") if one.changed["escalation"]["clock"] == clock.pk] == [
        "warn", "warn", "warn", "breach", "overrun"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("process", "manager"),
    [
        ("incident", PR),
        ("general-case", ("sussa-anvandarstodsansvarig",)),
        ("service-request", ("sussa-tjansteforfragningsansvarig",)),
        ("change", ("sussa-andringsansvarig",)),
        ("need", ("sussa-samordnare-behov-konfiguration",)),
    ],
)
def test_the_process_manager_is_that_of_the_cases_process(process, manager):
    aim = read_aim("process_role at holder")
    assert holders.roles_for(aim, directory.support_org(), process) == manager


@pytest.mark.parametrize("gone", ["the account is closed", "every role there has ended"])
def test_whoever_it_is_assigned_to_and_has_left_counts_as_nobody(staff, gone):
    ticket, clock = clocked()
    ticket = step(ticket, "assign", parties.support(), team="journal", category_open="data", assignee="me")
    if gone == "the account is closed":
        type(ticket.assignee).objects.filter(pk=ticket.assignee_id).update(is_active=False)
    else:
        RoleAssignment.objects.filter(user_id=ticket.assignee_id).delete()
    pass_until(clock, 50)
    event = of_clock(ticket, clock, 50)
    assert told_people(event) == {staff["sussa-incidentansvarig"]}
    assert [one["roles"] for one in unstaffed(event)] == [["assignee"]]


def test_an_unstaffed_target_goes_to_the_next_one_up_at_once_and_the_event_says_so():
    leader = actor("sussa-objektledare", parties.SUPPORT_ORG)
    ticket, clock = clocked()
    pass_until(clock, 75)
    event = of_clock(ticket, clock, 75)
    assert told(event) == {OL: [leader.person_id]}
    assert unstaffed(event) == [
        {
            "roles": list(PR),
            "organisation": place(parties.SUPPORT_ORG),
            "to_roles": list(OL),
            "to_organisation": place(parties.SUPPORT_ORG),
        }
    ]


def test_where_nobody_at_all_can_be_told_the_event_says_that():
    ticket, clock = clocked()
    pass_until(clock, 75)
    event = of_clock(ticket, clock, 75)
    assert told(event) == {}
    assert unstaffed(event)[0]["roles"] == list(PR)
    assert all("to_roles" not in one for one in unstaffed(event))


def test_a_deputy_is_told_and_whoever_has_left_the_role_is_not(staff):
    deputy, gone = _deputy(), _left()
    ticket, clock = clocked()
    pass_until(clock, 75)
    people = told_people(of_clock(ticket, clock, 75))
    assert deputy.pk in people and staff["sussa-incidentansvarig"] in people
    assert gone.pk not in people


def _deputy():
    user = person("sussa-problemansvarig", parties.SUPPORT_ORG)
    principal = person("sussa-incidentansvarig", parties.SUPPORT_ORG)
    wear(user, "sussa-incidentansvarig", parties.SUPPORT_ORG, deputy_for=principal)
    return user


def _left():
    user = person("sussa-andringsansvarig", parties.SUPPORT_ORG)
    yesterday = timezone.localdate() - timedelta(days=1)
    wear(user, "sussa-incidentansvarig", parties.SUPPORT_ORG, valid_from=date(2020, 1, 1), valid_to=yesterday)
    return user


def test_the_roles_are_those_of_the_day_it_fires_and_not_of_the_day_it_began(staff):
    ticket, clock = clocked()
    RoleAssignment.objects.filter(user_id=staff["sussa-incidentansvarig"]).update(valid_to=timezone.localdate())
    pass_until(clock, 75)  # some days later
    assert staff["sussa-incidentansvarig"] not in told_people(of_clock(ticket, clock, 75))


def test_who_may_not_read_a_confidential_case_is_not_told_of_it(staff):
    security = parties.support_security()
    ticket, clock = clocked()
    ticket = step(ticket, "make_confidential", security, reason="Hot", named_readers=[security.person_id])
    pass_until(clock, 75)
    assert told(of_clock(ticket, clock, 75)) == {}


def test_confidential_cases_that_fall_due_together_cost_as_many_queries_as_one(staff):
    security = parties.support_security()

    def made(count: int) -> None:
        for _ in range(count):
            ticket = step(cases.at_support(), "make_confidential", security, reason="Hot",
                          named_readers=[security.person_id, staff["sussa-incidentansvarig"]])  # fmt: skip
            at = timezone.now() + timedelta(days=900)
            mine = DueStep.objects.filter(subject_id=ticket.pk)
            mine.exclude(reason=f"clock:{solution_of(ticket).pk}:75").delete()
            mine.update(due_at=at)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert due.fire(now=timezone.now() + timedelta(days=901))
        return len(queries)

    made(1)
    asked()
    made(1)
    one = asked()
    made(4)
    assert asked() == one


def test_the_vendor_is_not_told_of_what_the_support_organisation_has_promised(staff):
    vendors = parties.vendor_manager()
    ticket = cases.at_vendor()
    clock = solution_of(ticket)
    pass_until(clock, 75)
    event = of_clock(ticket, clock, 75)
    assert told_people(event) == {staff["sussa-incidentansvarig"]}
    assert event.audience == "customer"
    own = Clock.all_objects.get(ticket=ticket, metric="resolve", version__agreement__kind="uc")
    pass_until(own, 75)
    event = of_clock(ticket, own, 75)
    assert (told_people(event), event.audience) == ({vendors.person_id}, "supply")
    assert event.changed["escalated"]["for"] == "all"


def test_a_clock_that_does_not_count_and_one_that_counts_with_another_warn_nobody(staff):
    ticket, clock = clocked()
    Clock.all_objects.filter(pk=clock.pk).update(counts=False)
    pass_until(clock, 50)
    assert not [one for one in raised(ticket, "clock") if one.changed["escalation"]["clock"] == clock.pk]


def test_late_thresholds_fire_once_in_order_and_say_so(staff):
    ticket, clock = clocked()
    at = threshold(clock, 120).due_at + timedelta(minutes=30)
    while due.fire(now=at):
        pass
    events = [one for one in raised(ticket, "clock") if one.changed["escalation"]["clock"] == clock.pk]
    assert [one.changed["escalation"]["stage"] for one in events] == [50, 75, 90, 100, 120]
    assert all("late" in one.changed for one in events)
    assert due.fire(now=at) == 0


def test_a_breach_begins_the_wait_for_a_reason():
    ticket, clock = clocked()
    pass_until(clock, 100)
    rows = [row for row in waiting(ticket, "breach_unexplained") if row.reason.endswith(f":{key_of(clock)}")]
    assert [row.step for row in rows] == ["ask_explanation"] * 2


def test_a_batch_asks_no_more_for_thirty_than_for_two(staff):
    for count in (2, 30):
        clocks = [clocked()[1] for _ in range(count)]
        reminders = [waiting(fresh(one.ticket_id), "silent")[0] for one in clocks]
        _fire_alone("due: a batch of reminders", reminders)
        assert all(raised(fresh(one.ticket_id), "silent") for one in clocks)
        clocks = [clocked()[1] for _ in range(count)]
        _fire_alone("due: a batch of warnings", [threshold(one, 75) for one in clocks])
        assert all(of_clock(fresh(one.ticket_id), one, 75) for one in clocks)


def _fire_alone(name: str, rows: list[DueStep]) -> None:
    """Fire these rows as one batch, with nothing else waiting, and count its statements."""
    DueStep.objects.filter(fired_at=None).exclude(pk__in=[row.pk for row in rows]).delete()
    at = max(row.due_at for row in rows)
    query_counts.check(name, lambda: due._fire(rows, at))
