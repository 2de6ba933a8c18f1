"""Five hundred rows with seven broken ones are refused as a whole; corrected they are delivered in part.

The broken file is CSV, the corrected one a workbook.
"""

import re

import pytest

from tests import parties
from tests.cases import step
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BROKEN = (7, 41, 99, 180, 256, 377, 500)


def file(upload) -> dict:
    return {"name": upload.name, "mimeType": upload.content_type or "", "buffer": upload.read()}


def test_five_hundred_rows_from_the_broken_file_to_the_delivery_in_part(enter):
    at.orderer()
    window = enter(parties.DESK_ROLE, parties.REGION)
    the_broken_file_is_refused(window)
    number = the_whole_file_is_ordered(window)
    ticket = Ticket.objects.unscoped("test").get(number=number)
    step(step(ticket, "approve", at.approver()), "review_to_fulfilment", at.reviewer(), **at.REVIEWED)
    most_rows_are_delivered(enter(parties.SUPPORT_ROLE, parties.SUPPORT_ORG), number)


def the_broken_file_is_refused(window) -> None:
    page = window.page
    page.goto(f"/bestalla/{bulk.ITEM}/")
    page.fill("[name=ordered_for]", "Nya avdelning 9")
    given = bulk.rows(500)
    for number in BROKEN:
        given[number - 1] |= {"first_day": "snart"}
    page.set_input_files("[name=bulk_rows]", file(bulk.csv_file(given)))
    page.click("main form.form button.button--primary")
    page.locator("text=7 rader är fel och ingenting lästes in").wait_for()
    window.assert_sound()
    for number in BROKEN:
        page.locator(f"th:text-is('Rad {number + 1} i filen')").wait_for()
    assert page.input_value("[name=ordered_for]") == "Nya avdelning 9"
    assert not Ticket.objects.unscoped("test").filter(process="service-request").exists()


def the_whole_file_is_ordered(window) -> str:
    page = window.page
    page.set_input_files("[name=bulk_rows]", file(bulk.xlsx_file(bulk.rows(500))))
    page.click("main form.form button.button--primary")
    page.wait_for_url("**/arenden/TJF-*/")
    page.locator("text=0 av 500 levererade, 500 väntar").wait_for()
    window.assert_sound()
    return re.search(r"TJF-[0-9-]+", page.url)[0]


def most_rows_are_delivered(window, number: str) -> None:
    page = window.page
    page.goto(f"/arenden/{number}/rader/")
    window.assert_sound()
    page.check("[name=row][value='1']")
    page.check("[name=row][value='2']")
    page.click("main form button.button--primary")
    page.wait_for_url(re.compile("settle_rows"))
    assert page.input_value("[name=settled_rows]") == "1-2"
    window.assert_sound()
    page.fill("[name=settled_rows]", "1-493")
    page.check("[name=row_result][value=delivered]")
    page.click("main form button.button--primary")
    page.locator("text=493 av 500 levererade, 7 väntar").wait_for()
    window.assert_sound()
    page.goto(f"/arenden/{number}/rader/?state=pending")
    page.locator("text=Rad 1–7 av 7.").wait_for()
    page.locator("text=SE2321000180-1A494").wait_for()
    window.assert_sound()
