"""A step on many tickets in the browser, without script: ticked, tried, carried out, reported and taken back."""

import re

import pytest
from django.utils import timezone

from roles.models import Draft
from tests.cases import fresh, incident, prioritised, step, team
from tests.pages import browser
from tests.parties import NEIGHBOUR, desk, vendor
from tickets.bulk import runs, working
from tickets.models import BulkRow, BulkRun

pytestmark = pytest.mark.django_db

PERSONAL_NUMBER = "19121212-1212"
LIST = "/arenden/?state=open"


@pytest.fixture
def client():
    return browser(desk())


def text_of(answer) -> str:
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def pick(ticket) -> str:
    return f"{ticket.pk}-{fresh(ticket.pk).version}"


def chosen(client, name: str, *tickets, **more):
    """The address of the run that the list's form gives."""
    data = {"step": name, "rows": [pick(one) for one in tickets], "next": LIST, "which": "ticked"} | more
    answer = client.post("/arenden/flera/", data)
    assert answer.status_code == 302, text_of(answer)
    return answer.url


def carried_out():
    while working.work(seconds=60):
        pass


def assigned(**data):
    return step(prioritised(**data), "assign", desk(), team=team("dalarna").slug, category_open="programfel")


def test_the_list_has_a_box_a_row_and_the_steps_that_its_rows_allow(client):
    ticket = incident()
    body = client.get(LIST).content.decode()
    assert f'name="rows" value="{pick(ticket)}" form="bulk"' in body
    assert '<option value="triage">' in body
    assert '<option value="resume">' not in body  # no row is on hold
    assert '<option value="escalate_tier">' not in body  # a letter is about one ticket


def test_a_list_without_rows_offers_nothing_to_do(client):
    assert 'id="bulk"' not in client.get(LIST).content.decode()


def test_nothing_ticked_or_nothing_chosen_leads_back_to_the_same_list(client):
    ticket = incident()
    for data in ({"step": "triage"}, {"rows": [pick(ticket)]}, {"step": "hide_personal_data", "rows": [pick(ticket)]}):
        answer = client.post("/arenden/flera/", data | {"next": LIST + "&priority=1"}, follow=True)
        assert answer.redirect_chain[-1][0] == "/arenden/?state=open&priority=1"
    assert not BulkRun.objects.exists()


def test_a_step_is_filled_in_once_tried_and_then_carried_out(client):
    tickets = [assigned(), assigned(), incident()]
    address = chosen(client, "hold", *tickets)
    assert 'name="hold_question"' in client.get(address).content.decode()
    until = timezone.localtime() + timezone.timedelta(days=3)
    fields = {"hold_reason": "await_reporter", "hold_question": "Gick det?"}
    fields |= {"resume_at_0": until.strftime("%Y-%m-%d"), "resume_at_1": "08:00"}
    tried = client.post(address, fields | {"act": "try"})
    assert "Går att göra i 2 av 3 ärenden" in text_of(tried)
    assert "Ingenting har ändrats än" in text_of(tried)
    assert [fresh(one.pk).state for one in tickets] == ["assigned", "assigned", "new"]
    assert text_of(tried).count("Tilldelad ") == 2  # as they are, not as they would be
    started = client.post(address, fields | {"act": "run"})
    assert (started.status_code, started.url) == (302, address)
    assert "0 av 3 är klara" in text_of(client.get(address))
    carried_out()
    assert [fresh(one.pk).state for one in tickets] == ["on_hold", "on_hold", "new"]
    report = text_of(client.get(address))
    assert "Klart i 2 av 3 ärenden" in report
    assert tickets[2].number in report


def test_a_step_without_fields_is_tried_at_once(client):
    answer = client.get(chosen(client, "take", assigned(), incident()))
    assert "Går att göra i 1 av 2 ärenden" in text_of(answer)


def test_all_on_the_page_and_all_hits_need_no_ticking(client):
    tickets = [incident() for _ in range(3)]
    data = {"step": "triage", "next": LIST}
    page = client.post("/arenden/flera/", data | {"which": "page", "shown": [pick(one) for one in tickets[:2]]})
    assert BulkRow.objects.filter(run_id=int(page.url.split("/")[3])).count() == 2
    every = client.post("/arenden/flera/", data | {"which": "all"})
    assert BulkRow.objects.filter(run_id=int(every.url.split("/")[3])).count() == 3


def test_what_changed_since_it_was_seen_is_said_and_can_be_taken_as_it_is_now(client):
    ticket = prioritised()
    address = chosen(client, "cancel", ticket)
    step(ticket, "prioritise", desk(), impact=1, urgency=1)
    tried = client.post(address, {"act": "try", "reason": "Nej"})
    assert "Någon har ändrat det sedan du såg det" in text_of(tried)
    assert "Går att göra i 1 av 1 ärenden" in text_of(client.post(address, {"act": "now", "reason": "Nej"}))


def test_the_refused_ones_can_be_tried_again_with_what_was_filled_in(client):
    closed = step(incident(), "cancel", desk(), reason="Nej")
    address = chosen(client, "add_note", incident(), closed)
    client.post(address, {"act": "run", "note_text": "Läst av oss.", "note_audience": "customer"})
    carried_out()
    answer = client.post(f"{address}igen/", {"act": "refused"}, follow=True)
    assert "Läst av oss." in answer.content.decode()
    assert "1 ärende" in text_of(answer)


def test_a_hold_on_many_is_undone_as_a_step_on_many(client):
    tickets = [assigned(), assigned()]
    address = chosen(client, "hold", *tickets)
    until = timezone.localtime() + timezone.timedelta(days=3)
    fields = {"hold_reason": "await_reporter", "hold_question": "Gick det?"}
    client.post(
        address,
        fields | {"resume_at_0": until.strftime("%Y-%m-%d"), "resume_at_1": "08:00", "act": "run"},
    )
    carried_out()
    assert "Ångra i 2 ärenden" in text_of(client.get(address))
    undo = client.post(f"{address}igen/", {"act": "undo"})
    client.post(undo.url, {"act": "run"})
    carried_out()
    assert [fresh(one.pk).state for one in tickets] == ["in_progress", "in_progress"]


@pytest.mark.parametrize("act", ["try", "run"])
def test_a_personal_number_stops_everything_and_is_kept_nowhere(client, act):
    address = chosen(client, "add_note", incident())
    answer = client.post(address, {"act": act, "note_text": f"Ring {PERSONAL_NUMBER}", "note_audience": "customer"})
    assert answer.status_code == 422
    run = BulkRun.objects.get()
    assert (run.data, run.started_at) == ({}, None)
    assert not any(PERSONAL_NUMBER in str(one.fields) for one in Draft.objects.all())


def test_what_may_be_a_personal_number_is_asked_about_once_for_all(client):
    tickets = [incident(), incident()]
    address = chosen(client, "add_note", *tickets)
    note = {"note_text": "Ordernummer 9912121212 gäller.", "note_audience": "customer"}
    asked = client.post(address, note | {"act": "try"})
    assert asked.status_code == 422
    assert 'name="not_personal_data"' in asked.content.decode()
    stated = note | {"not_personal_data": "on", "not_personal_data_reason": "Ett ordernummer"}
    assert "Går att göra i 2 av 2 ärenden" in text_of(client.post(address, stated | {"act": "try"}))


def test_pressing_the_button_twice_starts_one_run(client):
    ticket = incident()
    address = chosen(client, "triage", ticket)
    for _ in range(2):
        assert client.post(address, {"act": "run"}).status_code in (200, 302)
    carried_out()
    assert BulkRun.objects.count() == 1
    assert fresh(ticket.pk).state == "triage"


def test_a_form_that_is_not_sent_is_kept_as_a_draft_and_gone_when_it_is(client):
    address = chosen(client, "add_note", incident())
    note = {"note_text": "Halvskrivet om flera.", "note_audience": "customer"}
    client.post("/utkast/spara/", note | {"_form": address})
    assert "Halvskrivet om flera." in client.get(address).content.decode()
    client.post(address, note | {"act": "run"})
    assert not Draft.objects.exists()


def test_nobody_sees_another_persons_runs(client):
    address = chosen(client, "triage", incident(title="Zinkgrodan syns inte"))
    for who in (desk(NEIGHBOUR), vendor()):
        other = browser(who)
        assert other.get(address).status_code == 404
        assert other.post(address, {"act": "run"}).status_code == 404
        assert other.post(f"{address}igen/", {"act": "refused"}).status_code == 404
        assert "Zinkgrodan" not in other.get("/arenden/flera/").content.decode()


def test_a_ticket_that_the_person_no_longer_reads_is_named_by_its_number_alone(client):
    ticket = incident(title="Zinkgrodan syns inte")
    address = chosen(client, "triage", ticket)
    client.post(address, {"act": "run"})
    carried_out()
    run = runs.of(desk()).get()
    BulkRow.objects.filter(run=run).update(ticket=incident(desk(NEIGHBOUR), title="Kopparälgen"))
    body = client.get(address).content.decode()
    assert "Kopparälgen" not in body
    assert ticket.number in body


def test_ids_of_tickets_that_one_may_not_read_are_left_out(client):
    hidden = incident(desk(NEIGHBOUR))
    answer = client.post("/arenden/flera/", {"step": "triage", "rows": [pick(hidden)], "next": LIST}, follow=True)
    assert hidden.number not in text_of(answer)
    assert not BulkRun.objects.exists()


def test_odd_values_are_refused_quietly(client):
    odd = ["", "x", "1", "1-", "-1", "1-x", "9" * 30 + "-1", "1-" + "9" * 30, "²-1", "1-2-3"]
    data = {"step": "triage", "rows": odd, "next": "https://example.org/?state=%00&x=1"}
    for which in ("ticked", "page", "all", "x"):
        assert client.post("/arenden/flera/", data | {"which": which}).url.startswith("/arenden/")


def test_the_progress_is_a_part_of_the_page_that_asks_for_itself_again(client):
    address = chosen(client, "triage", incident())
    client.post(address, {"act": "run"})
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "bulk-progress"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 1s"' in part
    carried_out()
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "bulk-progress"}).content.decode()
    assert "hx-trigger" not in part
