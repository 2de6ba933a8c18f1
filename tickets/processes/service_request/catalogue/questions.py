"""What the form of a catalogue item asks, as questions for people and as a JSON Schema (2020-12) for programs.

The schema alone says what is valid. What it says nothing of stands beside it: the words in both languages
(`x-label`, `x-help`, `x-choices`), the order (`x-order`) and how a text is written (`x-kind`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
DAY = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
WRITTEN = r"\S"  # something besides white space
MOST_QUESTIONS = 40
MOST_CHOICES = 60
LONGEST = {"text": 200, "long_text": 4000}
HIGHEST = 1_000_000_000


class Kind(models.TextChoices):
    TEXT = "text", gettext_lazy("A short text")
    LONG_TEXT = "long_text", gettext_lazy("A long text")
    CHOICE = "choice", gettext_lazy("One of several answers")
    CHOICES = "choices", gettext_lazy("Any of several answers")
    NUMBER = "number", gettext_lazy("A whole number")
    DATE = "date", gettext_lazy("A day")
    YES_NO = "yes_no", gettext_lazy("Yes or no")


CHOSEN = (Kind.CHOICE, Kind.CHOICES)


@dataclass(frozen=True)
class Words:
    """The same in both languages; as text, in the reader's."""

    sv: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.sv

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.sv

    def as_data(self) -> dict[str, str]:
        return {"sv": self.sv, "en": self.en}


@dataclass(frozen=True)
class Question:
    """One field of a form. `low` and `high` bound a number; `high` is how many characters a text may have."""

    name: str
    kind: str
    label: Words
    help: Words = Words("", "")
    required: bool = False
    choices: tuple[tuple[str, Words], ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def least(self) -> int:
        return 0 if self.low is None else self.low

    @property
    def most(self) -> int:
        if self.high is not None:
            return self.high
        return LONGEST.get(self.kind, HIGHEST)


def schema_of(questions: list[Question]) -> dict:
    """The JSON Schema that says which answers to these questions are valid."""
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in questions if one.required],
        "properties": {one.name: _property(one) for one in questions},
        "x-order": [one.name for one in questions],
    }


def _property(one: Question) -> dict:
    keys = [key for key, _label in one.choices]
    what = {
        Kind.CHOICE: {"type": "string", "enum": keys},
        Kind.CHOICES: {
            "type": "array", "items": {"type": "string", "enum": keys}, "minItems": 1, "uniqueItems": True
        },
        Kind.NUMBER: {"type": "integer", "minimum": one.least, "maximum": one.most},
        Kind.DATE: {"type": "string", "format": "date", "pattern": DAY},
        Kind.YES_NO: {"type": "boolean"},
    }.get(one.kind) or {"type": "string", "pattern": WRITTEN, "maxLength": one.most}  # fmt: skip
    said = {"x-kind": str(one.kind), "x-label": one.label.as_data()}
    if one.help.sv or one.help.en:
        said["x-help"] = one.help.as_data()
    if one.choices:
        said["x-choices"] = {key: label.as_data() for key, label in one.choices}
    return what | said


def questions_of(form: dict) -> list[Question]:
    """The questions of a schema that `schema_of` has written, in their order."""
    return [_question(name, form["properties"][name], name in form["required"]) for name in form["x-order"]]


def _question(name: str, said: dict, required: bool) -> Question:
    kind = said["x-kind"]
    labels = {key: Words(**label) for key, label in said.get("x-choices", {}).items()}
    keys = (said["items"] if kind == Kind.CHOICES else said).get("enum", ())
    return Question(
        name,
        kind,
        Words(**said["x-label"]),
        Words(**said.get("x-help", {"sv": "", "en": ""})),
        required,
        tuple((key, labels[key]) for key in keys),
        said.get("minimum"),
        said.get("maximum", said.get("maxLength")),
    )


def wrong_with(questions: list[Question]) -> Iterator[tuple[int, str, str]]:
    """What makes the questions no form: the place of each, the part of it that is wrong, and what to do."""
    if len(questions) > MOST_QUESTIONS:
        yield MOST_QUESTIONS, "label", _("Ask at most %(most)d questions.") % {"most": MOST_QUESTIONS}
    names: set[str] = set()
    for place, one in enumerate(questions):
        if not NAME.fullmatch(one.name):
            yield place, "name", _("A name is a–z, 0–9 and _, and begins with a letter.")
        elif one.name in names:
            yield place, "name", _("Two questions have the name “%(name)s”. Change one.") % {"name": one.name}
        names.add(one.name)
        yield from ((place, part, text) for part, text in _wrong_with_one(one))


def _wrong_with_one(one: Question) -> Iterator[tuple[str, str]]:
    if one.kind not in Kind.values:
        yield "kind", _("Choose one of: %(choices)s.") % {"choices": ", ".join(Kind.values)}
        return
    if not one.label.sv.strip() or not one.label.en.strip():
        yield "label", _("Write the question in both languages.")
    if bool(one.help.sv.strip()) != bool(one.help.en.strip()):
        yield "help", _("Write the help in both languages, or in none.")
    yield from _wrong_choices(one)
    if one.low is not None and one.high is not None and one.low > one.high:
        yield "high", _("The highest is below the lowest. Change one of the two.")
    if one.kind in LONGEST and one.high is not None and not 0 < one.high <= LONGEST[one.kind]:
        yield "high", _("A text may have 1–%(most)d characters.") % {"most": LONGEST[one.kind]}
    if one.kind == Kind.NUMBER and max(abs(one.least), abs(one.most)) > HIGHEST:
        yield "high", _("Keep the number within %(most)d.") % {"most": HIGHEST}


def _wrong_choices(one: Question) -> Iterator[tuple[str, str]]:
    keys = [key for key, _label in one.choices]
    if one.kind not in CHOSEN:
        if keys:
            yield "choices", _("Only a question that is answered by choosing has answers. Remove them.")
        return
    if len(keys) < 2:
        yield "choices", _("Write at least two answers to choose among.")
    elif len(keys) > MOST_CHOICES:
        yield "choices", _("Write at most %(most)d answers.") % {"most": MOST_CHOICES}
    if len(set(keys)) < len(keys):
        yield "choices", _("Two answers have the same name. Change one.")
    if any(not KEY.fullmatch(key) for key in keys):
        yield "choices", _("The name of an answer is a–z, 0–9, - and _.")
    if any(not label.sv.strip() or not label.en.strip() for _key, label in one.choices):
        yield "choices", _("Write each answer in both languages.")
