"""The demo's knowledge articles: in every state, read by all member regions, made from its own cases, made once."""

import pytest

from regions import directory
from roles.actor import actor_for
from roles.models import RoleAssignment
from sussa.demo.articles import walk_articles
from tests.demo.conftest import demo_folder
from tests.demo.test_demo_covers import rows
from tickets.models import Article, ArticleEvent

pytestmark = pytest.mark.django_db


def test_articles_stand_in_every_state_and_one_is_being_revised(made):
    articles = list(rows(Article))
    assert 6 <= len(articles) <= 8
    assert {one.state for one in articles} == set(Article.States.values)
    assert any(one.state == "draft" and one.shown_body_id for one in articles)
    assert any(one.made_from_id for one in articles)
    assert {one.domain for one in articles} == {"verksamhet", "teknik"}
    assert sum(one.helped for one in articles) > 5
    assert any(one.versions and one.shown_body_id for one in articles), "holds for some versions alone"


def test_every_member_region_reads_articles_of_others(made):
    for region in directory.regions():
        hat = RoleAssignment.objects.filter(organisation=region, valid_to=None).first()
        readable = Article.objects.visible_to(actor_for(hat.user)).exclude(organisation=region)
        assert readable.filter(state="published").count() >= 2, region


def test_walking_them_again_takes_no_step(made):
    before = rows(ArticleEvent).count()
    assert walk_articles(demo_folder(), {}, now=made.at) == 0
    assert rows(ArticleEvent).count() == before
