"""What the steps of knowledge articles demand and bring about."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.perform import perform_within
from roles.actor import SYSTEM
from tickets import codes
from tickets.models.number import next_number

PREFIX = "KUN"
DUE = "fall_due"
SHOWN_TEXTS = ("article_title", "article_body")

# --- Guards and checks ---


def organisations_when_chosen(context: Context) -> Reason | None:
    chosen = context.data.get("article_audience") or context.subject.audience
    if chosen == codes.ArticleAudience.CHOSEN and not context.data.get("article_organisations"):
        return Reason("required", _("Choose which organisations read it."), "article_organisations")
    return None


def has_been_published(context: Context) -> Reason | None:
    if context.subject.shown_body_id is None:
        return Reason("not_published", _("It has not been published yet."))
    return None


def not_said_before(context: Context) -> Reason | None:
    from tickets.models import ArticleUse

    said = ArticleUse.objects.filter(article_id=context.subject.pk, kind="helped", user_id=context.actor.person_id)
    if said.exists():
        return Reason("said_before", _("You have said already that it helped you."))
    return None


# --- Effects ---


def begin(context: Context) -> None:
    """Number, owning organisation and owner."""
    article = context.subject
    article.organisation = context.hat.organisation
    article.owner = article.written_by = context.actor.person or context.actor.user
    article.number = next_number(PREFIX, timezone.localtime(context.at).year)
    article.made_from = context.data.get("made_from")


def note_writer(context: Context) -> None:
    context.subject.written_by = context.actor.person or context.actor.user


def choose_readers(context: Context) -> None:
    article, given = context.subject, context.data.get("article_organisations") or []
    is_chosen = article.audience == codes.ArticleAudience.CHOSEN
    article.chosen = [one.pk for one in given] if is_chosen else []


def state_versions(context: Context) -> None:
    """None, where none are stated: then it holds for every version."""
    context.subject.versions = context.data.get("article_versions") or ""


def newest_texts(article, fields=SHOWN_TEXTS) -> dict:
    """The newest version of each text, shown or not; a rule of the article itself. One query."""
    from tickets.models import ArticleText

    rows = ArticleText.objects.unscoped("a rule of the article itself").filter(article_id=article.pk, field__in=fields)
    return {row.field: row for row in rows.order_by("field", "-event_seq").distinct("field")}


def publish(context: Context) -> None:
    article, texts = context.subject, newest_texts(context.subject)
    article.shown_title, article.shown_body = texts["article_title"], texts["article_body"]
    article.published_at = context.at
    article.edition += 1
    review_again(context)


def drop_revision(context: Context) -> None:
    """The published words become the newest ones again."""
    article = context.subject
    article.title = article.shown_title.body
    context.write("article_title", article.shown_title.body)
    context.write("article_body", article.shown_body.body)


def review_again(context: Context) -> None:
    """The next review, so many months from now."""
    context.subject.review_at = months_after(context.at, int(context.data["review_months"]))
    context.call_off(DUE)
    context.when_due(DUE, context.subject.review_at)


def months_after(at: datetime, months: int) -> datetime:
    """The same day and time of day some months on, by the collaboration's calendar; the 28th at the latest."""
    local = timezone.localtime(at)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, 28))


def retire(context: Context) -> None:
    context.subject.review_at = None
    context.call_off(DUE)


def start_over(context: Context) -> None:
    """What was retired does not hold again by itself: nothing is shown until a version is published."""
    article = context.subject
    article.shown_title = article.shown_body = article.published_at = None


def tell_owner(context: Context) -> None:
    context.tell("owner")


def tell_reviewers(context: Context) -> None:
    context.tell("reviewers")


def count_help(context: Context) -> None:
    _count(context, "helped", user=context.actor.person or context.actor.user)


def count_use(context: Context) -> None:
    """Once for each ticket, however often it is answered."""
    from tickets.models import ArticleUse

    ticket = context.data["used_on"]
    if not ArticleUse.objects.filter(article_id=context.subject.pk, kind="used", ticket=ticket).exists():
        _count(context, "used", ticket=ticket)


def _count(context: Context, kind: str, **which) -> None:
    from tickets.models import ArticleUse

    article = context.subject
    setattr(article, kind, getattr(article, kind) + 1)
    context.add(lambda event, texts: ArticleUse(article=event.article, kind=kind, at=event.at, **which))


# --- Of a ticket's own step ---


def note_article(context: Context) -> None:
    """Of the step that answers a ticket: the article that the answer was taken from is counted as used."""
    article = context.data.get("used_article")
    if article is None:
        return
    context.notes["article"] = {"number": article.number, "for": codes.Audience.CUSTOMER}
    context.then.append(lambda finished: _use(finished, article.pk))


def _use(finished: Context, pk: int) -> None:
    from tickets.models import Article

    how = {"actor": SYSTEM, "via": finished.via, "cause": f"ticket:{finished.root.pk}", "at": finished.at}
    perform_within(Article, pk, "use", data={"used_on": finished.root.number}, **how)
