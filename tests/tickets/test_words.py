"""Notes, questions, files, tasks, links and followers."""

import pytest

from engine.errors import NotPossible, Refused
from outbox.models import Message
from tests import cases, parties
from tests.cases import fresh, step
from tests.tickets import places
from tests.tickets.made_files import picture, text_file
from tests.tickets.reading import files_of, notes_of, steps_of, words_of
from tickets.models import Attachment, Event, Link, Note, Task, TextVersion, Watch

pytestmark = pytest.mark.django_db


def note(ticket, who, text, audience):
    return step(ticket, "add_note", who, note_text=text, note_audience=audience)


def test_each_note_is_read_by_its_circle():
    ticket = cases.at_vendor()
    note(ticket, parties.desk(), "regionens", "own")
    note(ticket, parties.support(), "kundens", "customer")
    note(ticket, parties.vendor(), "allas", "all")
    note(ticket, parties.vendor(), "leverantörens", "own")
    assert notes_of(parties.desk(), ticket) == ["regionens", "kundens", "allas"]
    assert notes_of(parties.support(), ticket) == ["kundens", "allas"]
    assert notes_of(parties.vendor(), ticket) == ["allas", "leverantörens"]


def test_a_note_changes_no_version_and_an_event_holds_none_of_its_words():
    ticket = cases.at_vendor()
    after = note(ticket, parties.desk(), "Hemligheten är fyrtiotvå", "customer")
    assert after.version == ticket.version
    event = Event.all_objects.get(ticket=ticket, seq=after.event_seq)
    assert "fyrtiotvå" not in str(event.changed)
    text = TextVersion.all_objects.get(ticket=ticket, event_seq=event.seq)
    assert event.changed["note_text"] == {"text": text.digest, "for": "customer"}
    assert "add_note" not in steps_of(parties.vendor(), ticket)


def test_no_event_of_a_whole_journey_holds_any_words():
    ticket = cases.at_vendor()
    said = " ".join(str(one) for one in Event.all_objects.filter(ticket=ticket).values_list("changed", flat=True))
    for text in TextVersion.all_objects.filter(ticket=ticket):
        assert text.body not in said, text.field
    assert ticket.title not in said


def test_the_vendor_writes_to_its_own_or_to_all():
    with pytest.raises(Refused) as refused:
        note(cases.at_vendor(), parties.vendor(), "Hej", "customer")
    assert list(refused.value.by_field()) == ["note_audience"]


def test_a_question_to_the_vendor_and_its_answer_reach_both_sides():
    ticket = cases.at_vendor()
    ticket = step(ticket, "ask", parties.vendor(), question="Vilken version?", awaited_party=parties.SUPPORT_ORG)
    assert ticket.awaited.slug == parties.SUPPORT_ORG
    ticket = step(ticket, "answer", parties.support(), note_text="4.2.0")
    assert ticket.awaited is None
    for who in (parties.desk(), parties.support(), parties.vendor()):
        assert notes_of(who, ticket) == ["Vilken version?", "4.2.0"]
    assert list(Note.all_objects.values_list("audience", flat=True)) == ["all", "all"]


def test_a_question_between_region_and_support_stays_between_them():
    ticket = step(cases.at_support(), "ask", parties.support(), question="Var?", awaited_party=parties.REGION)
    ticket = step(ticket, "answer", parties.desk(), note_text="Avdelning 12")
    ticket = step(ticket, "escalate_vendor", parties.support(), **cases.TO_VENDOR)
    assert notes_of(parties.vendor(), ticket) == []


def test_nobody_answers_a_question_put_to_another():
    ticket = step(cases.at_support(), "ask", parties.support(), question="Var?", awaited_party=parties.REGION)
    with pytest.raises(NotPossible) as refused:
        step(ticket, "answer", parties.support(), note_text="Där")
    assert [reason.code for reason in refused.value.reasons] == ["not_awaited"]


def test_a_region_cannot_put_a_question_to_a_vendor_that_has_not_been_let_in():
    with pytest.raises(Refused) as refused:
        step(places.incident("triage"), "ask", parties.desk(), question="När?", awaited_party=parties.VENDOR_ORG)
    assert [reason.code for reason in refused.value.reasons] == ["awaited_outside"]


def test_a_file_is_kept_under_its_hash_for_its_circle():
    ticket = cases.at_vendor()
    step(ticket, "attach", parties.desk(), files=[text_file()], note_audience="customer")
    kept = Attachment.all_objects.get(ticket=ticket)
    assert (kept.name, kept.readable, kept.file.name) == ("logg.txt", True, f"{kept.sha256[:2]}/{kept.sha256}")
    assert kept.file.read() == b"Felkod 17 i loggen."
    assert files_of(parties.support(), ticket) == ["logg.txt"]
    assert files_of(parties.vendor(), ticket) == []


def test_a_picture_demands_that_somebody_has_looked():
    ticket = places.incident()
    with pytest.raises(Refused) as refused:
        step(ticket, "attach", parties.desk(), files=[picture()], note_audience="customer")
    assert list(refused.value.by_field()) == ["image_checked"]
    step(ticket, "attach", parties.desk(), files=[picture()], note_audience="customer", image_checked=True)
    assert Attachment.all_objects.get(ticket=ticket).image_checked


def test_a_file_that_is_none_and_a_name_that_climbs_are_dealt_with():
    ticket = places.incident()
    with pytest.raises(Refused):
        step(ticket, "attach", parties.desk(), files=["/etc/passwd"], note_audience="customer")
    step(ticket, "attach", parties.desk(), files=[text_file(name="../../etc/passwd.txt")], note_audience="customer")
    assert Attachment.all_objects.get(ticket=ticket).name == "passwd.txt"


def test_a_blocking_task_stands_in_the_way_of_the_solution_until_it_is_done():
    ticket, desk = places.incident("in_progress"), parties.desk()
    step(ticket, "add_task", desk, task_title="Ring avdelningen", task_blocking=True, task_assignee="me")
    with pytest.raises(Refused) as refused:
        step(ticket, "resolve", desk, **cases.SOLUTION)
    assert [reason.code for reason in refused.value.reasons] == ["tasks_left"]
    task = Task.all_objects.get(ticket=ticket)
    step(ticket, "finish_task", desk, task=task.pk)
    task.refresh_from_db()
    assert task.done_by == desk.user
    with pytest.raises(Refused):
        step(ticket, "finish_task", desk, task=task.pk)
    assert step(ticket, "resolve", desk, **cases.SOLUTION).state == "resolved"


@pytest.mark.parametrize("wrong", [0, -1, 10**30, "x", "²", True, None, [1]])
def test_a_task_of_another_case_or_of_none_is_not_found(wrong):
    with pytest.raises(Refused) as refused:
        step(places.incident("in_progress"), "finish_task", parties.desk(), task=wrong)
    assert list(refused.value.by_field()) == ["task"]


def test_a_link_is_shown_from_both_ends_to_who_reads_both():
    desk = parties.desk()
    one, other = places.incident("triage"), places.incident()
    step(one, "link", desk, other_ticket=other.number.lower(), link_kind="related")
    link = Link.all_objects.get()
    assert (link.ticket, link.other) == (one, other)
    assert Link.objects.visible_to(desk).count() == 1
    step(
        one, "share", parties.object_leader(), share_level="view_ticket", reason="x", to_organisation=parties.NEIGHBOUR
    )
    assert Link.objects.visible_to(parties.desk(parties.NEIGHBOUR)).count() == 0
    with pytest.raises(Refused):
        step(one, "link", desk, other_ticket=other.number, link_kind="related")
    step(one, "unlink", desk, other_ticket=other.number)
    assert Link.all_objects.get().ended_at
    with pytest.raises(Refused):
        step(one, "unlink", desk, other_ticket=other.number)
    step(one, "link", desk, other_ticket=other.number, link_kind="related")


def test_a_case_one_may_not_read_is_not_found_like_one_that_does_not_exist():
    theirs = places.incident(who=parties.desk(parties.NEIGHBOUR))
    mine = places.incident("triage")
    said = []
    for number in (theirs.number, "INC-1999-000001", "\x00", "INC-2026-²"):
        with pytest.raises(Refused) as refused:
            step(mine, "link", parties.desk(), other_ticket=number, link_kind="related")
        (reason,) = refused.value.reasons
        said.append((reason.field, str(reason.text)))
    assert said[0] == said[1] == said[3]
    with pytest.raises(Refused):
        step(mine, "link", parties.desk(), other_ticket=mine.number, link_kind="related")


def test_whoever_follows_a_case_is_told_and_may_stop():
    ticket, desk = places.incident(), parties.desk()
    step(ticket, "watch", desk)
    step(ticket, "watch", desk)
    assert Watch.objects.get(ticket=ticket).user == desk.user
    step(ticket, "unwatch", desk)
    assert not Watch.objects.exists()


def test_a_step_that_tells_somebody_writes_one_message_in_its_own_transaction():
    ticket = places.incident()
    before = Message.objects.count()
    after = note(ticket, parties.desk(), "Hej", "customer")
    event = Event.all_objects.get(ticket=ticket, seq=after.event_seq)
    message = Message.objects.latest("pk")
    assert Message.objects.count() == before + 1
    assert (message.dedupe_key, message.payload["whom"]) == (f"event:{event.pk}", ["note_audience"])
    assert "Hej" not in str(message.payload)


def test_a_proposed_priority_is_told_and_goes_when_the_priority_is_set():
    ticket = cases.at_vendor()
    ticket = step(ticket, "propose_priority", parties.vendor(), proposed_priority=1, reason="Många drabbade")
    assert (ticket.proposed_priority, ticket.priority) == (1, 3)
    assert "process_role" in Message.objects.latest("pk").payload["whom"]
    ticket = step(ticket, "prioritise", parties.support_manager(), impact=1, urgency=2)
    assert (ticket.proposed_priority, ticket.priority) == (None, 1)


def test_a_priority_off_the_matrix_has_its_reason():
    ticket, desk = places.incident("triage"), parties.desk()
    with pytest.raises(Refused) as refused:
        step(ticket, "prioritise", desk, impact=4, urgency=4, priority_override=1)
    assert list(refused.value.by_field()) == ["override_reason"]
    step(ticket, "prioritise", desk, impact=4, urgency=4, priority_override=4)
    ticket = step(ticket, "prioritise", desk, impact=4, urgency=4, priority_override=1, override_reason="Ministerbesök")
    assert ticket.priority == 1
    assert words_of(desk, ticket)["override_reason"] == "Ministerbesök"


def test_harm_to_a_patient_gives_at_least_p2():
    desk = parties.desk()
    ticket = step(places.incident(patient_safety="intraffat"), "triage", desk)
    ticket = step(ticket, "prioritise", desk, impact=4, urgency=4)
    assert ticket.priority == 2
    data = {"impact": 4, "urgency": 4, "priority_override": 3, "override_reason": "Litet"}
    with pytest.raises(Refused) as refused:
        step(ticket, "prioritise", desk, **data)
    assert list(refused.value.by_field()) == ["priority_override"]


@pytest.mark.parametrize("answer", ["risk", "intraffat", "vet_ej"])
def test_a_question_of_patient_safety_reaches_its_people_at_registration(answer):
    places.incident(patient_safety=answer)
    (message,) = [row for row in Message.objects.all() if "patient_safety" in row.payload["why"]]
    assert "patient_safety" in message.payload["whom"]


def test_every_detail_that_was_changed_is_named_in_the_history():
    ticket = step(cases.at_support(), "escalate_vendor", parties.support(), **cases.TO_VENDOR)
    event = Event.all_objects.get(ticket=ticket, step="escalate_vendor")
    assert event.changed["environment"] == {"old": "", "new": "production", "for": "all"}
    assert event.changed["contract_severity"]["new"] == 3
    assert "text" in event.changed["version"]
    registered = Event.all_objects.get(ticket=ticket, step="register")
    assert registered.changed["users_affected"]["new"] == "n11_100"
    assert fresh(ticket.pk).detail().version == "4.2.0"
