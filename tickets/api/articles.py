"""Knowledge articles over the API: the list with its search, one article, its steps, writing and taking them."""

from __future__ import annotations

from django.urls import reverse
from rest_framework.response import Response

from engine.explain import add_who, steps_for
from engine.perform import create, perform
from tickets import articles, explaining
from tickets.api import describe, present, registers
from tickets.api.asked import fields_of, hat_of, once_of, outcome_of, parameters_of, replayed, version_of
from tickets.api.door import ApiView
from tickets.api.reads import etag
from tickets.api.writes import out_of_reach
from tickets.models import Article, ArticleEvent, Ticket


def row(article: Article, actor) -> dict:
    """An article as lists show it: the published title, or the one being written where nothing is published."""
    is_shown = article.shown_title_id is not None
    return {
        "number": article.number,
        "state": article.state,
        "state_label": article.state_label(),
        "version": article.version,
        "title": article.shown_title.body if is_shown else article.title,
        "service": present.service(article.service_id),
        "versions": article.versions,
        "domain": article.domain,
        "audience": article.audience,
        "chosen": [present.organisation(pk) for pk in article.chosen],
        "organisation": present.organisation(article.organisation_id),
        "owner": present.person(article.owner, article.organisation_id, article, actor),
        "edition": article.edition,
        "published_at": article.published_at,
        "review_at": article.review_at,
        "helped": article.helped,
        "used": article.used,
    }


def detailed(article: Article, actor) -> dict:
    """With the published text; `working` is what is being written, for those who write it."""
    words = articles.working_texts(article, actor)
    made_from = None
    if article.made_from_id:
        rows = Ticket.objects.visible_to(actor).filter(pk=article.made_from_id)
        made_from = rows.values_list("number", flat=True).first()
    working = {"title": words["article_title"].body, "text": words["article_body"].body} if words else None
    text = article.shown_body.body if article.shown_body_id else None
    return row(article, actor) | {"text": text, "working": working, "made_from": made_from}


class Articles(ApiView):
    """The list, and writing a new one."""

    @describe.article_list
    def get(self, request):
        found = registers.found(request, self.actor, articles)
        return registers.answer(request, found, [row(one, self.actor) for one in found.rows], close=found.is_close)

    @describe.write_article
    def post(self, request):
        how = {"actor": self.actor, "via": "api", "data": fields_of(request), "hat": hat_of(request)}
        done = create(Article, Article.birth, once=once_of(request, demanded=True), **how)
        _event, pk, is_replayed = outcome_of(done)
        article = _article(self.actor, pk=pk)
        headers = {"Location": reverse("api:article", args=[article.number]), "ETag": etag(article.version)}
        return Response(row(article, self.actor), status=201, headers=headers | replayed(is_replayed))


class ArticleDetail(ApiView):
    @describe.article
    def get(self, request, number):
        parameters_of(request, frozenset())
        article = articles.called(number, self.actor)
        return Response(detailed(article, self.actor), headers={"ETag": etag(article.version)})


class ArticleSteps(ApiView):
    """What can be done now, what cannot, why and who could."""

    @describe.article_steps
    def get(self, request, number):
        parameters_of(request, frozenset())
        article = articles.called(number, self.actor)
        found = steps_for(article, self.actor)
        if found:
            add_who(article, found, self.actor)
        said = [present.step_state(one, explaining.rules_of(article, one.name)) for one in found]
        body = {"number": article.number, "state": article.state, "version": article.version, "steps": said}
        return Response(body, headers={"ETag": etag(article.version)})


class ArticleStep(ApiView):
    @describe.take_article_step
    def post(self, request, number, name):
        pk = Article.objects.unscoped("locked through the caller's scope").filter(number=number.upper())
        how = {"version": version_of(request), "data": fields_of(request), "hat": hat_of(request)}
        done = perform(Article, pk.values("pk")[:1], name, actor=self.actor, via="api", once=once_of(request), **how)
        _event, root_id, is_replayed = outcome_of(done)
        try:
            article = _article(self.actor, pk=root_id)
        except Article.DoesNotExist:
            return out_of_reach(done, ArticleEvent, "article")
        return Response(detailed(article, self.actor), headers={"ETag": etag(article.version)} | replayed(is_replayed))


def _article(actor, **which) -> Article:
    rows = Article.objects.visible_to(actor).select_related("owner", "shown_title", "shown_body")
    return rows.get(**which)
