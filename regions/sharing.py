"""Dividing a whole into parts that add up to exactly the whole. Pure; asks no database.

Shares are counted in hundredths of a per cent, amounts in öre: whole numbers, so that no rounding is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

WHOLE = 10_000  # 100,00 %
CENT = Decimal("0.01")


def divided(weights: Sequence[int], whole: int = WHOLE) -> list[int]:
    """`whole` in parts as large as their weights, by the largest remainder; of equal remainders the first gets it.

    Weights are whole numbers of zero or more. Raises ValueError where all are zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("there is nothing to divide by")
    parts = [whole * weight // total for weight in weights]
    remainders = [whole * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def amounts(price: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """`price` (kronor, at most two decimals) by shares that add up to the whole; the parts add up to the price."""
    if sum(shares) != WHOLE:
        raise ValueError("the shares do not add up to 100,00 %")
    return [part * CENT for part in divided(shares, int(price / CENT))]
