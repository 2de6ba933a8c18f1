"""Every read of knowledge articles, through their scope: the list, one article, and those that fit a ticket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL
from django.utils import timezone

from engine.errors import Reason, Refused
from regions import directory
from roles.actor import Actor
from tickets import codes
from tickets.models import Article, ArticleEvent, ArticleText, ArticleUse
from tickets.models.article import writers_of
from tickets.search.asked import checked

PER_PAGE, MOST_PER_PAGE = 25, 100
PROPOSED = 3
MOST_WORDS = 12
WHICH = ("published", "own", "due", "retired")
FILTERS = ("q", "service", "domain", "which")
_SHOWN = (
    " from tickets_articletext t, tickets_articletext b"
    " where t.id = tickets_article.shown_title_id and b.id = tickets_article.shown_body_id"
)
_ANY = "replace(plainto_tsquery('pg_catalog.swedish', %s)::text, '&', '|')::tsquery"


@dataclass(frozen=True)
class Found:
    """A page of articles; `more` is where the next one begins, or None."""

    rows: list[Article]
    total: int
    more: int | None


def _readable(actor: Actor):
    return Article.objects.visible_to(actor).select_related("owner", "shown_title", "shown_body")


def called(number: str, actor: Actor) -> Article:
    """The article with this number; raises DoesNotExist, also where the actor may not read it. One query."""
    said = ArticleUse.objects.filter(article_id=OuterRef("pk"), kind="helped", user_id=actor.person_id)
    return _readable(actor).annotate(has_helped=Exists(said)).get(number=number.upper())


def listed(parameters: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The articles that the filters keep: best first for words, else the latest. Two queries. Raises Refused."""
    rows = _which(parameters.get("which") or "published", _readable(actor), actor)
    if slug := parameters.get("service"):
        rows = rows.filter(_of_service(slug))
    if domain := parameters.get("domain"):
        if domain not in codes.ArticleDomain.values:
            raise _bad("domain")
        rows = rows.filter(domain=domain)
    words = _words(checked(parameters.get("q", "")))
    rows = _answering(rows, words) if words else rows.order_by(F("published_at").desc(nulls_last=True), "-pk")
    total = rows.count()
    page = list(rows[start : start + size])
    return Found(page, total, start + size if start + size < total else None)


def _which(which: str, rows, actor: Actor):
    if which not in WHICH:
        raise _bad("which")
    own, _reviews = writers_of(actor)
    if which == "published":
        return rows.filter(shown_body__isnull=False).exclude(state="retired")
    if which == "retired":
        return rows.filter(state="retired")
    if which == "due":
        overdue = Q(review_at__lte=timezone.now(), shown_body__isnull=False)
        return rows.filter(overdue).exclude(state="retired").order_by("review_at")
    return rows.filter(Q(organisation_id__in=own) | Q(state="review")).exclude(state="retired")


def _of_service(slug: str) -> Q:
    """Of the service, or of a part of it."""
    found = directory.service_by_slug(slug)
    if found is None:
        raise _bad("service")
    return Q(service_id=found.pk) | Q(service__parent_id=found.pk)


def _bad(name: str) -> Refused:
    from django.utils.translation import gettext_lazy as _

    return Refused(Reason("not_a_choice", _("There is no such choice here."), name))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[\w-]+", text.lower()) if any(map(str.isalnum, word))][:MOST_WORDS]


def _answering(rows, words: list[str]):
    """Articles with every word, or a word that begins so, in title or text; drafts by their titles."""
    one = "(plainto_tsquery('pg_catalog.swedish', %s) || to_tsquery('simple', %s))"
    query, values = " && ".join([one] * len(words)), []
    for word in words:
        values += [word, " & ".join(f"{part}:*" for part in re.findall(r"\w+", word))]
    matches = RawSQL(f"exists (select 1{_SHOWN} and (t.words || b.words) @@ ({query}))", values, BooleanField())  # noqa: S611 texts of ours, every value is an argument
    rank = RawSQL(  # noqa: S611 as above
        f"coalesce((select ts_rank(setweight(t.words, 'A') || setweight(b.words, 'C'), {query}){_SHOWN}), 0)",
        values,
        FloatField(),
    )
    title = Q(*(Q(title__icontains=word) for word in words), shown_body=None)
    number = Q(number__iexact=words[0]) if len(words) == 1 else Q()
    kept = Q(matches=True) | title | number if number else Q(matches=True) | title
    return rows.annotate(matches=matches, rank=rank).filter(kept).order_by("-rank", "-pk")


def around(ticket, words: str, actor: Actor, *, proposes: bool) -> tuple[list[Article], list[Article]]:
    """(articles made from the ticket or used in it, articles that may answer it); one query.

    `words` are what the reader may read of the ticket. Articles are proposed by the words of their titles, and by
    their texts where they are about the same service. Both are cut to what the actor reads.
    """
    used = Exists(ArticleUse.objects.filter(article_id=OuterRef("pk"), ticket_id=ticket.pk, kind="used"))
    rows = _readable(actor).annotate(is_used=used, belongs=_or(Q(made_from_id=ticket.pk) | Q(used)))
    kept = Q(belongs=True)
    if proposes:
        rank = RawSQL(  # noqa: S611 texts of ours, every value is an argument
            f"coalesce((select case when t.words @@ q or tickets_article.service_id = %s and b.words @@ q"
            f" then ts_rank(setweight(t.words, 'A') || setweight(b.words, 'D'), q)"
            f" * (case when tickets_article.service_id = %s then 3 else 1 end) else 0 end"
            f"{_SHOWN.replace(' where', f', (select {_ANY} as q) as asked where')}), 0)",
            [ticket.service_id, ticket.service_id, words],
            FloatField(),
        )
        rows = rows.annotate(rank=rank)
        kept |= Q(rank__gt=0, shown_body__isnull=False) & ~Q(state="retired")
        rows = rows.order_by("-belongs", "-rank", "-pk")
    found = list(rows.filter(kept)[: PROPOSED + 20])
    own = [one for one in found if one.belongs]
    return own, [one for one in found if not one.is_used][:PROPOSED] if proposes else []


def _or(condition: Q):
    return ExpressionWrapper(Case(When(condition, then=Value(True)), default=Value(False)), BooleanField())


# --- What hangs on an article that was read through the scope ---


def working_texts(article: Article, actor: Actor) -> dict[str, ArticleText]:
    """The newest words, published or not, for those who write the article; empty for every other reader."""
    if not article.is_written_by(actor):
        return {}
    rows = ArticleText.objects.visible_to(actor).filter(
        article_id=article.pk, field__in=("article_title", "article_body")
    )
    return {row.field: row for row in rows.select_related("author").order_by("field", "-event_seq").distinct("field")}


def feedback(article: Article, actor: Actor) -> list[ArticleText]:
    """What readers have said of it, the newest first, for those who write it."""
    if not article.is_written_by(actor):
        return []
    rows = ArticleText.objects.visible_to(actor).filter(article_id=article.pk, field="article_feedback")
    return list(rows.select_related("author", "organisation").order_by("-event_seq")[:50])


def events(article: Article, actor: Actor) -> list[ArticleEvent]:
    """The history as the actor may know it, the newest first; uses and thanks are counted, not told one by one."""
    rows = ArticleEvent.objects.visible_to(actor).filter(article_id=article.pk).exclude(step__in=("help", "use"))
    return list(rows.select_related("user", "acting_person", "organisation").order_by("-seq")[:200])


def texts_of(article: Article, actor: Actor) -> dict[int, list[ArticleText]]:
    """Every version that the actor may read, by the event that wrote it."""
    found: dict[int, list[ArticleText]] = {}
    for row in ArticleText.objects.visible_to(actor).filter(article_id=article.pk).order_by("event_seq", "pk"):
        found.setdefault(row.event_seq, []).append(row)
    return found
