"""The clock of a promise: what pauses it by agreement, priorities that change, rounds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sla.clock import Act, Event, Goal, State, Stretch, Terms, reading, readings
from sla.hours import AROUND_THE_CLOCK
from sla.models import PauseRule, Waiting
from tests.sla.test_hours import SWEDISH, at

REGION, SUSSA, CAMBIO = 1, 2, 3
H = timedelta(hours=1)
MONDAY = at("2026-09-07T08:00")
OFFICE_4H = {None: Goal(4 * H, SWEDISH)}

# processes.md 5.0: what each reason to wait does to SLA, OLA and UC
TABLE = {
    "await_reporter": ("pauses", "pauses", "pauses"),
    "vendor_holds": ("runs", "pauses", "runs"),
    "await_customer": ("runs", "runs_for_all", "pauses"),
    "await_region_confirm": ("pauses", "pauses", "pauses"),
    "await_change_window": ("with_workaround", "pauses", "customers_window"),
    "await_third_party": ("runs", "runs", "runs"),
    "await_decision": ("runs", "pauses", "pauses"),
}


def agreement(place: int, **changes) -> Terms:
    terms = Terms(OFFICE_4H, {hold: rules[place] for hold, rules in TABLE.items()})
    return replace(terms, **changes)


SLA, OLA, UC = agreement(0), agreement(1, providers=frozenset({SUSSA})), agreement(2)


def start(when=MONDAY) -> Event:
    return Event(when, Act.START)


def read(terms, stretches, *, now, events=None, priorities=None):
    return reading(terms, stretches, events or [start()], priorities or [(MONDAY, 3)], now=now)


def held(hold: str, *, holder=SUSSA, **flags) -> list[Stretch]:
    """An hour with Sussa, an hour in the hold, and then with Sussa again."""
    return [
        Stretch(SUSSA, MONDAY, MONDAY + H),
        Stretch(holder, MONDAY + H, MONDAY + 2 * H, hold, **flags),
        Stretch(SUSSA, MONDAY + 2 * H),
    ]


def pauses(terms, stretches, **more) -> bool:
    return read(terms, stretches, now=MONDAY + 3 * H, **more).used == 2 * H


class Looked(Stretch):
    """Counts how often it is looked at."""

    looks = 0

    def __getattribute__(self, name):
        Looked.looks += name == "hold"
        return super().__getattribute__(name)


def test_many_rounds_and_pauses_are_each_looked_at_a_few_times():
    stretches = [
        Looked(SUSSA, MONDAY + number * H, MONDAY + (number + 1) * H, hold="await_reporter" * (number % 2))
        for number in range(200)
    ]
    updates = [start(MONDAY), *(Event(MONDAY + (2 * number + 1) * H, Act.RESTART) for number in range(100))]
    Looked.looks = 0
    rounds = readings(SLA, stretches, updates, [(MONDAY, 3)], now=MONDAY + 200 * H)
    assert len(rounds) == 101
    assert Looked.looks < 10 * (len(stretches) + len(rounds))


def test_a_clock_that_has_not_started_says_so():
    assert reading(SLA, [Stretch(SUSSA, MONDAY)], [], [(MONDAY, 3)], now=MONDAY) == reading(
        SLA, [Stretch(SUSSA, MONDAY)], [start(MONDAY + H)], [], now=MONDAY
    )
    assert reading(SLA, [], [], [], now=MONDAY).state == State.NOT_STARTED


def test_a_plain_clock_runs_to_its_due_moment():
    found = read(SLA, [Stretch(SUSSA, MONDAY)], now=MONDAY + H)
    assert (found.state, found.used, found.due_at, found.breached_at) == (State.RUNNING, H, MONDAY + 4 * H, None)
    assert read(SLA, [Stretch(SUSSA, MONDAY)], now=MONDAY + 5 * H).breached_at == MONDAY + 4 * H


@pytest.mark.parametrize("hold", [hold for hold in TABLE if hold not in ("vendor_holds", "await_customer")])
@pytest.mark.parametrize(("place", "terms"), list(enumerate([SLA, OLA, UC])))
def test_each_hold_by_each_agreement(hold, place, terms):
    assert pauses(terms, held(hold)) == (TABLE[hold][place] == "pauses")


@pytest.mark.parametrize(("hold", "still"), [("", (False, True, False)), ("await_customer", (False, False, True))])
def test_while_the_vendor_holds_and_where_it_waits_for_its_customer(hold, still):
    stretches = held(hold, holder=CAMBIO, vendor_holds=True)
    assert tuple(pauses(terms, stretches) for terms in (SLA, OLA, UC)) == still


@pytest.mark.parametrize("hold", ["await_third_party", "await_decision"])
def test_the_ola_counts_for_the_holder_alone(hold):
    assert pauses(OLA, held(hold, holder=CAMBIO, vendor_holds=True))
    found = read(OLA, held("", holder=REGION), now=MONDAY + 90 * timedelta(minutes=1))
    assert (found.state, found.paused_by, found.paused_since) == (State.PAUSED, "other_holds", MONDAY + H)


def test_a_window_pauses_the_sla_with_an_accepted_workaround_and_the_uc_where_the_customer_set_it():
    assert pauses(SLA, held("await_change_window", workaround_accepted=True))
    assert not pauses(SLA, held("await_change_window", customers_window=True))
    assert pauses(UC, held("await_change_window", customers_window=True))
    assert not pauses(UC, held("await_change_window", workaround_accepted=True))


@pytest.mark.parametrize("hold", [hold for hold in TABLE if hold != "vendor_holds"])
@pytest.mark.parametrize("terms", [SLA, OLA, UC])
def test_no_hold_pauses_a_case_of_p1(hold, terms):
    stretches = held(hold, workaround_accepted=True, customers_window=True)
    assert not pauses(terms, stretches, priorities=[(MONDAY, 1)])


def test_from_which_priority_holds_pause_is_the_agreements():
    assert pauses(SLA, held("await_reporter"), priorities=[(MONDAY, 2)])
    assert not pauses(replace(SLA, pauses_from=3), held("await_reporter"), priorities=[(MONDAY, 2)])
    assert pauses(replace(SLA, pauses_from=3), held("await_reporter"), priorities=[(MONDAY, 3)])


def test_the_ola_stands_still_for_p1_too_while_the_vendor_holds():
    assert pauses(OLA, held("", holder=CAMBIO, vendor_holds=True), priorities=[(MONDAY, 1)])


def test_a_case_that_becomes_p1_in_a_hold_runs_from_then_on():
    stretches = [Stretch(SUSSA, MONDAY, hold="await_reporter")]
    found = read(SLA, stretches, now=MONDAY + 3 * H, priorities=[(MONDAY, 3), (MONDAY + 2 * H, 1)])
    assert (found.state, found.used, found.due_at) == (State.RUNNING, H, MONDAY + 6 * H)


def test_in_a_pause_nothing_is_due_and_it_is_named():
    found = read(SLA, held("await_reporter")[:2], now=MONDAY + 90 * timedelta(minutes=1))
    assert (found.state, found.paused_by, found.paused_since) == (State.PAUSED, "await_reporter", MONDAY + H)
    assert (found.due_at, found.used) == (None, H)
    assert [(one.start, one.end, one.why) for one in found.not_counted] == [(MONDAY + H, None, "await_reporter")]


def test_at_the_end_of_a_pause_it_runs_and_at_its_start_what_was_due_stays_due():
    assert read(SLA, held("await_reporter"), now=MONDAY + 2 * H).state == State.RUNNING
    terms = replace(SLA, goals={None: Goal(H, SWEDISH)})
    found = read(terms, held("await_reporter"), now=MONDAY + 90 * timedelta(minutes=1))
    assert (found.due_at, found.breached_at, found.state) == (MONDAY + H, MONDAY + H, State.PAUSED)


def test_a_hold_that_goes_on_at_another_holder_is_one_pause():
    stretches = [
        Stretch(SUSSA, MONDAY, MONDAY + H, "await_reporter"),
        Stretch(REGION, MONDAY + H, hold="await_reporter"),
    ]
    found = read(replace(SLA, most_pauses=1), stretches, now=MONDAY + 2 * H)
    assert (found.used, found.paused_since) == (timedelta(), MONDAY)


def test_after_a_pause_the_due_moment_has_moved_by_the_working_time_in_it():
    found = read(SLA, held("await_reporter"), now=MONDAY + 3 * H)
    assert (found.due_at, found.not_counted[0].end) == (MONDAY + 5 * H, MONDAY + 2 * H)


@pytest.mark.parametrize(
    ("hours", "begins", "ends", "due"),
    [
        (SWEDISH, "2026-09-04T16:00", "2026-09-07T09:00", "2026-09-07T12:00"),
        (SWEDISH, "2026-12-23T16:00", "2026-12-29T10:00", "2026-12-29T13:00"),
        (AROUND_THE_CLOCK, "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-03-29T06:30+02:00"),
        (AROUND_THE_CLOCK, "2026-10-25T01:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T05:30+01:00"),
    ],
)
def test_a_pause_over_a_weekend_holidays_and_both_clock_changes(hours, begins, ends, due):
    """An hour is used when the pause begins; the other three pass after it."""
    begins, ends, due = (at(text) if "+" not in text else datetime.fromisoformat(text) for text in (begins, ends, due))
    terms = replace(SLA, goals={None: Goal(4 * H, hours)})
    before = begins.astimezone(UTC) - H
    stretches = [
        Stretch(SUSSA, before, begins),
        Stretch(SUSSA, begins, ends, "await_reporter"),
        Stretch(SUSSA, ends),
    ]
    found = read(terms, stretches, now=ends, events=[start(before)], priorities=[(before, 3)])
    assert (found.due_at, found.used) == (due, H)


def test_a_rejected_solution_goes_on_with_what_was_used():
    events = [start(), Event(MONDAY + H, Act.STOP), Event(MONDAY + 3 * H, Act.RESUME)]
    stretches = [Stretch(SUSSA, MONDAY)]
    stopped = read(SLA, stretches, events=events, now=MONDAY + 2 * H)
    assert (stopped.state, stopped.stopped_at, stopped.used) == (State.STOPPED, MONDAY + H, H)
    again = read(SLA, stretches, events=events, now=MONDAY + 4 * H)
    assert (again.state, again.used, again.due_at) == (State.RUNNING, 2 * H, MONDAY + 6 * H)


def test_a_case_reopened_after_its_close_goes_on_too():
    stretches = [Stretch(SUSSA, MONDAY, MONDAY + 2 * H), Stretch(SUSSA, MONDAY + 24 * H)]
    events = [start(), Event(MONDAY + H, Act.STOP), Event(MONDAY + 24 * H, Act.RESUME)]
    found = read(SLA, stretches, events=events, now=MONDAY + 25 * H)
    assert (found.used, found.due_at) == (2 * H, MONDAY + 27 * H)


def test_a_stop_at_the_due_moment_keeps_the_promise_and_one_later_does_not():
    stretches = [Stretch(SUSSA, MONDAY)]
    for late, breached in ((timedelta(), None), (timedelta(microseconds=1), MONDAY + 4 * H)):
        events = [start(), Event(MONDAY + 4 * H + late, Act.STOP)]
        assert read(SLA, stretches, events=events, now=MONDAY + 9 * H).breached_at == breached


def test_solved_in_the_weekend_what_was_due_on_friday_is_late():
    friday = at("2026-09-04T13:00")
    events = [start(friday), Event(at("2026-09-05T10:00"), Act.STOP)]
    found = read(SLA, [Stretch(SUSSA, friday)], events=events, now=at("2026-09-06T10:00"), priorities=[(friday, 3)])
    assert (found.used, found.breached_at) == (4 * H, at("2026-09-04T17:00"))


def test_an_update_begins_a_new_round_and_the_old_one_stays_readable():
    events = [start(), Event(MONDAY + 5 * H, Act.RESTART), Event(MONDAY + 6 * H, Act.RESTART)]
    found = readings(SLA, [Stretch(SUSSA, MONDAY)], events, [(MONDAY, 3)], now=MONDAY + 7 * H)
    assert [one.breached_at for one in found] == [MONDAY + 4 * H, None, None]
    assert [(one.used, one.state) for one in found[1:]] == [(H, State.STOPPED), (H, State.RUNNING)]


def test_a_round_that_stops_as_it_begins_has_the_target_of_the_priority_that_held_then():
    terms = Terms({2: Goal(timedelta(hours=2)), 3: Goal(timedelta(hours=18))})
    solved = MONDAY + timedelta(hours=5)
    events = [start(), Event(solved, Act.RESTART), Event(solved, Act.STOP)]
    priorities = [(MONDAY, 3), (MONDAY + timedelta(hours=1), 2)]
    rounds = readings(terms, held(""), events, priorities, now=solved + timedelta(days=1))
    assert [one.amount for one in rounds] == [timedelta(hours=2), timedelta(hours=2)]


def test_a_start_a_stop_or_a_resumption_twice_changes_nothing():
    once = [start(), Event(MONDAY + H, Act.STOP)]
    twice = [start(), start(MONDAY + H / 2), Event(MONDAY + H / 2, Act.RESUME)]
    twice += [Event(MONDAY + H, Act.STOP), Event(MONDAY + 2 * H, Act.STOP)]
    stretches = [Stretch(SUSSA, MONDAY)]
    assert read(SLA, stretches, events=once, now=MONDAY + 3 * H) == read(
        SLA, stretches, events=twice, now=MONDAY + 3 * H
    )


BY_PRIORITY = replace(SLA, goals={2: Goal(2 * H, AROUND_THE_CLOCK), 3: Goal(8 * H, SWEDISH)})


def changed(first: int, second: int, after: timedelta, *, now: timedelta, **terms):
    priorities = [(MONDAY, first), (MONDAY + after, second)]
    return read(replace(BY_PRIORITY, **terms), [Stretch(SUSSA, MONDAY)], now=MONDAY + now, priorities=priorities)


def test_raised_the_target_counts_from_the_original_start():
    found = changed(3, 2, H, now=H)
    assert (found.used, found.amount, found.due_at, found.breached_at) == (H, 2 * H, MONDAY + 2 * H, None)


def test_raised_too_late_it_is_missed_from_the_change_on_not_before():
    found = changed(3, 2, 3 * H, now=3 * H)
    assert (found.due_at, found.breached_at) == (MONDAY + 2 * H, MONDAY + 3 * H)


def test_raised_where_it_counts_from_the_change():
    found = changed(3, 2, 3 * H, now=4 * H, from_change=True)
    assert (found.used, found.due_at, found.breached_at) == (H, MONDAY + 5 * H, None)


@pytest.mark.parametrize("from_change", [False, True])
def test_lowered_a_breach_stays_a_breach(from_change):
    found = changed(2, 3, 3 * H, now=4 * H, from_change=from_change)
    assert found.breached_at == MONDAY + 2 * H
    assert found.due_at > MONDAY + 4 * H


@pytest.mark.parametrize(("from_change", "due"), [(False, 8 * H), (True, 9 * H)])
def test_lowered_in_time_there_is_more_of_it(from_change, due):
    found = changed(2, 3, H, now=2 * H, from_change=from_change)
    assert (found.due_at, found.breached_at) == (MONDAY + due, None)


def test_a_change_after_the_stop_changes_nothing():
    events = [start(), Event(MONDAY + 3 * H, Act.STOP)]
    priorities = [(MONDAY, 3), (MONDAY + 4 * H, 2)]
    found = read(BY_PRIORITY, [Stretch(SUSSA, MONDAY)], events=events, priorities=priorities, now=MONDAY + 9 * H)
    assert (found.amount, found.breached_at) == (8 * H, None)


def test_a_priority_changed_and_changed_back_at_once_or_while_stopped_changes_nothing():
    plain = read(replace(BY_PRIORITY, from_change=True), [Stretch(SUSSA, MONDAY)], now=MONDAY + 3 * H)
    back = [(MONDAY, 3), (MONDAY + H, 2), (MONDAY + H, 3)]
    terms = replace(BY_PRIORITY, from_change=True)
    assert read(terms, [Stretch(SUSSA, MONDAY)], now=MONDAY + 3 * H, priorities=back) == plain
    events = [start(), Event(MONDAY + H, Act.STOP), Event(MONDAY + 3 * H, Act.RESUME)]
    back = [(MONDAY, 3), (MONDAY + H, 2), (MONDAY + 2 * H, 3)]
    found = [
        read(terms, [Stretch(SUSSA, MONDAY)], events=events, now=MONDAY + 4 * H, priorities=priorities)
        for priorities in (back, back[:1])
    ]
    assert found[0] == found[1]


def test_of_several_priorities_before_the_start_the_last_one_counts():
    early = [(MONDAY - 3 * H, 2), (MONDAY - 2 * H, 3), (MONDAY - H, 2)]
    found = read(BY_PRIORITY, [Stretch(SUSSA, MONDAY)], now=MONDAY, priorities=early)
    assert (found.due_at, found.amount) == (MONDAY + 2 * H, 2 * H)


def test_a_raise_while_stopped_is_judged_from_when_it_runs_again():
    events = [start(), Event(MONDAY + 3 * H, Act.STOP), Event(MONDAY + 6 * H, Act.RESUME)]
    priorities = [(MONDAY, 3), (MONDAY + 4 * H, 2)]
    stretches = [Stretch(SUSSA, MONDAY)]
    stopped = read(BY_PRIORITY, stretches, events=events, priorities=priorities, now=MONDAY + 5 * H)
    assert (stopped.amount, stopped.breached_at) == (8 * H, None)
    again = read(BY_PRIORITY, stretches, events=events, priorities=priorities, now=MONDAY + 7 * H)
    assert (again.amount, again.breached_at) == (2 * H, MONDAY + 6 * H)


def test_what_lies_ahead_is_not_known_yet():
    stretches = [Stretch(SUSSA, MONDAY, MONDAY + 2 * H), Stretch(SUSSA, MONDAY + 2 * H, hold="await_reporter")]
    priorities = [(MONDAY, 3), (MONDAY + 2 * H, 2)]
    known = read(BY_PRIORITY, stretches, now=MONDAY + H, priorities=priorities)
    assert known == read(BY_PRIORITY, [Stretch(SUSSA, MONDAY)], now=MONDAY + H)
    late = [(MONDAY + 2 * H, 3)]
    assert read(BY_PRIORITY, stretches, now=MONDAY + H, priorities=late) == known


def test_a_priority_that_is_set_again_changes_nothing():
    assert changed(3, 3, H, now=3 * H, from_change=True) == read(
        replace(BY_PRIORITY, from_change=True), [Stretch(SUSSA, MONDAY)], now=MONDAY + 3 * H
    )


def test_the_rules_are_those_of_an_agreement():
    assert {rule for rules in TABLE.values() for rule in rules} == set(PauseRule.values)
    assert set(TABLE) == set(Waiting.values)


def test_without_a_promise_the_time_is_measured_and_never_due():
    found = read(Terms({4: Goal()}), [Stretch(SUSSA, MONDAY)], now=MONDAY + 50 * H, priorities=[(MONDAY, 4)])
    assert (found.used, found.amount, found.due_at, found.breached_at) == (50 * H, None, None, None)


def test_the_fourth_pause_counts():
    terms = replace(SLA, most_pauses=3)
    ends = [MONDAY + n * H / 2 for n in range(9)]
    stretches = [
        Stretch(SUSSA, begins, end, "await_reporter" if n % 2 else "") for n, (begins, end) in enumerate(pairwise(ends))
    ]
    assert read(terms, stretches, now=MONDAY + 4 * H).used == 4 * H - 3 * H / 2
    assert read(SLA, stretches, now=MONDAY + 4 * H).used == 2 * H


def test_a_pause_that_lasts_too_long_ends_by_itself_and_is_due_then():
    terms = replace(SLA, longest_pause=18 * H, pause_hours=SWEDISH)
    stretches = [Stretch(SUSSA, MONDAY, hold="await_reporter")]
    found = read(terms, stretches, now=MONDAY + H)
    assert (found.state, found.due_at) == (State.PAUSED, at("2026-09-09T12:00"))
    later = read(terms, stretches, now=at("2026-09-09T09:00"))
    assert (later.state, later.used) == (State.RUNNING, H)
