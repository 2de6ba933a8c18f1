"""What people write does not get into a log, however a line comes about."""

import logging

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.utils import timezone

from sussa.logs import LineFormatter, clean_report

SECRET = "the words of a person"


@pytest.fixture
def refused_row(db):
    """The error of a row that PostgreSQL refuses, as the caller catches it."""
    rows = apps.get_model("sla.DueStep").objects
    values = {"subject_type": SECRET, "subject_id": 1, "step": "s", "due_at": timezone.now()}
    rows.create(**values)
    with pytest.raises(IntegrityError, match=SECRET) as caught:
        rows.create(**values)
    return caught.value


def line(error, message="failed"):
    trace = (type(error), error, error.__traceback__)
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, message, None, trace)
    return LineFormatter("{message}", style="{").format(record)


def test_a_traceback_names_the_constraint_but_not_the_row(refused_row):
    text = line(refused_row)
    assert "due_step_waits_once" in text
    assert "Traceback" in text
    assert "IntegrityError" in text
    assert SECRET not in text


def test_a_message_that_quotes_an_error_is_cut_as_well(refused_row):
    assert SECRET not in line(refused_row, message=f"failed: {refused_row}")


def test_an_error_report_leaves_without_the_row(refused_row):
    event = {"exception": {"values": [{"type": "IntegrityError", "value": str(refused_row)}]}}
    assert SECRET not in str(clean_report(event, {}))


def test_every_handler_stands_behind_the_filter_for_personal_numbers(settings):
    for handler in settings.LOGGING["handlers"].values():
        assert handler["filters"] == ["no personal numbers"]
        assert handler["formatter"] == "line"
