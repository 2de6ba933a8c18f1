"""The questions on the risk of a change in the data files: each can be answered, and each level can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Files, Row
from sussa.collaboration.versions import check_versions
from tickets.processes.change import risk

FEWEST_ANSWERS = 2


def check_risk_questions(files: Files) -> Iterator[Problem]:
    """Every version by itself, and the versions in the order of their days; a collaboration with changes has one."""
    rows = files.section("risk_questions")
    for row in rows:
        if row.values["slug"] != risk.SLUG:
            yield Problem(row.place("slug"), _("Write %(slug)s: only changes are asked.") % {"slug": risk.SLUG})
        asked = yield from _questions(row)
        answers = yield from _answers(row, asked)
        yield from _limits(row, answers)
    yield from check_versions(rows)
    for settings in files.section("process_settings"):
        if settings.values["process"] == "change" and not rows:
            text = _("Changes are asked about their risk. Add the section risk_questions.")
            yield Problem(settings.place("process"), text)


def _questions(row: Row):
    """The problems; gives the field of each question with its place in the list."""
    found: dict[str, int] = {}
    for number, text in enumerate(row.values["questions"]):
        place = row.place("questions", number)
        try:
            field, _words = risk.read_question(text)
        except risk.Unreadable as error:
            yield Problem(place, str(error))
            continue
        if field not in risk.FIELDS:
            said = {"word": field, "choices": ", ".join(risk.FIELDS)}
            yield Problem(place, _("There is no field “%(word)s”. Choose one of: %(choices)s.") % said)
        elif field in found:
            yield Problem(place, _("Two questions stand in the field “%(word)s”. Move one.") % {"word": field})
        found.setdefault(field, number)
    return found


def _answers(row: Row, asked: dict[str, int]):
    """The problems; gives the answers that could be read."""
    found: list[risk.Answer] = []
    for number, text in enumerate(row.values["answers"]):
        place = row.place("answers", number)
        try:
            one = risk.read_answer(text)
        except risk.Unreadable as error:
            yield Problem(place, str(error))
            continue
        if one.field not in asked:
            said = {"word": one.field}
            yield Problem(place, _("No question stands in the field “%(word)s”. Correct the word.") % said)
        elif any((other.field, other.key) == (one.field, one.key) for other in found):
            yield Problem(place, _("This answer stands here already. Remove one, or give it another word."))
        found.append(one)
    for field, number in asked.items():
        if sum(one.field == field for one in found) < FEWEST_ANSWERS:
            yield Problem(row.place("questions", number), _("The question needs two answers at least. Add them."))
    return found


def _limits(row: Row, answers: list[risk.Answer]) -> Iterator[Problem]:
    """Low, medium and high can all be reached."""
    fields = {one.field for one in answers}
    sums = [sum(pick(one.points for one in answers if one.field == field) for field in fields) for pick in (min, max)]
    least, most = sums
    medium, high = row.values["medium_from"], row.values["high_from"]
    if not least < medium:
        text = _("No answers give less than %(least)d points. Write more, so that a change can have low risk.")
        yield Problem(row.place("medium_from"), text % {"least": least})
    if high <= medium:
        yield Problem(row.place("high_from"), _("High begins above medium. Write a higher number."))
    elif high > most:
        text = _("No answers give more than %(most)d points. Write fewer, so that a change can have high risk.")
        yield Problem(row.place("high_from"), text % {"most": most})
