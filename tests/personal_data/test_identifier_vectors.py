"""The vectors of the specification, and how numbers stand in real texts."""

from datetime import date
from itertools import pairwise

import pytest
from made_numbers import number

from engine.personal_data import detect_identifiers, has_certain

TODAY = date(2026, 11, 25)


def confidence(text, today=TODAY):
    findings = detect_identifiers(text, today=today)
    return findings[0].confidence if findings else "none"


def kind(text):
    return detect_identifiers(text, today=TODAY)[0].kind


@pytest.mark.parametrize(
    "text",
    [
        "19121212-1212",
        "121212-1212",
        "811218-9876",
        "198112189876",
        "701063-2391",
        "850883-9993",
        "22810829AB13",
        "00204540AB13",
        "19810829M071",
        "19810829-M071",
        "991981000010",
        "811218–9876",
    ],
)
def test_certain_vector_of_the_specification(text):
    assert confidence(text) == "certain"
    assert confidence(f"Gäller {text}, se bilden.") == "certain"
    assert confidence(text.lower()) == "certain"


@pytest.mark.parametrize(
    "text",
    ["8112189876", "19810829SU3A", "811218-9875", "0701234567", "20260403 1200", "20260403TEST"],
)
def test_possible_vector_of_the_specification(text):
    assert confidence(text) == "possible"


@pytest.mark.parametrize(
    "text",
    [
        "232100-0081",
        "556559-4230",
        "SE2321000081-A123",
        "INC-2026-000123",
        "ARE-2026-000123",
        "2026-04-03T12:00",
        "20260403",
        "",
        "Inget här.",
    ],
)
def test_vector_without_finding(text):
    assert detect_identifiers(text, today=TODAY) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("811218-9876", "personnummer"),
        ("701063-2391", "samordningsnummer"),
        ("197010632391", "samordningsnummer"),
        ("22810829AB13", "nationellt reservid"),
        ("991981000010", "lokalt reservid"),
        ("000101-T220", "interimsnummer"),
    ],
)
def test_finding_names_its_kind(text, expected):
    assert kind(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "811218\u20119876",  # hyphen that does not break
        "811218\u22129876",  # minus
        "8112\u200b18\u00ad-98\u200d76",  # invisible characters
        "\ufeff19811218\u00a09876",
        "\uff18\uff11\uff11\uff12\uff11\uff18\uff0d\uff19\uff18\uff17\uff16",  # full width
        "811218\uff0b9876",  # full-width plus
        "\u0661\u0669\u0668\u0661\u0661\u0662\u0661\u0668\u0669\u0668\u0667\u0666",  # Arabic digits
        "8\u03031\u030312189876 pnr",  # accents laid over digits
        "811218&ndash;9876",
        "19811218&nbsp;9876",
        "811218&#8211;9876",
        "**811218-9876**",
        "`198112189876`",
        "<b>811218-9876</b>",
        "<td>198112189876</td>",
        "[811218-9876](https://example.org/)",
        "_811218-9876_",
        "https://example.org/?pnr=198112189876&x=1",
        "- 811218-9876",
        "-811218-9876",
        "19811218-9876_remiss.pdf",
        "4,198112189876,Anna",
        "811218-9876.",
        "pnr198112189876",
        "pnr-8112189876",
        "811218-\n9876",
        "811218-\r\n9876",
        "19811218 - 9876",
        "19811218 9876",
        "19811218+9876",
    ],
)
def test_number_is_certain_however_it_is_written(text):
    assert confidence(text) == "certain"


@pytest.mark.parametrize(
    "text",
    [
        "1981-12-18-9876",
        "1981 12 18 98 76",
        "1 9 8 1 1 2 1 8 9 8 7 6",
        "19811218\n9876",
        "19811218\t9876",
        "811218\n9876",
        "811218 - 9876",
        "811218 9876",
        "ID198112189876",
        "198112189876K",
        "070-811218-9876",
        "patient 81-12-18-9876",
    ],
)
def test_number_in_pieces_or_glued_to_something_is_possible(text):
    assert confidence(text) == "possible"


@pytest.mark.parametrize("text", ["0.8112189876", "81121898765", "1981121898765", "x8112189876", "19811218987"])
def test_part_of_something_longer_is_no_finding(text):
    assert confidence(text) == "none"


@pytest.mark.parametrize(
    "text",
    [
        "pnr 8112189876",
        "Personnr: 8112189876",
        "personnumret är 8112189876",
        "8112189876 (patient)",
        "Patientens nummer är 8112189876",
        "fo\u0308dd 8112189876",
        "född 8112189876",
        "pat. 8112189876",
        "patient-id: 8112189876",
        "PID|1||8112189876",
        "samordningsnummer 7010632391",
        "patient " + "." * 38 + " 8112189876",
        "pnr 81 12 18 98 76",
        "pnr: 1981-12-18-9876",
    ],
)
def test_ten_bare_digits_are_certain_beside_a_word_for_a_person(text):
    assert confidence(text) == "certain"


@pytest.mark.parametrize(
    "text",
    [
        "patient " + "." * 40 + " 8112189876",
        "Patientöversikten, order 8112189876",
        "Patientlistan visar 8112189876",
        "Patienten väntar, ordernr 8112189876",
        "patient, telefon: 8112189876",
        "inpatient8112 8112189876",
        "[BORTTAGET: personnummer] 8112189876",
    ],
)
def test_ten_bare_digits_stay_possible_without_such_a_word(text):
    assert confidence(text) == "possible"


def test_mobile_number_near_a_patient_is_only_possible_but_certain_after_a_label():
    mobile = number("070101", "238")
    assert confidence(f"Patienten nås på {mobile}") == "possible"
    assert confidence(f"Patienten, {mobile}") == "possible"
    assert confidence(f"pnr: {mobile}") == "certain"


@pytest.mark.parametrize("text", ["+46701234567", "070-123 45 67", "+46 70 123 45 67", "08-123 456 78"])
def test_telephone_number_with_sign_or_gaps_is_no_finding(text):
    assert confidence(text) == "none"


def test_nobody_is_born_tomorrow():
    born_today = number("20261125", "238")
    assert confidence(born_today) == "certain"
    assert confidence(born_today, today=date(2026, 11, 24)) == "possible"
    assert confidence("20990403 1200") == "none"
    assert confidence("20811218-9876") == "possible"  # a slip of the century


def test_ten_digits_with_a_year_to_come_belong_to_the_last_century():
    assert confidence("811218-9876", today=date(2081, 12, 17)) == "certain"


def test_leap_day_is_judged_by_its_century():
    assert confidence("000229-2399") == "certain"  # 2000 was a leap year
    assert confidence("000229+2399") == "none"  # 1900 was not, nor 1800
    assert confidence("20000229-2399") == "certain"
    assert confidence("19000229-2399") == "possible"  # a slip of the century
    assert confidence(number("20010229", "239")) == "none"


def test_plus_means_the_year_of_turning_a_hundred_or_later():
    assert confidence("090527+1474") == "certain"
    born_1926 = number("261218", "987")
    signed = f"{born_1926[:6]}+{born_1926[6:]}"
    assert confidence(signed, today=date(2026, 1, 1)) == "certain"


def test_number_with_a_serial_of_zeros_was_never_given_out():
    assert confidence(number("20240105", "000")) == "possible"


def test_date_and_time_are_not_a_person_though_the_check_digit_is_right():
    stamp = number("20260403", "120")
    day, clock = stamp[:8], stamp[8:]
    assert confidence(f"{day} {clock}") == "possible"
    assert confidence(f"patient saknas {day} {clock}") == "possible"
    assert confidence(f"{day}\n{clock}") == "none"
    assert confidence(f"{day[:4]}-{day[4:6]}-{day[6:]} {clock}") == "none"
    assert confidence(f"pnr {day} {clock}") == "certain"


def test_date_and_amount_apart_are_certain_only_when_close():
    person = number("19840512", "987")
    assert confidence(f"{person[:8]} {person[8:]}") == "certain"
    assert confidence(f"{person[:8]}   {person[8:]}") == "possible"


def test_minute_stamps_of_a_log_are_only_possible():
    log = "\n".join(f"20260403{hour:02}{minute:02} omstart" for hour in range(10, 13) for minute in range(0, 60, 7))
    assert not has_certain(log, today=TODAY)
    assert has_certain(log + "\npnr 198112189876", today=TODAY)


def test_national_reserve_number_with_an_unreal_date_is_only_possible():
    assert confidence("22810230AB13") == "possible"


def test_name_of_a_patient_is_a_hint():
    assert confidence("Patienten heter Anna") == "hint"


def test_offsets_are_those_of_the_text_as_it_was_given():
    text = "före \ufb03 8112\u200b18\u00ad-9876, efter 19811218&ndash;9876 ß"
    first, second = detect_identifiers(text, today=TODAY)
    assert text[first.start : first.end] == "8112\u200b18\u00ad-9876"
    assert text[second.start : second.end] == "19811218&ndash;9876"


def test_findings_do_not_overlap_and_stand_in_order():
    text = "811218-9876, 8112189876, 22810829AB13; 19810829SU3A 701063-2391"
    findings = detect_identifiers(text, today=TODAY)
    assert [finding.confidence for finding in findings] == ["certain", "possible", "certain", "possible", "certain"]
    assert all(one.end <= other.start for one, other in pairwise(findings))


def test_finding_holds_no_number():
    (finding,) = detect_identifiers("811218-9876", today=TODAY)
    assert "9876" not in repr(finding)
