"""Orders in rows, and the files that they come in."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests import parties
from tests.cases import step
from tests.processes.service_request import places as at

ITEM = "authorisation-rows"
HEADINGS = ["HSA-id", "Vad ska göras", "Behörighet", "Från och med"]


def row(number: int = 1, **changes) -> dict:
    first = {"hsa_id": f"SE2321000180-1A{number:03d}", "kind": "add", "what": "Signera remisser"}
    return first | {"first_day": "2026-12-07"} | changes


def rows(count: int) -> list[dict]:
    return [row(number) for number in range(1, count + 1)]


def cells(one: dict) -> list[str]:
    """As somebody writes them: the choice in its words."""
    words = {"add": "Lägg till", "remove": "Ta bort"}
    return [str(one["hsa_id"]), words.get(one["kind"], one["kind"]), str(one["what"]), str(one["first_day"])]


def csv_file(given: list[dict], *, delimiter: str = ";", encoding: str = "utf-8-sig", name: str = "rader.csv"):
    lines = [delimiter.join(HEADINGS), *(delimiter.join(cells(one)) for one in given)]
    return SimpleUploadedFile(name, "\r\n".join(lines).encode(encoding), "text/csv")


def xlsx_file(given: list[dict], *, headings: list[str] = HEADINGS) -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(headings)
    for one in given:
        book.active.append(cells(one))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("rader.xlsx", out.getvalue())


def ordering(count: int = 3, **more) -> dict:
    return {"catalogue_item": ITEM, "ordered_for": at.FOR, "bulk_rows": rows(count)} | more


def draft(who=None):
    return at.draft(who, ITEM)


def placed(count: int = 3, **more):
    from engine.perform import create
    from tests.cases import fresh
    from tickets.workflows import ServiceRequest

    event = create(
        ServiceRequest, ServiceRequest.birth, actor=at.orderer(), via="test", data=ordering(count, **more),
        process=ServiceRequest.slug,
    )  # fmt: skip
    return fresh(event.ticket_id)


def in_fulfilment(count: int = 3):
    """Approved, and the support organisation carries it out."""
    ticket = step(placed(count), "approve", at.approver())
    return step(ticket, "review_to_fulfilment", at.reviewer(), **at.REVIEWED)


def settled(ticket, rows: str = "alla", result: str = "delivered", **more):
    return step(ticket, "settle_rows", parties.support(), settled_rows=rows, row_result=result, **more)
