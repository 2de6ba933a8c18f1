"""Ten thousand ticket texts full of numbers hold no certain finding; properties over any text."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from made_numbers import number
from made_texts import Texts

from engine.personal_data import certain, detect_identifiers, has_certain, scrub

TODAY = date(2026, 11, 25)
SEED = 20260401

days = st.dates(min_value=date(1890, 1, 1), max_value=TODAY)
serials = st.integers(min_value=1, max_value=999).map("{:03}".format)
not_touching = st.text(st.characters(codec="utf-8", exclude_categories=("L", "N", "M", "Cf", "Pd", "Sm")), max_size=20)


def test_ten_thousand_generated_ticket_texts_have_no_certain_finding():
    texts = Texts(SEED)
    wrong = [text for text in (texts.text() for _ in range(10_000)) if has_certain(text, today=TODAY)]
    assert wrong == []


def test_generated_texts_with_one_number_among_them_have_exactly_that_finding():
    texts = Texts(SEED + 1)
    for step in range(500):
        person = number((date(1930, 1, 1) + timedelta(days=53 * step)).strftime("%Y%m%d"), f"{step % 998 + 1:03}")
        before = texts.text() + " "
        text = f"{before}{person[2:8]}-{person[8:]} {texts.text()}"
        if int(person[:4]) <= TODAY.year:
            found = [(finding.start, finding.end) for finding in certain(detect_identifiers(text, today=TODAY))]
            assert found == [(len(before), len(before) + 11)], text


@given(seed=st.integers(min_value=0))
def test_any_generated_text_has_no_certain_finding(seed):
    texts = Texts(seed)
    line = texts.phone(), texts.time(), texts.case(), texts.hsa(), texts.iban(), texts.organisation(), texts.order()
    assert not has_certain("; ".join(line), today=TODAY)


@given(
    day=days,
    serial=serials,
    sign=st.sampled_from(["", "-", "+", "–", "\u2011"]),
    before=not_touching,
    after=not_touching,
)
def test_any_number_of_twelve_digits_is_certain_and_found_where_it_stands(day, serial, sign, before, after):
    person = number(day.strftime("%Y%m%d"), serial)
    written = person[:8] + sign + person[8:]
    findings = detect_identifiers(before + written + after, today=TODAY)
    assert [(one.confidence, one.start, one.end) for one in findings] == [
        ("certain", len(before), len(before) + len(written))
    ]


@given(day=days, serial=serials, coordination=st.booleans())
def test_any_number_of_ten_digits_is_certain_with_its_sign_and_possible_without(day, serial, coordination):
    written = day.strftime("%y%m%d")
    if coordination:
        written = written[:4] + str(day.day + 60)
    person = number(written, serial)
    sign = "+" if TODAY.year - day.year >= 100 else "-"
    assert has_certain(f"{person[:6]}{sign}{person[6:]}", today=TODAY)
    assert [one.confidence for one in detect_identifiers(person, today=TODAY)] == ["possible"]


@given(text=st.text(st.sampled_from("0123456789 -+\nApnrKMXSE–\u00ad\u200b&;födtag.,/ﬃ"), max_size=120))
def test_findings_of_any_text_lie_inside_it_and_scrubbing_leaves_none(text):
    findings = detect_identifiers(text, today=TODAY)
    assert all(0 <= one.start < one.end <= len(text) for one in findings)
    assert all(one.end <= other.start for one, other in pairwise(findings))
    assert not has_certain(scrub(text, today=TODAY), today=TODAY)
