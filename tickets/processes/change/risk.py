"""How risky a change is: computed from answers, which are kept with the version of the questions (features.md C3).

The questions, their points and limits are versioned data of the collaboration (`tickets.models.RiskQuestions`). A
change keeps the version that it was answered in. A person may raise the level by hand. Lowering it below what the
answers give is decided by the forum.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regions import directory
from tickets.models import RiskQuestions
from tickets.processes.change.codes import RiskLevel

# The fields that questions may stand in: the data says which are asked, in which order and words.
FIELDS = (
    "risk_reach", "risk_downtime", "risk_back_out", "risk_tested", "risk_experience",
    "risk_other_1", "risk_other_2", "risk_other_3", "risk_other_4", "risk_other_5",
)  # fmt: skip
SLUG = "change-risk"
ORDER = ("", RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)
QUESTION = re.compile(r"(?P<field>[a-z0-9_]+): (?P<sv>[^|]+) \| (?P<en>[^|]+)")
ANSWER = re.compile(r"(?P<field>[a-z0-9_]+)\.(?P<key>[a-z0-9_]+) (?P<points>\d{1,3}): (?P<sv>[^|]+) \| (?P<en>[^|]+)")


class Unreadable(ValueError):
    """A line that is no question, or no answer; the sentence says what to write instead."""


@dataclass(frozen=True)
class Words:
    sv: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.sv


@dataclass(frozen=True)
class Answer:
    field: str
    key: str
    points: int
    label: Words


@dataclass(frozen=True)
class Question:
    """`name` is the input's; each answer gives points."""

    name: str
    label: Words
    answers: tuple[Answer, ...]

    @property
    def choices(self) -> list[tuple[str, Words]]:
        return [(one.key, one.label) for one in self.answers]

    def points(self, answer: str) -> int:
        return next((one.points for one in self.answers if one.key == answer), 0)


@dataclass(frozen=True)
class Questionnaire:
    """One version of the questions. A published one is never edited: a new version is added."""

    version: int
    valid_from: date
    questions: tuple[Question, ...]
    medium_from: int
    high_from: int

    def named(self, name: str) -> Question | None:
        return next((one for one in self.questions if one.name == name), None)

    def level(self, answers: Mapping[str, str]) -> str:
        """The level that the answers give; "" while one of them is missing."""
        if not self.questions or any(answers.get(one.name) not in dict(one.choices) for one in self.questions):
            return ""
        points = sum(one.points(answers[one.name]) for one in self.questions)
        if points >= self.high_from:
            return RiskLevel.HIGH
        return RiskLevel.MEDIUM if points >= self.medium_from else RiskLevel.LOW


NONE = Questionnaire(0, date.min, (), 0, 0)


# --- The lines of the data ---


def read_question(text: str) -> tuple[str, Words]:
    """Its field and its words. Raises Unreadable."""
    found = QUESTION.fullmatch(" ".join(str(text).split()))
    if found is None:
        example = "risk_reach: Vem märker det? | Who notices?"
        raise Unreadable(_("“%(text)s” is no question. Write such as “%(example)s”.") % _shown(text, example))
    return found["field"], Words(found["sv"].strip(), found["en"].strip())


def read_answer(text: str) -> Answer:
    """Raises Unreadable."""
    found = ANSWER.fullmatch(" ".join(str(text).split()))
    if found is None:
        example = "risk_reach.few 0: Några | A few"
        raise Unreadable(_("“%(text)s” is no answer. Write such as “%(example)s”.") % _shown(text, example))
    words = Words(found["sv"].strip(), found["en"].strip())
    return Answer(found["field"], found["key"], int(found["points"]), words)


def _shown(text: str, example: str) -> dict[str, str]:
    return {"text": text, "example": example}


def of_row(row) -> Questionnaire:
    """A version as it lies in the database."""
    answers = [read_answer(text) for text in row.answers]
    questions = tuple(
        Question(field, words, tuple(one for one in answers if one.field == field))
        for field, words in map(read_question, row.questions)
    )
    return Questionnaire(row.version, row.valid_from, questions, row.medium_from, row.high_from)


# --- What is in force ---


def versions() -> dict[int, Questionnaire]:
    """Every version by its number; kept for half a minute."""
    return directory.remembered((__name__, "versions"), _read)


def _read() -> dict[int, Questionnaire]:
    rows = RiskQuestions.objects.filter(collaboration__status="active", slug=SLUG).order_by("version")
    return {row.version: of_row(row) for row in rows}


def in_force(at: datetime | None = None) -> Questionnaire:
    """The version of the day of `at`, now when left out; one without questions where the data has none."""
    day = timezone.localdate(at)
    begun = [one for one in versions().values() if one.valid_from <= day]
    return max(begun, key=lambda one: one.valid_from, default=NONE)


def label_of(name: str) -> object:
    """The question that stands in a field now, in the reader's language."""
    return lazystr(_Label(name))


@dataclass(frozen=True)
class _Label:
    name: str

    def __str__(self) -> str:
        one = in_force().named(self.name)
        return str(one.label) if one else _("A question on risk that is not asked now")


def choices_of(name: str) -> list[tuple[str, Words]]:
    one = in_force().named(name)
    return one.choices if one else []


def is_below(level: str, other: str) -> bool:
    return ORDER.index(level) < ORDER.index(other)
