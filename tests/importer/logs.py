"""Invented logs and a mapping for them; the regions are whichever the collaboration has."""

import csv
import io
from pathlib import Path

from regions import directory
from tickets.importer.faults import FaultFile
from tickets.importer.mapping import read_mapping
from tickets.importer.progress import Progress
from tickets.importer.run import import_log
from tickets.models import Event, LedgerRow, TextVersion, Ticket

HEADER = "case,time,status,sub,team,country,owner,impact,what"
MAPPING = """\
source: old-desk
process: incident
columns:
  case: case
  time: time
  state: [status, sub]
  team: team
  country: [country, owner]
  impact: impact
time:
  zone: Europe/Stockholm
title: "{what} ({impact})"
states:
  Open / Queue: triage
  Open / Work: in_progress
  Open / Wait - User: {state: on_hold, hold: await_reporter}
  Open / Wait - Vendor: {state: on_hold, hold: await_third_party}
  Done / Solved: {ends: closed}
  Done / Closed: {ends: closed}
  Done / Dropped: {ends: cancelled}
lines:
  endings: {" 2nd": support, " 3rd": vendor}
regions:
  unknown: ["0"]
  default: REGION2
  by_country:
    REGION0: [no, Norway, NORGE]
    REGION1: [fi, Finland]
impact: {Low: 4, High: 2}
"""


def region(number: int):
    return directory.regions()[number]


def mapping_text() -> str:
    """The mapping, with regions of the collaboration that is loaded."""
    text = MAPPING
    for number in range(3):
        text = text.replace(f"REGION{number}", region(number).slug)
    return text


def write_mapping(folder: Path, text: str = "") -> Path:
    path = folder / "old-desk.yaml"
    path.write_text(text or mapping_text(), encoding="utf-8")
    return path


def row(case="A", time="2020-03-01T10:00:00", state="Open / Work", team="Desk", **more) -> list[str]:
    status, sub = state.split(" / ")
    return [
        case,
        time,
        status,
        sub,
        team,
        more.get("country", "no"),
        more.get("owner", "0"),
        more.get("impact", "Low"),
        more.get("what", "Printer"),
    ]


def at(minute: int, *, day: int = 1) -> str:
    return f"2020-03-{day:02d}T10:{minute:02d}:00"


def write_log(folder: Path, *rows, name="log.csv") -> Path:
    """A log of `rows`, each a list of values or a raw line."""
    out = io.StringIO()
    out.write(HEADER + "\n")
    writer = csv.writer(out, lineterminator="\n")
    for one in rows:
        if isinstance(one, str):
            out.write(one + "\n")
        else:
            writer.writerow(one)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


class Imported:
    """What an import left behind."""

    def __init__(self, summary, faults, text):
        self.summary, self.faults, self.text = summary, faults, text

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(int(line["line"]), line["code"]) for line in csv.DictReader(io.StringIO(self.text))]


def bring_in(folder: Path, *rows, mapping: str = "", write: bool = True) -> Imported:
    return bring_in_file(write_log(folder, *rows), folder, mapping=mapping, write=write)


def bring_in_file(path: Path, folder: Path, *, mapping: str = "", write: bool = True) -> Imported:
    out = io.StringIO()
    faults = FaultFile(out)
    checked = read_mapping(write_mapping(folder, mapping))
    summary = import_log(path, checked, faults=faults, progress=Progress(io.StringIO()), write=write)
    return Imported(summary, faults, out.getvalue())


def ticket(case: str = "A") -> Ticket:
    return Ticket.objects.unscoped("test").get(source_key=f"old-desk:{case}")


def events(case: str = "A") -> list[Event]:
    return list(Event.objects.unscoped("test").filter(ticket=ticket(case)).order_by("seq"))


def ledger(case: str = "A") -> list[tuple]:
    """(holder's slug, hold, from, to) in order."""
    rows = LedgerRow.objects.unscoped("test").filter(ticket=ticket(case)).order_by("span")
    return [(one.organisation.slug, one.hold, one.span.lower, one.span.upper) for one in rows]


def words(case: str = "A") -> list[tuple[int, str, str]]:
    rows = TextVersion.objects.unscoped("test").filter(ticket=ticket(case)).order_by("event_seq", "field")
    return list(rows.values_list("event_seq", "field", "body"))
