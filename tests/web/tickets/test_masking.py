"""A personal number that was written by mistake is taken out at one press, in every form, and is saved nowhere."""

import pytest

from roles.models import Draft
from tests.articles import making
from tests.cases import incident, prioritised
from tests.parties import desk
from tests.personal_data.made_numbers import number as made_number
from tests.web.tickets.door import Visitor
from tickets.models import Article, Note

pytestmark = pytest.mark.django_db
BUTTON = 'name="go" value="mask"'


def number() -> str:
    digits = made_number("19121112", "121")
    return f"{digits[:8]}-{digits[8:]}"


def written() -> dict:
    return {"note_text": f"Ring om {number()} i morgon", "note_audience": "customer"}


@pytest.mark.parametrize("name", ["add_note", "prioritise"])
def test_a_refused_number_is_taken_out_by_a_button_and_the_rest_stays(name):
    ticket, who = prioritised(), Visitor(desk().user)
    fields = written() if name == "add_note" else {"override_reason": written()["note_text"], "impact": 2, "urgency": 2}
    refused = who.take(ticket, name, **fields)
    assert (refused.status_code, BUTTON in refused.content.decode()) == (422, True)
    masked = who.take(ticket, name, go="mask", **fields)
    page = masked.content.decode()
    assert masked.status_code == 200
    assert "Ring om [BORTTAGET: personnummer] i morgon" in page
    assert number() not in page and BUTTON not in page and "error-summary" not in page
    assert not Note.all_objects.exists()
    assert not Draft.objects.filter(fields__icontains=number()).exists()


def test_what_was_taken_out_can_be_sent_then():
    ticket, who = incident(), Visitor(desk().user)
    sent = who.take(ticket, "add_note", **(written() | {"note_text": "Ring om [BORTTAGET: personnummer] i morgon"}))
    assert sent.status_code == 303
    assert Note.all_objects.get().text.body.endswith("i morgon")


def test_other_faults_offer_no_such_button():
    answer = Visitor(desk().user).take(incident(), "add_note", note_text="", note_audience="customer")
    assert (answer.status_code, BUTTON in answer.content.decode()) == (422, False)


def test_an_article_is_written_in_the_same_way():
    who = Visitor(making.writer().user)
    fields = {"article_title": "Så gör du", "article_body": f"Om {number()} ringer", "article_service": "lakemedel"}
    fields |= {"article_domain": "teknik", "article_audience": "members"}
    refused = who.client.post("/kunskap/ny/", fields)
    assert (refused.status_code, BUTTON in refused.content.decode()) == (422, True)
    masked = who.client.post("/kunskap/ny/", fields | {"go": "mask"})
    assert "Om [BORTTAGET: personnummer] ringer" in masked.content.decode()
    assert number() not in masked.content.decode() and not Article.all_objects.exists()
