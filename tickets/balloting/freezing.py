"""The content that a vote is about: the deciding fields in canonical JSON, and its SHA-256.

Words are named by the salted digest of their text version, so that the frozen content holds no free text: what is
hidden in the ticket is hidden here, and the hash stays. The same words written anew are the same content.
"""

from __future__ import annotations

import hashlib
import json
from itertools import groupby

from django.db.models import Model

from engine.history import text_digest
from engine.inputs import INPUTS
from tickets.models import writing

WHY = "the content of the ticket itself"


def digest(content: dict) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def content(ticket, context=None) -> dict:
    """The deciding fields of the ticket as they are, within a step with what it has filled in; at most one query."""
    names = type(ticket).frozen
    words = _words(ticket, [name for name in names if INPUTS[name].is_text], context)
    found = {name: words[name] if name in words else {"value": _value(ticket, name)} for name in names}
    left_out = {name for name in type(ticket).frozen_if_filled if found[name] == {"value": ""}}
    return {name: one for name, one in found.items() if name not in left_out}


def _value(ticket, name: str):
    one = INPUTS[name]
    if one.stored in ("ticket", "detail"):
        row = ticket if one.stored == "ticket" else ticket.detail()
        found = row._meta.get_field(one.target)
        return plain(getattr(row, found.attname))
    return plain(ticket.frozen_value(name))


def plain(value):
    """A value as it stands in the frozen content: rows by slug, else by id, and lists in order."""
    if isinstance(value, Model):
        return getattr(value, "slug", None) or value.pk
    if isinstance(value, list | tuple | set | frozenset):
        return sorted((plain(one) for one in value), key=str) or ""
    if value is None or value in ("", [], ()):
        return ""
    return writing.plain(value)


def _words(ticket, names: list[str], context) -> dict[str, dict]:
    """{"text": digest} of the words of each field; of words that were written again unchanged, the first version."""
    if not names:
        return {}
    versions = {name: [] for name in names}
    for field, body, said in _rows_of(ticket, names):
        versions[field].append((body, said))
    for text in context.texts if context is not None else ():
        if text.field in versions:
            versions[text.field].append((text.body, text_digest(text.body, text.salt)))
    return {name: {"text": _current(versions[name])} for name in names if not _is_emptied(ticket, name)}


def only_looked_at(ticket, texts=None) -> None:
    """The ticket was read for a page: nothing is written, so that its words are read once for all its steps.

    `texts` are the versions that the page has read already; they serve where all of the deciding ones are open.
    """
    names = [name for name in type(ticket).frozen if INPUTS[name].is_text]
    kept = None
    if texts is not None and all(INPUTS[name].audience == "all" for name in names):
        rows = sorted((one for one in texts if one.field in names), key=lambda one: (one.field, one.event_seq, one.pk))
        kept = [(one.field, one.body, one.digest) for one in rows]
    ticket.__dict__["_looked_at_words"] = kept


def _rows_of(ticket, names: list[str]) -> list[tuple]:
    """(field, words, digest) of every version, in order; one query, on a page once for all that ask."""
    from tickets.models import TextVersion

    if not ticket.pk:
        return []
    if (kept := ticket.__dict__.get("_looked_at_words")) is not None:
        return kept
    rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=ticket.pk, field__in=names)
    found = list(rows.order_by("field", "event_seq", "pk").values_list("field", "body", "digest"))
    if "_looked_at_words" in ticket.__dict__:
        ticket.__dict__["_looked_at_words"] = found
    return found


def _current(versions: list[tuple[str, str]]) -> str:
    """The digest of the first of the last versions in a row with the same words; "" where there are none."""
    runs = [list(run) for _body, run in groupby(versions, key=lambda one: one[0])]
    return runs[-1][0][1] if runs else ""


def _is_emptied(ticket, name: str) -> bool:
    one = INPUTS[name]
    if one.stored not in ("ticket", "detail"):
        return False
    row = ticket if one.stored == "ticket" else ticket.detail()
    return getattr(row, one.target) in (None, "", [])


def current_words(ticket, name: str) -> str:
    """The words of a field as they are now; one query."""
    from tickets.models import TextVersion

    rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=ticket.pk, field=name).order_by("-event_seq", "-pk")
    return rows.values_list("body", flat=True).first() or ""
