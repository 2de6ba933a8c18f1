"""Why a promise comes out otherwise: what differs between terms, and the fewest of those changes that suffice."""

from datetime import timedelta

from hypothesis import given

from sla.clock import Goal, Terms
from sla.term_changes import Change, Kind, causes, changes, with_changes
from tests.sla.test_clock import H
from tests.sla.test_clock_properties import HISTORIES, LATER, TERMS, plain

PRIORITIES = [3, 1, None]


@given(TERMS)
def test_the_same_terms_differ_in_nothing(terms):
    assert changes(terms, terms, PRIORITIES) == []
    assert causes(terms, terms, lambda one: True, PRIORITIES) == []


@given(TERMS, TERMS, HISTORIES, LATER)
def test_all_changes_together_are_the_other_terms(before, after, stretches, later):
    now = stretches[0].start + later
    mixed = with_changes(before, after, changes(before, after, PRIORITIES), PRIORITIES)
    assert plain(mixed, stretches, now) == plain(after, stretches, now)


@given(TERMS, TERMS, HISTORIES, LATER)
def test_what_is_named_suffices_and_nothing_of_it_can_be_left_out(before, after, stretches, later):
    now = stretches[0].start + later

    def is_missed(terms):
        return plain(terms, stretches, now).breached_at is not None

    if is_missed(before) == is_missed(after):
        return
    found = causes(before, after, is_missed, PRIORITIES)
    assert found

    def comes_out(some):
        return is_missed(with_changes(before, after, some, PRIORITIES)) == is_missed(after)

    alone = [one for one in found if comes_out([one])]
    if alone:
        assert alone == found
    else:
        assert comes_out(found)
        assert not any(comes_out([other for other in found if other != one]) for one in found)


def test_changes_that_only_together_suffice_are_all_named():
    before = Terms({3: Goal(4 * H)}, {"await_reporter": "pauses"}, most_pauses=3)
    after = Terms({3: Goal(3 * H)}, {"await_reporter": "runs"}, most_pauses=2)

    def is_missed(terms):
        return terms.goal(3).amount < 4 * H and terms.pauses["await_reporter"] == "runs"

    assert causes(before, after, is_missed, [3]) == [Change(Kind.GOAL, 3), Change(Kind.PAUSE, "await_reporter")]


def test_a_target_for_any_priority_is_the_same_as_one_for_each():
    each = Terms({one: Goal(timedelta(hours=9)) for one in (1, 2, 3, 4)})
    assert changes(each, Terms({None: Goal(timedelta(hours=9))}), [1, 2, 3, 4]) == []


def test_what_only_another_change_made_necessary_is_not_named():
    before = Terms({3: Goal(4 * H)}, {"await_decision": "pauses", "await_reporter": "pauses"}, most_pauses=3)
    after = Terms({3: Goal(3 * H)}, {"await_decision": "runs", "await_reporter": "runs"}, most_pauses=2)

    def is_missed(terms):
        goal, decision = terms.goal(3).amount < 4 * H, terms.pauses["await_decision"] == "runs"
        last_two = terms.pauses["await_reporter"] == "runs" and terms.most_pauses == 2
        return last_two and (goal or not decision)

    assert causes(before, after, is_missed, [3]) == [Change(Kind.PAUSE, "await_reporter"), Change(Kind.LIMITS)]
