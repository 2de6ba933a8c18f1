"""From the entries of a case to its history: holder by line, holds, resolutions, the close, and what was reopened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from engine.record import HistoryRow
from engine.step import steps
from regions import directory
from regions.kinds import Tier
from regions.models import Organisation
from tickets.importer.entries import UNMAPPED, Entry
from tickets.importer.faults import Fault
from tickets.importer.mapping import Mapping, StateRule

LOG_ENTRY = "log_entry"  # the step of an entry that did not change the state
TITLE_LENGTH = 160


def usable(entries: Sequence[Entry], mapping: Mapping) -> tuple[list[Entry], list[Fault]]:
    """The entries that can be told, in order, and the faults of the others."""
    kept: list[Entry] = []
    faults: list[Fault] = []
    has_region = mapping.default_region is not None or any(one.region not in ("", UNMAPPED) for one in entries)
    for entry in entries:
        if entry.region == UNMAPPED or not has_region:
            text = _("The country is not in the mapping. Add it under regions, or give a default region.")
            faults.append(Fault(entry.line, "unknown_country", text, entry.case, mapping.country_columns[0]))
        elif kept and entry.at < kept[-1].at:
            text = _("The time is before that of the case's row on line %d.") % kept[-1].line
            faults.append(Fault(entry.line, "out_of_order", text, entry.case, mapping.time))
        else:
            kept.append(entry)
    return kept, faults


def origin_of(entries: Sequence[Entry], mapping: Mapping) -> Organisation:
    """The region that owns the case: the first that its entries name, else the mapping's default."""
    known = next((entry.region for entry in entries if entry.region), None)
    origin = directory.by_slug(known) if known else mapping.default_region
    if origin is None:
        raise LookupError("no region for the case: `usable` lets none of its entries through")
    return origin


def history_of(entries: Sequence[Entry], mapping: Mapping) -> list[HistoryRow]:
    """The case's history, one row an entry. `entries` are usable and in order."""
    return CaseHistory(entries, mapping).rows()


class CaseHistory:
    """Walks through the entries of one case once, remembering what holds from one to the next."""

    def __init__(self, entries: Sequence[Entry], mapping: Mapping):
        self.entries, self.mapping = entries, mapping
        self.region = origin_of(entries, mapping)
        self.words: dict[str, str] = {}
        self.state, self.reopenings = "", 0
        self.completed = False
        title = entries[0].words[list(mapping.words).index("title")]
        self.columns: dict[str, object] = {
            "title": title[:TITLE_LENGTH] or entries[0].case,
            "reopenings": 0,
            "resolved_at": None,
        }
        self.columns |= {"vendor_id": None, "vendor_since": None}

    def rows(self) -> list[HistoryRow]:
        last = self.entries[-1]
        return [self._row(entry, is_last=entry is last) for entry in self.entries]

    def _row(self, entry: Entry, *, is_last: bool) -> HistoryRow:
        rule, at = self.mapping.states[entry.state], datetime.fromisoformat(entry.at)
        state = rule.ends if rule.ends and is_last else rule.state
        reopened = self.completed and not rule.ends
        step = self._step(state, reopened=reopened)
        self._hold_and_holder(entry, rule, at)
        self._completion(rule, state, at, reopened=reopened)
        self.columns["impact"] = entry.impact
        self.columns["closed_at"] = at if rule.ends and is_last else None
        self.state, self.completed = state, bool(rule.ends)
        return HistoryRow(at, step, state, dict(self.columns), self._new_words(entry), f"log:{entry.line}")

    def _hold_and_holder(self, entry: Entry, rule: StateRule, at: datetime) -> None:
        if entry.region:
            self.region = directory.by_slug(entry.region) or self.region
        holder = self.mapping.holder(entry.tier, self.region)
        self.columns["holder_id"], self.columns["hold"] = holder.pk, rule.hold
        if entry.tier == Tier.VENDOR and self.columns["vendor_since"] is None:
            self.columns["vendor_id"], self.columns["vendor_since"] = holder.pk, at

    def _completion(self, rule: StateRule, state: str, at: datetime, *, reopened: bool) -> None:
        if reopened:
            self.reopenings += 1
            self.columns["reopenings"] = self.reopenings
            self.columns["resolved_at"] = None
        elif rule.ends and not self.completed and state in (rule.state, "closed"):
            self.columns["resolved_at"] = at

    def _new_words(self, entry: Entry) -> dict[str, str]:
        """The texts that differ from the entry before; the title is that of the first entry."""
        new = {
            name: text
            for name, text in zip(self.mapping.words, entry.words, strict=True)
            if text and text != self.words.get(name) and (name != "title" or entry is self.entries[0])
        }
        self.words |= new
        return new

    def _step(self, state: str, *, reopened: bool) -> str:
        """The name of the step that a person would have taken, where the process has one."""
        declared = steps(self.mapping.workflow)
        if not self.state:
            return self.mapping.workflow.birth[-1]
        if reopened and "reopen" in declared:
            return "reopen"
        if state == self.state:
            return LOG_ENTRY
        leading = [one for one in declared.values() if one.target == state]
        fitting = [one for one in leading if one.possible_from(self.state)]
        return next((one.name for one in (*fitting, *leading)), LOG_ENTRY)
