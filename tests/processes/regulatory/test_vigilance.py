"""What the manufacturer states of its own duty, what is signed as reportable, and the register of safety notices."""

import pytest

from engine.errors import NotPermitted, NotPossible, Refused
from tests import parties
from tests.api import calling
from tests.processes.regulatory import opened
from tests.processes.regulatory.opened import ACKNOWLEDGED, device_specialist, move, track_of
from tests.web.tickets.door import Visitor, words

pytestmark = pytest.mark.django_db


def test_that_it_is_to_be_reported_is_signed_and_the_times_go_on():
    one = opened.track()
    due = {report["stage"]: report for report in _of_api(one)["reports"]}
    one = move(one, "decide_reportable", reason="Läkemedelslistan var borta i nio timmar.")
    assert (one.state, one.decided_by) == ("reporting", opened.security().user)
    told = _of_api(one)
    assert told["decision"] == "reportable"
    assert {report["stage"]: report for report in told["reports"]} == due
    said = words(Visitor(opened.security().user).client.get(f"/arenden/{one.ticket.number}/provning/"))
    assert "Ska rapporteras" in said and "Läkemedelslistan var borta i nio timmar." in said
    one = move(one, "decide_not_reportable", reason="Tröskeln nåddes inte.")
    assert _of_api(one)["decision"] == "not_reportable"
    one = move(one, "reopen", reason="Nya uppgifter.")
    assert _of_api(one)["decision"] is None


def test_nobody_else_signs_that_it_is_to_be_reported():
    one = opened.track()
    for who in (device_specialist(), parties.desk(), parties.vendor()):
        with pytest.raises((NotPermitted, NotPossible, type(one).DoesNotExist)):
            move(one, "decide_reportable", who)


def test_the_manufacturer_states_its_corrective_action_also_when_its_report_is_sent():
    one = opened.makers()
    one = move(one, "state_event", opened.vendor(), device_event="other")
    one = opened.sent(one, "maker", who=opened.vendor(), hours=0)
    assert one.state == "done"
    with pytest.raises(Refused):
        move(one, "state_action", opened.vendor())
    one = move(one, "state_action", opened.vendor(), action_reference="FSCA-2026-014")
    assert one.action_reference == "FSCA-2026-014"
    page = f"/arenden/{one.ticket.number}/provning/"
    for reader in (opened.vendor(), parties.support_security()):
        assert "FSCA-2026-014" in words(Visitor(reader.user).client.get(page))
    assert "FSCA-2026-014" not in words(Visitor(parties.region_security().user).client.get(page))


def _of_api(one) -> dict:
    program = calling.program("region-informationssakerhetsansvarig", parties.REGION)
    (row,) = program.get(f"tickets/{one.ticket.number}/tracks").json()["results"]
    return row


# --- The register of notices ---


def register(who) -> str:
    return words(Visitor(who.user).client.get("/sakerhetsmeddelanden/"))


def test_each_region_reads_its_own_answer_and_support_reads_all_of_them():
    ticket = opened.notice_sent()
    move(track_of(ticket, parties.REGION, "notice"), "acknowledge", device_specialist(), **ACKNOWLEDGED)
    own, other, all_of_them = map(
        register, (device_specialist(), device_specialist(parties.NEIGHBOUR), parties.support())
    )
    for text in (own, other, all_of_them):
        assert "FSCA-2026-014" in text and ticket.number in text
    assert "1 av 1" in own and "Läst, och åtgärderna är vidtagna" in own
    assert "0 av 1" in other and "Läst, och" not in other
    assert "1 av 9" in all_of_them and "Läst, och åtgärderna är vidtagna" in all_of_them


def test_the_register_is_the_customers_and_in_the_menu_of_those_who_send_and_answer():
    opened.notice_sent()
    assert Visitor(parties.vendor().user).client.get("/sakerhetsmeddelanden/").status_code == 403
    assert "0 av 1" in register(parties.desk())
    shown = [words(Visitor(who.user).client.get("/")) for who in (device_specialist(), parties.desk())]
    assert ["Säkerhetsmeddelanden" in one for one in shown] == [True, False]


def test_an_empty_register_says_how_a_notice_comes_there():
    assert "Inget meddelande har skickats" in register(device_specialist())


def test_the_register_costs_the_same_however_many_notices_there_are(django_assert_max_num_queries):
    client = Visitor(parties.support().user).client
    for _number in range(3):
        opened.notice_sent()
        client.get("/sakerhetsmeddelanden/")
        with django_assert_max_num_queries(8):
            assert client.get("/sakerhetsmeddelanden/").status_code == 200
