"""Nothing that is logged carries a personal number."""

import io
import logging

import pytest
from django.db import DatabaseError
from django.utils import translation

from engine.log_scrub import PersonalNumberFilter, scrub_report
from engine.personal_data import (
    detect_identifiers,
    kind_names,
    mark,
    question,
    refusal,
    scrub,
    scrubbed,
)

NUMBER = "811218-9876"
MARK = "[BORTTAGET: personnummer]"


@pytest.fixture
def written():
    """A logger with the filter on its handler, and what it wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s %(extra)s", defaults={"extra": ""}))
    handler.addFilter(PersonalNumberFilter())
    logger = logging.getLogger("tests.scrub")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, out
    logger.removeHandler(handler)
    logger.propagate = True


def test_scrub_replaces_certain_findings_and_keeps_the_rest():
    assert scrub(f"a {NUMBER}, order 8112189876") == f"a {MARK}, order 8112189876"
    assert scrub("a 8112189876", lowest="possible") == f"a {MARK}"
    assert scrub("701063-2391") == mark("samordningsnummer")
    text = "nothing here"
    assert scrub(text) is text


def test_scrub_of_values_goes_into_every_part():
    value = {"a": [NUMBER, {"b": (NUMBER, 198112189876, 7, None, True)}], NUMBER: b"198112189876"}
    clean = scrubbed(value)
    assert clean == {"a": [MARK, {"b": (MARK, MARK, 7, None, True)}], MARK: MARK.encode()}
    assert value["a"][0] == NUMBER


def test_message_and_arguments_are_scrubbed(written):
    logger, out = written
    logger.warning("Saved %s for %s", NUMBER, "Anna")
    logger.warning(f"Saved {NUMBER}")
    logger.warning("Saved %(number)s", {"number": 198112189876})
    logger.warning("Split %s%s", "811218-", "9876")
    logger.warning({"event": NUMBER})
    assert NUMBER not in out.getvalue()
    assert "198112189876" not in out.getvalue()
    assert out.getvalue().count(MARK) == 5


def test_record_without_a_finding_keeps_its_arguments(written):
    logger, _ = written
    record = logger.makeRecord("n", logging.INFO, "f", 1, "Saved %s", ("INC-2026-000123",), None)
    assert PersonalNumberFilter().filter(record) is True
    assert (record.msg, record.args) == ("Saved %s", ("INC-2026-000123",))


def test_traceback_is_scrubbed(written):
    logger, out = written
    try:
        raise DatabaseError(f"DETAIL: Key (title)=({NUMBER}) already exists.")
    except DatabaseError:
        logger.exception("Could not save")
    assert NUMBER not in out.getvalue()
    assert f"(title)=({MARK})" in out.getvalue()
    assert "Traceback" in out.getvalue()


def test_extra_values_are_scrubbed(written):
    logger, out = written
    logger.warning("Request", extra={"extra": {"title": NUMBER}})
    assert NUMBER not in out.getvalue()
    assert MARK in out.getvalue()


def test_message_that_does_not_fit_its_arguments_is_scrubbed_too():
    record = logging.LogRecord("n", logging.INFO, "f", 1, "%d", (NUMBER,), None)
    PersonalNumberFilter().filter(record)
    assert NUMBER not in repr(record.args)


def test_error_report_is_scrubbed():
    report = {"exception": {"values": [{"value": NUMBER}]}, "request": {"data": {"title": NUMBER}}}
    assert NUMBER not in repr(scrub_report(report, {}))


def test_refusal_names_field_and_kind_and_remedy_and_never_the_number():
    findings = detect_identifiers(f"{NUMBER} 701063-2391 {NUMBER}")
    with translation.override("en"):
        sentence = str(refusal("Description", findings))
        assert "Description" in sentence
        assert str(kind_names(findings)) == "a personal identity number and a coordination number"
        assert "Remove it" in sentence
        assert "9876" not in sentence
        assert "may contain" in str(question("Description", findings))


def test_refusal_is_translated_when_it_is_read():
    sentence = refusal("X", detect_identifiers(NUMBER))
    with translation.override("sv"):
        assert "ett personnummer" in str(sentence)
    with translation.override("en"):
        assert "personal identity number" in str(sentence)
