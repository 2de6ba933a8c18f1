"""A step on many tickets and saved views over REST: a verdict for each, a run to follow, every call once."""

import pytest

from sussa.api_docs import description
from tests.api.calling import codes, program, region, support, vendor
from tests.cases import at_vendor, fresh, incident, step
from tests.parties import NEIGHBOUR, REGION, desk
from tickets.bulk import working
from tickets.models import BulkRun, Event, SavedView

pytestmark = pytest.mark.django_db

PERSONAL_NUMBER = "19121212-1212"
NOTE = {"note_text": "Läst av oss.", "note_audience": "customer"}


def seen(*tickets) -> list[dict]:
    return [{"number": one.number, "version": fresh(one.pk).version} for one in tickets]


def asked(name: str, *tickets, dry_run=False, **fields) -> dict:
    return {"step": name, "tickets": seen(*tickets), "fields": fields, "dry_run": dry_run}


def carried_out():
    while working.work(seconds=60):
        pass


def test_a_dry_run_gives_a_verdict_for_each_and_changes_nothing():
    fine, closed = incident(), step(incident(), "cancel", desk(), reason="Nej")
    answer = region().post("bulk", asked("triage", fine, closed, dry_run=True))
    assert answer.status_code == 200
    body = answer.json()
    assert (body["step"], body["can"], body["total"]) == ("triage", 1, 2)
    assert [one["can"] for one in body["results"]] == [True, False]
    assert body["results"][1]["errors"][0]["code"] == "not_from_this_state"
    assert fresh(fine.pk).state == "new"
    assert not BulkRun.objects.exists()


def test_a_run_is_given_to_the_worker_and_followed():
    caller, tickets = region(), [incident(), step(incident(), "cancel", desk(), reason="Nej")]
    answer = caller.post("bulk", asked("triage", *tickets), key="run-1")
    assert answer.status_code == 202
    address = answer.headers["Location"].removeprefix("/api/v1/")
    said = caller.get(address).json()
    assert (said["state"], said["total"], said["done"], said["refused"]) == ("running", 2, 0, 0)
    carried_out()
    said = caller.get(address).json()
    assert (said["state"], said["done"], said["refused"]) == ("finished", 1, 1)
    assert [one["outcome"] for one in said["results"]] == ["done", "refused"]
    assert said["results"][1]["errors"][0]["code"] == "not_from_this_state"
    assert fresh(tickets[0].pk).state == "triage"
    assert Event.objects.unscoped("test").get(ticket_id=tickets[0].pk, step="triage").via == "api"


def test_the_same_key_starts_one_run():
    caller, ticket = region(), incident()
    first = caller.post("bulk", asked("add_note", ticket, **NOTE), key="run-2")
    again = caller.post("bulk", asked("add_note", ticket, **NOTE), key="run-2")
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    other = caller.post("bulk", asked("triage", ticket), key="run-2")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    carried_out()
    assert Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step="add_note").count() == 1


def test_a_run_without_a_key_is_refused():
    answer = region().post("bulk", asked("triage", incident()))
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


def test_a_version_that_was_not_read_or_is_old_is_said_for_its_ticket():
    caller, tickets = region(), [incident(), incident()]
    body = asked("triage", *tickets, dry_run=True)
    del body["tickets"][0]["version"]
    body["tickets"][1]["version"] += 1
    results = caller.post("bulk", body).json()["results"]
    assert [one["errors"][0]["code"] for one in results] == ["version_missing", "stale"]


def test_a_hidden_number_and_one_that_does_not_exist_are_answered_alike():
    hidden = incident(desk(NEIGHBOUR))
    body = {"step": "triage", "dry_run": True, "tickets": [{"number": hidden.number}, {"number": "INC-2020-000999"}]}
    first, second = region().post("bulk", body).json()["results"]
    assert first["errors"] == second["errors"]
    assert first["errors"][0]["code"] == "not_found"


def test_a_run_is_read_by_who_started_it_alone():
    answer = region().post("bulk", asked("triage", incident()), key="run-3")
    address = f"bulk/{answer.json()['id']}"
    for other in (region(NEIGHBOUR), support(), vendor()):
        assert other.get(address).status_code == 404


def test_the_vendors_people_do_not_read_each_others_runs():
    ticket, caller = at_vendor(), vendor()
    answer = caller.post("bulk", asked("add_note", ticket, note_text="Läst.", note_audience="all"), key="run-4")
    address = f"bulk/{answer.json()['id']}"
    assert caller.get(address).status_code == 200
    caller.acting = '"Nils Ek" <nils.ek@vendor.example>'
    assert caller.get(address).status_code == 404


def test_a_client_acts_under_its_one_hat_when_the_worker_carries_it_out():
    ticket = incident()
    region().post("bulk", asked("triage", ticket), key="run-5")
    carried_out()
    event = Event.objects.unscoped("test").get(ticket_id=ticket.pk, step="triage")
    assert (event.role, event.organisation.slug) == ("region-objektspecialist-support", REGION)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"step": "no_such"}, ("step", "no_such_step")),
        ({"step": "attach"}, ("step", "no_such_step")),
        ({"step": 3}, ("step", "no_such_step")),
        ({"tickets": []}, ("tickets", "not_a_list_of_tickets")),
        ({"tickets": "INC-2026-000001"}, ("tickets", "not_a_list_of_tickets")),
        ({"tickets": [{"number": PERSONAL_NUMBER}]}, ("tickets", "not_a_list_of_tickets")),
        ({"tickets": [{"number": "INC-2026-000001", "version": "1"}]}, ("tickets", "not_a_list_of_tickets")),
        ({"tickets": [{"number": "INC-2026-000001"}] * 2}, ("tickets", "named_twice")),
        ({"tickets": [{"number": f"INC-2026-{n:06}"} for n in range(501)]}, ("tickets", "not_a_list_of_tickets")),
        ({"dry_run": "yes"}, ("dry_run", "not_yes_or_no")),
        ({"fields": {"colour": "red"}}, ("colour", "unknown_field")),
        ({"extra": 1}, ("extra", "unknown_field")),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused_with_its_member(changed, fault):
    answer = region().post("bulk", asked("triage", incident(), dry_run=True) | changed)
    assert answer.status_code == 422
    assert fault in codes(answer)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_personal_number_is_refused_and_kept_nowhere(dry_run):
    fields = {"note_text": f"Ring {PERSONAL_NUMBER}", "note_audience": "customer"}
    answer = region().post("bulk", asked("add_note", incident(), dry_run=dry_run, **fields), key="run-6")
    assert (answer.status_code, codes(answer)) == (422, [("note_text", "personal_number")])
    assert PERSONAL_NUMBER not in answer.content.decode()
    assert not BulkRun.objects.exists()


def test_a_step_that_none_of_the_callers_roles_allows_is_forbidden():
    answer = vendor().post("bulk", asked("tag", at_vendor(), dry_run=True, tags=["a"]))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


# --- Views ---


def leader():
    return program("region-objektledare", REGION)


def test_a_view_is_kept_read_changed_removed_and_brought_back():
    caller = leader()
    made = caller.post("views", {"name": "Brådskande", "filters": {"priority": "1,2"}, "first": True})
    assert made.status_code == 201
    view = made.json()
    assert (view["own"], view["may_change"], view["first"], view["shared_with"]) == (True, True, True, None)
    assert view["tickets"] == "/api/v1/tickets?priority=1,2"
    address = f"views/{view['id']}"
    changed = caller.post(address, {"name": "Bråttom", "shared_with": f"{REGION}:"}).json()
    assert (changed["name"], changed["shared_with"], changed["filters"]) == (
        "Bråttom",
        f"{REGION}:",
        {"priority": "1,2"},
    )
    assert [one["name"] for one in region().get("views").json()["results"]] == ["Bråttom"]
    assert region(NEIGHBOUR).get("views").json()["results"] == []
    assert caller.post(f"{address}/remove").status_code == 200
    assert caller.get(address).status_code == 404
    assert region().post(f"{address}/bring_back").status_code == 404
    assert caller.post(f"{address}/bring_back").json()["name"] == "Bråttom"


def test_counts_are_of_what_the_caller_reads():
    incident()
    support_leader = program("sussa-incidentansvarig", "sussa-vardstod")
    shared = {"name": "Alla", "filters": {"state": "open"}, "shared_with": ":region-objektspecialist-support"}
    assert support_leader.post("views", shared).status_code == 201
    for caller, count in ((region(), 1), (region(NEIGHBOUR), 0)):
        (view,) = caller.get("views", count="true").json()["results"]
        assert (view["count"], view["count_is_more"]) == (count, False)


def test_a_reader_of_a_shared_view_may_open_it_first_and_not_change_it():
    view = leader().post("views", {"name": "Vår", "filters": {"state": "open"}, "shared_with": f"{REGION}:"}).json()
    caller, address = region(), f"views/{view['id']}"
    assert caller.post(address, {"first": True}).json()["first"] is True
    assert caller.post(address, {"name": "Min"}).status_code == 403
    assert caller.post(f"{address}/remove").status_code == 403
    assert caller.post(address, {"first": False}).json()["first"] is False


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"name": "x", "filters": {"priority": "9"}}, ("priority", "bad_filter")),
        ({"name": "x", "filters": {"priority": 1}}, ("filters", "bad_member")),
        ({"name": "", "filters": {}}, ("name", "bad_name")),
        ({"name": 3, "filters": {}}, ("name", "bad_member")),
        ({"name": "x", "filters": {}, "colour": "red"}, ("colour", "unknown_field")),
        ({"name": "x", "filters": {}, "shared_with": "halland:"}, ("shared_with", "may_not_share")),
        ({"name": PERSONAL_NUMBER, "filters": {}}, ("name", "personal_number")),
    ],
)
def test_a_view_that_cannot_be_kept_is_refused_with_its_member(body, fault):
    answer = region().post("views", body)
    assert (answer.status_code, codes(answer)) == (422, [fault])
    assert not SavedView.objects.exists()


def test_bulk_and_views_are_described():
    paths = description()["paths"]
    assert {"/api/v1/bulk", "/api/v1/bulk/{id}", "/api/v1/views", "/api/v1/views/{id}"} <= set(paths)
