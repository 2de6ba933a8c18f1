"""How many statements a page or call costs, kept as a file: whoever begins to ask more of the database fails here.

    answer = query_counts.check("web: ticket page", lambda: client.get(address), at_most=20)

The number must equal the one in `query_counts.json`; a difference fails and lists the statements. Call it twice
under one name (one row, thirty rows) to prove that the number does not grow. `UPDATE_QUERY_COUNTS=1` rewrites
the file; two numbers under one name fail even then.

Left out are BEGIN, COMMIT and savepoints, and for calls of the API the statements of the log-in and of the
idempotency key, as the budgets say. A page counts its log-in.
"""

import json
import os
import re
import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.request import Request

from forums import reading as forums
from forums.web import scopes
from regions import allocation, directory, phases
from roles import kept, titles
from sla import escalations, workdays
from sussa import condition
from tickets.areas import register as programme_areas
from tickets.clocks import promises
from tickets.processes.change import risk
from tickets.processes.regulatory import legal
from tickets.processes.release.early_life import watching
from tickets.processes.service_request.catalogue import reading as catalogue
from tickets.search import index, windows

FILE = Path(__file__).with_name("query_counts.json")
UPDATES = os.environ.get("UPDATE_QUERY_COUNTS") == "1"
_CONTROL = re.compile(r"\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK|BEGIN|COMMIT)", re.IGNORECASE)
_KEYS = re.compile(r"\bengine_oncekey\b")
_seen: dict[str, int] = {}


def check(name: str, call, *, at_most: int | None = None):
    """Run `call` and compare its statements with the file under `name`; gives what `call` returned.

    `at_most` is the budget: more fails whatever the file says.
    """
    answer, statements = counted(call)
    count = len(statements)
    listed = "\n".join(f"{number:3} {sql[:400]}" for number, sql in enumerate(statements, start=1))
    assert _seen.setdefault(name, count) == count, f"{name}: {_seen[name]} before, now {count}:\n{listed}"
    assert at_most is None or count <= at_most, f"{name}: {count} statements, at most {at_most} are allowed:\n{listed}"
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    if UPDATES:
        known[name] = count
        FILE.write_text(json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    assert known.get(name) == count, (
        f"{name}: {count} statements, {FILE.name} says {known.get(name)}. If the new number is meant, "
        f"run the test with UPDATE_QUERY_COUNTS=1.\n{listed}"
    )
    return answer


def _read_what_is_kept() -> None:
    """Reference rows are read once in half a minute: they are no page's cost. What is compiled asks for nothing."""
    compiled = {key: made for key, made in directory._snapshot().made.items() if key[0] == kept.__name__}
    directory.clear()
    directory._snapshot().made.update(compiled)
    condition.warm()
    index.common_words()
    windows.facts()
    workdays.warm()
    promises.warm()
    escalations.rules_on(timezone.localdate())
    escalations.groups()
    watching.windows()
    scopes.warm()
    titles.as_kept("")
    forums.name_of("")
    risk.versions()
    catalogue.on_offer(None, timezone.now())
    allocation.measures("users", timezone.localdate())
    programme_areas.areas()
    phases.phase(0, timezone.now())
    legal.book()


def _keep_what_is_read() -> None:
    read = directory._kept
    if read is None or time.monotonic() - read.read_at > directory.KEPT_SECONDS:
        return _read_what_is_kept()
    directory._kept = replace(read, read_at=time.monotonic())
    condition.warm()


def counted(call, *, again: bool = False) -> tuple[object, list[str]]:
    """What `call` returns, and its statements without those that no budget counts.

    `again`: right after another count, so that the rows that are read once in half a minute are as they were then.
    """
    _keep_what_is_read() if again else _read_what_is_kept()
    log_in: set[int] = set()
    authenticate = Request._authenticate

    def marked(request):
        first = len(connection.queries_log)
        try:
            return authenticate(request)
        finally:
            log_in.update(range(first, len(connection.queries_log)))

    with CaptureQueriesContext(connection) as captured, patch.object(Request, "_authenticate", marked):
        answer = call()
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
    statements = [
        query["sql"]
        for number, query in enumerate(captured.captured_queries, start=captured.initial_queries)
        if number not in log_in and not _CONTROL.match(query["sql"]) and not _KEYS.search(query["sql"])
    ]
    return answer, statements
