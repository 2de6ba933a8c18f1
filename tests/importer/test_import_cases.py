"""What a log becomes: historic tickets with their own times, holders, holds, closes and an unbroken history."""

from datetime import UTC, datetime

import pytest

from engine.history import faults_in
from outbox.models import Message
from regions import directory
from sla.models import DueStep
from tests.importer.logs import at, bring_in, events, ledger, region, row, ticket, words
from tests.people import actor
from tickets.models import Event, LedgerRow, Ticket

pytestmark = pytest.mark.django_db


def utc(minute: int, *, day: int = 1) -> datetime:
    return datetime(2020, 3, day, 9, minute, tzinfo=UTC)  # the log's clock is an hour ahead


JOURNEY = [
    row(time=at(0), team="Desk"),
    row(time=at(5), state="Open / Queue", team="Group 2nd"),
    row(time=at(9), state="Open / Work", team="Group 2nd"),
    row(time=at(20), state="Open / Wait - Vendor", team="Makers 3rd"),
    row(time=at(40), state="Open / Work", team="Makers 3rd"),
    row(time=at(50), state="Done / Solved", team="Desk"),
    row(time=at(0, day=2), state="Done / Closed", team="Desk"),
]


def test_a_case_becomes_a_historic_ticket_with_the_logs_own_times(tmp_path):
    bring_in(tmp_path, *JOURNEY)
    found = ticket()
    assert (found.process, found.state, found.historic) == ("incident", "closed", True)
    assert found.number == "INC-2020-000001"
    assert found.title == "Printer (Low)"
    assert (found.registered_at, found.resolved_at, found.closed_at) == (utc(0), utc(50), utc(0, day=2))
    assert (found.origin, found.holder, found.impact) == (region(0), region(0), 4)
    assert (found.vendor, found.vendor_since) == (directory.vendor(), utc(20))
    assert [event.at for event in events()] == [utc(0), utc(5), utc(9), utc(20), utc(40), utc(50), utc(0, day=2)]
    assert {(event.imported, event.via, event.user_id) for event in events()} == {(True, "import", None)}


def test_every_event_is_named_after_the_step_that_a_person_would_have_taken(tmp_path):
    bring_in(tmp_path, *JOURNEY)
    steps = [(event.step, event.source, event.target) for event in events()]
    assert steps == [
        ("register", "", "in_progress"),
        ("triage", "in_progress", "triage"),
        ("take", "triage", "in_progress"),
        ("hold", "in_progress", "on_hold"),
        ("resume", "on_hold", "in_progress"),
        ("resolve", "in_progress", "resolved"),
        ("close", "resolved", "closed"),
    ]


def test_the_holder_follows_the_line_and_the_ledger_tiles_the_case(tmp_path):
    bring_in(tmp_path, *JOURNEY)
    support, vendor = directory.support_org().slug, directory.vendor().slug
    assert ledger() == [
        (region(0).slug, "", utc(0), utc(5)),
        (support, "", utc(5), utc(20)),
        (vendor, "await_third_party", utc(20), utc(40)),
        (vendor, "", utc(40), utc(50)),
        (region(0).slug, "", utc(50), utc(0, day=2)),
    ]


def test_an_event_says_which_columns_changed_and_no_words(tmp_path):
    bring_in(tmp_path, *JOURNEY)
    third = events()[3].changed
    assert third["hold"] == {"old": "", "new": "await_third_party", "for": "all"}
    assert third["holder"]["new"] == directory.vendor().pk
    assert set(third["log_team"]) == {"text", "for"}
    assert "Makers" not in str([event.changed for event in events()])


def test_team_names_are_kept_as_texts_where_they_change_and_owners_not_at_all(tmp_path):
    bring_in(tmp_path, *([*one[:6], "Åse Persson", *one[7:]] for one in JOURNEY))
    teams = [(seq, body) for seq, name, body in words() if name == "log_team"]
    assert teams == [(1, "Desk"), (2, "Group 2nd"), (4, "Makers 3rd"), (6, "Desk")]
    assert "Persson" not in str(words())


def test_a_case_that_was_taken_up_again_keeps_its_resolutions_and_closes_once(tmp_path):
    bring_in(
        tmp_path,
        row(time=at(0)),
        row(time=at(1), state="Done / Closed"),
        row(time=at(2), state="Open / Queue"),
        row(time=at(3), state="Done / Solved"),
        row(time=at(4), state="Done / Closed"),
    )
    assert [event.target for event in events()] == ["in_progress", "resolved", "triage", "resolved", "closed"]
    assert events()[2].step == "reopen"
    found = ticket()
    assert (found.reopenings, found.resolved_at, found.closed_at) == (1, utc(3), utc(4))


def test_a_case_that_never_ended_stays_open_with_an_open_ledger_row(tmp_path):
    bring_in(tmp_path, row(time=at(0)), row(time=at(1), state="Open / Wait - User"))
    assert (ticket().state, ticket().closed_at, ticket().hold) == ("on_hold", None, "await_reporter")
    assert ledger()[-1] == (region(0).slug, "await_reporter", utc(1), None)


def test_a_case_of_one_event_is_closed_when_it_was_registered(tmp_path):
    bring_in(tmp_path, row(time=at(0), state="Done / Closed"), row("B", at(0), "Done / Dropped"))
    assert (ticket().registered_at, ticket().closed_at, ledger()) == (utc(0), utc(0), [])
    assert ticket("B").state == "cancelled"


def test_events_in_the_same_second_keep_the_order_of_the_file(tmp_path):
    same = [row(time=at(0), team=team) for team in ("One", "Two 2nd", "Three", "Four 3rd")]
    bring_in(tmp_path, *same)
    assert [body for _seq, name, body in words() if name == "log_team"] == ["One", "Two 2nd", "Three", "Four 3rd"]
    assert ledger() == [(directory.vendor().slug, "", utc(0), None)]


def test_cases_that_lie_mixed_in_the_file_are_told_apart(tmp_path):
    bring_in(tmp_path, row("B", at(0)), row("A", at(1)), row("B", at(2), "Done / Solved"), row("A", at(3)))
    assert [event.at for event in events("A")] == [utc(1), utc(3)]
    assert [event.at for event in events("B")] == [utc(0), utc(2)]


@pytest.mark.parametrize("country", ["no", "NO", "Norway", "norge "])
def test_a_country_is_known_in_all_its_spellings(tmp_path, country):
    bring_in(tmp_path, row(country=country))
    assert ticket().origin == region(0)


def test_an_unknown_country_is_looked_for_in_the_next_column_then_in_the_case_then_in_the_default(tmp_path):
    bring_in(
        tmp_path,
        row("A", at(0), country="0", owner="0"),
        row("A", at(1), country="0", owner="Finland"),
        row("A", at(2), country="0", owner="0"),
        row("B", at(0), country="", owner="0"),
    )
    assert ticket("A").origin == region(1)
    assert {holder for holder, *_rest in ledger("A")} == {region(1).slug}
    assert ticket("B").origin == region(2)


def test_the_history_of_an_imported_ticket_verifies_and_a_changed_row_shows(tmp_path):
    bring_in(tmp_path, *JOURNEY)
    found = ticket()
    head = {"last_seq": found.event_seq, "last_digest": found.event_digest}
    assert faults_in(found.number, events(), **head) == []
    altered = events()
    altered[2].target = "closed"
    assert [fault.seq for fault in faults_in(found.number, altered, **head)] == [3]


def test_nobody_is_told_of_the_past_and_nothing_falls_due(tmp_path):
    bring_in(tmp_path, *JOURNEY, row("B", at(0), "Open / Wait - User"))
    assert not Message.objects.exists()
    assert not DueStep.objects.exists()


def test_the_vendor_reads_what_reached_it_and_from_then_on(tmp_path):
    bring_in(tmp_path, *JOURNEY, row("B", at(0)))
    vendor = actor("cambio-service-desk", directory.vendor().slug)
    assert [one.source_key for one in Ticket.objects.visible_to(vendor)] == ["old-desk:A"]
    assert list(Event.objects.visible_to(vendor).values_list("seq", flat=True).order_by("seq")) == [4, 5, 6, 7]
    assert LedgerRow.objects.visible_to(vendor).exists()


def test_a_region_reads_its_own_past_and_not_that_of_another(tmp_path):
    bring_in(tmp_path, row("A"), row("B", country="fi"))
    desk = actor("region-objektspecialist-support", region(1).slug)
    assert [one.source_key for one in Ticket.objects.visible_to(desk)] == ["old-desk:B"]


def test_numbers_are_of_the_year_in_which_the_case_began(tmp_path):
    bring_in(
        tmp_path, row("A", "2019-12-31T23:30:00"), row("B", "2020-01-02T10:00:00"), row("C", "2020-05-02T10:00:00")
    )
    assert [ticket(case).number for case in "ABC"] == ["INC-2019-000001", "INC-2020-000001", "INC-2020-000002"]


def test_a_second_run_adds_nothing_and_a_longer_case_is_reported(tmp_path):
    first = bring_in(tmp_path, *JOURNEY, row("B", at(0)))
    assert (first.summary.cases, first.summary.events) == (2, 8)
    again = bring_in(tmp_path, *JOURNEY, row("B", at(0)))
    assert (again.summary.cases, again.summary.cases_here, again.summary.events_here) == (0, 2, 8)
    longer = bring_in(tmp_path, *JOURNEY, row("B", at(0)), row("B", at(1)), row("C", at(0)))
    assert (longer.summary.cases, longer.reasons) == (1, [(9, "already_here")])
    assert Event.objects.unscoped("test").count() == 9


def test_a_check_writes_nothing_and_counts_the_same(tmp_path):
    tried = bring_in(tmp_path, *JOURNEY, row("B", state="Open / Lost"), write=False)
    assert (tried.summary.cases, tried.summary.events, tried.reasons) == (1, 7, [(9, "unknown_state")])
    assert not Ticket.objects.unscoped("test").exists()


def test_the_same_mapping_form_brings_in_general_cases(tmp_path):
    from tests.importer.logs import mapping_text

    text = mapping_text().replace("process: incident", "process: general-case")
    bring_in(tmp_path, row(time=at(0), state="Open / Queue"), row(time=at(1), state="Done / Solved"), mapping=text)
    assert (ticket().process, ticket().state) == ("general-case", "closed")
    assert [event.step for event in events()] == ["submit", "confirm"]
