"""What is no table for an item in rows: answers beside the rows, and more columns than a form can have."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engine.errors import Refused
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import places as bulk
from tickets.models import Ticket
from tickets.processes.service_request.bulk.reading_files import MOST_COLUMNS

pytestmark = pytest.mark.django_db


def refused(**data) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as why:
        bulk.placed(**data)
    assert not Ticket.objects.unscoped("test").exists()
    return {(one.code, one.field) for one in why.value.reasons}


def test_an_item_in_rows_takes_no_answers_beside_them():
    assert refused(answers=at.ANSWERS[at.ITEM]) == {("answers_in_rows", "answers")}


def test_a_file_with_more_columns_than_a_form_can_have_is_refused_before_it_is_judged():
    heading = ";".join([*bulk.HEADINGS, *(f"Kolumn {number}" for number in range(MOST_COLUMNS))])
    file = SimpleUploadedFile("rader.csv", f"{heading}\n".encode())
    assert refused(bulk_rows=file) == {("too_many_columns", "bulk_rows")}
