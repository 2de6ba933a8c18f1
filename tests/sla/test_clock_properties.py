"""The clock of a promise: what holds for every history of a case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from sla.clock import Goal, Stretch, reading
from sla.hours import AROUND_THE_CLOCK
from tests.sla.test_clock import CAMBIO, MONDAY, REGION, SUSSA, TABLE, H, agreement, start
from tests.sla.test_hours import SWEDISH, at

STEPS = st.lists(
    st.tuples(
        st.timedeltas(timedelta(), timedelta(days=4)),
        st.sampled_from([SUSSA, CAMBIO, REGION]),
        st.sampled_from(["", *(hold for hold in TABLE if hold != "vendor_holds")]),
        st.booleans(),
    ),
    min_size=1,
    max_size=7,
)
BEGINS = st.sampled_from(
    [MONDAY, at("2026-09-04T16:30"), at("2026-03-28T22:00"), at("2026-10-24T22:00"), at("2026-06-18T15:00")]
)
TERMS = st.builds(
    lambda place, hours, most, longest, from_change: agreement(
        place,
        goals={1: Goal(4 * H), 3: Goal(20 * H, hours), None: Goal(45 * H, hours)},
        providers=frozenset({SUSSA}) if place == 1 else None,
        most_pauses=most,
        longest_pause=longest,
        pause_hours=SWEDISH,
        from_change=from_change,
    ),
    st.integers(0, 2),
    st.sampled_from([SWEDISH, AROUND_THE_CLOCK]),
    st.sampled_from([None, 1, 3]),
    st.sampled_from([None, 9 * H]),
    st.booleans(),
)


def history(begins: datetime, steps) -> list[Stretch]:
    found, moment = [], begins.astimezone(UTC)
    for length, holder, hold, flag in steps:
        end = moment + length
        if length:
            flags = {"vendor_holds": holder == CAMBIO, "workaround_accepted": flag, "customers_window": flag}
            found.append(Stretch(holder, moment, end, hold, **flags))
        moment = end
    return [*found, Stretch(SUSSA, moment)]


HISTORIES = st.builds(history, BEGINS, STEPS)
LATER = st.timedeltas(timedelta(), timedelta(days=30))


def plain(terms, stretches, now, priority=3):
    begins = stretches[0].start
    return reading(terms, stretches, [start(begins)], [(begins, priority)], now=now)


@given(TERMS, HISTORIES, st.integers(0, 6), st.floats(0, 1), LATER)
def test_a_stretch_split_in_two_says_the_same(terms, stretches, which, part, later):
    one = stretches[which % len(stretches)]
    end = one.end or one.start + timedelta(days=3)
    middle = one.start + (end - one.start) * part
    assume(one.start < middle and (one.end is None or middle < one.end))
    place = stretches.index(one)
    split = [*stretches[:place], replace(one, end=middle), replace(one, start=middle), *stretches[place + 1 :]]
    now = stretches[0].start + later
    assert plain(terms, split, now) == plain(terms, stretches, now)


@given(TERMS, HISTORIES, st.integers(0, 6), LATER)
def test_a_pause_of_no_length_changes_nothing(terms, stretches, which, later):
    at_start = stretches[which % len(stretches)]
    empty = Stretch(SUSSA, at_start.start, at_start.start, "await_reporter")
    place = stretches.index(at_start)
    now = stretches[0].start + later
    assume(at_start.start != now)
    with_it = [*stretches[:place], empty, *stretches[place:]]
    assert plain(terms, with_it, now) == plain(terms, stretches, now)


@given(TERMS, HISTORIES, LATER, LATER)
def test_what_is_used_never_shrinks_and_a_breach_stays(terms, stretches, first, second):
    begins = stretches[0].start
    early, late = (plain(terms, stretches, begins + later) for later in sorted((first, second)))
    assert early.used <= late.used
    assert early.breached_at is None or early.breached_at == late.breached_at


@given(TERMS, HISTORIES, LATER)
def test_at_the_due_moment_the_amount_is_used_up(terms, stretches, later):
    now = stretches[0].start + later
    found = plain(terms, stretches, now)
    assume(found.due_at is not None)
    known = [replace(one, end=None) if one.end and one.end > now else one for one in stretches if one.start <= now]
    then = plain(terms, known, max(found.due_at, now))
    assert then.due_at == found.due_at
    assert then.breached_at == found.due_at
    assert plain(terms, known, found.due_at).used == found.amount


@given(TERMS, HISTORIES, st.lists(st.tuples(LATER, st.sampled_from([1, 3, 4])), max_size=4), LATER, LATER)
def test_no_change_of_priority_undoes_a_breach(terms, stretches, changes, first, second):
    begins = stretches[0].start
    priorities = [(begins, 3), *sorted(((begins + after, to) for after, to in changes), key=lambda one: one[0])]
    early, late = (
        reading(terms, stretches, [start(begins)], priorities, now=begins + later) for later in sorted((first, second))
    )
    assert early.breached_at is None or early.breached_at == late.breached_at
    assert late.breached_at is None or late.breached_at <= begins + max(first, second)
