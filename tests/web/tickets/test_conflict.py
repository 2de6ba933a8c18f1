"""Two people at once: the second keeps what she wrote, sees the other's change and sends it again."""

import re
from html import unescape

import pytest

from tests.cases import at_support, fresh, prioritised, step
from tests.people import actor
from tests.web.tickets.door import visitor, words

pytestmark = pytest.mark.django_db


def clash():
    """Somebody changes urgency between my opening the form and my sending it; gives me, the ticket and the answer."""
    ticket, me = prioritised(impact=3, urgency=2), visitor("region-incidentansvarig", "dalarna")
    step(ticket, "prioritise", actor("region-objektspecialist-support", "dalarna"), impact=3, urgency=4)
    answer = me.take(ticket, "prioritise", at_version=ticket.version, seen=ticket.event_seq, impact=2, urgency=1)
    return me, ticket, answer


def fields_of(answer) -> dict:
    """What the form of the page would send as it stands."""
    page = answer.content.decode()
    form = page[page.index('<form class="columns') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_the_second_one_reads_who_changed_what_and_keeps_what_was_written():
    _me, ticket, answer = clash()
    assert answer.status_code == 409
    page = words(answer)
    assert "Inget av det du skrev är borta" in page
    assert "Objektspecialist" in page
    assert "Kan vänta" in page
    assert "Stopp utan reservrutin" in page
    assert fresh(ticket.pk).urgency == 4


def test_mine_is_saved_when_i_send_it_again_on_the_new_version():
    me, ticket, answer = clash()
    sent = me.client.post(f"/arenden/{ticket.number}/steg/prioritise/", fields_of(answer) | {"keep_urgency": "mine"})
    assert sent.status_code == 303, words(sent)
    assert (fresh(ticket.pk).impact, fresh(ticket.pk).urgency) == (2, 1)


def test_theirs_stands_where_i_choose_it_and_the_rest_of_mine_is_saved():
    me, ticket, answer = clash()
    sent = me.client.post(f"/arenden/{ticket.number}/steg/prioritise/", fields_of(answer) | {"keep_urgency": "theirs"})
    assert sent.status_code == 303, words(sent)
    assert (fresh(ticket.pk).impact, fresh(ticket.pk).urgency) == (2, 4)


def test_a_step_that_the_other_made_impossible_is_said_so_and_the_text_can_be_copied():
    ticket, me = at_support(), visitor("sussa-supportspecialist", "sussa-vardstod")
    support = actor("sussa-supportspecialist", "sussa-vardstod")
    step(ticket, "hand_back", support, handoff_letter="Känt: a", handoff_reason="fel_niva", audience_reviewed=True)
    answer = me.take(ticket, "hand_back", handoff_letter="Min text.", handoff_reason="annat", audience_reviewed="on")
    assert answer.status_code == 409
    page = words(answer)
    assert "går inte längre" in page
    assert "Min text." in page
    assert "Spara mina val" not in page


def test_a_note_does_not_make_another_persons_form_stale():
    ticket, me = prioritised(), visitor("region-incidentansvarig", "dalarna")
    step(ticket, "add_note", actor("region-objektspecialist-support", "dalarna"), note_text="Hej.", note_audience="own")
    assert me.take(ticket, "prioritise", impact=2, urgency=2).status_code == 303


def test_a_form_without_a_version_is_not_carried_out():
    ticket, me = prioritised(), visitor("region-incidentansvarig", "dalarna")
    answer = me.client.post(f"/arenden/{ticket.number}/steg/prioritise/", {"impact": 2, "urgency": 2})
    assert answer.status_code == 409
    assert fresh(ticket.pk).impact == 3


def test_two_who_change_different_fields_both_get_theirs():
    ticket, me = prioritised(impact=3, urgency=2), visitor("region-incidentansvarig", "dalarna")
    step(ticket, "prioritise", actor("region-objektspecialist-support", "dalarna"), impact=2, urgency=2)
    answer = me.take(ticket, "prioritise", at_version=ticket.version, seen=ticket.event_seq, impact=3, urgency=4)
    assert answer.status_code == 409
    assert "Inget krockar" in words(answer)
    sent = me.client.post(f"/arenden/{ticket.number}/steg/prioritise/", fields_of(answer))
    assert sent.status_code == 303, words(sent)
    assert (fresh(ticket.pk).impact, fresh(ticket.pk).urgency) == (2, 4)


def test_theirs_stays_chosen_when_the_log_in_ends_on_the_page_of_the_conflict():
    me, ticket, answer = clash()
    back = fields_of(answer) | {"keep_urgency": "theirs", "_resume": "1"}
    page = me.client.post(f"/arenden/{ticket.number}/steg/prioritise/", back).content.decode()
    chosen = re.findall(r'name="(impact|urgency)" id="[^"]*" value="(\d)" checked', page)
    assert dict(chosen) == {"impact": "2", "urgency": "4"}
