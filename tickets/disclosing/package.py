"""What is handed out: one file with the record as PDF and as JSON, and the files of the case."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regions import directory
from roles import titles
from sla import wording
from tickets import selectors
from tickets.codes import Disclosed
from tickets.disclosing import door
from tickets.disclosing.as_pdf import pdf_of
from tickets.disclosing.record import Record, files_holding, lines_not_found, record_of
from tickets.models import Disclosure

IN_MEMORY = 5_000_000


@dataclass(frozen=True)
class Decision:
    """A decision as it is handed out: its facts as label and words. `masked` is for the record alone."""

    facts: list[tuple[str, str]]
    by: str
    is_refusal: bool
    masked: str = ""


def decision_of(ticket, actor, row: Disclosure) -> Decision:
    words = selectors.texts_of_events(ticket, actor, [row.event_seq]).get(row.event_seq, [])
    said = {one.field: one.body for one in words}
    with translation.override("sv"):
        facts = [
            (_("Decision"), str(row.get_decision_display())),
            (_("Decided by"), _who(row)),
            (pgettext("disclosure", "Decided"), wording.long_time(row.at)),
            (_("Provision"), said.get("withheld_provision", "")),
            (_("Reason"), said.get("reason", "")),
        ]
        if row.decision != Disclosed.WHOLE:
            text = _("Whoever asked may demand a written decision, and appeal to the administrative court of appeal.")
            facts.append((_("Appeal"), text))
    is_refusal, masked = row.decision == Disclosed.REFUSED, said.get("masked_words", "")
    return Decision([one for one in facts if one[1]], _who(row), is_refusal, masked)


def _who(row: Disclosure) -> str:
    name = row.person.get_full_name() if row.person else ""
    place = directory.organisation(row.organisation_id).name
    return ", ".join(filter(None, (name, titles.as_kept(row.role_label), place)))


def package_of(ticket, actor, row: Disclosure):
    """An open file with the ZIP. Reads the case as `actor` does now: what was hidden since is in none of it."""
    decision = decision_of(ticket, actor, row)
    record = Record(ticket.number, "")
    if not decision.is_refusal:
        record = record_of(ticket, actor, until=row.event_seq - 1, without=row.without, masked=decision.masked)
    content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the answer to the browser closes it
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("handling.pdf", pdf_of(record, decision))
        archive.writestr("handling.json", json_of(record, decision))
        for place, one in enumerate(record.files, start=1):
            if one.row is not None:
                with one.row.file.open("rb") as file:
                    archive.writestr(f"filer/{place:02}-{_plain(one.name)}", file.read())
    content.seek(0)
    return content


def _plain(name: str) -> str:
    """A name that no program takes for a folder."""
    return name.replace("/", "_").replace("\\", "_").lstrip(".") or "fil"


def json_of(record: Record, decision: Decision) -> str:
    said = {
        "decision": dict(decision.facts),
        "number": record.number,
        "title": record.title,
        "facts": [{"label": label, "value": value} for label, value in record.facts],
        "texts": [{"label": label, "text": text} for label, text in record.described],
        "events": [
            {"at": one.at, "who": one.who, "what": one.what, "words": [{"label": a, "text": b} for a, b in one.words]}
            for one in record.lines
        ],
        "files": [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in record.files],
    }
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def register() -> None:
    """Make it known to the doors and rules; called once, when the app is ready."""
    door.made_by_pages(package_of, lines_not_found, files_holding)
