"""The catalogue over the API, and that page, API and published schema say the same of the same answers."""

import pytest
from django.http import QueryDict
from jsonschema import Draft202012Validator

from tests.api.calling import codes
from tests.pages import browser
from tests.processes.service_request import places as at
from tests.processes.service_request.catalogue.changing import now, publish
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]
ITEM = at.ITEM
RIGHT = at.ANSWERS[ITEM]
# Changes to valid answers, and the fields that are wrong then.
TRIED = [
    ({}, []),
    ({"what": "x" * 1000}, []),
    ({"what": "å\nä"}, []),
    ({"hsa_id": None}, ["hsa_id"]),
    ({"hsa_id": "x" * 61}, ["hsa_id"]),
    ({"what": "x" * 1001}, ["what"]),
    ({"kind": "steal"}, ["kind"]),
    ({"first_day": "2026-02-30"}, ["first_day"]),
    ({"first_day": "1 mars"}, ["first_day"]),
    ({"kind": None, "first_day": None}, ["kind", "first_day"]),
]


class Desk:
    """A person of the region who may order, by the API as by the browser."""

    def __init__(self):
        self.http = browser(at.orderer())

    def get(self, path: str, **query):
        return self.http.get(f"/api/v1/{path}", query)

    def register(self, process: str, fields: dict):
        body = {"process": process, "fields": fields}
        return self.http.post(
            "/api/v1/tickets", body, content_type="application/json", headers={"Idempotency-Key": "an-order-of-mine"}
        )


@pytest.fixture
def desk():
    return Desk()


def posted(answers: dict, once: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"item": f"{ITEM}:{now(ITEM).number}", "ordered_for": at.FOR, "once": once})
    for name, value in answers.items():
        data[f"answers.{name}"] = value
    return data


@pytest.mark.parametrize(("changes", "wrong"), TRIED)
def test_page_api_and_schema_agree(desk, changes, wrong):
    answers = {name: value for name, value in (RIGHT | changes).items() if value is not None}
    form = desk.get(f"catalogue/{ITEM}").json()["form"]
    judge = Draft202012Validator(form, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert judge.is_valid(answers) is (wrong == [])
    fields = {"catalogue_item": f"{ITEM}:1", "answers": answers, "ordered_for": at.FOR}
    told = desk.register("service-request", fields)
    page = browser(at.orderer()).post(f"/bestalla/{ITEM}/", posted(answers, "0d0f6a0e-3df2-4c0c-9d6a-0f8a5f1f2a22"))
    if not wrong:
        assert told.status_code == 201, told.json()
        assert page.status_code == 302
        return
    assert told.status_code == 422
    assert [field for field, _code in codes(told)] == [f"answers.{name}" for name in wrong]
    assert page.status_code == 422
    assert list(page.context["ordering"].answers.errors) == wrong
    assert not Ticket.all_objects.filter(process="service-request").exists()


def test_the_api_lists_what_is_on_offer_with_the_form_of_each(desk):
    answer = desk.get("catalogue").json()
    assert answer["organisation"] == "dalarna"
    found = {one["slug"]: one for one in answer["results"]}
    printer = found[at.PRICED]
    assert (printer["catalogue_item"], printer["price"], printer["lead_days"]) == (f"{at.PRICED}:1", "2400.00", 10)
    assert found[at.PREAPPROVED]["preapproved"]["by"] == "Styrgruppen för Sussa"
    for one in answer["results"]:
        Draft202012Validator.check_schema(one["form"])
    publish(at.PRICED, price=2600)
    assert desk.get(f"catalogue/{at.PRICED}").json()["catalogue_item"] == f"{at.PRICED}:2"
    old = {"catalogue_item": f"{at.PRICED}:1", "answers": at.ANSWERS[at.PRICED], "ordered_for": at.FOR}
    assert ("catalogue_item", "item_changed") in codes(desk.register("service-request", old | {"cost_centre": "1"}))


def test_a_program_asks_only_for_its_own_organisations(desk):
    assert desk.get("catalogue", organisation="gavleborg").status_code == 422
    assert desk.get("catalogue", organisation="dalarna").status_code == 200
    assert desk.get("catalogue", q="x").status_code == 422
    assert desk.get("catalogue/none").status_code == 404
