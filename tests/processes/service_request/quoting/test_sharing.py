"""Dividing a whole: the parts always add up, are as near as whole numbers come, and do not hang on chance."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from regions.money import in_kronor, read_kronor
from regions.sharing import CENT, WHOLE, amounts, divided

WEIGHTS = some.lists(some.integers(0, 10**9), min_size=1, max_size=30).filter(any)
PRICES = some.decimals(0, 9_999_999_999, places=2)


@given(WEIGHTS, some.integers(0, 10**12))
def test_the_parts_add_up_and_none_is_further_than_one_from_its_due(weights, whole):
    parts = divided(weights, whole)
    assert sum(parts) == whole
    total = sum(weights)
    for weight, part in zip(weights, parts, strict=True):
        assert abs(part * total - whole * weight) < total


@given(WEIGHTS)
def test_who_weighs_more_never_gets_less_and_who_weighs_nothing_gets_nothing(weights):
    parts = divided(weights)
    pairs = sorted(zip(weights, parts, strict=True))
    assert all(one[1] <= other[1] for one, other in pairwise(pairs) if one[0] < other[0])
    assert all(part == 0 for weight, part in pairs if weight == 0)


@given(WEIGHTS, PRICES)
def test_the_amounts_add_up_to_the_price_to_the_ore(weights, price):
    found = amounts(price, divided(weights))
    assert sum(found) == price
    assert all(one >= 0 and one == one.quantize(CENT) for one in found)


def test_nine_equal_parts_give_the_remainder_to_the_first():
    assert divided([1] * 9) == [1112] + [1111] * 8
    assert sum(amounts(Decimal("100.00"), divided([1] * 9))) == Decimal("100.00")


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_there_is_nothing_to_divide_by_nothing(weights):
    with pytest.raises(ValueError):
        divided(weights)


def test_shares_that_are_not_the_whole_give_no_amounts():
    with pytest.raises(ValueError):
        amounts(Decimal(100), [WHOLE - 1])


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("50 000", "50000"), ("50\u00a0000 kr", "50000"), ("12500,50", "12500.50"), ("12.500,50", "12500.50"),
        ("1.000", "1000"), ("12500.5", "12500.5"), (40000, "40000"), ("0", "0"), ("125000 SEK", "125000"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(written, amount):
    assert read_kronor(written) == Decimal(amount)


@pytest.mark.parametrize(
    "written", ["", "femtio", "-5", "1,234", "12,5,5", "1e9", "99999999999", "NaN", "5 000 001 kr kr"]
)
def test_what_is_no_amount_is_none(written):
    assert read_kronor(written) is None


def test_ore_are_shown_only_where_there_are_any():
    shown = [" ".join(in_kronor(Decimal(one)).split()) for one in ("12500.00", "12500.50")]
    assert shown == ["12 500 kr", "12 500,50 kr"]
