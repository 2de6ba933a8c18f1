"""Personal numbers at the door of every step: certain ones are refused, possible ones stated; none is kept."""

import pytest

from engine.errors import Refused
from engine.step import steps
from tests import cases, parties
from tests.cases import CASE, fresh, opened, step
from tests.tickets import places
from tests.tickets.made_files import text_file
from tests.tickets.ways import instant, take
from tickets.models import Attachment, Event, Note, TextVersion, Ticket

pytestmark = pytest.mark.django_db

CERTAIN = "811218-9876"
POSSIBLE = "8112189876"
STATED = {"not_personal_data": True, "not_personal_data_reason": "Ordernummer hos leverantören"}


def kept_anywhere(number: str) -> bool:
    """Whether the number stands in any row that a step writes."""
    models = (Ticket, TextVersion, Note, Event, Attachment)
    return any(number in str(row) for model in models for row in model.all_objects.values())


def written_in(one, data: dict):
    """What a field of its kind looks like with the number in it."""
    if one.kind == "answers":
        return data.get("answers", {}) | {"what": f"Gäller {CERTAIN}, ring"}
    return [f"{CERTAIN} x"] if one.kind == "tags" else f"Gäller {CERTAIN}, ring"


def assert_no_words_of_the_step_may_hold_a_certain_number(subject, name: str, actor, data: dict) -> None:
    """Asked of every step where it stands ready to be taken (test_every_step.py)."""
    for one in steps(type(subject))[name].rule.inputs:
        if not one.is_text:
            continue
        typed = data | {one.name: written_in(one, data)}
        with pytest.raises(Refused) as refused:
            take(subject, name, actor, typed | STATED, at=instant(name, subject))
        (reason,) = refused.value.by_field()[one.name]
        assert reason.code == "personal_number"
        assert CERTAIN not in str(reason.text)
        assert CERTAIN.replace("-", "") not in str(reason.text)
    assert not kept_anywhere(CERTAIN)


def test_a_possible_number_is_refused_until_the_writer_says_what_it_is():
    ticket, desk = places.incident(), parties.desk()
    note = {"note_text": f"Order {POSSIBLE}", "note_audience": "customer"}
    with pytest.raises(Refused) as refused:
        step(ticket, "add_note", desk, **note)
    assert [reason.code for reason in refused.value.by_field()["note_text"]] == ["possible_personal_number"]
    with pytest.raises(Refused) as refused:
        step(ticket, "add_note", desk, **note, not_personal_data=True, not_personal_data_reason="  ")
    assert "not_personal_data_reason" in refused.value.by_field()
    after = step(ticket, "add_note", desk, **note, **STATED)
    event = Event.all_objects.get(ticket=ticket, seq=after.event_seq)
    assert event.changed["not_personal_data"] == {"note_text": ["personnummer"]}
    assert POSSIBLE not in str(event.changed)
    stated = TextVersion.all_objects.get(ticket=ticket, field="not_personal_data_reason")
    assert (stated.body, stated.author, stated.audience) == (STATED["not_personal_data_reason"], desk.user, "customer")


def test_a_statement_makes_no_certain_number_possible_and_holds_none_itself():
    ticket, desk = places.incident(), parties.desk()
    note = {"note_text": f"Order {POSSIBLE}", "note_audience": "customer"}
    reason = {"not_personal_data": True, "not_personal_data_reason": f"Tillhör {CERTAIN}"}
    with pytest.raises(Refused) as refused:
        step(ticket, "add_note", desk, **note, **reason)
    assert "not_personal_data_reason" in refused.value.by_field()
    assert not kept_anywhere(CERTAIN)


def test_a_new_case_with_a_number_leaves_no_draft_and_takes_no_number_of_the_series():
    from tickets.models import NumberSeries

    with pytest.raises(Refused):
        opened("general-case", parties.desk(), description=CASE["description"] + f" {CERTAIN}")
    assert not Ticket.all_objects.exists()
    assert not NumberSeries.objects.filter(last__gt=0, prefix="ARE").exists()


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (lambda: text_file(f"patient {CERTAIN}"), "personal_number"),
        (lambda: text_file(name=f"{CERTAIN}.txt"), "personal_number"),
        (lambda: text_file(f"order {POSSIBLE}"), "possible_personal_number"),
    ],
)
def test_a_file_is_searched_in_name_and_text(upload, code):
    ticket = places.incident()
    with pytest.raises(Refused) as refused:
        step(ticket, "attach", parties.desk(), files=[upload()], note_audience="customer")
    (reason,) = refused.value.by_field()["files"]
    assert reason.code == code
    assert "9876" not in str(reason.text)
    assert not Attachment.all_objects.exists()


def test_a_file_with_a_possible_number_is_kept_once_its_writer_has_stated_what_it_is():
    ticket = places.incident()
    files = {"files": [text_file(f"order {POSSIBLE}")], "note_audience": "customer"}
    step(ticket, "attach", parties.desk(), **files, **STATED)
    assert Attachment.all_objects.get(ticket=ticket).readable


def sent(ticket, who=None, **more) -> Ticket:
    return step(ticket, "escalate_vendor", who or parties.support(), **cases.TO_VENDOR, **more)


def why_not_sent(ticket, **more) -> str:
    with pytest.raises(Refused) as refused:
        sent(ticket, **more)
    (reason,) = refused.value.reasons
    assert (reason.code, POSSIBLE in str(reason.text)) == ("possible_personal_number", False)
    return str(reason.text)


def test_what_may_be_a_number_is_looked_at_again_before_the_vendor_reads_it():
    ticket = cases.at_support(symptom=f"Gäller order {POSSIBLE}.", **STATED)
    file, narrow = text_file(f"order {POSSIBLE}", name="a.txt"), {"note_text": f"Order {POSSIBLE}"}
    step(ticket, "attach", parties.support(), files=[file], note_audience="all", **STATED)
    step(ticket, "add_note", parties.support(), **narrow, note_audience="customer", **STATED)
    assert "Symptom, a.txt." in why_not_sent(ticket)
    assert "Symptom, a.txt." in why_not_sent(ticket, not_personal_data=True)
    assert fresh(ticket.pk).vendor_id is None
    sent(ticket, **STATED)
    event = Event.all_objects.get(ticket=ticket, step="escalate_vendor")
    assert event.changed["not_personal_data"] == {"symptom": ["personnummer"], "files": ["personnummer"]}
    assert (event.user, POSSIBLE in str(event.changed)) == (parties.support().user, False)
    stated = TextVersion.all_objects.get(ticket=ticket, event_seq=event.seq, field="not_personal_data_reason")
    assert (stated.body, stated.audience) == (STATED["not_personal_data_reason"], "customer")


def test_what_the_vendor_could_read_already_and_what_it_wrote_itself_is_not_looked_at_again():
    ticket = sent(cases.at_support(symptom=f"Gäller order {POSSIBLE}.", **STATED), **STATED)
    cases.answer(ticket, "return", parties.vendor(), return_reason="saknar_underlag", reason="Vilken version?")
    step(ticket, "add_note", parties.vendor(), note_text=f"Vårt ärende {POSSIBLE}", note_audience="all", **STATED)
    ticket = sent(ticket)
    cases.answer(ticket, "return", parties.vendor(), return_reason="saknar_underlag", reason="Och vilken miljö?")
    step(ticket, "add_note", parties.support(), note_text=f"Order {POSSIBLE}", note_audience="all", **STATED)
    assert ": Anteckning." in why_not_sent(ticket)


def test_nothing_is_asked_again_where_nothing_looks_like_a_number():
    ticket = sent(cases.at_support())
    assert not TextVersion.all_objects.filter(ticket=ticket, field="not_personal_data_reason").exists()
