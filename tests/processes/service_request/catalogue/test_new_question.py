"""A question that an item has from its next version on is data: form, API, judgement, rows and old orders follow."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from engine.errors import Refused
from tests.api.calling import codes
from tests.pages import browser
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tests.processes.service_request.catalogue.changing import asked, now, publish, text
from tests.processes.service_request.catalogue.test_catalogue_api import Desk
from tests.processes.service_request.catalogue.test_order_page import ordered, sent
from tickets.processes.service_request.bulk import reading
from tickets.processes.service_request.bulk.template_files import template_file
from tickets.processes.service_request.catalogue.questions import Kind, Question, Words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]
FLOOR = Question("floor", Kind.NUMBER, Words("Vilket plan?", "Which floor?"), required=True, low=0, high=20)


def asks_more(slug: str) -> None:
    publish(slug, questions=[*asked(slug), FLOOR])


def tried(client, answers: dict):
    """The same answers by the form and by the API."""
    said = {f"answers.{name}": str(value) for name, value in answers.items()}
    page = client.post(f"/bestalla/{at.ITEM}/", sent(once="7a0c1d52-59b1-4f4e-8f0e-2b6c3d4e5f60") | said)
    version = f"{at.ITEM}:{now(at.ITEM).number}"
    fields = {"catalogue_item": version, "answers": at.ANSWERS[at.ITEM] | answers, "ordered_for": at.FOR}
    return page, Desk().register("service-request", fields)


def test_it_is_asked_published_and_shown_and_an_older_order_knows_nothing_of_it():
    client = browser(at.orderer())
    old = ordered(client)
    asks_more(at.ITEM)
    assert "Vilket plan?" in text(client.get(f"/bestalla/{at.ITEM}/"))
    form = Desk().get(f"catalogue/{at.ITEM}").json()["form"]
    assert "floor" in form["required"] and form["properties"]["floor"]["maximum"] == 20
    page, told = tried(client, {"floor": 3})
    assert (page.status_code, told.status_code) == (302, 201), told.json()
    said = text(client.get(page["Location"]))
    assert "Vilket plan?" in said
    read = Desk().get(f"tickets/{told.json()['number']}").json()["facts"]
    assert read["answers"]["floor"] == 3 and read["version"] == f"{at.ITEM}:2"
    before = text(client.get(f"/arenden/{old.number}/"))
    assert "Vilket plan?" not in before and "Signera remisser" in before
    assert Desk().get(f"tickets/{old.number}").json()["facts"]["answers"] == at.ANSWERS[at.ITEM]


@pytest.mark.parametrize(
    ("given", "code"), [({}, "required"), ({"floor": 21}, "out_of_range"), ({"floor": -1}, "out_of_range")]
)
def test_form_and_api_refuse_what_the_schema_refuses_at_the_question_itself(given, code):
    asks_more(at.ITEM)
    page, told = tried(browser(at.orderer()), given)
    assert (page.status_code, told.status_code) == (422, 422)
    assert 'id="id_answers.floor-error"' in text(page)
    assert codes(told) == [("answers.floor", code)]


def test_the_file_of_rows_has_its_column_and_each_row_is_judged_by_it():
    asks_more(bulk.ITEM)
    book = load_workbook(io.BytesIO(template_file(now(bulk.ITEM), "xlsx").content))
    assert [cell.value for cell in book.worksheets[0][1]][-1] in ("Vilket plan?", "Which floor?")
    for floor in (2, 99):
        book.worksheets[0].append([*bulk.cells(bulk.row(1)), floor])
    with pytest.raises(Refused) as why:
        _order(_file(book))
    assert [(one.code, one.field) for one in why.value.reasons] == [("out_of_range", "bulk_rows.2.floor")]
    book.worksheets[0].delete_rows(3)
    kept = reading.page(_order(_file(book)), at.orderer()).rows
    assert [one.answers["floor"] for one in kept] == [2]
    with pytest.raises(Refused) as why:
        _order(bulk.csv_file(bulk.rows(1)))
    assert {one.code for one in why.value.reasons} == {"wrong_columns"}


def _file(book) -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("rader.xlsx", out.getvalue())


def _order(file):
    return bulk.placed(bulk_rows=file)
