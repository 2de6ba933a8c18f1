"""Whatever people hand to whom: nobody gets a hat back, none goes through a third hand, and the order never matters."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from roles.chains import MOST_LINKS, Cycle, Follows, Handed, TooLong, Worn, follows

START = date(2026, 1, 1)
PEOPLE, ROLES = st.integers(1, 5), st.integers(1, 2)


def day(number: int) -> date:
    return START + timedelta(days=number)


days = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda one: (day(one[0]), day(one[0] + one[1])))
worn = st.builds(lambda who, role, span: Worn(who, role, 1, *span), PEOPLE, ROLES, days)
worn_lists = st.lists(worn, max_size=5, unique_by=lambda one: (one.person, one.role))


@st.composite
def delegations(draw):
    rows = []
    for pk in range(1, draw(st.integers(0, 7)) + 1):
        giver = draw(PEOPLE)
        receiver = draw(PEOPLE.filter(lambda one, giver=giver: one != giver))
        role = draw(st.none() | ROLES)
        rows.append(Handed(pk, giver, receiver, *draw(days), role=role, organisation=1 if role else None))
    return rows


def ways(hats, handed, on: date) -> set[tuple]:
    """On one day, by hand: every (person, role, owner, number of links, is a circle)."""
    found = set()

    def walk(path, hat):
        for one in handed:
            if one.giver == path[-1] and one.first <= on <= one.last and one.role in (None, hat.role):
                is_circle = one.receiver in path
                found.add((one.receiver, hat.role, path[0], len(path), is_circle))
                if not is_circle and len(path) < 6:
                    walk((*path, one.receiver), hat)

    for hat in hats:
        if hat.first <= on <= (hat.last or on):
            walk((hat.person,), hat)
    return found


def on_day(found: list[Follows], on: date) -> list[tuple]:
    return sorted((one.person, one.role, one.deputy_for) for one in found if one.first <= on <= one.last)


@settings(max_examples=300)
@given(worn_lists, delegations())
def test_each_day_has_exactly_the_hats_that_at_most_two_links_give_and_each_once(hats, handed):
    found = follows(hats, handed)
    for number in range(20):
        on = day(number)
        wanted = {way[:3] for way in ways(hats, handed, on) if way[3] <= MOST_LINKS and not way[4]}
        assert on_day(found, on) == sorted(wanted)


@settings(max_examples=200)
@given(worn_lists, delegations(), st.randoms(use_true_random=False))
def test_the_order_of_what_was_agreed_does_not_matter(hats, handed, chance):
    shuffled = list(handed)
    chance.shuffle(shuffled)
    one, other = follows(hats, handed), follows(hats, shuffled)
    assert [on_day(one, day(number)) for number in range(20)] == [on_day(other, day(number)) for number in range(20)]


@settings(max_examples=300)
@given(worn_lists, delegations())
def test_a_circle_or_a_third_hand_on_any_day_is_refused_and_nothing_else(hats, handed):
    every = {way for number in range(20) for way in ways(hats, handed, day(number))}
    is_wrong = any(way[4] or way[3] > MOST_LINKS for way in every)
    assert any([is_refused(hats, handed, one.pk) for one in handed]) is is_wrong


def is_refused(hats, handed, judged: int) -> bool:
    try:
        follows(hats, handed, judged=judged)
    except (Cycle, TooLong):
        return True
    return False


@settings(max_examples=300)
@given(worn_lists, delegations())
def test_a_delegation_is_refused_exactly_where_it_is_a_link_of_what_is_wrong(hats, handed):
    wrong = {pk for number in range(20) for way in wrong_ways(hats, handed, day(number)) for pk in way}
    assert {one.pk for one in handed if is_refused(hats, handed, one.pk)} == wrong


def wrong_ways(hats, handed, on: date) -> set[tuple]:
    """On one day, by hand: the links of every way that ends in a circle or a third hand."""
    found = set()

    def walk(links, path, hat):
        for one in handed:
            if one.giver == path[-1] and one.first <= on <= one.last and one.role in (None, hat.role):
                if one.receiver in path or len(path) > MOST_LINKS:
                    found.add((*links, one.pk))
                else:
                    walk((*links, one.pk), (*path, one.receiver), hat)

    for hat in hats:
        if hat.first <= on <= (hat.last or on):
            walk((), (hat.person,), hat)
    return found


@settings(max_examples=200)
@given(worn_lists, delegations())
def test_nobody_stands_in_for_oneself(hats, handed):
    assert all(one.person != one.deputy_for for one in follows(hats, handed))
