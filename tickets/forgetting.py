"""Removing for good what a settled part held: files, and every other place where the program keeps people's words.

A place is a model whose rows may repeat somebody's words beside the ticket itself. An app that adds such a model
adds a line to `PLACES`; a test looks through a dump of the whole database for what was removed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from importlib import import_module
from operator import or_

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.db.models import Exists, JSONField, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from engine.personal_data import REMOVED
from roles.scope import ScopedManager
from tickets import article_hiding
from tickets.files import hold_contents
from tickets.models import Article, ArticleText, Attachment, BulkRow, HiddenPart, Ticket

SHORT = 12  # characters; fewer are looked for where the ticket is spoken of, and only where they are all that is said
WHY = "what is removed is removed whoever asks"


@dataclass(frozen=True)
class Place:
    """A model and its columns of text or JSON. `about` gives the rows in which tickets are spoken of, by their ids.

    The rows that speak of something else are looked through, too, where `elsewhere`. `emptied` are columns that go
    with the words.
    """

    model: str
    columns: tuple[str, ...]
    about: Callable[[list[int]], Q]
    elsewhere: bool = True
    emptied: tuple[str, ...] = ()


ARTICLE_TEXTS = Place("tickets.articletext", ("body",), lambda ids: Q(article__in=ids), False, ("salt",))
ARTICLES = Place("tickets.article", ("title",), lambda ids: Q(pk__in=ids), elsewhere=False)


def _message(ids) -> Q:
    return Q(subject_type=Ticket._meta.label_lower, subject_id__in=ids)


def _draft(ids) -> Q:
    """Of a form of the ticket: its address has the number."""
    numbers = Ticket.objects.unscoped(WHY).filter(pk__in=ids).values_list("number", flat=True)
    return reduce(or_, [Q(form__contains=f"/{number}/") for number in numbers])


def _articles(ids):
    """The keys of those made from the tickets, or used to answer them."""
    linked = Q(made_from__in=ids) | Q(uses__ticket__in=ids)
    return Article.objects.unscoped(WHY).filter(linked).values("pk")


def _run(ids) -> Q:
    return Q(Exists(BulkRow.objects.filter(run_id=OuterRef("pk"), ticket__in=ids)))


PLACES = [
    Place("outbox.message", ("payload", "address", "last_error"), _message, elsewhere=False),
    Place("roles.draft", ("fields",), _draft),
    Place("tickets.bulkrun", ("data",), _run),
    Place("tickets.bulkrow", ("reasons",), lambda ids: Q(ticket__in=ids)),
    Place("tickets.savedview", ("name", "filters"), lambda ids: Q(pk__in=[])),
]


def forget(ids: list[int], kept: Iterable[dict]) -> None:
    """Remove the chosen words and the files of a settled part everywhere. Needs the transaction that settles it.

    `ids` are of the tickets that had the part. Sessions and files are seen to once it has been committed; a file
    that a crash leaves behind, `remove_left_over_files` finds.
    """
    # What was hidden before the choice was noted counts as chosen.
    words = {one["values"]["body"] for one in kept if one.get("chosen", True) and one["values"].get("body")}
    long = {one for one in words if len(one) >= SHORT}
    for place in PLACES if words else ():
        rows = rows_of(apps.get_model(place.model))
        _take_out(place, rows.filter(place.about(ids)), words)
        if place.elsewhere:
            _take_out(place, rows, long)
    _take_out_of_articles(_articles(ids), words)
    _forget_requests("tickets_event", "ticket_id", ids)
    if long:
        transaction.on_commit(lambda: _scrub_sessions(long), robust=True)
    files = {one["values"]["file"] for one in kept if one["values"].get("file")}
    if files:
        transaction.on_commit(lambda: _delete(files), robust=True)


def forget_of_article(article, words: set[str]) -> None:
    """Remove the words of a settled part of an article everywhere but in tickets. Needs the transaction that settles.

    Short words are looked for only where the article is spoken of: in its drafts and its own other texts.
    """
    long = {one for one in words if len(one) >= SHORT}
    for place in PLACES:
        rows = rows_of(apps.get_model(place.model))
        if place.model == "roles.draft":
            _take_out(place, rows.filter(form__contains=f"/{article.number}/"), words)
        if place.elsewhere:
            _take_out(place, rows, long)
    among = Article.objects.unscoped(WHY).filter(pk__in=_articles(tickets_of(article))).values("pk")
    _take_out_of_articles([article.pk, *among.values_list("pk", flat=True)], words)
    _forget_requests("tickets_articleevent", "article_id", [article.pk])
    if long:
        transaction.on_commit(lambda: _scrub_sessions(long), robust=True)


def tickets_of(article) -> list[int]:
    """The keys of the tickets that the article was made from or used to answer."""
    used = article.uses.filter(ticket__isnull=False).values_list("ticket_id", flat=True)
    return sorted({*used, *([article.made_from_id] if article.made_from_id else [])})


def _take_out_of_articles(ids, words: set[str]) -> None:
    """Out of these articles' titles and texts; each of them says in its history which texts it was."""
    if not words:
        return
    _take_out(ARTICLES, rows_of(Article).filter(pk__in=ids), words)
    changed = _take_out(ARTICLE_TEXTS, rows_of(ArticleText).filter(article__in=ids), words, redacted=True)
    touched = ArticleText.objects.unscoped(WHY).filter(pk__in=changed).values_list("article_id", flat=True)
    article_hiding.say_removed(sorted(set(touched)))


def rows_of(model):
    """Every row, whoever reads it."""
    manager = model.objects
    return manager.unscoped(WHY) if isinstance(manager, ScopedManager) else manager.all()


def _take_out(place: Place, rows, words: set[str], **more) -> set[int]:
    """Put the mark in place of the words in those of the rows that hold them; gives the keys of these."""
    changed: set[int] = set()
    forms = sorted({form for one in words for form in (one, one.replace("\n", "\r\n"))}, key=len, reverse=True)
    for name in place.columns if forms else ():
        field = rows.model._meta.get_field(name)
        holds = Q()
        for form in forms:
            holds |= Q(written__contains=_in_json(form) if isinstance(field, JSONField) else form)
        found = rows.annotate(written=Cast(name, TextField())).filter(holds).select_for_update()
        for pk, value in list(found.values_list("pk", name)):
            now = _without(value, forms)
            if now != value:
                now = now[: field.max_length] if field.max_length else now
                rows_of(rows.model).filter(pk=pk).update(**{name: now}, **dict.fromkeys(place.emptied, ""), **more)
                changed.add(pk)
    return changed


def _in_json(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)[1:-1]


def _without(value, forms: Iterable[str]):
    """The value without the words; short ones only where they are all of a text."""
    if isinstance(value, list):
        return [_without(one, forms) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, forms) for name, one in value.items()}
    if isinstance(value, str):
        for form in forms:
            value = value.replace(form, REMOVED) if len(form) >= SHORT or value == form else value
    return value


def _scrub_sessions(words: set[str]) -> None:
    """Sessions are packed, so each is opened; what quotes the words leaves it, the log-in stays."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    for key in Session.objects.values_list("session_key", flat=True):
        session = store(session_key=key)
        quoting = [name for name, value in session.items() if _quotes(value, words)]
        for name in quoting:
            del session[name]
        try:
            if quoting:
                session.save()
        except UpdateError:  # it ended meanwhile
            continue


def _quotes(value, words: set[str]) -> bool:
    written = json.dumps(value, ensure_ascii=False, default=str)
    return any(_in_json(form) in written for one in words for form in (one, one.replace("\n", "\r\n")))


def _forget_requests(events: str, column: str, ids: list[int]) -> None:
    """A kept request holds a digest of what was sent; without it the key is spent and tells nothing.

    `events` is the table of the subjects' events, `column` its key to them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update engine_oncekey set fingerprint = ''"  # noqa: S608 both names are ours
            " where outcome ->> 'subject' = any(%s) and fingerprint <> ''"
            f" and (outcome ->> 'event')::bigint in (select id from {events} where {column} = any(%s))",
            [[str(pk) for pk in ids], ids],
        )


# --- Files ---


def _storage() -> Storage:
    return Attachment._meta.get_field("file").storage


def _delete(names: Iterable[str]) -> int:
    """Delete those files that no ticket and no undecided part holds any more; returns how many.

    Opens a transaction for each, in which nobody stores the same content.
    """
    gone = 0
    for name in names:
        with transaction.atomic():
            hold_contents([name.rpartition("/")[2]])
            if not _in_use([name]):
                _storage().delete(name)
                gone += 1
    return gone


def _in_use(names: Iterable[str]) -> set[str]:
    attached = Attachment.objects.unscoped(WHY).filter(file__in=list(names)).values_list("file", flat=True)
    hidden = HiddenPart.objects.unscoped(WHY).filter(verdict="").values_list("kept", flat=True)
    return {*attached, *(one["values"]["file"] for kept in hidden for one in kept if one["values"].get("file"))}


def remove_left_over_files(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Delete stored files that nothing holds: of a step that was not committed, or removed just before a crash.

    A file younger than `older_than` may belong to a step under way and is left alone. Returns how many went.
    """
    storage, gone = _storage(), 0
    limit = timezone.now() - older_than
    for folder in storage.listdir("")[0] if storage.exists("") else ():
        names = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        gone += _delete(name for name in names - _in_use(names) if storage.get_modified_time(name) < limit)
    return gone
