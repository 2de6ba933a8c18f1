"""Every refusal is one kind of body with a code; versions, keys and fields as the table of refusals says."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import parties
from tests.api.calling import codes, region, support, vendor
from tests.cases import INCIDENT, at_support, at_vendor, incident, prioritised, step
from tests.people import actor
from tickets.models import Note, Ticket

pytestmark = pytest.mark.django_db
NUMBER = "19121212-1212"


def fields(**more) -> dict:
    return INCIDENT | {"started_at": (timezone.now() - timedelta(hours=1)).isoformat()} | more


def is_problem(answer, status: int, code: str) -> bool:
    said = answer.json()
    assert (answer.status_code, said["code"], said["status"]) == (status, code, status), said
    assert answer.headers["Content-Type"] == "application/problem+json"
    return said["type"].endswith(f"#{code}") and bool(said["title"])


def test_what_cannot_be_read_is_malformed():
    desk = region()
    for body in ("{", "[]", '"text"', '{"process": "\\ud800"}', "[" * 5000, b"\xff\xfe"):
        assert is_problem(desk.post("tickets", body, key="k1"), 400, "malformed")


def test_an_unknown_address_method_and_form_are_answered_in_kind():
    desk = region()
    assert is_problem(desk.get("nothing/here"), 404, "not_found")
    assert is_problem(desk.get("tickets/INC-2026-999999"), 404, "not_found")
    answer = desk.http.delete("/api/v1/tickets", headers=desk.headers())
    assert is_problem(answer, 405, "method_not_allowed") and "GET" in answer.headers["Allow"]
    assert is_problem(desk.get("tickets", headers={"Accept": "text/html"}), 406, "not_acceptable")
    answer = desk.http.post("/api/v1/tickets", "a=b", content_type="text/csv", headers=desk.headers())
    assert is_problem(answer, 415, "unsupported_media_type")


def test_a_body_beyond_the_limit_is_too_large():
    desk = region()
    assert is_problem(desk.post("tickets", json.dumps({"x": "a" * 1_100_000}), key="k"), 413, "too_large")


def test_registering_demands_a_key():
    desk = region()
    answer = desk.post("tickets", {"process": "incident", "fields": fields()})
    assert is_problem(answer, 400, "idempotency_key_missing")
    assert is_problem(desk.register("incident", fields(), key="two words"), 400, "bad_idempotency_key")


def test_every_fault_of_a_registration_is_named_at_once_and_nothing_is_written():
    desk = region()
    wrong = fields(title="", service="no-such", patient_safety="maybe", started_at="tomorrow", unheard="x")
    answer = desk.register("incident", wrong)
    assert is_problem(answer, 422, "refused")
    assert {
        ("title", "required"),
        ("service", "not_found"),
        ("patient_safety", "not_a_choice"),
        ("started_at", "not_a_time"),
        ("unheard", "unknown_field"),
    } <= set(codes(answer))
    assert not Ticket.objects.unscoped("test").exists()
    assert codes(desk.register("staffing", fields())) == [("process", "not_a_choice")]


def test_the_same_key_carries_a_registration_out_once():
    desk = region()
    first, again = desk.register("incident", said := fields(), key="a-1"), desk.register("incident", said, key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() and again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first.headers
    assert Ticket.objects.unscoped("test").count() == 1
    assert is_problem(desk.register("incident", said | {"title": "Annat"}, key="a-1"), 422, "key_reused")
    assert region("halland").register("incident", said, key="a-1").status_code == 201


def test_a_replay_shows_the_ticket_as_it_is_now():
    desk = region()
    said = fields()
    number = desk.register("incident", said, key="a-1").json()["number"]
    desk.step(number, "triage")
    assert desk.register("incident", said, key="a-1").json()["state"] == "triage"


def test_keys_hold_for_steps_notes_and_files_too():
    desk, number = region(), prioritised().number
    note = {"text": "En gång", "audience": "customer"}
    made = [desk.post(f"tickets/{number}/notes", note, key="n-1") for _time in range(2)]
    assert [one.json()["id"] for one in made] == [made[0].json()["id"]] * 2
    assert Note.objects.unscoped("test").count() == 1
    sent = [upload(desk, number, b"rad 1", headers={"Idempotency-Key": "f-1"}) for _time in range(2)]
    assert sent[0].json() == sent[1].json() and sent[1].headers["Idempotency-Replayed"] == "true"
    assert is_problem(upload(desk, number, b"rad 2", headers={"Idempotency-Key": "f-1"}), 422, "key_reused")
    version = desk.get(f"tickets/{number}").json()["version"]
    body = {"fields": {"impact": 2, "urgency": 2}}
    taken = [desk.post(f"tickets/{number}/steps/prioritise", body, version=version, key="s-1") for _time in range(2)]
    assert [one.status_code for one in taken] == [200, 200]
    assert taken[0].json()["event"]["id"] == taken[1].json()["event"]["id"]


def test_a_repeated_step_of_a_ticket_that_is_closed_to_the_caller_since_says_that_it_was_taken():
    desk, ticket = region(), incident()
    named = {"reason": "Känsligt", "named_readers": [parties.object_leader().user.email]}
    address, how = f"tickets/{ticket.number}/steps/triage", {"version": ticket.version, "key": "t-1"}
    assert desk.post(address, {}, **how).json()["ticket"]["state"] == "triage"
    step(ticket, "make_confidential", parties.region_security(), **named)
    assert desk.get(f"tickets/{ticket.number}").status_code == 404
    again = desk.post(address, {}, **how)
    assert (again.status_code, again.json()) == (200, {"number": ticket.number, "state": "triage"})
    assert again.headers["Idempotency-Replayed"] == "true"


def upload(caller, number: str, content: bytes, *, name="logg.txt", headers=None, **parts):
    file = SimpleUploadedFile(name, content)
    return caller.upload(
        f"tickets/{number}/attachments", headers=headers, files=file, **{"audience": "customer"} | parts
    )


def test_a_step_without_a_version_is_asked_for_one():
    desk, number = region(), incident().number
    assert is_problem(desk.post(f"tickets/{number}/steps/triage"), 428, "version_missing")
    assert is_problem(desk.post(f"tickets/{number}/steps/triage", headers={"If-Match": "*"}), 400, "bad_if_match")
    version = desk.get(f"tickets/{number}").json()["version"]
    assert desk.post(f"tickets/{number}/steps/triage", {"version": version}).status_code == 200


def test_a_stale_version_is_answered_with_the_present_one_and_what_changed():
    desk, number = region(), prioritised().number
    read = desk.get(f"tickets/{number}")
    version = int(read.headers["ETag"].strip('"'))
    desk.step(number, "prioritise", impact=2, urgency=2)
    answer = desk.post(f"tickets/{number}/steps/assign", version=version)
    assert is_problem(answer, 412, "stale")
    said = answer.json()
    assert (said["given_version"], said["current_version"]) == (version, version + 1)
    assert [one["step"] for one in said["changed"]] == ["prioritise"]
    changed = {one["field"]: (one["old"], one["new"]) for one in said["changed"][0]["changed"]}
    assert changed["impact"] == (3, 2)


def test_a_note_does_not_make_a_read_version_stale():
    desk, number = region(), incident().number
    version = desk.get(f"tickets/{number}").json()["version"]
    desk.post(f"tickets/{number}/notes", {"text": "Hej", "audience": "customer"})
    assert desk.post(f"tickets/{number}/steps/triage", version=version).status_code == 200


def test_wrong_state_place_and_right_are_told_apart():
    desk, number = region(), at_support().number
    version = desk.get(f"tickets/{number}").json()["version"]
    assert is_problem(desk.post(f"tickets/{number}/steps/no_such_step", version=version), 409, "not_possible_now")
    assert codes(desk.post(f"tickets/{number}/steps/close", version=version)) == [("", "not_from_this_state")]
    assert codes(desk.post(f"tickets/{number}/steps/hold", version=version))[0][1] in (
        "not_from_this_state",
        "not_holder",
    )
    answer = desk.post(f"tickets/{number}/steps/widen", version=version)
    assert is_problem(answer, 403, "not_permitted")
    assert (answer.json()["capability"], answer.json()["step"]) == ("ticket.widen", "widen")


def test_a_query_that_nobody_knows_is_refused_with_its_name():
    desk = region()
    for query, code in (
        ({"statte": "open"}, "unknown_parameter"),
        ({"state": "nowhere"}, "bad_filter"),
        ({"older_than": "9" * 12}, "bad_filter"),
        ({"sort": "colour"}, "bad_order"),
        ({"cursor": "x"}, "bad_cursor"),
        ({"cursor": "W2ZhbHNlLCJ4IiwieCJd"}, "bad_cursor"),
        ({"page_size": "0"}, "out_of_range"),
        ({"q": "\x00"}, "not_text"),
    ):
        assert codes(desk.get("tickets", **query)) == [(next(iter(query)), code)], query


def test_a_personal_number_is_refused_everywhere_and_never_repeated(caplog):
    desk, cambio, number = region(), vendor(), at_vendor().number
    answers = [
        desk.register("incident", fields(symptom=f"Patient {NUMBER} syns inte.")),
        desk.register("incident", fields() | {NUMBER: "x"}),
        desk.post(f"tickets/{number}/notes", {"text": f"Gäller {NUMBER}", "audience": "all"}),
        desk.post(f"tickets/{number}/notes", {"text": "x", "audience": "all", NUMBER: NUMBER}),
        upload(desk, number, b"x", name=f"{NUMBER}.txt"),
        upload(desk, number, f"Patient {NUMBER}".encode()),
        vendor(acting=f'"Anna {NUMBER}" <anna@vendor.example>').post(f"tickets/{number}/notes", {"text": "x"}),
        cambio.get("tickets", **{NUMBER: "1"}),
        cambio.get(f"tickets/{NUMBER}"),
    ]
    assert [one.status_code for one in answers] == [422] * 8 + [404]
    assert all(NUMBER not in one.content.decode() for one in answers)
    assert ("text", "personal_number") in codes(answers[2]) and ("files", "personal_number") in codes(answers[5])
    assert not Note.objects.unscoped("test").exists()


def test_a_possible_number_is_taken_with_a_statement_and_its_reason():
    desk, number = region(), incident().number
    note = {"text": "Ordernummer 8112189876", "audience": "customer"}
    answer = desk.post(f"tickets/{number}/notes", note)
    if answer.status_code == 422:
        assert codes(answer) == [("text", "possible_personal_number")]
        note |= {"not_personal_data": True, "not_personal_data_reason": "Ett ordernummer"}
        assert desk.post(f"tickets/{number}/notes", note).status_code == 201


def test_texts_are_english_or_as_the_caller_asks():
    desk = region()
    assert desk.get("nothing").json()["title"] == "There is nothing here for you to read"
    answer = desk.get("nothing", headers={"Accept-Language": "sv"})
    assert answer.json()["title"] == "Det finns inget här som du får läsa"
    assert answer.headers["Content-Language"] == "sv"


def test_whoever_wears_two_hats_is_asked_which(settings):
    from roles.credentials import make_token
    from tests.api.calling import Program
    from tests.people import person, wear

    user = person("region-objektspecialist-support", "dalarna")
    wear(user, "region-objektspecialist-support", "halland")
    token, _row = make_token(user=user, name="x", expires_at=timezone.now() + timedelta(days=1))
    answer = Program(token).register("incident", fields())
    assert is_problem(answer, 422, "choose_hat") and len(answer.json()["hats"]) == 2
    body = {"process": "incident", "fields": fields(), "hat": answer.json()["hats"][1]["id"]}
    assert Program(token).post("tickets", body, key="h-1").json()["origin"] == "halland"


def test_a_fault_of_ours_is_a_problem_too(monkeypatch):
    from tickets import selectors

    desk = region()
    monkeypatch.setattr(selectors, "queue", lambda *a, **k: 1 / 0)
    assert is_problem(desk.get("tickets"), 500, "server_error")


def test_actors_of_the_tests_and_of_the_api_are_the_same_side():
    assert actor("sussa-supportspecialist", "sussa-vardstod").tiers == {"support"}
    assert support().get("me").json()["hats"][0]["organisation"] == "sussa-vardstod"
