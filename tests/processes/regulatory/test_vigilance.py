"""What the manufacturer states of its own duty, what is signed as reportable, and the register of safety notices."""

import pytest
from django.utils import timezone

from engine.errors import NotPermitted, NotPossible, Refused
from tests import cases, parties
from tests.api import calling
from tests.processes.regulatory import opened
from tests.processes.regulatory.opened import ACKNOWLEDGED, device_specialist, move, track_of
from tests.web.tickets.door import Visitor, words
from tickets.models import Event
from tickets.telling import recipients

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


# --- A region's notice to the manufacturer (law.md 3.7) ---


def device_at_vendor():
    return opened.track("device", ticket=cases.at_vendor(), who=device_specialist())


def test_a_notice_to_the_manufacturer_begins_its_own_duty_and_is_confirmed_with_a_time():
    mine = opened.sent(device_at_vendor(), "to_maker", who=device_specialist())
    page = f"/arenden/{mine.ticket.number}/provning/"
    assert "Tillverkaren har inte bekräftat att den har anmälan." in words(
        Visitor(device_specialist().user).client.get(page)
    )
    theirs = track_of(mine.ticket, parties.VENDOR_ORG, "maker")
    assert (theirs.state, theirs.known_by_program) == ("assessing", True)
    seen = words(Visitor(opened.vendor().user).client.get(page))
    assert "Anmälan till tillverkaren enligt HSLF-FS 2021:52" in seen and "Dalarna" in seen
    at = timezone.now()
    move(theirs, "confirm_receipt", opened.vendor(), at=at)
    program = calling.program("region-objektspecialist-medicinteknik", parties.REGION)
    (row,) = program.get(f"tickets/{mine.ticket.number}/tracks").json()["results"]
    (to_maker,) = [one for one in row["reports"] if one["stage"] == "to_maker"]
    assert to_maker["received_at"] is not None
    assert "Tillverkaren bekräftade anmälan" in words(Visitor(device_specialist().user).client.get(page))
    with pytest.raises(Refused) as refused:
        move(theirs, "confirm_receipt", opened.vendor())
    assert [one.code for one in refused.value.reasons] == ["no_notice_waits"]


def test_both_sides_are_told():
    mine = opened.sent(device_at_vendor(), "to_maker", who=device_specialist())
    theirs = track_of(mine.ticket, parties.VENDOR_ORG, "maker")
    move(theirs, "confirm_receipt", opened.vendor())
    steps = Event.objects.unscoped("test").filter(ticket=mine.ticket, subject_type="track")
    came = steps.get(step="notice_came", subject_id=theirs.pk)
    heard = steps.get(step="receipt_came", subject_id=mine.pk)
    assert opened.vendor().user in recipients(mine.ticket, came, ["regulatory_maker"])
    told = recipients(mine.ticket, heard, ["regulatory_device"])
    assert device_specialist().user in told and opened.vendor().user not in told


def test_a_second_region_gives_its_own_notice_to_the_duty_that_there_is():
    ticket = cases.step(cases.at_vendor(), "widen", parties.support(), reason="Rör fler")
    for region in (parties.REGION, parties.NEIGHBOUR):
        who = device_specialist(region)
        opened.sent(opened.track("device", ticket=ticket, who=who), "to_maker", who=who)
    theirs = track_of(ticket, parties.VENDOR_ORG, "maker")
    assert Event.objects.unscoped("test").filter(subject_id=theirs.pk, step="notice_came").count() == 2
    move(theirs, "confirm_receipt", opened.vendor())
    for region in (parties.REGION, parties.NEIGHBOUR):
        seen = words(Visitor(device_specialist(region).user).client.get(f"/arenden/{ticket.number}/provning/"))
        assert seen.count("Tillverkaren bekräftade anmälan") == 1


def test_a_manufacturer_that_does_not_read_the_case_gets_no_duty_of_it():
    mine = opened.sent(opened.track("device", who=device_specialist()), "to_maker", who=device_specialist())
    assert not type(mine).objects.unscoped("test").filter(ticket=mine.ticket, regime="maker").exists()
    page = Visitor(device_specialist().user).client.get(f"/arenden/{mine.ticket.number}/provning/")
    assert "Tillverkaren har inte bekräftat" not in words(page)


# --- What was sent ---


def test_the_copy_of_what_was_sent_stands_with_the_report():
    one = opened.sent(opened.track("gdpr_33"), "breach", report_copy="Till IMY: listan visades för fel klinik.")
    page = f"/arenden/{one.ticket.number}/provning/"
    assert "Till IMY: listan visades för fel klinik." in words(Visitor(opened.security().user).client.get(page))
