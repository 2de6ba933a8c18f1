"""Knowledge on a ticket's page: articles that may answer it, those it was answered with, and making one of it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets import articles
from tickets.models import Article
from tickets.models.article import WRITES
from tickets.web.articles import row_of

ANSWERS = {"general-case": "answer", "incident": "solution"}
RESOLVE = "resolve"
SOLVED = frozenset({"resolved", "closed"})


def knowledge_of(ticket, words: str, actor, actions) -> dict:
    """What the panel shows; one query. Articles are proposed to whoever can answer the ticket now.

    A process that nothing is answered in (`stays_whole`) has none before it is over.
    """
    if getattr(ticket, "stays_whole", False) and ticket.state not in SOLVED:
        return {"belong": [], "fit": [], "search_url": "", "new_url": ""}
    can_answer = actions.can(RESOLVE)
    belong, fit = articles.around(ticket, f"{ticket.title} {words}", actor, proposes=can_answer)
    is_writer = actor.can(WRITES) and actor.is_customer_side and ticket.visibility != "confidential"
    return {
        "belong": [row_of(one) for one in belong],
        "fit": [{"row": row_of(one), "url": _answer_url(ticket, one)} for one in fit],
        "search_url": f"{reverse('tickets:articles')}" if can_answer else "",
        "new_url": f"{reverse('tickets:article_new')}?arende={ticket.number}"
        if is_writer and ticket.state in SOLVED
        else "",
    }


def _answer_url(ticket, article: Article) -> str:
    return reverse("tickets:answer_with", args=[ticket.number, article.number])


@require_GET
def answer_with(request, number: str, article: str):
    """The form that answers the ticket, with the article's text and address filled in. Writes nothing."""
    from tickets.web.detail import found
    from tickets.web.steps import ask_with

    ticket = found(number, request.actor)
    try:
        one = articles.called(article, request.actor)
    except Article.DoesNotExist:
        raise Http404 from None
    if not one.holds:
        raise Http404
    address = f"{settings.PUBLIC_URL}{reverse('tickets:article', args=[one.number])}"
    source = _("From %(number)s: %(address)s") % {"number": one.number, "address": address}
    typed = {ANSWERS[ticket.process]: f"{one.shown_body.body}\n\n{source}", "used_article": one.number}
    return ask_with(request, ticket, RESOLVE, typed)
