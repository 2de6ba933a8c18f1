"""Check digits of Swedish personal and reserve numbers. Each function takes digits only."""

VGR_LETTERS = {"K": "5", "M": "7", "X": "8"}


def luhn(digits: str) -> bool:
    """Whether the last digit is the right check digit (modulus 10) of those before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def luhn_with_letter(yymmdd: str, letter: str, last_three: str) -> bool:
    """Whether a reserve number with K, M or X after the date carries the right check digit."""
    value = VGR_LETTERS.get(letter)
    return value is not None and luhn(yymmdd + value + last_three)
