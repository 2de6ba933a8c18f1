"""Counting is a pure function: every combination of three organisations against a table worked out in another way."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.balloting.codes import Choice
from tickets.balloting.counting import Cast, Terms, counted, tally
from tickets.balloting.seats import Seat

THREE = ("a", "b", "c")
# What an organisation may have said: nothing, or a vote; a no may be for a reason that stops it.
SAID = ("", "approve", "condition", "reject", "veto", "abstain")
RULES = [
    Terms(quorum=quorum, need=need, base=base, veto=frozenset({"patient_safety"}), silence=silence, closes=closes)
    for quorum, need, base, silence, closes in product(
        ("2", "two_thirds", "all"),
        ("simple", "two_thirds", "all", "all_affected"),
        ("seats", "voted", "yes_or_no"),
        ("not_counted", "consent_after"),
        ("when_met", "when_certain", "at_deadline"),
    )
]


def seats(names=THREE, affected=("a", "b"), kind="votes"):
    return [Seat(name, name, (place,), (("x",),), kind, name in affected) for place, name in enumerate(names, start=1)]


def casts(said) -> list[Cast]:
    found = []
    for place, (name, word) in enumerate(zip(THREE, said, strict=True), start=1):
        if word:
            choice = "reject" if word == "veto" else word
            code = {"veto": "patient_safety", "reject": "cost"}.get(word, "")
            found.append(Cast(name, 100 + place, place, choice, code))
    return found


# --- The oracle: written from the words of the rules, with lists instead of sums and every future tried out ---


def oracle_met(terms: Terms, said, silent_yes=()) -> bool:
    """Whether the words of the three, as they stand, meet the rule."""
    if "veto" in said:
        return False
    spoken = [word for word in said if word]
    asked_for = {"2": 2, "two_thirds": 2, "all": 3}[terms.quorum]
    if len(spoken) < asked_for:
        return False
    yes = [word in ("approve", "condition") or place in silent_yes for place, word in enumerate(said)]
    if terms.need == "all":
        return yes == [True, True, True]
    if terms.need == "all_affected":
        return yes[:2] == [True, True]
    crowd = {
        "seats": [True] * 3,
        "voted": [bool(word) or place in silent_yes for place, word in enumerate(said)],
        "yes_or_no": [word not in ("", "abstain") or place in silent_yes for place, word in enumerate(said)],
    }[terms.base]
    of, agreed = crowd.count(True), yes.count(True)
    if of == 0:
        return False
    # as fractions in words: of 1 → 1, of 2 → 2 (both are more than half, and two thirds), of 3 → 2
    return agreed >= {1: 1, 2: 2, 3: 2}[of]


def futures(said):
    """Everything the silent ones could still say, silence included."""
    return product(*[(word,) if word else SAID for word in said])


def oracle(terms: Terms, said, *, is_over: bool) -> str:
    if not is_over:
        if terms.closes == "at_deadline":
            return "pending"
        if not any(oracle_met(terms, later) for later in futures(said)):
            return "failed"
        if terms.closes == "when_met":
            return "passed" if oracle_met(terms, said) else "pending"
        return "passed" if all(oracle_met(terms, later) for later in futures(said)) else "pending"
    if "veto" in said:
        return "failed"
    if len([word for word in said if word]) < {"2": 2, "two_thirds": 2, "all": 3}[terms.quorum]:
        return "expired"
    silent = [place for place, word in enumerate(said) if not word] if terms.silence == "consent_after" else []
    return "passed" if oracle_met(terms, said, silent) else "failed"


@pytest.mark.parametrize(
    "terms", RULES, ids=lambda one: f"{one.quorum}-{one.need}-{one.base}-{one.silence}-{one.closes}"
)
def test_every_combination_of_three_organisations(terms):
    for said in product(SAID, repeat=3):
        for is_over in (False, True):
            found = tally(terms, seats(), casts(said), is_over=is_over)
            assert found.state == oracle(terms, said, is_over=is_over), (said, is_over)
            assert found.voted == sum(bool(word) for word in said)
            assert {seat.key for seat in found.missing} == {n for n, word in zip(THREE, said, strict=True) if not word}


@pytest.mark.parametrize("terms", [one for one in RULES if one.closes == "when_met"])
def test_what_is_lacking_is_the_least_number_that_would_do(terms):
    for said in product(SAID, repeat=3):
        found = tally(terms, seats(), casts(said))
        silent = [place for place, word in enumerate(said) if not word]
        ways = []
        for chosen in product((False, True), repeat=len(silent)):
            later = list(said)
            for place, speaks in zip(silent, chosen, strict=True):
                later[place] = "approve" if speaks else ""
            if oracle_met(terms, later):
                ways.append(sum(chosen))
        assert found.lacking == (min(ways) if ways else 0), said


def test_at_a_tie_the_chair_decides_where_the_rule_says_so():
    table = seats(("a", "b", "c", "d"))
    table[0] = Seat("a", "a", (1,), (("x",),), "chairs", True)
    for tie, chair, state in (
        ("falls", "approve", "failed"),
        ("chair", "approve", "passed"),
        ("chair", "reject", "failed"),
    ):
        terms = Terms(quorum="all", need="simple", tie=tie)
        other = "reject" if chair == "approve" else "approve"
        given_ = [("a", chair), ("b", chair), ("c", other), ("d", other)]
        votes = [Cast(name, number, number, choice) for number, (name, choice) in enumerate(given_, start=1)]
        assert tally(terms, table, votes).state == state


def test_different_persons_and_organisations_are_demanded_of_those_for_it():
    one_house = [Seat(name, name, (1,), (("x",),), "votes", False) for name in ("a", "b")]
    vendor = Seat("v", "v", (2,), (("x",),), "consents", False)
    terms = Terms(quorum="all", need="all", persons=3, organisations=2)
    yes = [Cast("a", 11, 1, "approve"), Cast("b", 12, 1, "approve")]
    assert tally(terms, one_house, yes).state == "failed"
    assert tally(terms, [*one_house, vendor], yes).state == "pending"
    assert tally(terms, [*one_house, vendor], [*yes, Cast("v", 13, 2, "approve")]).state == "passed"
    assert tally(terms, [*one_house, vendor], [*yes, Cast("v", 13, 2, "reject", "cost")]).state == "failed"
    assert tally(terms, [*one_house, vendor], yes, is_over=True).state == "expired"


CAST = st.builds(
    Cast,
    seat=st.sampled_from(THREE),
    person=st.integers(1, 5),
    organisation=st.integers(1, 3),
    choice=st.sampled_from([one.value for one in Choice]),
    code=st.sampled_from(["", "cost", "patient_safety"]),
)


@given(st.lists(CAST, max_size=12), st.sampled_from(RULES))
def test_counting_gives_one_vote_a_seat_and_one_seat_a_person(rows, terms):
    votes = counted(rows)
    assert set(votes) <= set(THREE)
    conflicted = {one.person for one in rows if one.choice == "conflict"}
    persons = [one.person for one in votes.values()]
    assert not conflicted & set(persons)
    assert len(persons) == len(set(persons))
    for seat, one in votes.items():
        assert one in rows and one.seat == seat
    found = tally(terms, seats(), rows)
    assert found == tally(terms, seats(), rows)
    assert 0 <= found.votes_for <= found.voted <= 3
    # a vote that is repeated changes nothing
    if rows and rows[-1].choice != "conflict":
        assert tally(terms, seats(), [*rows, rows[-1]]) == found


@given(st.lists(st.sampled_from(SAID), min_size=3, max_size=3), st.sampled_from(RULES), st.permutations([0, 1, 2]))
def test_the_order_in_which_organisations_vote_makes_no_difference(said, terms, order):
    votes = casts(said)
    shuffled = sorted(votes, key=lambda one: order[THREE.index(one.seat)])
    assert tally(terms, seats(), votes).state == tally(terms, seats(), shuffled).state
