"""Fill the database with tickets that look lived in, by COPY: `python -m bench.generate 100000`.

Consistent with what the engine writes: events are chained, words are text versions, the ledger tiles from
registration to close, numbers run in their series; the database itself keeps the search index. Deterministic for a
given seed. Needs a database of its own with the collaboration loaded, and a role that may set
session_replication_role (the guards refuse COPY).
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import django

SEED = 20261125
BATCH = 5000
FAULTS = "laddas inte|visas dubbelt|saknar tider|går långsamt|ger felkod|kan inte sparas|låser sig|skrivs ut tom".split(
    "|"
)
OPEN_SHARE = 0.15
YEARS = 3


def main(count: int, *, seed: int = SEED) -> None:
    """Write `count` incidents and print how long it took."""
    from django.db import connection

    from tickets.search.titles import keep_newest

    began = time.monotonic()
    plan = Plan(random.Random(seed), count)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        first = plan.first_ids(cursor)
        with _search_afterwards(cursor):
            for start in range(0, count, BATCH):
                rows = plan.batch(first, start, min(BATCH, count - start))
                for table, (columns, lines) in rows.items():
                    _copy(cursor, table, columns, lines)
                _progress(min(start + BATCH, count), count, began)
        _sequences(cursor, plan)
        cursor.execute("set session_replication_role = origin")
        keep_newest()
        cursor.execute("vacuum analyze")
    print(f"\n{count} tickets in {time.monotonic() - began:.0f} s", file=sys.stderr)


@contextmanager
def _search_afterwards(cursor):
    """The texts get their words with each row; the search indexes and the words in use are made when all are in."""
    cursor.execute(
        "select indexname, indexdef from pg_indexes"
        " where tablename = 'tickets_textversion' and indexdef like '%USING gin%'"
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"drop index {name}")
    cursor.execute("alter table tickets_textversion disable trigger tickets_text_words_came")
    yield
    cursor.execute("set maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        cursor.execute(definition)
    cursor.execute(
        "select tickets_learn_words(array(select word from ts_stat('select words from tickets_textversion')))"
    )
    cursor.execute("alter table tickets_textversion enable always trigger tickets_text_words_came")


def _copy(cursor, table: str, columns: list[str], lines: list[list]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["\\N" if value is None else value for value in line] for line in lines])
    buffer.seek(0)
    cursor.copy_expert(f"copy {table} ({', '.join(columns)}) from stdin with (format csv, null '\\N')", buffer)


def _progress(done: int, count: int, began: float) -> None:
    print(f"\r{done}/{count} ({done / (time.monotonic() - began):.0f}/s)", end="", flush=True, file=sys.stderr)


def _sequences(cursor, plan) -> None:
    for table in ("tickets_ticket", "tickets_event", "tickets_textversion", "tickets_ledgerrow", "tickets_regionleg"):
        cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
    for year, last in plan.numbers.items():
        cursor.execute(
            "insert into tickets_numberseries (prefix, year, last) values ('INC', %s, %s)"
            " on conflict (prefix, year) do update set last = greatest(tickets_numberseries.last, excluded.last)",
            [year, last],
        )


TICKET = (
    "id process number state version title service_id origin_id reporter_id reporter_organisation_id holder_id team_id"
    " assignee_id hold hold_until impact urgency priority patient_safety category_open category_close resolution tags"
    " secrecy_mark visibility vendor_id vendor_since vendor_reference planned_version created_at updated_at"
    " registered_at resolved_at closed_at reopenings returns historic source_key event_seq event_digest silences"
).split()
EVENT = (
    "id ticket_id seq subject_type subject_id step source target at via user_id organisation_id role role_label"
    " audience changed cause imported digest"
).split()
TEXT = "id ticket_id event_seq field body salt digest audience organisation_id author_id redacted".split()
LEDGER = "id ticket_id organisation_id hold span".split()
LEG = "id ticket_id region_id state version patient_safety users_affected whole_region units".split()
DETAIL = (
    "ticket_id started_at environment source users_affected reserve_routine whole_region version"
    " known_errors_searched reproduced deviation_id"
).split()


class Plan:
    """Deals out `count` tickets, the oldest first, as they come: ids, numbers and places on disk follow their births.

    One row of each table at a time, from one stream of chance.
    """

    def __init__(self, chance: random.Random, count: int):
        from bench.people import desks
        from bench.vocabulary import Vocabulary
        from regions import directory
        from roles.models import RoleAssignment
        from tickets.models.number import NumberSeries

        self.chance, self.vocabulary = chance, Vocabulary(chance)
        self.regions = directory.regions()
        self.support, self.vendor = directory.support_org(), directory.vendor()
        self.services = [one.pk for one in directory.services() if one.parent_id]
        desks()
        self.people: dict[int, list] = {}
        for row in RoleAssignment.objects.select_related("role").filter(role__capabilities__capability="ticket.work"):
            self.people.setdefault(row.organisation_id, []).append(row)
        self.numbers = dict(NumberSeries.objects.filter(prefix="INC").values_list("year", "last"))
        self.end = datetime.now(UTC)
        self.ages = sorted(chance.random() ** 1.5 * 365 * YEARS + 0.2 for _ in range(count))

    def first_ids(self, cursor) -> SimpleNamespace:
        found = {}
        for name in ("ticket", "event", "textversion", "ledgerrow", "regionleg"):
            cursor.execute(f"select coalesce(max(id), 0) from tickets_{name}")
            found[name] = cursor.fetchone()[0] + 1
        return SimpleNamespace(**found)

    def batch(self, ids, start: int, count: int) -> dict[str, tuple[list[str], list[list]]]:
        tables = {
            "tickets_ticket": (TICKET, []),
            "tickets_incidentdetail": (DETAIL, []),
            "tickets_event": (EVENT, []),
            "tickets_textversion": (TEXT, []),
            "tickets_ledgerrow": (LEDGER, []),
            "tickets_regionleg": (LEG, []),
        }
        for _ in range(count):
            self._ticket(ids, tables)
        return tables

    def _ticket(self, ids, tables) -> None:
        from bench.story import Story

        story = Story(self, ids)
        tables["tickets_ticket"][1].append(story.ticket(TICKET))
        tables["tickets_incidentdetail"][1].append(story.detail(DETAIL))
        tables["tickets_event"][1].extend(story.event_rows(EVENT))
        tables["tickets_textversion"][1].extend(story.text_rows(TEXT))
        tables["tickets_ledgerrow"][1].extend(story.ledger_rows(LEDGER))
        tables["tickets_regionleg"][1].append(story.leg(LEG))

    def number(self, year: int) -> str:
        self.numbers[year] = self.numbers.get(year, 0) + 1
        return f"INC-{year}-{self.numbers[year]:06d}"

    def moment(self) -> datetime:
        """When the next ticket was born."""
        return self.end - timedelta(days=self.ages.pop())


def as_json(value) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
