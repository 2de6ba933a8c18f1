"""Published test numbers of Skatteverket and of personnummer/meta, where REAL_DATA says where they lie."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from engine.personal_data import detect_identifiers

TODAY = date(2026, 11, 25)
FOLDER = Path(os.environ.get("REAL_DATA", "/nowhere")) / "personnummer"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="REAL_DATA names no folder with personnummer/")


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def confidences(text):
    return {finding.confidence for finding in detect_identifiers(text, today=TODAY)}


def forms(row):
    return {value for key, value in row.items() if key.startswith(("long", "short", "separated"))} | {
        str(row["integer"])
    }


@pytest.fixture(scope="module")
def valid():
    numbers = read("test_numbers.json")
    return numbers["valid_personal"] + numbers["valid_coordination"]


def test_every_valid_number_in_twelve_digits_is_certain(valid):
    assert [number for number in valid if confidences(number) != {"certain"}] == []


def test_every_valid_number_with_a_sign_is_certain(valid):
    assert valid
    for number in valid:
        sign = "+" if TODAY.year - int(number[:4]) >= 100 else "-"
        for text in (f"{number[:8]}-{number[8:]}", f"{number[2:8]}{sign}{number[8:]}"):
            assert confidences(text) == {"certain"}, text


def test_every_valid_number_of_ten_bare_digits_is_possible_and_certain_with_a_word(valid):
    assert [number for number in valid if confidences(number[2:]) != {"possible"}] == []
    assert [number for number in valid if confidences(f"pnr {number[2:]}") != {"certain"}] == []


def test_no_invalid_number_is_certain():
    invalid = [row["number"] for row in read("test_numbers.json")["invalid"]]
    invalid += [form for row in read("meta_list.json") if not row["valid"] for form in forms(row)]
    invalid += [form for row in read("meta_interim.json") for form in forms(row)]
    assert len(invalid) > 250
    assert [number for number in invalid if "certain" in confidences(number)] == []


def test_valid_published_forms_are_certain_with_a_sign_or_a_century():
    rows = [row for row in read("meta_list.json") if row["valid"]]
    assert rows
    for row in rows:
        for key in ("long_format", "separated_format", "separated_long"):
            assert confidences(row[key]) == {"certain"}, row[key]
        assert confidences(row["short_format"]) == {"possible"}


def test_interim_numbers_are_possible():
    for row in read("meta_interim.json"):
        assert confidences(row["long_format"]) == {"possible"}
        assert confidences(row["separated_format"]) == {"possible"}


def test_no_organisation_number_is_found():
    numbers = [form for row in read("meta_orgnumber.json") for form in forms(row)]
    assert numbers
    assert [number for number in numbers if confidences(number)] == []
