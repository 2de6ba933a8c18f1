"""Questions as lines of the data files.

A question: "name kind[!] [low..high]: på svenska | in English", with ! where an answer is needed; the bounds are those
of a number, or how many characters a text may have. An answer: "name.key: … | …". Help: "name: … | …".
"""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from tickets.processes.service_request.catalogue.questions import Kind, Question, Words

_WORDS = r": (?P<sv>[^|]+) \| (?P<en>[^|]+)"
QUESTION = re.compile(
    r"(?P<name>[a-z0-9_]+) (?P<kind>[a-z_]+)(?P<needed>!?)(?: (?:(?P<low>-?\d{1,10})\.\.)?(?P<high>\d{1,10}))?" + _WORDS
)
ANSWER = re.compile(r"(?P<name>[a-z0-9_]+)\.(?P<key>[a-z0-9_-]+)" + _WORDS)
HELP = re.compile(r"(?P<name>[a-z0-9_]+)" + _WORDS)


class Unreadable(ValueError):
    """A line that is no question, answer or help; the sentence says what to write instead."""


def read_question(text: str) -> Question:
    """The question without its answers and help. Raises Unreadable."""
    found = QUESTION.fullmatch(" ".join(str(text).split()))
    if found is None or found["kind"] not in Kind.values:
        example = "template_name text! 160: Vad ska mallen heta? | What is the template to be called?"
        said = {"text": text, "example": example, "kinds": ", ".join(Kind.values)}
        raise Unreadable(_("“%(text)s” is no question. Write such as “%(example)s”; kinds: %(kinds)s.") % said)
    low, high = (int(found[part]) if found[part] else None for part in ("low", "high"))
    return Question(found["name"], found["kind"], _words(found), required=bool(found["needed"]), low=low, high=high)


def read_answer(text: str) -> tuple[str, str, Words]:
    """The question's name, the answer's key and its words. Raises Unreadable."""
    found = ANSWER.fullmatch(" ".join(str(text).split()))
    if found is None:
        example = "kind.new: En ny mall | A new template"
        raise Unreadable(
            _("“%(text)s” is no answer. Write such as “%(example)s”.") % {"text": text, "example": example}
        )
    return found["name"], found["key"], _words(found)


def read_help(text: str) -> tuple[str, Words]:
    """The question's name and the words under it. Raises Unreadable."""
    found = HELP.fullmatch(" ".join(str(text).split()))
    if found is None:
        example = "template_name: Som den ska heta i listan | As it is to stand in the list"
        raise Unreadable(_("“%(text)s” is no help. Write such as “%(example)s”.") % {"text": text, "example": example})
    return found["name"], _words(found)


def put_together(questions: list[Question], answers, helps) -> list[Question]:
    """The questions with their answers and help."""
    said = dict(helps)
    return [
        replace(
            one,
            choices=tuple((key, words) for name, key, words in answers if name == one.name),
            help=said.get(one.name, Words("", "")),
        )
        for one in questions
    ]


def _words(found: re.Match) -> Words:
    return Words(found["sv"].strip(), found["en"].strip())
