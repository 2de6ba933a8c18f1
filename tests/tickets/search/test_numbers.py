"""Search by numbers and references, whole and in part."""

import pytest

from tests import cases
from tests.parties import NEIGHBOUR, desk, vendor
from tickets.search import find

pytestmark = pytest.mark.django_db


def hits(words: str, who=None) -> list[str]:
    return [ticket.number for ticket in find.search({"q": words}, who or desk()).page.rows]


def test_a_case_is_found_by_its_number_and_by_parts_of_it():
    ticket, other = cases.incident(), cases.opened("general-case", desk())
    prefix, year, digits = ticket.number.split("-")
    short = digits.lstrip("0")
    for words in (
        ticket.number,
        ticket.number.lower(),
        f"{prefix}-{year}-{short}",
        f"{prefix}-{short}",
        f"{prefix}{short}",
    ):
        assert hits(words) == [ticket.number], words
    for words in (f"{year}-{digits}", digits, short, f"{year}-{digits[:4]}"):
        assert ticket.number in hits(words), words
    assert hits(f"{prefix.lower()}-{year}") == [ticket.number]
    assert other.number not in hits(f"{prefix}-{year}-{digits[:3]}")


def test_a_number_finds_nothing_for_who_may_not_read_the_case():
    ticket = cases.incident()
    assert hits(ticket.number, desk(NEIGHBOUR)) == []
    assert hits(ticket.number[:9], desk(NEIGHBOUR)) == []


def test_the_vendors_reference_is_found_from_its_beginning_and_by_a_piece_of_it():
    ticket = cases.at_vendor()
    cases.step(ticket, "link_vendor_reference", vendor(), vendor_reference="CSTASK-88123/a")
    for words in ("CSTASK-88123/a", "cstask-88123", "cstask 88123", "88123", "cstask-881", "CSTASK88123"):
        assert hits(words) == [ticket.number], words


def test_a_reference_that_stands_in_a_text_is_found():
    ticket = cases.incident(symptom="Se även ärende RD-2025/4471 i vårt eget system.")
    for words in ("RD-2025/4471", "rd-2025", "4471"):
        assert hits(words) == [ticket.number], words


def test_a_reference_of_the_customers_side_is_not_found_by_the_vendor():
    ticket = cases.at_vendor(contact="Supporten, AVV-99812")
    assert hits("avv-99812") == [ticket.number]
    assert hits("avv-99812", vendor()) == []


def test_a_version_is_found_as_it_is_written():
    ticket = cases.incident(symptom="Sedan 4.2.17 går det inte.")
    assert hits("4.2.17") == [ticket.number]
