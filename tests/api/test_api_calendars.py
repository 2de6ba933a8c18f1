"""Reading the calendars over the API: the customer side does, for the vendor there are none."""

from datetime import date

import pytest

from tests import query_counts
from tests.api.calling import support, vendor

pytestmark = pytest.mark.django_db


def test_the_customer_side_reads_calendars_versions_and_days():
    desk = support()
    listed = desk.get("calendars").json()["results"]
    assert listed[0]["slug"] == "office"
    assert {one["organisation"] for one in listed} == {None, "sussa-vardstod", "cambio"}
    said = query_counts.check("api: one calendar", lambda: desk.get("calendars/office"), at_most=6).json()
    assert said["versions"][0]["week"][4:6] == [[{"opens": "08:00", "shuts": "17:00"}], []]
    year = date.today().year + 1
    assert {"date": f"{year}-12-24", "kind": "eve", "name": "julafton", "hours": []} in said["days"]
    assert desk.get("calendars/around-the-clock").json()["versions"] == []
    assert desk.get("calendars/none").status_code == 404


def test_for_the_vendor_there_are_none():
    program = vendor()
    assert program.get("calendars").json() == {"results": []}
    assert program.get("calendars/office").status_code == 404
