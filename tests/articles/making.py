"""Articles for tests, written and moved through the real door."""

from engine.perform import create, perform
from tests import parties
from tests.people import actor
from tickets.models import Article

BODY = "Öppna listan.\n\n- Välj skrivare\n- Tryck på Skriv ut\n\n## Om det inte går\n\n1. Starta om"
CONTENT = {
    "article_title": "Så skriver man ut en lista",
    "article_body": BODY,
    "article_service": "journal",
    "article_domain": "verksamhet",
    "article_audience": "members",
}


def writer(region: str = parties.REGION):
    return actor("region-objektspecialist-utbildning", region)


def reviewer(region: str = parties.REGION):
    return actor(parties.DESK_ROLE, region)


def written(who=None, **data) -> Article:
    done = create(Article, Article.birth, actor=who or writer(), via="test", data=CONTENT | data)
    return fresh(done.article_id)


def fresh(pk: int) -> Article:
    return Article.objects.unscoped("test").select_related("shown_title", "shown_body").get(pk=pk)


def step(article, name: str, who, **data) -> Article:
    perform(Article, article.pk, name, actor=who, via="test", data=data)
    return fresh(article.pk)


def published(who=None, **data) -> Article:
    article = step(written(who, **data), "submit", who or writer())
    return step(article, "publish", reviewer(article.organisation.slug), review_months=12)
