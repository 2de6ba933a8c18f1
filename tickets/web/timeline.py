"""What has happened, newest first and day by day: notes framed, events as one line, on request every changed field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regions import directory
from roles import titles
from tickets import codes, selectors
from tickets.balloting.wording import choice_words
from tickets.escalating import said as raised_of
from tickets.processes.regulatory import regimes
from tickets.web import changes, hidden, phrases, showing

VIEWS = {
    "allt": gettext_lazy("Everything"),
    "noteringar": gettext_lazy("Only notes"),
    "falt": gettext_lazy("Every changed field"),
}
PER_PAGE = 50
FIRST = 20  # of a story that is longer than a page: who opens the case looks for the latest
# "Känt: …" at the beginning of a line, or of a sentence where one wrote the letter in one go.
LETTER_PART = re.compile(r"^([^\W\d_][\w ]{1,30}):\s*|(?<=[.!?]) +([^\W\d_]{3,12}):\s+", re.MULTILINE)
# What the program says by itself when time runs out or somebody waits.
REMINDS = frozenset({"warn", "breach", "overrun", "escalate", "ask_explanation"})
UNQUOTED = frozenset(
    {"title", "symptom", "description", "contact", "callback", "patient_contact", "affected_units", "version", "tags"}
)


@dataclass
class Entry:
    """One line of the timeline, cut to its reader."""

    is_note: bool
    at: datetime
    seq: int
    mark: str
    name: str
    role: str
    organisation: str
    text: str
    holder: str = ""
    holder_tier: str = ""
    audience_level: str = ""
    audience_text: str = ""
    letter: list[tuple[str, str]] = field(default_factory=list)
    changes: list[changes.Change] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    hide_url: str = ""
    reminds: str = ""  # what the program reminded of by itself, in running text
    is_exceeded: bool = False

    @property
    def who(self) -> str:
        """Name, role and organisation in running text."""
        return ", ".join(filter(None, (self.name, self.role, self.organisation)))

    @property
    def anchor(self) -> str:
        return f"handelse-{self.seq}"


@dataclass
class Fold:
    """What the program has said several times in a row, newest first: shown as one line, and opened on request."""

    entries: list[Entry]

    @property
    def at(self) -> datetime:
        return self.entries[0].at

    @property
    def name(self) -> str:
        return self.entries[0].name

    @property
    def text(self) -> str:
        """How often, and the gravest of it: what has been exceeded, else what was said last."""
        gravest = next((one for one in self.entries if one.is_exceeded), self.entries[0])
        count = len(self.entries)
        text = ngettext(
            "reminded %(count)s time, among other things: %(said)s",
            "reminded %(count)s times, among other things: %(said)s",
            count,
        )
        return text % {"count": count, "said": gravest.reminds}


@dataclass
class Day:
    day: date
    entries: list[Entry | Fold]


@dataclass
class Timeline:
    """A page of the timeline. `older` is the place to go on from, `hidden` how many small events are not shown."""

    view: str
    days: list[Day]
    older: int | None
    hidden: int


def page_of(ticket, actor, *, before: int | None) -> tuple[list, bool]:
    """The newest events, or those older than the event `before` (an id), and whether there are older ones; one query.

    A story that fits on a page is shown whole.
    """
    is_long = before is None and ticket.event_seq > PER_PAGE
    size = min(FIRST, PER_PAGE) if is_long else PER_PAGE
    events = selectors.events(ticket, actor, before=before, size=size + 1)
    return events[:size], len(events) > size


class Writer:
    """Writes the events of one ticket for one reader; everything it needs is given, so it asks no database."""

    def __init__(self, ticket, actor, *, texts, names, files, parts, hides=False):
        self.ticket, self.actor, self.names, self.parts, self.hides = ticket, actor, names, parts, hides
        self.texts = texts
        self.by_seq: dict[int, dict[str, object]] = {}
        for text in texts:
            self.by_seq.setdefault(text.event_seq, {})[text.field] = text
        self.files: dict[int, list] = {}
        for file in files:
            self.files.setdefault(file.event_seq, []).append(file)

    def entry(self, event, *, with_changes: bool) -> Entry:
        is_note = event.subject_type == "ticket" and event.step in phrases.NOTES
        words = self.by_seq.get(event.seq, {})
        name, role, organisation = self._who(event)
        entry = Entry(
            is_note=is_note,
            at=event.at,
            seq=event.seq,
            mark=(phrases.phrase_of(self.ticket.process, event.subject_type, event.step) or ("", "note"))[1],
            name=name,
            role=role,
            organisation=organisation,
            text=self._note(event, words) if is_note else self._phrase(event),
            tags=self._tags(event),
            files=[self._file(one) for one in self.files.get(event.seq, [])],
            reminds=raised_of.lowered(event) if event.via == "timer" and event.step in REMINDS else "",
            is_exceeded=event.step == "breach",
        )
        entry.hide_url = self._hide_url(event, words)
        self._audience(entry, event)
        if with_changes:
            entry.changes = changes.changes_of(event, self.ticket, self.actor, texts=self.texts, names=self.names)
        elif not is_note:
            entry.letter = self._letter(words) + raised_of.pairs(event, self.actor)
        holder = event.changed.get("holder") if event.subject_type == "handoff" else None
        if holder and (place := directory.organisation(holder["new"])):
            entry.holder = phrases.HOLDS_NOW % {"organisation": showing.called(place)}
            entry.holder_tier = place.tier
        return entry

    def _who(self, event) -> tuple[str, str, str]:
        """Name, role and organisation; of the other side the organisation stands for the person."""
        person, place = event.acting_person or event.user, directory.organisation(event.organisation_id)
        if person is None and place is None:
            return _("The program"), "", ""
        if place is None:
            return person.short_name, "", ""
        if person is None or not self.ticket.names_shown_to(self.actor, place):
            return place.short_name or place.name, titles.as_kept(event.role_label), ""
        return person.short_name, titles.as_kept(event.role_label), showing.called(place)

    def _note(self, event, words: dict) -> str:
        text = words.get(phrases.NOTE_WORDS[event.step])
        return changes.body_of(text) if text else _("(removed)")

    def _phrase(self, event) -> str:
        found = phrases.phrase_of(self.ticket.process, event.subject_type, event.step)
        if found is None:
            return event.step
        said = self._said(event)
        if event.imported and event.step == "cancel":
            return str(phrases.ENDED_IN_LOG)
        name, shorter = phrases.SHORTER.get(event.step, ("", ""))
        is_own = (self.ticket.process, event.step) in phrases.PHRASES
        if event.subject_type == "ticket" and name and not said[name] and not is_own:
            return str(shorter) % said
        return str(found[0]) % said

    def _said(self, event) -> dict[str, str]:
        """Everything a phrase may name, from the event alone."""
        new = {key.rpartition(".")[2]: said.get("new") for key, said in event.changed.items() if isinstance(said, dict)}
        part = self.parts.get((event.subject_type, event.subject_id))
        handoff = self._handoff_of(event)

        def value(column: str) -> str:
            return changes.value_words(column, new.get(column), self.ticket, self.actor, self.names)

        place = directory.organisation(event.organisation_id)
        is_own_side = place is not None and self.ticket.names_shown_to(self.actor, place)
        returned = part.get_return_reason_display() if event.subject_type == "handoff" and part else ""
        return {
            "priority": value("priority"),
            "assigned": (value("assignee") or value("team")) if is_own_side else "",
            "hold": value("hold").lower(),
            "secrecy": value("secrecy_mark").lower(),
            "until": value("hold_until"),
            "outcome": value("resolution").lower(),
            "offered": value("offered_to"),
            "why": f": {handoff.get_reason_display().lower()}" if handoff else "",
            "proposed": value("proposed_priority"),
            "expected": value("expected_at"),
            "shared": self._shared(event),
            "raised": raised_of.lowered(event),
            "breach": raised_of.breach_words(event),
            "asked": value("awaited"),
            "receiver": showing.full_name(getattr(part, "to_organisation_id", None)),
            "returned": str(returned).lower(),
            **self._settled(event),
            "region": showing.short_name(_region_of(part) or new.get("region")),
            "law": part.get_regime_display() if event.subject_type == "track" and part else "",
            "vote": choice_words(event).lower(),
            "report": regimes.said_of(event.changed.get("report") or {}).lower(),
        }

    def _handoff_of(self, event):
        """The hand-off that a hand-over step of the ticket brought about: its letter stands in this event."""
        return next(
            (one for key, one in self.parts.items() if key[0] == "handoff" and one.event_seq == event.seq), None
        )

    def _shared(self, event) -> str:
        said = event.changed.get("shared_with") or {}
        return showing.full_name(said.get("organisation")) or _("a person")

    def _settled(self, event) -> dict[str, str]:
        """Which part was hidden or decided about, and how."""
        said = event.changed.get("hidden") or event.changed.get("settled") or {}
        verdict = said.get("verdict", "")
        labels = dict(codes.PersonalDataVerdict.choices)
        part = changes.part_words(said["part"]) if said else ""
        return {"part": part.lower(), "verdict": str(labels.get(verdict, "")).lower()}

    def _tags(self, event) -> list[str]:
        tags = []
        if event.imported:
            tags.append(_("Imported"))
        elif event.via == "api":
            tags.append(_("Through the API"))
        elif event.via == "timer":
            tags.append(_("Carried out late") if "late" in event.changed else _("By the clock"))
        if event.deputy_for_id:
            tags.append(self._for_whom(event))
        return tags

    def _hide_url(self, event, words: dict) -> str:
        """Where what was said in the event is hidden; fields of the ticket have their link beside the field."""
        said = [text for name, text in words.items() if name not in UNQUOTED]
        return hidden.hide_url(self.ticket, said[0]) if said and self.hides else ""

    def _for_whom(self, event) -> str:
        """On whose behalf a deputy did it, named to those who read that side's names."""
        place = directory.organisation(event.organisation_id)
        if place is None or not self.ticket.names_shown_to(self.actor, place):
            return _("As deputy")
        return _("For %(name)s") % {"name": event.deputy_for.short_name}

    def _audience(self, entry: Entry, event) -> None:
        """Always on notes and files; on an event only when it is narrower than the ticket."""
        since = self.ticket.vendor_since  # nothing before the hand-over reaches the vendor anyhow
        is_kept = event.audience == codes.Audience.CUSTOMER and since is not None and event.at >= since
        if entry.is_note or entry.files or codes.is_narrow(event.audience) or is_kept:
            entry.audience_level = codes.called(event.audience)
            entry.audience_text = audience_words(event.audience, event.organisation_id, self.ticket)

    def _letter(self, words: dict) -> list[tuple[str, str]]:
        """The words of an event that are not a field of the ticket: letter, reason, question, solution."""
        said = []
        for name, text in words.items():
            if name in UNQUOTED:
                continue
            body = changes.body_of(text)
            said.extend(letter_lines(body) if name == "handoff_letter" else [(changes.label_of(name), body)])
        return said

    def _file(self, file) -> dict:
        url = file_url(self.ticket, file) if file.file else ""
        return {"url": url, "name": file.name, "size": size_words(file.size)}


def letter_lines(body: str) -> list[tuple[str, str]]:
    """A letter written as "Known: … Tried: …" as pairs of label and words; what stands before a label as "Letter"."""
    before, *parts = LETTER_PART.split(body)
    labels = [at_line or in_line for at_line, in_line in zip(parts[::3], parts[1::3], strict=True)]
    pairs = [(_("Letter"), before.strip()), *zip(labels, map(str.strip, parts[2::3]), strict=True)]
    return [(label, words) for label, words in pairs if words or label != pairs[0][0]]


def file_url(ticket, file) -> str:
    return reverse("tickets:file", args=[ticket.number, file.pk])


def size_words(size: int) -> str:
    """84 kB, 1,2 MB."""
    if size < 1_000_000:
        return _("%(size)s kB") % {"size": number_format(max(1, round(size / 1000)), 0)}
    return _("%(size)s MB") % {"size": number_format(size / 1_000_000, 1)}


def audience_words(level: str, organisation_id: int | None, ticket) -> str:
    """Who reads it, as on the mark of a note."""
    if level == codes.Audience.OWN:
        return _("Only %(organisation)s") % {"organisation": showing.full_name(organisation_id)}
    support, vendor = directory.support_org(), directory.organisation(ticket.vendor_id) or directory.vendor()
    names = {"support": support.short_name if support else "", "vendor": vendor.short_name if vendor else ""}
    if promiser := codes.promiser(level):
        names["promiser"] = showing.short_name(promiser)
        if codes.is_read_by_vendor(level):
            return _("%(promiser)s, %(support)s and %(vendor)s") % names
        return _("%(promiser)s and %(support)s") % names
    if level == codes.Circle.SUPPORT and organisation_id not in (None, getattr(support, "pk", None)):
        said = names | {"organisation": showing.full_name(organisation_id)}
        return _("Only %(organisation)s and %(support)s") % said
    if level == codes.Circle.SUPPORT:
        return _("Only %(organisation)s") % {"organisation": names["support"]}
    if level == codes.Circle.SUPPLY:
        return _("%(support)s and %(vendor)s") % names
    if level == codes.Audience.CUSTOMER:
        return _("The region side and %(support)s") % names
    return _("Everyone, also %(vendor)s") % names


def timeline_of(events, writer: Writer, *, view: str, has_more: bool) -> Timeline:
    """The events (newest first) as days. Small events are left out of all views but the one of every field."""
    shown, hidden = [], 0
    for event in events:
        key, with_changes = (event.subject_type, event.step), view == "falt"
        is_note = event.subject_type == "ticket" and event.step in phrases.NOTES
        if view == "noteringar" and not is_note:
            continue
        told_nobody = event.step == "warn" and "escalated" not in event.changed
        if view == "allt" and (
            told_nobody or key in phrases.MINOR or (event.subject_type == "leg" and event.cause.startswith("step:"))
        ):
            hidden += 1
            continue
        shown.append(writer.entry(event, with_changes=with_changes))
    days: list[Day] = []
    for entry in shown:
        day = timezone.localdate(entry.at)
        if not days or days[-1].day != day:
            days.append(Day(day, []))
        days[-1].entries.append(entry)
    if view == "allt":
        for day in days:
            day.entries = folded(day.entries)
    return Timeline(view=view, days=days, older=events[-1].pk if has_more and events else None, hidden=hidden)


def folded(entries: list[Entry]) -> list[Entry | Fold]:
    """The entries with several reminders in a row as one."""
    found: list[Entry | Fold] = []
    for is_reminder, group in groupby(entries, key=lambda entry: bool(entry.reminds)):
        run = list(group)
        found += [Fold(run)] if is_reminder and len(run) > 1 else run
    return found


def _region_of(part) -> int | None:
    """The region, or organisation, whose part of the case it is."""
    return getattr(part, "region_id", None) or getattr(part, "organisation_id", None)
