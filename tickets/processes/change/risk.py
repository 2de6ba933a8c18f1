"""How risky a change is: computed from answers, which are kept with the version of the questions (features.md C3).

A person may raise the level by hand. Lowering it below what the answers give is decided by the forum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.processes.change.codes import RiskLevel


@dataclass(frozen=True)
class Question:
    """`name` is the input's; each answer gives points."""

    name: str
    label: object
    answers: tuple[tuple[str, object, int], ...]

    @property
    def choices(self) -> list[tuple[str, object]]:
        return [(key, label) for key, label, _points in self.answers]

    def points(self, answer: str) -> int:
        return next((points for key, _label, points in self.answers if key == answer), 0)


@dataclass(frozen=True)
class Questionnaire:
    """One version of the questions. A published one is never edited: a new version is added."""

    version: int
    questions: tuple[Question, ...]
    medium_from: int
    high_from: int

    def level(self, answers: Mapping[str, str]) -> str:
        """The level that the answers give; "" while one of them is missing."""
        if any(not answers.get(one.name) for one in self.questions):
            return ""
        points = sum(one.points(answers[one.name]) for one in self.questions)
        if points >= self.high_from:
            return RiskLevel.HIGH
        return RiskLevel.MEDIUM if points >= self.medium_from else RiskLevel.LOW


# PLACEHOLDER until the handbooks give the agreed questions, points and limits.
FIRST = Questionnaire(
    1,
    (
        Question(
            "risk_reach",
            _("Who notices it if it goes wrong?"),
            (
                ("few", _("A few users"), 0),
                ("unit", _("One unit or more"), 1),
                ("region", _("A whole region"), 2),
                ("regions", _("Several regions"), 3),
            ),
        ),
        Question(
            "risk_downtime",
            _("Does a service stand still meanwhile?"),
            (("none", _("No"), 0), ("short", _("Less than half an hour"), 1), ("long", _("Half an hour or more"), 2)),
        ),
        Question(
            "risk_back_out",
            _("Can it be put back as it was?"),
            (
                ("tried", _("Yes, and that has been tried"), 0),
                ("untried", _("Yes, but that has not been tried"), 1),
                ("no", _("No, or not wholly"), 3),
            ),
        ),
        Question(
            "risk_tested",
            _("Has it been tried out beforehand?"),
            (
                ("alike", _("Yes, where everything is as in production"), 0),
                ("partly", _("Partly, or in another environment"), 1),
                ("no", _("No"), 3),
            ),
        ),
        Question(
            "risk_experience",
            _("Has the same been done before?"),
            (("often", _("Yes, several times"), 0), ("once", _("Yes, once"), 1), ("never", _("No"), 2)),
        ),
    ),
    medium_from=3,
    high_from=7,
)
VERSIONS = {one.version: one for one in (FIRST,)}
CURRENT = FIRST
ORDER = ("", RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)


def is_below(level: str, other: str) -> bool:
    return ORDER.index(level) < ORDER.index(other)
