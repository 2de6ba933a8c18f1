"""The level of risk follows from the answers to the version of the questions that is in force, which stays with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regions import directory
from regions.models import Collaboration
from tests.processes.change import places as at
from tests.web.tickets.door import Visitor
from tickets.models import RiskQuestions
from tickets.processes.change import risk

pytestmark = pytest.mark.django_db
SECOND = {
    "questions": ["risk_reach: Vilka berörs? | Who is hit?", "risk_other_1: Är allt klart? | Is all done?"],
    "answers": [
        "risk_reach.few 0: Ett fåtal | Only few", "risk_reach.all 5: Alla | Everybody",
        "risk_other_1.yes 0: Ja | Yes", "risk_other_1.no 2: Nej | No",
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _versions_are_read_anew():
    """They are kept for half a minute, also past the test that made them."""
    directory.clear()
    yield
    directory.clear()


def publish(valid_from=None, **more) -> None:
    """A second version of the questions."""
    RiskQuestions.objects.create(
        collaboration=Collaboration.objects.get(status="active"), slug=risk.SLUG, version=2,
        valid_from=valid_from or timezone.localdate() - timedelta(days=1), medium_from=2, high_from=6,
        **(SECOND | more),
    )  # fmt: skip
    directory.clear()


def test_a_change_keeps_the_version_that_it_was_answered_in():
    ticket = at.planned(at.assessing())
    publish()
    text = Visitor(at.lead().user).text(f"/arenden/{ticket.number}/")
    assert "Vem märker det om det går fel?" in text and "Några få användare" in text
    assert "Version 1 av frågorna om risk." in text
    assert "Vilka berörs?" not in text.partition("Risk och vad")[2]
    assert ticket.detail().risk_version == 1
    assert at.to_council(ticket).state == "regional_review", "what was answered holds"


def test_a_vote_that_is_open_is_not_touched_by_a_new_version():
    ticket = at.change("regional_review")
    publish()
    ticket = at.regions_say_yes(ticket)
    assert at.ballot(ticket, "regional-review").state == "passed"
    page = f"/arenden/{ticket.number}/omrostning/{at.ballot(ticket, 'regional-review').pk}/"
    text = Visitor(at.lead().user).text(page)
    assert "Vem märker det om det går fel? Några få användare" in text
    assert "Det här har ändrats" not in text


def test_answers_are_given_to_the_version_that_is_in_force():
    publish()
    ticket = at.submitted()
    now = timezone.now()
    ticket = at.take(ticket, "write_plan", at.lead(), at=now, risk_reach="all")
    assert ticket.detail().risk_computed == "", "one answer is missing"
    ticket = at.take(ticket, "write_plan", at.lead(), at=now, risk_other_1="no")
    detail = ticket.detail()
    assert (detail.risk_version, detail.risk_computed, detail.risk_level) == (2, "high", "high")
    assert detail.risk_answers == {"risk_reach": "all", "risk_other_1": "no"}


def test_answers_to_an_older_version_are_no_answers_to_the_newer_one():
    ticket = at.planned(at.assessing())
    publish()
    ticket = at.take(ticket, "write_plan", at.lead(), at=timezone.now(), risk_reach="few")
    detail = ticket.detail()
    assert (detail.risk_version, detail.risk_answers, detail.risk_computed) == (2, {"risk_reach": "few"}, "")


def test_the_form_asks_the_questions_in_force_and_no_others():
    ticket = at.submitted()
    visitor = Visitor(at.lead().user)
    form = f"/arenden/{ticket.number}/steg/write_plan/"
    assert "Vem märker det om det går fel?" in visitor.text(form)
    assert "id_write_plan_risk_other_1" not in visitor.see(form).content.decode()
    publish(valid_from=timezone.localdate() + timedelta(days=1))
    assert "Vilka berörs?" not in visitor.text(form), "it is in force from tomorrow"
    assert "Är allt klart?" not in visitor.text(form)


def test_the_form_shows_the_words_of_a_new_version_in_the_readers_language():
    ticket = at.submitted()
    publish()
    visitor = Visitor(at.lead().user)
    text = visitor.text(f"/arenden/{ticket.number}/steg/write_plan/")
    assert "Vilka berörs?" in text and "Är allt klart?" in text and "Vem märker" not in text
    visitor.user.language = "en"
    visitor.user.save(update_fields=["language"])
    assert "Who is hit?" in visitor.text(f"/arenden/{ticket.number}/steg/write_plan/")
