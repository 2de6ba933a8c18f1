"""The pages of knowledge: the list with its search, one article, its history."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from engine.inputs import INPUTS
from engine.step import steps
from regions import directory
from roles import titles
from tickets import articles, codes
from tickets.models import Article, Ticket
from tickets.models.article import WRITES
from tickets.web import article_hidden, listing, possible, showing
from tickets.web.article_markup import render as marked_up

CATEGORY = {"draft": "draft", "review": "waiting", "published": "open", "retired": "done"}
KEPT_OPEN = ("help", "feed_back")  # stand under the text


@dataclass(frozen=True)
class Row:
    """An article as lists show it."""

    article: Article
    title: str
    service: str
    organisation: str
    category: str
    is_overdue: bool


def row_of(article: Article) -> Row:
    """The published title; the one being written where nothing is published."""
    return Row(
        article,
        title=article.shown_title.body if article.shown_title_id else article.title,
        service=getattr(directory.service(article.service_id), "name", ""),
        organisation=showing.short_name(article.organisation_id),
        category=CATEGORY[article.state],
        is_overdue=article.review_at is not None and article.review_at <= timezone.now(),
    )


def found(number: str, actor) -> Article:
    try:
        return articles.called(number, actor)
    except Article.DoesNotExist:
        raise Http404 from None


REGISTER = listing.Register(
    address="tickets:articles",
    title=pgettext_lazy("menu", "Knowledge"),
    views=(
        ("", pgettext_lazy("articles", "Published")),
        ("own", gettext_lazy("Being written")),
        ("due", gettext_lazy("Due for review")),
        ("retired", pgettext_lazy("articles", "Retired")),
    ),
    words=gettext_lazy("Words or number"),
    choices=(
        listing.SERVICE,
        listing.Choice(
            "domain",
            gettext_lazy("Business or technology"),
            pgettext_lazy("sides", "Both"),
            lambda: codes.ArticleDomain.choices,
        ),
    ),
    none_fits=gettext_lazy("No article fits"),
    everything=gettext_lazy("All articles"),
)


@require_GET
def article_list(request):
    """Articles by words, service, side and state; nothing that the reader may not read, nor its count."""
    writes = request.actor.can(WRITES)
    page = REGISTER.page(request, articles.listed, hidden=() if writes else ("own", "retired"))
    rows = [row_of(one) for one in page.found.rows]
    return page.answer("articles/list.html", rows, may_write=writes and request.actor.is_customer_side)


@require_GET
def article(request, number: str):
    """What is published; beside it what is being written, for those who write it."""
    one = found(number, request.actor)
    return render(request, "articles/article.html", page(request, one))


def page(request, one: Article, **more) -> dict:
    """Everything the page of an article shows; at most seven queries beside the article."""
    actor, now = request.actor, timezone.now()
    words = articles.working_texts(one, actor)
    actions = possible.actions_of(one, actor, at=now)
    actions.first = [row for row in actions.first if row.name not in KEPT_OPEN]
    body = words.get("article_body")
    is_ahead = body is not None and one.state != "published" and body.pk != one.shown_body_id
    return {
        "article": one,
        "row": row_of(one),
        "body": marked_up(one.shown_body.body) if one.shown_body_id else "",
        "ahead": marked_up(body.body) if is_ahead else "",
        "ahead_title": one.title,
        "written_by": _person(one, body.author if is_ahead else None, actor),
        "owner": _person(one, one.owner, actor),
        "organisation": showing.full_name(one.organisation_id),
        "readers": one.readers_words,
        "actions": actions,
        "help": _answer(one, "help", actions),
        "feed_back": _answer(one, "feed_back", actions),
        "feedback": [{"text": row, "who": _author(one, row, actor)} for row in articles.feedback(one, actor)],
        "made_from": Ticket.objects.visible_to(actor).filter(pk=one.made_from_id).first() if one.made_from_id else None,
        "retired_because": articles.retired_because(one, actor) if one.state == "retired" else "",
        "hide": _answer(one, "hide_personal_data", actions),
        "marks": article_hidden.marks_of(one, actor, words),
        "is_written_by_reader": one.is_written_by(actor),
        **more,
    }


def _answer(one: Article, name: str, actions) -> dict | None:
    """The reader's own steps under the text."""
    return {"url": possible.step_url(one, name)} if actions.can(name) else None


def _person(one: Article, person, actor) -> str:
    """The person's name where the reader may know it."""
    place = directory.organisation(one.organisation_id)
    return str(person) if person is not None and one.names_shown_to(actor, place) else ""


def _author(one: Article, text, actor) -> str:
    """Who said it, where the reader may know names of that organisation."""
    return str(text.author) if text.author_id and one.names_shown_to(actor, text.organisation) else ""


@require_GET
def history(request, number: str):
    """Who has done what with it, with every version of the text that the reader may read."""
    one, actor = found(number, request.actor), request.actor
    texts, declared = articles.texts_of(one, actor), steps(Article)
    entries = [
        {
            "event": event,
            "label": one.step_label(declared[event.step]) if event.step in declared else event.step,
            "who": _who(one, event, actor),
            "texts": [
                {"label": _text_label(text.field), "body": text.body, "is_long": text.field == "article_body"}
                for text in texts.get(event.seq, [])
            ],
        }
        for event in articles.events(one, actor)
    ]
    return render(request, "articles/history.html", {"article": one, "row": row_of(one), "entries": entries})


def _who(one: Article, event, actor) -> str:
    if event.organisation is None:
        return _("The program")
    person = event.acting_person or event.user
    named = f"{person.short_name}, " if one.names_shown_to(actor, event.organisation) and person else ""
    return f"{named}{titles.as_kept(event.role_label)}, {event.organisation.name}"


def _text_label(field: str) -> str:
    return str(INPUTS[field].label) if field in INPUTS else field
