"""Every read of knowledge articles, through their scope: the list, one article, and those that fit a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.expressions import RawSQL
from django.utils import timezone

from regions import directory
from roles.actor import Actor
from tickets import codes
from tickets.listed import PER_PAGE, next_start, not_a_choice
from tickets.listed import Found as Listed
from tickets.models import Article, ArticleEvent, ArticleText, ArticleUse
from tickets.models.article import writers_of
from tickets.processes.release.versions import concerned
from tickets.search.asked import Number, Term, checked, terms_of

PROPOSED = 3
MOST_OF_TITLES = 30  # that share words, before those of other versions are left out
MOST_LOOKED_AT = 300  # letters of what a ticket says, for articles that may answer it
WHICH = ("published", "own", "due", "retired")
FILTERS = ("q", "service", "domain", "which")
# The articles with a word in what is shown of them; drafts by their titles.
ANSWERING = """
select its.id from tickets_articletext as said join tickets_article as its on its.id = said.article_id
 where said.words @@ (select %s::tsquery) and (said.id in (its.shown_title_id, its.shown_body_id)
    or its.shown_body_id is null and said.field = 'article_title' and said.body = its.title)"""
NUMBERED = " union all select id from tickets_article where number like %s"
RANK = """coalesce((select ts_rank(title.words, %s::tsquery) from tickets_articletext as title
                   where title.id = tickets_article.shown_title_id), 0)"""
# The articles made from a ticket or used to answer it.
BELONGING = """
select id from tickets_article where made_from_id = %s
union select article_id from tickets_articleuse where kind = 'used' and ticket_id = %s"""
# Those that fit it best: with a stem of its words in the title, or in the text of one of the same service.
FITTING = """
union (select id from (
  select its.id, ts_rank(said.stems, asked.query) * case when its.service_id = %s then 3 else 1 end as fit
    from (select {any} as query offset 0) as asked, tickets_articletext as said
    join tickets_article as its on its.shown_title_id = said.id
   where said.field = 'article_title' and said.stems @@ asked.query and its.state <> 'retired'
  union all
  select its.id, ts_rank(setweight(said.stems, 'D'), asked.query)
    from (select {any} as query offset 0) as asked,
         (select id, shown_body_id from tickets_article where service_id = %s and state <> 'retired'
           order by used desc, published_at desc nulls last limit 30) as its
    join tickets_articletext as said on said.id = its.shown_body_id
   where said.stems @@ asked.query) as fitting group by id order by sum(fit) desc limit 100)"""
FIT = """coalesce((
  select ts_rank(title.stems, asked.query) * case when tickets_article.service_id = %s then 3 else 1 end
       + coalesce((select ts_rank(setweight(body.stems, 'D'), asked.query) from tickets_articletext as body
                    where body.id = tickets_article.shown_body_id and tickets_article.service_id = %s), 0)
  from tickets_articletext as title, (select {any} as query) as asked
 where title.id = tickets_article.shown_title_id), 0)"""
_ANY = "replace(plainto_tsquery('pg_catalog.swedish', %s)::text, '&', '|')::tsquery"


# Those with a stem of the words in their titles, and how many they share.
TITLED = f"""
select its.id from (select {_ANY} as query offset 0) as asked, tickets_articletext as said
  join tickets_article as its on its.shown_title_id = said.id
 where said.field = 'article_title' and said.stems @@ asked.query and its.state <> 'retired'"""  # noqa: S608 texts of ours
SHARED = """(
select count(*) from tickets_articletext as title, unnest(tsvector_to_array(title.stems)) as stem
 where title.id = tickets_article.shown_title_id
   and stem = any(tsvector_to_array(to_tsvector('pg_catalog.swedish', %s))))"""


@dataclass(frozen=True)
class Found(Listed):
    """A page of articles. `is_close`: nothing answered as written, these are a letter away."""

    is_close: bool = False


def _readable(actor: Actor):
    return Article.objects.visible_to(actor).select_related("owner", "shown_title", "shown_body")


def called(number: str, actor: Actor) -> Article:
    """The article with this number; raises DoesNotExist, also where the actor may not read it. One query."""
    said = ArticleUse.objects.filter(article_id=OuterRef("pk"), kind="helped", user_id=actor.person_id)
    return _readable(actor).annotate(has_helped=Exists(said)).get(number=number.upper())


def listed(parameters: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The articles that the filters keep: best first for words, else the latest. Two queries. Raises Refused.

    Where nothing answers the words as written, what is a letter away from them.
    """
    rows = _which(parameters.get("which") or "published", _readable(actor), actor)
    if slug := parameters.get("service"):
        rows = rows.filter(_of_service(slug))
    if domain := parameters.get("domain"):
        if domain not in codes.ArticleDomain.values:
            raise not_a_choice("domain")
        rows = rows.filter(domain=domain)
    if not (text := checked(parameters.get("q", ""))):
        return _read(rows.order_by(F("published_at").desc(nulls_last=True), "-pk"), actor, start, size)
    found = _read(_answering(rows, terms_of(text)), actor, start, size)
    if found.total:
        return found
    return _read(_answering(rows, terms_of(text, misspelt=True)), actor, start, size, is_close=True)


def answering(terms: Sequence[Term], actor: Actor, *, size: int) -> Found:
    """The published articles that answer every term, best first, without their texts. At most two queries.

    As a rule there are none: that is asked first, of whatever anybody wrote, and costs little.
    """
    if not terms:
        return Found()
    sql, values = _found_by(terms)
    with connection.cursor() as cursor:
        cursor.execute(f"select exists ({sql})", values)  # texts of ours, values apart
        if not cursor.fetchone()[0]:
            return Found()
    readable = Article.objects.visible_to(actor).select_related("owner", "shown_title")
    rows = _answering(_which("published", readable, actor), terms).annotate(total=Window(Count("pk")))
    page = list(rows[:size])
    return Found(page, page[0].total if page else 0)


def _read(rows, actor: Actor, start: int, size: int, *, is_close: bool = False) -> Found:
    """Two queries: which rows, without their long texts, and how many; then those shown."""
    hits = list(rows.annotate(total=Window(Count("pk"))).values_list("pk", "total")[start : start + size])
    total = hits[0][1] if hits else rows.count() if start else 0
    shown = {one.pk: one for one in _readable(actor).filter(pk__in=[pk for pk, _total in hits])}
    page = [shown[pk] for pk, _total in hits if pk in shown]
    return Found(page, total, next_start(total, start=start, size=size), is_close and total > 0)


def _which(which: str, rows, actor: Actor):
    if which not in WHICH:
        raise not_a_choice("which")
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
        raise not_a_choice("service")
    return Q(service_id=found.pk) | Q(service__parent_id=found.pk)


def _answering(rows, terms: Sequence[Term] | None):
    """Articles that answer every term, first by their titles, then by their use; none without a term."""
    if not terms:
        return rows.none()
    every = " | ".join(f"({term.query})" for term in terms)
    rows = rows.filter(pk__in=RawSQL(*_found_by(terms)))  # noqa: S611 texts of ours, every value is an argument
    return rows.annotate(rank=RawSQL(RANK, [every], FloatField())).order_by("-rank", "-used", "-pk")  # noqa: S611 as above


def _found_by(terms: Sequence[Term]) -> tuple[str, list]:
    """The keys of the articles that answer every term, whoever reads them."""
    found, values = [], []
    for term in terms:
        patterns = list(_numbers_like(term.number))
        found.append(f"({ANSWERING}{NUMBERED * len(patterns)})")
        values += [term.query, *patterns]
    return " intersect ".join(found), values


def _numbers_like(number: Number | None):
    """Patterns of the article numbers that a case number may stand for, whole or in part."""
    if number is None:
        return
    if number.digits:
        yield f"{number.prefix or '%'}-{number.year or '%'}-{number.digits:0>6}"
    if number.year and len(number.digits) < 6:
        yield f"{number.prefix or '%'}-{number.year}-{number.digits}%"


def around(ticket, words: str, actor: Actor, *, proposes: bool) -> tuple[list[Article], list[Article]]:
    """(articles made from the ticket or used in it, articles that may answer it); one query.

    `words` are what the reader may read of the ticket. Articles are proposed by the words of their titles, and by
    their texts where they are about the same service; none of versions that the ticket's region did not run when it
    was registered. Both are cut to what the actor reads.
    """
    used = Exists(ArticleUse.objects.filter(article_id=OuterRef("pk"), ticket_id=ticket.pk, kind="used"))
    rows = _readable(actor).annotate(is_used=used, belongs=_or(Q(made_from_id=ticket.pk) | Q(used)))
    sql, values = BELONGING, [ticket.pk, ticket.pk]
    if proposes:
        words, service = words[:MOST_LOOKED_AT], ticket.service_id
        sql, values = sql + FITTING.format(any=_ANY), [*values, service, words, words, service]
        fit = RawSQL(FIT.format(any=_ANY), [service, service, words], FloatField())  # noqa: S611 texts of ours
        is_shown = Q(shown_body__isnull=False) & ~Q(state="retired")
        rows = _with_what_runs(rows, concerned.regions_of_case(ticket), ticket.registered_at)
        rows = rows.annotate(fit=fit, is_proposed=_or(is_shown & Q(fit__gt=0))).order_by("-belongs", "-fit", "-pk")
        rows = rows.filter(Q(belongs=True) | Q(is_proposed=True))
    found = list(rows.filter(pk__in=RawSQL(sql, values))[: PROPOSED + 20])  # noqa: S611 texts of ours
    own = [one for one in found if one.belongs]
    fit = [one for one in found if proposes and one.is_proposed and not one.is_used]
    return own, [one for one in fit if concerned.concerns(one.versions, one.runs)][:PROPOSED]


def titled(words: str, service_id: int | None, actor: Actor) -> list[Article]:
    """Published articles whose titles share two of the words, or one where the service is theirs; one query.

    None of versions that the actor's regions do not run now.
    """
    rows = Article.objects.visible_to(actor).select_related("shown_title").filter(shown_body__isnull=False)
    rows = rows.filter(pk__in=RawSQL(TITLED, [words]))  # noqa: S611 a text of ours
    rows = rows.annotate(shared=RawSQL(SHARED, [words], IntegerField()))  # noqa: S611 as above
    enough = Q(shared__gte=2) | Q(shared=1, service_id=service_id)
    rows = _with_what_runs(rows, concerned.regions_of(actor), None).filter(enough)
    found = rows.order_by("-shared", "-used", "-pk")[:MOST_OF_TITLES]
    return [one for one in found if concerned.concerns(one.versions, one.runs)][:PROPOSED]


def _with_what_runs(rows, regions: list[int], at: datetime | None):
    """Each with what the regions ran at the moment, else run now, of its service."""
    sql, values = concerned.runs("tickets_article.service_id", regions, at or timezone.now())
    return rows.annotate(runs=RawSQL(sql, values, ArrayField(CharField())))  # noqa: S611 a text of ours


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


def retired_because(article: Article, actor: Actor) -> str:
    """Why it was last retired, as far as the actor reads it. One query, one row."""
    said = ArticleText.objects.visible_to(actor).filter(article_id=article.pk, field="reason")
    retired = ArticleEvent.objects.visible_to(actor).filter(article_id=article.pk, step="retire").order_by("-seq")
    return said.filter(event_seq=retired.values("seq")[:1]).values_list("body", flat=True).first() or ""


def texts_of(article: Article, actor: Actor) -> dict[int, list[ArticleText]]:
    """Every version that the actor may read, by the event that wrote it."""
    found: dict[int, list[ArticleText]] = {}
    for row in ArticleText.objects.visible_to(actor).filter(article_id=article.pk).order_by("event_seq", "pk"):
        found.setdefault(row.event_seq, []).append(row)
    return found
