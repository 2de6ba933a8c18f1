"""The rules of votes in the data files: parties of roles and places there are, and numbers that can be met."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from django.utils.translation import gettext as _

from roles.capabilities import CAPABILITIES
from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Files, Row
from sussa.collaboration.versions import check_versions
from tickets.balloting.codes import Need, RejectReason, SeatKind, Tie
from tickets.balloting.seats import PLACES, Party, Unreadable, read_party

QUORUM_WORDS = ("half", "two_thirds", "all")


def check_ballot_rules(files: Files) -> Iterator[Problem]:
    """Every version by itself, and the versions of a rule in the order of their days."""
    rows = files.section("ballot_rules")
    for row in rows:
        yield from _seats(row, files)
        yield from _numbers(row)
        yield from _named(row, files)
    yield from check_versions(rows)


def check_chairs(files: Files) -> Iterator[Problem]:
    """A forum is led by roles that there are."""
    roles = {one.values["slug"] for one in files.section("roles")}
    for row in files.section("forums"):
        for place, role in enumerate(row.values.get("chairs") or []):
            if role not in roles:
                yield Problem(row.place("chairs", place), _unknown(role, roles))


def _unknown(word: str, known) -> str:
    near = get_close_matches(word, sorted(known), n=1)
    hint = _("Did you mean “%(word)s”?") % {"word": near[0]} if near else _("Correct the word.")
    return _("There is no “%(word)s”. %(hint)s") % {"word": word, "hint": hint}


def _seats(row: Row, files: Files) -> Iterator[Problem]:
    roles = {one.values["slug"] for one in files.section("roles")}
    places = {*PLACES, *(one.values["slug"] for one in files.section("organisations"))}
    parties: list[Party] = []
    for number, text in enumerate(row.values["seats"]):
        place = row.place("seats", number)
        try:
            party = read_party(text)
        except Unreadable as error:
            yield Problem(place, str(error))
            continue
        for word in party.words:
            known = CAPABILITIES if "." in word else roles
            if word not in known:
                yield Problem(place, _unknown(word, known))
        if party.place not in places:
            yield Problem(place, _unknown(party.place, places))
        if party.name in {one.name for one in parties}:
            yield Problem(place, _("Two parties have this name. Rename one."))
        parties.append(party)
    if not any(one.kind != SeatKind.CONSENTS for one in parties):
        yield Problem(row.place("seats"), _("Nobody's vote is counted. Add a party that votes."))
    has_chair = sum(one.kind == SeatKind.CHAIRS for one in parties) == 1
    if row.values.get("tie") == Tie.CHAIR and not has_chair:
        yield Problem(row.place("tie"), _("The chair decides a tie, so one party must be marked chairs."))


def _numbers(row: Row) -> Iterator[Problem]:
    quorum = str(row.values.get("quorum", "all"))
    if quorum not in QUORUM_WORDS and not quorum.isdecimal():
        text = _("Write how many must have voted: a number in quotes, or one of %(words)s.")
        yield Problem(row.place("quorum"), text % {"words": ", ".join(QUORUM_WORDS)})
    for key in ("persons", "organisations"):
        if row.values.get(key) == 0:
            yield Problem(row.place(key), _("At least one is always needed. Write 1 or more, or leave the key out."))
    if row.values["need"] in (Need.ALL, Need.ALL_AFFECTED) and row.values.get("tie") == Tie.CHAIR:
        yield Problem(row.place("tie"), _("Where all must say yes there is no tie. Remove the key."))


def _named(row: Row, files: Files) -> Iterator[Problem]:
    for place, word in enumerate(row.values.get("veto") or []):
        if word not in RejectReason.values:
            text = _("“%(word)s” is no reason to say no. Choose one of: %(choices)s.")
            shown = {"word": word, "choices": ", ".join(RejectReason.values)}
            yield Problem(row.place("veto", place), text % shown)
    forums = {one.values["slug"] for one in files.section("forums")}
    if (forum := row.values.get("forum")) and forum not in forums:
        yield Problem(row.place("forum"), _unknown(forum, forums))
