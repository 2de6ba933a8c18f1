"""Removing for good what a settled part held: files, and every other place where the program keeps people's words.

A place is a model whose rows may repeat somebody's words beside the ticket itself. An app that adds such a model
adds a line to `PLACES`; a test looks through a dump of the whole database for what was removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.utils import timezone

from engine.personal_data import REMOVED
from tickets.models import Attachment, HiddenPart

SHORT = 12  # characters
WHY = "what is removed is removed whoever asks"


@dataclass(frozen=True)
class Place:
    """A model and its columns of text or JSON. `of_ticket` gives the rows of one ticket, where its rows have one."""

    model: str
    columns: tuple[str, ...]
    of_ticket: str = ""


PLACES = [
    Place("outbox.message", ("payload", "address", "last_error"), of_ticket="subject_id"),
    Place("roles.draft", ("fields",)),
    Place("tickets.articletext", ("body",)),
    Place("tickets.article", ("title",)),
    Place("tickets.bulkrun", ("data",)),
    Place("tickets.savedview", ("name", "filters")),
]


def forget(ticket, kept: Iterable[dict]) -> None:
    """Remove the words and files of a settled part everywhere. Needs the transaction that settles it.

    Files are deleted when it has been committed; what a crash leaves behind, `remove_left_over_files` finds.
    """
    values = [one["values"] for one in kept]
    words = {one["body"] for one in values if one.get("body")}
    for place in PLACES:
        if words:
            _scrub(place, words, ticket)
    if words:
        _scrub_sessions(words)
    _forget_requests(ticket)
    files = {one["file"] for one in values if one.get("file")}
    if files:
        transaction.on_commit(lambda: _delete(files))


def _scrub(place: Place, words: set[str], ticket) -> None:
    """Put the mark in place of the words, in one statement a column; JSON is searched as it is written."""
    model = apps.get_model(place.model)
    table = connection.ops.quote_name(model._meta.db_table)
    only = f" and {connection.ops.quote_name(place.of_ticket)} = %s" if place.of_ticket else ""
    with connection.cursor() as cursor:
        for name in place.columns:
            field = model._meta.get_field(name)
            column, kind = connection.ops.quote_name(field.column), field.db_type(connection)
            for one in words:
                for said, mark in _forms(one, is_json=kind == "jsonb"):
                    where = f"position(%s in {column}::text) > 0"
                    if kind != "jsonb" and len(one) < SHORT:
                        where = f"{column}::text = %s"
                    now = f"replace({column}::text, %s, %s)::{kind}"
                    cursor.execute(
                        f"update {table} set {column} = {now} where {where}{only}",  # noqa: S608 names of ours
                        [said, mark, said, *([ticket.pk] if only else [])],
                    )


def _forms(words: str, *, is_json: bool) -> list[tuple[str, str]]:
    """The words as a column holds them, also with the line ends of a form, each with the mark that replaces it.

    Short words count only where they are all that is said: "Ja" stands in many a text that has nothing to hide.
    """
    forms = {words, words.replace("\n", "\r\n")}
    if not is_json:
        return [(one, REMOVED) for one in forms]
    quoted = [(json.dumps(one, ensure_ascii=False), json.dumps(REMOVED)) for one in forms]
    return quoted if len(words) < SHORT else [(said[1:-1], mark[1:-1]) for said, mark in quoted]


def _scrub_sessions(words: set[str]) -> None:
    """Sessions are packed, so each is opened; what quotes the words leaves it, the log-in stays."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in Session.objects.filter(expire_date__gt=timezone.now()).values_list("session_key", flat=True):
        session = store(session_key=key)
        quoting = [name for name, value in session.items() if _quotes(value, words)]
        for name in quoting:
            del session[name]
        if quoting:
            session.save()
    Session.objects.filter(expire_date__lte=timezone.now()).delete()


def _quotes(value, words: set[str]) -> bool:
    written = json.dumps(value, ensure_ascii=False, default=str)
    return any(said in written for one in words for said, _mark in _forms(one, is_json=True))


def _forget_requests(ticket) -> None:
    """A kept request holds a digest of what was sent; without it the key is spent and tells nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update engine_oncekey set fingerprint = '' where outcome ->> 'subject' = %s and fingerprint <> ''",
            [str(ticket.pk)],
        )


# --- Files ---


def _storage() -> Storage:
    return Attachment._meta.get_field("file").storage


def _delete(names: Iterable[str]) -> None:
    """Delete those files that no ticket and no undecided part holds any more."""
    for name in set(names) - _in_use(names):
        _storage().delete(name)


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
        for name in names - _in_use(names):
            if storage.get_modified_time(name) < limit:
                storage.delete(name)
                gone += 1
    return gone
