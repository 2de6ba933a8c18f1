"""From a row of the log to an entry of a case: the row's own faults are found here, before anything is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from engine.personal_data import detect_identifiers
from tickets.importer.faults import Fault, FaultFile
from tickets.importer.lines import LogFile, LogUnreadable, RawRow
from tickets.importer.mapping import BETWEEN, COLUMN, ISO, Mapping, plain_word

LONGEST_CASE = 59  # with the log's name in front it fits the ticket's source_key
LONGEST_TEXT = 20_000
UNMAPPED = "?"  # the region of a country that the mapping does not know, unlike one that the log does not know
REMEMBERED = 50_000  # texts known to be free of personal numbers; then forgotten, to keep memory bounded


class Entry(NamedTuple):
    """A row as it is sorted and kept: plain values only. `at` is UTC as text of fixed width, so that it sorts."""

    case: str
    at: str
    line: int
    state: str
    tier: str
    region: str  # slug; "" when the country is not known
    impact: int | None
    words: tuple[str, ...]  # in the order of `Mapping.words`


class EntryReader:
    """Turns raw rows into entries; what cannot be one goes to `faults` with line, column and reason."""

    def __init__(self, log: LogFile, mapping: Mapping, faults: FaultFile):
        self.log, self.mapping, self.faults = log, mapping, faults
        self.now = timezone.now()
        self._clean: set[str] = set()
        self._place = {name: number for number, name in enumerate(log.header)}
        missing = [name for name in mapping.columns if name not in self._place]
        if missing:
            text = _("%(mapping)s: the log has no column “%(missing)s”. Its columns are: %(known)s.")
            names = {"mapping": mapping.file, "missing": "”, “".join(missing), "known": ", ".join(log.header)}
            raise LogUnreadable(text % names)
        self._templates = [COLUMN.split(template) for template in mapping.words.values()]

    def __iter__(self) -> Iterator[Entry]:
        for row in self.log.rows():
            found = self._entry(row)
            if isinstance(found, Fault):
                self.faults.add(found)
            else:
                yield found

    def _value(self, row: RawRow, column: str) -> str:
        return row.values[self._place[column]].strip()

    def _entry(self, row: RawRow) -> Entry | Fault:
        if row.broken:
            return Fault(row.line, "broken_row", row.broken)
        mapping = self.mapping
        case = self._value(row, mapping.case)
        if not case or len(case) > LONGEST_CASE:
            text = _("The case's name is missing or longer than %d signs.") % LONGEST_CASE
            return Fault(row.line, "no_case", text, column=mapping.case)
        words = tuple(self._fill(parts, row) for parts in self._templates)
        if fault := self._personal_number(row, case, words):
            return fault
        at = self._time(row, case)
        state = BETWEEN.join(self._value(row, column) for column in mapping.state_columns)
        impact = self._impact(row, case)
        if isinstance(at, Fault):
            return at
        if isinstance(impact, Fault):
            return impact
        if plain_word(state) not in mapping.states:
            text = _("The state is not in the mapping. Add it under states, or correct the row.")
            return Fault(row.line, "unknown_state", text, case, BETWEEN.join(mapping.state_columns))
        team = self._value(row, mapping.team) if mapping.team else ""
        if mapping.team and not team:
            return Fault(row.line, "no_team", _("The team is missing."), case, mapping.team)
        return Entry(case, at, row.line, plain_word(state), self._tier(team), self._region(row), impact, words)

    def _fill(self, parts: list[str], row: RawRow) -> str:
        """The template's text: every second part is a column's name."""
        text = "".join(self._value(row, part) if number % 2 else part for number, part in enumerate(parts))
        return text.strip()[:LONGEST_TEXT]

    def _personal_number(self, row: RawRow, case: str, words: tuple[str, ...]) -> Fault | None:
        for name, text in (("", case), *zip(self.mapping.words, words, strict=True)):
            if text in self._clean:
                continue
            kinds = {finding.confidence for finding in detect_identifiers(text)}
            if "certain" in kinds:
                why = _("There is a personal number in this row. Take it out of the log and import again.")
                return Fault(row.line, "personal_number", why, case, name or self.mapping.case)
            if "possible" in kinds and name:
                why = _("There may be a personal number in this row. It was taken in: look at it.")
                self.faults.add(Fault(row.line, "possible_personal_number", why, case, name))
                continue
            if len(self._clean) >= REMEMBERED:
                self._clean.clear()
            self._clean.add(text)
        return None

    def _time(self, row: RawRow, case: str) -> str | Fault:
        mapping = self.mapping
        value = self._value(row, mapping.time)
        try:
            is_iso = mapping.time_format == ISO
            at = datetime.fromisoformat(value) if is_iso else datetime.strptime(value, mapping.time_format)
            at = (at if at.tzinfo else at.replace(tzinfo=mapping.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            text = _("The time cannot be read. It should be written as %s.") % mapping.time_format
            return Fault(row.line, "bad_time", text, case, mapping.time)
        if at > self.now or at.year < 1970:
            return Fault(row.line, "bad_time", _("The time is in the future, or before 1970."), case, mapping.time)
        return at.isoformat(timespec="microseconds")

    def _impact(self, row: RawRow, case: str) -> int | Fault | None:
        if not self.mapping.impact:
            return None
        value = plain_word(self._value(row, self.mapping.impact))
        if value and value not in self.mapping.impacts:
            text = _("The impact is not in the mapping. Add it under impact, or correct the row.")
            return Fault(row.line, "unknown_impact", text, case, self.mapping.impact)
        return self.mapping.impacts.get(value)

    def _tier(self, team: str) -> str:
        for ending, tier in self.mapping.line_endings:
            if team.endswith(ending):
                return tier
        return self.mapping.first_line

    def _region(self, row: RawRow) -> str:
        """The region of the first country column that says one; "" where none does."""
        for column in self.mapping.country_columns:
            country = plain_word(self._value(row, column))
            if country not in self.mapping.unknown_countries:
                region = self.mapping.regions.get(country)
                return region.slug if region else UNMAPPED
        return ""
