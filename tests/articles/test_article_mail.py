"""The mail about an article: whoever may not read what is being written is told the published title only."""

import pytest

from outbox import rendering
from outbox.models import Message
from tests import parties
from tests.articles.making import CONTENT, published, reviewer, step, writer
from tests.notices.told import open_all
from tests.people import wear
from tickets.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _titles_are_chosen(monkeypatch):
    monkeypatch.setattr("tickets.mail_titles.are_chosen", lambda reader: True)


def mail(article, recipient) -> str:
    open_all()
    message = Message.objects.filter(kind="article.mail", subject_id=article.pk, recipient=recipient).latest("pk")
    return rendering.render(message).body_text


def revised():
    return step(step(published(), "revise", writer()), "edit", writer(), **CONTENT | {"article_title": "Zinkgrodan"})


def test_an_owner_who_no_longer_writes_articles_reads_the_published_title():
    article = revised()
    owner = article.owner
    step(article, "feed_back", parties.desk(parties.NEIGHBOUR), article_feedback="Menyn heter annorlunda")
    assert "Zinkgrodan" in mail(article, owner)
    owner.assignments.all().delete()
    wear(owner, parties.DESK_ROLE, parties.NEIGHBOUR)
    told = mail(article, owner)
    assert "Zinkgrodan" not in told
    assert CONTENT["article_title"] in told


def test_a_reviewer_reads_the_title_that_is_to_be_reviewed():
    colleague = reviewer()
    article = step(revised(), "submit", writer())
    assert "Zinkgrodan" in mail(article, colleague.user)


def test_why_an_article_is_retired_is_one_row_for_every_reader(django_assert_num_queries):
    from tickets import articles

    article = step(published(), "retire", writer(), reason="Först")
    article = step(step(article, "take_up", writer(), reason="Igen"), "submit", writer())
    article = step(step(article, "publish", reviewer(), review_months=6), "retire", writer(), reason="Sedan")
    neighbour = parties.desk(parties.NEIGHBOUR)
    assert articles.retired_because(article, neighbour) == "Sedan"
    with django_assert_num_queries(1):
        articles.retired_because(article, neighbour)
    assert articles.retired_because(article, parties.vendor()) == ""
    assert Article.objects.visible_to(parties.vendor()).count() == 0
