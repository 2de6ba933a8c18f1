"""A case as the record that is handed out: what its reader reads, up to a day, without what is withheld.

Written in Swedish, the language of the authorities. Every word of it passes `_Mask`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from unicodedata import normalize

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engine.file_text import text_of
from regions import directory
from sla import wording
from tickets import hiding, selectors
from tickets.disclosing.reading import numbers_of
from tickets.models import Event
from tickets.web import changes, showing, timeline

MASKED = "[MASKERAT]"
# Texts that are kept as a program reads them, by field: of the ticket and the text, label and words for people. The
# pages of a process add theirs.
READ_OUT: dict[str, Callable[[object, object], list[tuple[str, str]]]] = {}


@dataclass(frozen=True)
class Line:
    """Something that happened: when, who, what, and the words that were written in it."""

    at: datetime
    who: str
    what: str
    words: list[tuple[str, str]]


@dataclass(frozen=True)
class File:
    """A file of the case; `row` is None where it is left out."""

    name: str
    size: int
    sha256: str
    row: object = None


@dataclass
class Record:
    """The whole of it, in the order in which it is read."""

    number: str
    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    described: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def every_word(self) -> str:
        """All that is said in it, in no order that matters."""
        pairs = [*self.facts, *self.described, *(pair for line in self.lines for pair in line.words)]
        said = [self.title, *(part for line in self.lines for part in (line.who, line.what))]
        return "\n".join((*said, *(words for _label, words in pairs), *(one.name for one in self.files)))


@dataclass(frozen=True)
class _Mask:
    words: tuple[str, ...] = ()

    @cached_property
    def _found(self):
        longest_first = sorted(map(_pattern, self.words), key=len, reverse=True)
        return re.compile("|".join(longest_first), re.IGNORECASE) if longest_first else None

    def __call__(self, text: str) -> str:
        return self._found.sub(MASKED, normalize("NFC", text)) if self._found and text else text

    def finds(self, text: str) -> bool:
        return self._found is not None and self._found.search(normalize("NFC", text)) is not None


def _pattern(words: str) -> str:
    """Any space stands for any other: a sum may be written with one that does not break."""
    return r"\s+".join(map(re.escape, normalize("NFC", words).split()))


def words_of(text: str) -> tuple[str, ...]:
    """The words to mask, one a line."""
    return tuple(filter(None, map(str.strip, text.splitlines())))


def lines_not_found(ticket, actor, words: str) -> list[int]:
    """`door.lines_not_found`."""
    said = record_of(ticket, actor, until=ticket.event_seq).every_word()
    lines = enumerate(words.splitlines(), start=1)
    return [place for place, line in lines if line.strip() and not _Mask((line,)).finds(said)]


def files_holding(ticket, actor, words: str) -> list:
    """`door.files_holding`."""
    mask, found = _Mask(words_of(words)), []
    for row in selectors.attachments(ticket, actor):
        if row.file and row.readable:
            with row.file.open("rb") as file:
                found += [row] if mask.finds(text_of(file, row.name).text) else []
    return found


def record_of(ticket, actor, *, until: int, without: Collection[str] = (), masked: str = "") -> Record:
    """The record as `actor` reads the case up to its event `until`. A constant number of queries."""
    with translation.override("sv"):
        return _Writer(ticket, actor, until, frozenset(without), _Mask(words_of(masked))).record()


class _Writer:
    def __init__(self, ticket, actor, until: int, without: frozenset[str], mask: _Mask):
        self.ticket, self.actor, self.without, self.mask = ticket, actor, without, mask
        rows = Event.objects.visible_to(actor).filter(ticket_id=ticket.pk, seq__lte=until)
        self.events = list(rows.select_related("user", "acting_person", "deputy_for").order_by("seq"))
        texts = [one for one in selectors.all_texts(ticket, actor) if one.event_seq <= until]
        self.texts = [self._shown(one) for one in texts]
        self.files = [one for one in selectors.attachments(ticket, actor) if one.event_seq <= until]

    def record(self) -> Record:
        newest = {one.field: one for one in self.texts if hiding.is_field(one.field)}
        title = changes.body_of(newest["title"]) if "title" in newest else self.ticket.title
        record = Record(self.ticket.number, self.mask(title))
        record.facts = self._masked(self._facts())
        record.described = self._masked(pair for one in newest.values() for pair in self._said(one))
        record.lines = self._lines()
        record.files = [self._file(one) for one in reversed(self.files)]
        return record

    def _masked(self, pairs) -> list[tuple[str, str]]:
        return [(label, self.mask(words)) for label, words in pairs if words]

    def _said(self, text) -> list[tuple[str, str]]:
        if text.field in READ_OUT and text.body != MASKED and not text.redacted:
            return READ_OUT[text.field](self.ticket, text)
        return [(changes.label_of(text.field), changes.body_of(text))]

    def _shown(self, text):
        """The text as it may be handed out; the row itself is never saved."""
        if text.part_key in self.without:
            text.body = MASKED
        return text

    def _facts(self):
        ticket = self.ticket
        owner = directory.organisation(ticket.origin_id)
        yield _("Case"), f"{ticket.number}, {type(ticket)._meta.verbose_name}"
        yield _("State"), str(ticket.state_label())
        yield _("Owner"), owner.name if owner else ""
        yield _("Controller of the personal data"), owner.name if owner else ""
        yield pgettext("public record", "Received"), wording.long_time(ticket.registered_at)
        if ticket.closed_at:
            yield _("Closed"), wording.long_time(ticket.closed_at)
        if service := directory.service(ticket.service_id):
            yield _("Service"), service.name
        if ticket.secrecy_mark:
            yield _("Secrecy"), _("May fall under secrecy; it is judged when it is disclosed.")
        for one in numbers_of(ticket, self.actor):
            yield _("Diary number"), f"{one.number} ({showing.full_name(one.organisation_id)})"

    def _lines(self) -> list[Line]:
        parts = {("handoff", one.pk): one for one in selectors.handoffs(self.ticket, self.actor)}
        parts |= {("leg", one.pk): one for one in selectors.legs(self.ticket, self.actor, also_parted=True)}
        names = changes.names_in(self.events)
        given = {"texts": self.texts, "names": names, "files": [], "parts": parts}
        writer = timeline.Writer(self.ticket, self.actor, **given)
        return [self._line(writer.entry(event, with_changes=True)) for event in self.events]

    def _line(self, entry: timeline.Entry) -> Line:
        what = _("wrote a note.") if entry.is_note else entry.text
        words = [(one.label, one.after) for one in entry.changes]
        return Line(entry.at, self.mask(entry.who), self.mask(what), self._masked(words))

    def _file(self, row) -> File:
        if row.part_key in self.without or not row.file:
            return File(MASKED, row.size, "")
        return File(self.mask(row.name), row.size, row.sha256, row)
