"""What stands in a cell as the answer that its column's question takes; as it was written where it is none."""

from __future__ import annotations

import re

from tickets.processes.service_request.catalogue.answer_fields import answer_of
from tickets.processes.service_request.catalogue.questions import Kind, Question

YES = frozenset({"ja", "j", "yes", "y", "true", "sant", "1", "x"})
NO = frozenset({"nej", "n", "no", "false", "falskt", "0"})
BETWEEN = re.compile(r"[,;|\n]")  # several choices in one cell


def folded(words: str) -> str:
    """Words as they are compared: small letters, single spaces, without a star or colon after a heading."""
    return " ".join(str(words).casefold().replace("*", " ").split()).rstrip(":").strip()


def answer_in(one: Question, written):
    """The answer, None where the cell is blank. What a program sent as another type is judged as it is."""
    if not isinstance(written, str):
        return written
    words = written.strip()
    if not words:
        return None
    if one.kind == Kind.YES_NO:
        return True if words.casefold() in YES else False if words.casefold() in NO else words
    if one.kind == Kind.CHOICE:
        return _key(one, words)
    if one.kind == Kind.CHOICES:
        return [_key(one, each.strip()) for each in BETWEEN.split(words) if each.strip()]
    return answer_of(one, words)


def _key(one: Question, words: str) -> str:
    """The choice that is meant by its key or by its words in either language."""
    said = folded(words)
    for key, label in one.choices:
        if said in (folded(key), folded(label.sv), folded(label.en)):
            return key
    return words


def columns_by_heading(asked: list[Question]) -> dict[str, Question]:
    """The questions by all that a heading may say of them: the label in either language, and the name."""
    found: dict[str, Question] = {}
    for one in asked:
        for words in (one.label.sv, one.label.en, one.name):
            found.setdefault(folded(words), one)
    return found
