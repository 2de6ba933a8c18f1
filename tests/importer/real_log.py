"""The figures of the real log, computed from the file alone and in another way than the program's own."""

import csv
import gzip
import os
import statistics
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path

LOG = Path(os.environ.get("REAL_DATA", "/nowhere")) / "bpi2013" / "incidents.csv.gz"
ROOT = Path(__file__).resolve().parent.parent.parent
MAPPING = ROOT / "collaborations" / "sussa" / "mappings" / "vinst-incidents.yaml"


def read_cases() -> dict[str, list[dict]]:
    """The rows of each case, by time and then by place in the file."""
    found = defaultdict(list)
    with gzip.open(LOG, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            row["at"] = datetime.fromisoformat(row["Change Date+Time"])
            found[row["SR Number"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row["at"])  # stable: the file's order where two are at the same time
    return found


def figures_of(cases: dict[str, list[dict]]) -> dict:
    """The figures of `cases` by the definitions of docs/how/import_a_log.md."""
    days = [(rows[-1]["at"] - rows[0]["at"]).total_seconds() / 86400 for rows in cases.values()]
    pairs = [pair for rows in cases.values() for pair in pairwise(rows)]
    return {
        "cases": len(cases),
        "events": sum(len(rows) for rows in cases.values()),
        "still_open": sum(rows[-1]["Status"] != "Completed" for rows in cases.values()),
        "throughput_mean_days": statistics.fmean(days),
        "throughput_median_days": statistics.median(days),
        "reopened_share": sum(map(_was_reopened, cases.values())) / len(cases),
        "handovers_between_teams": sum(one["Involved ST"] != two["Involved ST"] for one, two in pairs),
        "handovers_between_lines": sum(_line(one) != _line(two) for one, two in pairs),
        "wait_hours": sum(
            (two["at"] - one["at"]).total_seconds() / 3600 for one, two in pairs if one["Sub Status"].startswith("Wait")
        ),
    }


def _line(row: dict) -> int:
    return {" 2nd": 2, " 3rd": 3}.get(row["Involved ST"][-4:], 1)


def _was_reopened(rows: list[dict]) -> bool:
    done = [row["Status"] == "Completed" for row in rows]
    return True in done and False in done[done.index(True) :]
