"""What a person typed, as terms: each is one word, reference or number, and a case must answer all of them.

A word is found by its stem, by its beginning and as a part of a compound (“lista” and “läkemedel” both find
“läkemedelslistan”). Only the letters decide, never how common a word is: what somebody else has written in a case
that the reader may not read can therefore not move a hit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from engine.personal_data import certain, detect_identifiers, refusal
from regions.planned import planned

MOST_WORDS = 8  # the rest of a longer question is left out
MOST_LETTERS = 200
MOST_KNOWN = 300
SHORTEST_PART = 4  # of a compound; a part of three letters must be its end
SHORTEST_BEGINNING = 3
SHORTEST_MISSPELT = 4
LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"
ENDINGS = (
    *("ernas", "arnas", "ornas", "erna", "arna", "orna", "ets", "ens", "ans"),
    *("et", "en", "an", "ar", "er", "or", "na", "a", "e", "n", "s", "t"),
)
_LAST = chr(0x10FFFF)
_NUMBER = re.compile(r"(?:([A-Z]{2,6})-?)?(?:(\d{4})-|(?<=-)(\d{4})$)?(\d{0,9})", re.ASCII)


@dataclass(frozen=True)
class Number:
    """A case number or a part of one: “INC-2026-000123”, “2026-0001”, “inc-2026”, “123”; "" for what was left out."""

    prefix: str
    year: str
    digits: str


@dataclass(frozen=True)
class Term:
    """One thing asked for: a tsquery of the rows that answer it, and what it may be of a case's number."""

    query: str
    number: Number | None = None
    parts: tuple[str, ...] = ()  # what of a text answers it, in small letters


def checked(text: str) -> str:
    """The question, cut to a length that is read. Raises Refused, never repeating the number, for a personal number."""
    if found := certain(detect_identifiers(text)):
        raise Refused(Reason("personal_number", refusal(_("The search box"), found), "q"))
    return " ".join(text.replace("\x00", " ").split())[:MOST_LETTERS]


def terms_of(text: str, *, misspelt: bool = False) -> list[Term] | None:
    """The terms of a checked question; None where nothing in it can be looked for. One query when it has words.

    `misspelt`: words as they would be with one letter wrong, missing, too many or changed about.
    """
    pieces = _pieces(text)
    words = [piece for piece in pieces if not _has_digit(piece)]
    found = dict(_looked_up(words, misspelt=misspelt)) if words else {}
    terms = [_reference(piece) if _has_digit(piece) else found.get(piece) for piece in pieces]
    return [term for term in terms if term] or None


def whole_number(text: str) -> str:
    """The case number that the question is, in capitals; "" where it is anything else."""
    text = text.strip().upper()
    return text if re.fullmatch(r"[A-Z]{2,6}-\d{4}-\d{6,9}", text) else ""


def _pieces(text: str) -> list[str]:
    """Words in small letters and tokens with a digit as they stand, each once."""
    found = []
    for token in text.lower().split():
        found += [token] if _has_digit(token) else re.findall(r"[^\W\d_]{2,}", token)
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _has_digit(piece: str) -> bool:
    return any(letter.isdigit() for letter in piece)


def _reference(token: str) -> Term | None:
    bare = re.sub(r"[\W_]", "", token)
    found = _NUMBER.fullmatch(token.upper())
    prefix, year, last_year, digits = (part or "" for part in found.groups()) if found else ("", "", "", "")
    number = Number(prefix, year or last_year, digits) if found else None
    return Term(_quoted(f"={bare}", begins=len(bare) >= SHORTEST_BEGINNING), number, (token,)) if bare else None


def _looked_up(words: list[str], *, misspelt: bool):
    """(word, its term) for each word that is not a mere filler; the database knows stems and compounds."""
    forms = [(word, form) for word in words for form in (misspellings(word) if misspelt else forms_of(word))]
    sql = """
        select asked.word, asked.form, asked.stems, array(
            select distinct known.word from (
              select word from tickets_searchword where length(asked.form) >= %s
                 and part >= asked.form collate "C" and part < (asked.form || %s) collate "C"
                 and (length(asked.form) >= %s or part = word)
              union all select word from tickets_searchword where part = asked.form collate "C"
              union all select word from tickets_searchword where part = any(asked.stems)) as known
             limit %s)
          from (select word, form, array(select '~' || unnest(ts_lexize('swedish_stem', form))) as stems
                  from unnest(%s::text[], %s::text[]) as each (word, form)) as asked"""
    values = [SHORTEST_BEGINNING, _LAST, SHORTEST_PART, MOST_KNOWN, *map(list, zip(*forms, strict=True))]
    with connection.cursor() as cursor:
        cursor.execute(*planned(sql, values))
        rows = cursor.fetchall()
    fillers = {word for word, form, stems, _known in rows if word == form and not stems}
    for word in words:
        if word not in fillers:
            mine = [row[1:] for row in rows if row[0] == word]
            yield word, _term_of(mine, exact=misspelt)


def _term_of(found: list[tuple], *, exact: bool) -> Term:
    """`found`: (form, stems, words in use). With `exact` only words in use are asked for.

    Words are named one by one: a beginning is dear to look up, as the index reads every text with such a word.
    """
    forms = [form for form, _stems, _known in found]
    known = list(dict.fromkeys(word for _form, _stems, words in found for word in words))
    lexemes = [_quoted(word) for word in known]
    if not exact:
        lexemes += [_quoted(form, begins=len(words) == MOST_KNOWN) for form, _stems, words in found]
    return Term(" | ".join(dict.fromkeys(lexemes)) or _quoted("="), parts=tuple(known if exact else [*forms, *known]))


def forms_of(word: str) -> list[str]:
    """The word, and without its ending: the stemmer alone leaves “listan” as it is."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PART:
            return [word, word.removesuffix(ending)]
    return [word]


def misspellings(word: str) -> list[str]:
    """The word and everything one slip away from it, without its ending too."""
    if len(word) < SHORTEST_MISSPELT:
        return [word]
    found = dict.fromkeys(forms_of(word))
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for left, right in halves:
        found.update(dict.fromkeys(left + letter + right for letter in LETTERS))
        if right:
            found[left + right[1:]] = None
            found.update(dict.fromkeys(left + letter + right[1:] for letter in LETTERS))
        if len(right) > 1:
            found[left + right[1] + right[0] + right[2:]] = None
    return list(found)


def _quoted(lexeme: str, *, begins: bool = False) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'{':*' if begins else ''}"
