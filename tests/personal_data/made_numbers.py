"""Numbers made up for tests, with a check digit reckoned apart from the code under test."""

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def check_digit(nine: str) -> str:
    """The check digit of nine digits (the first is doubled)."""
    total = sum(_DOUBLED[int(digit)] if place % 2 == 0 else int(digit) for place, digit in enumerate(nine))
    return str(-total % 10)


def number(date: str, serial: str) -> str:
    """A number from a date of six or eight digits and a serial of three."""
    return date + serial + check_digit(date[-6:] + serial)
