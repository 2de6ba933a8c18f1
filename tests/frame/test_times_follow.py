"""Times of day follow the language of the reader: 21.20 in Swedish, 21:20 in English, wherever they are written."""

import re
from datetime import UTC, datetime, time

import pytest
from django.utils import translation

from tests.architecture.sources import modules, templates
from tickets.change_calendar import words
from tickets.models import ServiceWindow
from tickets.processes.change import times

# What a browser, a program, a file or a log reads, and drafts for authorities, which are always in Swedish.
NOT_FOR_READERS = {
    "sla/models/due_step.py",
    "sussa/models.py",
    "sussa/web/fields.py",
    "tickets/api/calendars.py",
    "tickets/processes/regulatory/draft.py",
    "tickets/processes/regulatory/duty_register.py",
    "tickets/processes/release/versions/pages.py",
    "tickets/web/conflict.py",
}
FIXED = re.compile(r"%H[.:]%M|\"Y-m-d H[.:]i\"|\|(?:date|time):\"[^\"]*H[.:]i")


def written_by_hand() -> list[str]:
    texts = {name: text for name, text in (modules() | templates()).items() if "/formats/" not in name}
    return sorted(name for name, text in texts.items() if FIXED.search(text))


def test_no_page_or_sentence_writes_a_time_in_one_languages_way():
    assert [name for name in written_by_hand() if name not in NOT_FOR_READERS] == []


@pytest.mark.parametrize(("language", "said"), [("sv", "2026-11-25 21.20"), ("en", "2026-11-25 21:20")])
def test_a_moment_in_a_sentence(language, said):
    with translation.override(language):
        assert times._moment(datetime(2026, 11, 25, 20, 20, tzinfo=UTC)) == said


@pytest.mark.parametrize(("language", "said"), [("sv", "18.00–22.30"), ("en", "18:00–22:30")])
def test_the_hours_of_a_service_window(language, said):
    window = ServiceWindow(weekdays=[2], weeks=[], opens=time(18), closes=time(22, 30))
    with translation.override(language):
        assert said in words.when_open(window)
