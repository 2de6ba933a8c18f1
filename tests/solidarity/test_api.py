"""The ledger over the API: the same door and the same refusals as its pages."""

from decimal import Decimal

import pytest

from tests import parties, query_counts
from tests.api.calling import program
from tests.solidarity.test_ledger import cost, effort, lines, regional
from tickets.models import SolidarityRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
EFFORT = {"region": "dalarna", "process": "incident", "hours": "12.5", "month": "2026-03"}
COST = {"label": "Kurs i förvaltning", "amount": 900, "month": "2026-03", "key": "equal"}


def controller(**more):
    return program("sussa-ekonomicontroller", parties.SUPPORT_ORG, **more)


def leader(region=parties.REGION):
    return program("region-objektledare", region)


def faults(answer) -> set[str]:
    assert answer.status_code == 422, answer.content
    return {one["field"] for one in answer.json()["errors"]}


def test_it_gives_what_each_region_gave_and_used_with_the_rows_behind():
    effort(hours="9", used_by=("dalarna", "halland", "blekinge"))
    cost(amount="1000", key="population")
    found = leader("norrbotten").get("solidarity", **{"from": "2026-01", "to": "2026-12"}).json()
    dalarna = next(one for one in found["regions"] if one["region"] == "dalarna")
    assert (dalarna["hours_given"], dalarna["hours_used"]) == ("9.00", "3.00")
    assert (found["together"]["kronor_borne"], found["together"]["kronor_used"]) == ("1000.00", "1000.00")
    assert [one["region"] for one in found["regions"]] == list(lines())
    given = next(one for one in found["results"] if one["kind"] == "effort")
    assert (given["region"], given["used_by"], given["month"]) == (
        "dalarna", ["blekinge", "dalarna", "halland"], "2026-03",
    )  # fmt: skip
    borne = next(one for one in found["results"] if one["kind"] == "cost")
    assert borne["key"] == "population" and sum(Decimal(one["share"]) for one in borne["borne"]) == 100
    assert "Karin" not in str(found) and not {"person", "entered_by"} & given.keys()


def test_rows_come_in_pages():
    for number in range(3):
        effort(hours=str(number + 1))
    first = controller().get("solidarity", page_size=2, **{"from": "2026-01"}).json()
    assert (len(first["results"]), first["total"]) == (2, 3) and "cursor=2" in first["next"]
    last = controller().get("solidarity", page_size=2, cursor=2, **{"from": "2026-01"}).json()
    assert len(last["results"]) == 1 and last["next"] is None


def test_effort_and_cost_are_entered_and_taken_back():
    desk = controller()
    made = desk.post("solidarity/efforts", EFFORT | {"role": "region-kliniker", "used_by": ["halland"]}, key="a")
    assert made.status_code == 201
    assert (made.json()["hours"], made.json()["role"], made.json()["used_by"]) == (
        "12.50", "region-kliniker", ["halland"],
    )  # fmt: skip
    own = COST | {"key": "custom", "shares": {"dalarna": "60", "halland": 40}}
    assert desk.post("solidarity/costs", own, key="b").json()["kronor"] == "900.00"
    assert lines()["dalarna"].kronor_borne == Decimal("540.00")
    gone = desk.post(f"solidarity/{made.json()['id']}/withdraw")
    assert gone.status_code == 200 and lines()["dalarna"].hours_given == 0
    assert desk.post(f"solidarity/{made.json()['id']}/withdraw").status_code == 422
    assert desk.post("solidarity/999999/withdraw").status_code == 404


def test_a_call_that_is_repeated_enters_one_row():
    desk = controller()
    first, again = (desk.post("solidarity/efforts", EFFORT, key="same") for _turn in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"] and again.headers["Idempotency-Replayed"] == "true"
    assert SolidarityRow.objects.count() == 1
    assert desk.post("solidarity/efforts", EFFORT | {"hours": 3}, key="same").status_code == 422
    assert desk.post("solidarity/efforts", EFFORT).status_code == 400


def test_a_refused_call_leaves_its_key_free():
    desk = controller()
    assert desk.post("solidarity/efforts", EFFORT | {"hours": 0}, key="k").status_code == 422
    assert desk.post("solidarity/efforts", EFFORT, key="k").status_code == 201


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"hours": "0"}, "hours"),
        ({"hours": "1.234"}, "hours"),
        ({"hours": 1.234}, "hours"),
        ({"hours": True}, "hours"),
        ({"hours": 100_000}, "hours"),
        ({"month": "2026-13"}, "month"),
        ({"month": "2099-01"}, "month"),
        ({"region": "skane"}, "region"),
        ({"region": None}, "region"),
        ({"process": "no-such"}, "process"),
        ({"role": "cambio-service-desk"}, "role"),
        ({"role": "a\u0000b"}, "role"),
        ({"used_by": "halland"}, "used_by"),
        ({"used_by": ["halland", "halland"]}, "used_by"),
        ({"used_by": ["cambio"]}, "used_by"),
        ({"person": "Karin"}, "person"),
    ],
)
def test_what_cannot_be_effort_is_refused_at_its_member(said, named):
    assert named in faults(controller().post("solidarity/efforts", EFFORT | said, key="k"))
    assert not SolidarityRow.objects.exists()


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": 0}, "amount"),
        ({"label": " "}, "label"),
        ({"label": "x" * 121}, "label"),
        ({"label": "a\u0000b"}, "label"),
        ({"label": "Arvode 19121212-1212"}, "label"),
        ({"key": "no-such"}, "key"),
        ({"key": "custom", "shares": {"dalarna": "99.99"}}, "shares"),
        ({"key": "custom", "shares": {"skane": "100"}}, "shares"),
        ({"key": "custom", "shares": [100]}, "shares"),
        ({"key": "orderer"}, "used_by"),
        ({"key": "population", "month": "2021-01"}, "key"),
    ],
)
def test_what_cannot_be_a_cost_is_refused_at_its_member(said, named):
    assert named in faults(controller().post("solidarity/costs", COST | said, key="k"))
    assert not SolidarityRow.objects.exists()


def test_a_region_enters_its_own_effort_alone():
    assert leader().post("solidarity/efforts", EFFORT, key="k").status_code == 201
    assert leader("halland").post("solidarity/efforts", EFFORT, key="k").status_code == 403
    assert leader().post("solidarity/costs", COST, key="l").status_code == 403
    row = effort(regional())
    assert leader("halland").post(f"solidarity/{row.pk}/withdraw").status_code == 403
    assert leader().post(f"solidarity/{row.pk}/withdraw").status_code == 200


def test_others_neither_read_nor_enter():
    row = effort()
    for outsider in (
        program("region-objektspecialist", parties.REGION),
        program("cambio-contract-manager", parties.VENDOR_ORG),
    ):
        assert outsider.get("solidarity").status_code == 403
        assert outsider.post("solidarity/efforts", EFFORT, key="k").status_code == 403
        for pk in (row.pk, 999_999):  # the same for one that is there and one that is not
            assert outsider.post(f"solidarity/{pk}/withdraw").status_code == 403
    reader = controller(scopes=["tickets.read"])
    assert reader.get("solidarity").status_code == 200
    assert reader.post("solidarity/efforts", EFFORT, key="k").status_code == 403


def test_a_period_that_cannot_be_is_refused():
    assert faults(controller().get("solidarity", **{"from": "2026-13"})) == {"from"}
    assert faults(controller().get("solidarity", **{"from": "2026-05", "to": "2026-04"})) == {"to"}
    assert faults(controller().get("solidarity", person="1")) == {"person"}


def test_the_number_of_queries_does_not_grow():
    desk = controller()
    for count in range(3):
        effort(hours=str(count + 1))
        cost(amount=str(count + 1))
        if count != 1:
            query_counts.check("api: solidarity", lambda: desk.get("solidarity", **{"from": "2026-01"}), at_most=8)
    query_counts.check("api: enter effort", lambda: desk.post("solidarity/efforts", EFFORT, key="q"), at_most=14)
