"""One import from end to end: read, sort, and write each case that is not here yet, one transaction a case."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from engine.record import record_history
from tickets.clocks import keeping
from tickets.importer import cases
from tickets.importer.entries import Entry, EntryReader
from tickets.importer.faults import Fault, FaultFile
from tickets.importer.history import HistoricTicket
from tickets.importer.lines import LogFile
from tickets.importer.mapping import Mapping
from tickets.importer.ordering import by_case
from tickets.importer.progress import Progress
from tickets.models import Ticket

FIRST_ANALYSE = 500  # cases, then each time there are eight times as many
BATCH = 200  # cases looked up at once
WAIT_S = 5.0  # for the server to notice that an import that was killed is gone
SEPARATOR = ":"  # between the log's name and the case's in a ticket's source_key


class AlreadyRunning(Exception):
    """Another import of the same log is at work."""


@dataclass
class Summary:
    """What an import did. `here` are cases and events that an earlier run had brought."""

    rows: int = 0
    cases: int = 0
    events: int = 0
    cases_here: int = 0
    events_here: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Events a second, writing alone."""
        return self.events / self.seconds if self.seconds else 0.0


def import_log(path: Path, mapping: Mapping, *, faults: FaultFile, progress: Progress, write: bool = True) -> Summary:
    """Bring the log's cases in; a case that is here already is left as it is. With `write` False only count.

    Opens a transaction for each case. Raises LogUnreadable before anything is written when the file or its columns
    cannot be used, and AlreadyRunning.
    """
    summary, analyse_at = Summary(), FIRST_ANALYSE
    with _alone(mapping.source), LogFile(path, encoding=mapping.encoding, delimiter=mapping.delimiter) as log:
        entries = _counted(EntryReader(log, mapping, faults), log, summary, progress)
        found = by_case(entries, sorts=mapping.sorts)
        for number, batch in enumerate(_batches(found)):
            if number == 0:
                progress.begin()
                started = time.monotonic()
            _take_in(batch, mapping, faults, summary, write=write)
            if summary.cases >= analyse_at:
                _analyse()
                analyse_at *= 8
            progress.writing(
                events=summary.events + summary.events_here,
                of_events=summary.rows,
                cases=summary.cases + summary.cases_here,
            )
        summary.seconds = time.monotonic() - started if summary.rows else 0.0
    progress.end()
    return summary


@contextmanager
def _alone(source: str) -> Iterator[None]:
    """Hold the log's advisory lock; the server lets go of it when the program dies."""
    key = zlib.crc32(f"import_log:{source}".encode())
    until = time.monotonic() + WAIT_S
    with connection.cursor() as cursor:
        while True:
            cursor.execute("select pg_try_advisory_lock(%s)", [key])
            if cursor.fetchone()[0]:
                break
            if time.monotonic() > until:
                raise AlreadyRunning(_("This log is being imported right now. Wait until that import has ended."))
            time.sleep(0.2)
        # A crash of the server may lose the last cases, never a half one: the next run brings them again.
        cursor.execute("set synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("set synchronous_commit = default")
            cursor.execute("select pg_advisory_unlock(%s)", [key])


def _analyse() -> None:
    """Let the planner see how much the tables hold now; plans made while they were empty read them from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("analyze tickets_ticket, tickets_event, tickets_textversion, tickets_ledgerrow")


def _counted(reader: EntryReader, log: LogFile, summary: Summary, progress: Progress) -> Iterator[Entry]:
    for entry in reader:
        summary.rows += 1
        if summary.rows % 1000 == 0:
            progress.reading(log.done, summary.rows)
        yield entry


def _batches(found: Iterable[tuple[str, list[Entry]]]) -> Iterator[list[tuple[str, list[Entry]]]]:
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _take_in(batch, mapping: Mapping, faults: FaultFile, summary: Summary, *, write: bool) -> None:
    keys = [mapping.source + SEPARATOR + case for case, _entries in batch]
    tickets = Ticket.objects.unscoped("which cases of the log are here")
    here = dict(tickets.filter(source_key__in=keys).values_list("source_key", "event_seq"))
    for key, (_case, entries) in zip(keys, batch, strict=True):
        kept, wrong = cases.usable(entries, mapping)
        for fault in wrong:
            faults.add(fault)
        if not kept:
            continue
        if key in here:
            _is_here(kept, here[key], faults, summary)
        elif not write or _written(key, kept, mapping, faults):
            summary.cases += 1
            summary.events += len(kept)
    if write:
        with transaction.atomic():  # a batch whose import was killed here gets its clocks in the next run
            keeping.keep(tickets.filter(source_key__in=keys).values_list("pk", flat=True))


def _is_here(kept: list[Entry], events: int, faults: FaultFile, summary: Summary) -> None:
    summary.cases_here += 1
    summary.events_here += len(kept)
    if len(kept) > events:
        text = _("The case was imported before with %(here)d events and now has %(now)d. It was left as it is.")
        faults.add(Fault(kept[0].line, "already_here", text % {"here": events, "now": len(kept)}, kept[0].case))


def _written(key: str, kept: list[Entry], mapping: Mapping, faults: FaultFile) -> bool:
    subject = HistoricTicket(mapping.workflow, source_key=key, origin=cases.origin_of(kept, mapping))
    try:
        record_history(subject, cases.history_of(kept, mapping))
    except (IntegrityError, DataError) as error:
        rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or type(error).__name__
        text = _("The database refused the case (%s). It was left out whole.") % rule
        faults.add(Fault(kept[0].line, "not_stored", text, kept[0].case))
        return False
    return True
