"""A real service desk's log (VINST, 2010-2012), where REAL_DATA says that it lies; it is no part of the program."""

import csv
import gzip
import io
import json
from itertools import islice

import pytest
from django.core.management import call_command
from django.db.models import Count

from engine.history import faults_in
from tests.importer.real_log import LOG, MAPPING, figures_of, read_cases
from tickets.models import Event, LedgerRow, Ticket

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LOG.is_file(), reason="REAL_DATA names no folder with bpi2013/"),
]

SHORT = 600


def bring_in(log, tmp_path) -> None:
    errors = tmp_path / "errors.csv"
    call_command("import_log", str(log), mapping=MAPPING, errors=errors, verbosity=0)
    assert len(errors.read_text(encoding="utf-8").splitlines()) == 1


def computed() -> dict:
    out = io.StringIO()
    call_command("log_figures", "--json", "--source", "vinst-incidents", stdout=out)
    return json.loads(out.getvalue())


def agree(cases: dict) -> None:
    """Counts exactly, sums of seconds to the last digit that a double has."""
    assert computed() == {
        key: pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
        for key, value in figures_of(cases).items()
    }


def nothing_lost_or_twice(cases: dict) -> None:
    counted = Event.objects.unscoped("test").values("ticket__source_key").annotate(events=Count("id"))
    stored = {one["ticket__source_key"].split(":", 1)[1]: one["events"] for one in counted}
    assert stored == {case: len(rows) for case, rows in cases.items()}


def test_a_piece_of_the_real_log_arrives_whole_and_its_figures_agree(tmp_path):
    cases = dict(islice(read_cases().items(), SHORT))
    log = _piece(cases, tmp_path)
    bring_in(log, tmp_path)
    nothing_lost_or_twice(cases)
    agree(cases)
    _histories_hold(sample=60)
    bring_in(log, tmp_path)
    nothing_lost_or_twice(cases)


@pytest.mark.soak
def test_the_whole_real_log_arrives_and_its_figures_agree(tmp_path):
    cases = read_cases()
    assert (len(cases), sum(map(len, cases.values()))) == (7554, 65533)
    bring_in(LOG, tmp_path)
    nothing_lost_or_twice(cases)
    agree(cases)
    _histories_hold(sample=500)
    bring_in(LOG, tmp_path)
    nothing_lost_or_twice(cases)


def _piece(cases: dict, folder):
    """The rows of `cases` as a log of their own, in the order of time over all cases: mixed, as a live log is."""
    path = folder / "piece.csv.gz"
    rows = sorted((row for found in cases.values() for row in found), key=lambda row: row["at"])
    names = [name for name in rows[0] if name != "at"]
    with gzip.open(path, "wt", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _histories_hold(*, sample: int) -> None:
    """Chains verify, and the ledger of a closed ticket is as long as its life."""
    for ticket in Ticket.objects.unscoped("test").order_by("pk")[:sample]:
        events = list(Event.objects.unscoped("test").filter(ticket=ticket).order_by("seq"))
        assert faults_in(ticket.number, events, last_seq=ticket.event_seq, last_digest=ticket.event_digest) == []
        spans = [one.span for one in LedgerRow.objects.unscoped("test").filter(ticket=ticket)]
        if ticket.closed_at is not None:
            lived = sum((span.upper - span.lower).total_seconds() for span in spans)
            assert lived == (ticket.closed_at - ticket.registered_at).total_seconds()
