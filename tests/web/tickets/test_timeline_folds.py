"""What the program has said several times in a row is one line, that opens: a person's words are not drowned in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.perform import perform
from roles.actor import SYSTEM
from tests.cases import at_support
from tests.parties import support
from tests.web.tickets.door import visitor
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def remind(ticket, minutes: int) -> None:
    at = timezone.now() + timedelta(minutes=minutes)
    perform(Ticket, ticket.pk, "escalate", actor=SYSTEM, via="timer", cause="due:silent:1", at=at)


def story_of(ticket) -> str:
    page = visitor("sussa-incidentansvarig", "sussa-vardstod").see(f"/arenden/{ticket.number}/").content.decode()
    return page[page.index('id="timeline"') :].partition("</section>")[0]


def test_reminders_in_a_row_are_one_line_with_their_number_and_what_they_were_about():
    ticket = at_support()
    for minutes in (1, 2, 3):
        remind(ticket, minutes)
    outside, _open, inside = story_of(ticket).partition("<details")
    summary, _close, rows = inside.partition("</summary>")
    assert summary.endswith("Programmet påminde 3 gånger, bland annat: inget har hänt i ärendet på länge")
    assert rows.partition("</details>")[0].count("<li") == 3
    assert "inget har hänt" not in outside


def test_words_between_stand_by_themselves_and_a_single_reminder_is_not_folded():
    ticket = at_support()
    remind(ticket, 1)
    said = {"note_text": "Vi ser på det.", "note_audience": "customer"}
    at = timezone.now() + timedelta(minutes=2)
    perform(Ticket, ticket.pk, "add_note", actor=support(), via="test", at=at, data=said)
    remind(ticket, 3)
    story = story_of(ticket)
    assert "<details" not in story
    assert story.count("inget har hänt i ärendet på länge") == 2
