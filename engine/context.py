"""What one step is about: who takes it, on what, with which words; and the rows that it brings about."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from engine.step import Declared
from roles.actor import Actor, Hat


@dataclass(frozen=True)
class Text:
    """Words that were written in a step. They live in text versions, never in an event."""

    field: str
    body: str
    audience: str | None  # None: whoever reads the event
    salt: str = field(default_factory=lambda: secrets.token_hex(16))  # of its digest, which the event holds


@dataclass
class Context:
    """Passed to every guard, check and effect of one step. Effects add rows here; the subject writes them."""

    subject: object
    step: Declared
    actor: Actor
    at: datetime
    via: str
    hat: Hat | None = None
    data: dict = field(default_factory=dict)
    cause: str = ""
    source: str = ""
    audience: str = ""  # set by an effect where people chose the circle; else the subject decides
    texts: list[Text] = field(default_factory=list)
    rows: list = field(default_factory=list)
    due: list = field(default_factory=list)
    not_due: list = field(default_factory=list)
    tells: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)  # facts for the event beside changed columns, never free text
    parts: list = field(default_factory=list)
    stated: str = ""  # why what may be a personal number in the words is none; "" where the writer does not state it
    was: dict = field(default_factory=dict)  # stored inputs before the step filled them
    then: list = field(default_factory=list)  # callables run after the rows are written, in the same transaction
    event: object = None
    shared: dict = field(
        default_factory=dict
    )  # what the steps of one batch read for each other; "contexts" are all of them

    @property
    def root(self):
        """The ticket whose lock, version and history cover the subject."""
        return self.subject.root

    def add(self, make) -> None:
        """Write one more row together with the event: `make(event, texts by field)` gives it, unsaved."""
        self.rows.append(make)

    def write(self, field_name: str, body: str, *, audience: str | None = None) -> None:
        """Keep words as a text version of this event."""
        if body:
            self.texts.append(Text(field_name, body, audience))

    def tell(self, whom: str, *, kind: str = "event", user_ids=()) -> None:
        """Send word of this event to a named group of the subject (or to given users) once it is committed."""
        self.tells.append((whom, kind, tuple(user_ids)))

    def when_due(self, step: str, at: datetime, *, reason: str = "", subject=None) -> None:
        """Take `step` on the subject at `at`, unless it is called off before."""
        self.due.append((subject or self.subject, step, reason, at))

    def call_off(self, step: str, *, reason: str | None = None, subject=None) -> None:
        """Remove the due rows of `step`."""
        self.not_due.append((subject or self.subject, step, reason))

    def move(self, part, step: str) -> None:
        """Let a row of the same ticket (a hand-off, a leg) take `step` along, with an event of its own."""
        self.parts.append((part, step))

    def before(self, name: str):
        """The value of a stored input before this step."""
        return self.was.get(name)

    def has(self, name: str) -> bool:
        return self.data.get(name) not in (None, "", [], ())
