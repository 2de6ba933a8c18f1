"""A duty to report from its opening to its end: times, reminders, reports, decisions."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from sla.models import DueStep
from tests import cases, parties
from tests.cases import fresh
from tests.people import actor
from tests.processes.regulatory import opened
from tests.processes.regulatory.opened import move, sent, track, track_of
from tests.tickets import places
from tickets.models import Event, RegulatoryReport, RegulatoryTrack, TextVersion

pytestmark = pytest.mark.django_db


def waiting(one) -> dict:
    rows = DueStep.objects.filter(subject_type="tickets.regulatorytrack", subject_id=one.pk, fired_at=None)
    return {(row.step, row.reason): row.due_at for row in rows}


def said(one) -> list[tuple[str, str]]:
    rows = Event.all_objects.filter(ticket=one.ticket, subject_type="track", subject_id=one.pk)
    rows = rows.filter(step__in=("remind", "overdue")).order_by("seq")
    return [(row.step, named(row.changed["report"])) for row in rows]


def named(report: dict) -> str:
    return f"{report['stage']}:{report['percent']}" if "percent" in report else report["stage"]


def times(knew, stage: str, hours: int) -> dict:
    """Every row of a report that has so many hours."""
    warnings = {
        ("remind", f"{stage}:{percent}"): knew + timedelta(hours=hours) * percent / 100 for percent in (50, 75, 90)
    }
    return warnings | {("overdue", stage): knew + timedelta(hours=hours)}


def test_the_times_are_counted_from_the_recorded_knowledge():
    one = track(hours=2)
    knew = one.aware_at
    assert waiting(one) == times(knew, "warning", 24) | times(knew, "notification", 72)


EVERY = [(step, name) for stage in ("warning", "notification") for step, name in times(timezone.now(), stage, 1)]


@pytest.mark.parametrize("looks", [(0, 30, 30, 100, 100, 400), (400,), range(0, 100, 3)])
def test_each_deadline_warns_three_times_and_alarms_once_however_late_the_worker_is(looks):
    one = track()
    for hours in looks:
        due.fire(now=one.aware_at + timedelta(hours=hours))
        due.fire(now=one.aware_at + timedelta(hours=hours))
    assert sorted(said(one)) == sorted(EVERY)


@pytest.mark.parametrize(("hours", "first"), [(13, "warning:50"), (20, "warning:75"), (23, "warning:90")])
def test_what_began_late_is_warned_of_once_for_what_has_passed(hours, first):
    one = track(hours=hours)
    due.fire(now=timezone.now())
    assert said(one) == [("remind", first)]
    due.fire(now=one.aware_at + timedelta(hours=24))
    rest = [name for _step, name in times(one.aware_at, "warning", 24) if name > first or name == "warning"]
    assert sorted(name for _step, name in said(one)) == sorted({first, *rest})


def test_a_correction_repeats_no_warning_of_a_time_that_has_passed():
    one = track(hours=20)
    due.fire(now=timezone.now())
    one = move(one, "record_knowledge", report_aware_at=opened.hours_ago(20.5))
    due.fire(now=timezone.now())
    assert said(one) == [("remind", "warning:75")]


def test_a_warning_says_how_much_of_the_time_has_passed(client):
    from tests.noleak.test_no_leak import _browser

    one = track(hours=20)
    due.fire(now=timezone.now())
    page = _browser(opened.security()).get(f"/arenden/{one.ticket.number}/").content.decode()
    assert "75 % av tiden har gått" in page


def test_what_is_sent_is_no_longer_reminded_of_and_the_month_begins_with_the_notification():
    one = sent(track(), "warning")
    assert {stage.partition(":")[0] for _step, stage in waiting(one)} == {"notification"}
    one = sent(one, "notification", report_reference="CERT-4711")
    final = one.due_at(opened_final())
    assert waiting(one)["overdue", "final"] == final
    assert {stage.partition(":")[0] for _step, stage in waiting(one)} == {"final"}
    assert one.state == "reporting"
    row = RegulatoryReport.objects.unscoped("test").get(track=one, stage="notification")
    assert (row.reference, row.sent_by, row.role) == (
        "CERT-4711",
        opened.security().user,
        opened.security().hats[0].label,
    )


def opened_final():
    from tickets.processes.regulatory.regimes import REPORTS, Regime

    return REPORTS[Regime.NIS2][-1]


def test_the_last_report_ends_the_track_and_its_reminders():
    one = sent(sent(sent(track(), "warning"), "notification"), "final", hours=0.5)
    assert (one.state, waiting(one)) == ("done", {})
    last = Event.all_objects.filter(ticket=one.ticket).order_by("seq").last()
    assert (last.step, last.user, last.organisation_id) == ("finish", None, one.organisation_id)


def test_a_decision_has_name_role_and_reason_and_silences_the_clock():
    one = opened.not_reportable()
    who = opened.security()
    assert (one.decided_by, one.decided_role) == (who.user, who.hats[0].label)
    assert one.decided_at is not None
    assert waiting(one) == {}
    words = TextVersion.objects.unscoped("test").get(ticket=one.ticket, event_seq=one.decided_seq, field="reason")
    assert words.body.startswith("Verksamheten")


def test_a_reopened_track_is_due_again_and_alarms_at_once_when_its_time_has_passed():
    one = track(hours=30)
    one = move(one, "decide_not_reportable", reason="Under gränsen.")
    one = move(one, "reopen", reason="Det varade längre.")
    assert one.decided_by is None
    assert one.state == "assessing"
    due.fire(now=timezone.now())
    assert said(one) == [("overdue", "warning")]  # 72 hours less 30: not half of the notification's time


def test_corrected_knowledge_moves_the_times_and_says_nothing_twice_of_a_time_that_has_passed():
    one = track(hours=30)
    due.fire(now=timezone.now())
    assert said(one) == [("overdue", "warning")]
    one = move(one, "record_knowledge", report_aware_at=opened.hours_ago(35))
    due.fire(now=timezone.now())
    assert said(one) == [("overdue", "warning")]
    with pytest.raises(Refused) as refused:
        move(one, "record_knowledge", report_aware_at=opened.hours_ago(1))
    assert [(why.code, why.field) for why in refused.value.reasons] == [("reason_missing", "reason")]
    one = move(one, "record_knowledge", report_aware_at=opened.hours_ago(1), reason="Larmet gällde en annan tjänst.")
    assert waiting(one)["overdue", "warning"] == one.aware_at + timedelta(hours=24)


def test_the_earlier_of_knowing_and_judging_counts():
    one = track(hours=2)
    judged = opened.hours_ago(5)
    one = move(one, "record_knowledge", report_aware_at=one.aware_at, report_significant_at=judged)
    assert waiting(one)["overdue", "warning"] == judged + timedelta(hours=24)


def test_what_is_due_without_delay_is_reminded_of_once_and_never_overdue():
    one = track("device", who=opened.device_specialist())
    assert set(waiting(one)) == {("remind", "authority"), ("remind", "to_maker")}
    for hours in (30, 300):
        due.fire(now=one.aware_at + timedelta(hours=hours))
    assert sorted(said(one)) == [("remind", "authority"), ("remind", "to_maker")]
    one = sent(one, "to_maker", who=opened.device_specialist())
    assert sent(one, "authority", who=opened.device_specialist()).state == "done"


def test_the_manufacturer_has_a_track_of_its_own():
    ticket = cases.at_vendor()
    who = actor("cambio-major-incident-manager", parties.VENDOR_ORG)
    one = track("maker", ticket=ticket, who=who)
    assert waiting(one) == times(one.aware_at, "maker", 48)  # the shortest, until the kind of event is stated
    one = move(one, "state_event", who, device_event="other")
    assert waiting(one) == times(one.aware_at, "maker", 15 * 24)
    assert sent(one, "maker", who=who).state == "done"


@pytest.mark.parametrize(("event", "days"), [("public_health", 2), ("death", 10), ("other", 15)])
def test_the_kind_of_event_gives_the_manufacturers_time_and_each_warning_of_it(event, days):
    who = actor("cambio-major-incident-manager", parties.VENDOR_ORG)
    one = track("maker", ticket=cases.at_vendor(), who=who)
    one = move(one, "state_event", who, device_event=event)
    for _look in range(3):
        due.fire(now=one.aware_at + timedelta(days=days))
    assert said(one) == [("remind", f"maker:{percent}") for percent in (50, 75, 90)] + [("overdue", "maker")]


def test_a_kind_that_is_stated_anew_moves_the_time_and_warns_of_the_new_one():
    who = actor("cambio-major-incident-manager", parties.VENDOR_ORG)
    one = track("maker", ticket=cases.at_vendor(), who=who, hours=5 * 24)
    due.fire(now=timezone.now())
    assert said(one) == [("overdue", "maker")]
    one = move(one, "state_event", who, device_event="death")
    assert waiting(one)["overdue", "maker"] == one.aware_at + timedelta(days=10)
    due.fire(now=one.aware_at + timedelta(days=10))
    assert said(one)[1:] == [("remind", f"maker:{percent}") for percent in (50, 75, 90)] + [("overdue", "maker")]


def test_nobody_but_the_manufacturer_states_the_kind_of_event():
    one = track("device", who=opened.device_specialist())
    with pytest.raises(NotPermitted):
        move(one, "state_event", opened.device_specialist(), device_event="death")
    assert {report for _step, report in waiting(one)} == {"authority", "to_maker"}


def test_a_duty_goes_on_when_the_case_has_ended():
    ticket = places.incident()
    one = track(ticket=ticket)
    cases.step(ticket, "cancel", parties.desk(), reason="Löste sig")
    one = sent(one, "warning")
    due.fire(now=one.aware_at + timedelta(hours=100))
    assert one.state == "reporting"
    assert said(one) == [("remind", f"notification:{percent}") for percent in (50, 75, 90)] + [
        ("overdue", "notification")
    ]


@pytest.mark.parametrize(
    ("who", "regime"),
    [
        (opened.device_specialist, "nis2"),
        (opened.security, "device"),
        (lambda: actor("cambio-major-incident-manager", parties.VENDOR_ORG), "gdpr_33"),
    ],
)
def test_nobody_opens_what_another_role_decides_on(who, regime):
    ticket = cases.at_vendor()
    with pytest.raises(Refused) as refused:
        cases.step(ticket, "assess_reporting", who(), **opened.ASSESSING(regime=regime))
    assert [one.code for one in refused.value.reasons] == ["decided_by_others"]


def test_nobody_decides_for_another_organisation_or_another_law():
    one = track()
    for who in (parties.support_security(), opened.device_specialist()):
        with pytest.raises(NotPossible):
            move(one, "decide_not_reportable", who, reason="Under gränsen.")
    with pytest.raises(RegulatoryTrack.DoesNotExist):
        move(one, "decide_not_reportable", opened.security(parties.NEIGHBOUR), reason="Under gränsen.")


def test_the_case_does_not_change_its_version_or_time_for_the_other_readers():
    ticket = places.joint()
    before = fresh(ticket.pk)
    sent(track(ticket=ticket), "warning")
    after = fresh(ticket.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)


def test_a_step_by_hand_is_refused_by_the_database_too():
    from django.db import IntegrityError, connection, transaction

    one = track()
    for change in ("state = 'done'", "version = 9"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update tickets_regulatorytrack set {change}")
    sent(one, "warning")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update tickets_regulatoryreport set reference = 'x'")


def test_the_text_sent_may_hold_no_personal_number():
    one = track()
    with pytest.raises(Refused):
        perform(
            RegulatoryTrack, one.pk, "mark_sent", actor=opened.security(), via="test",
            data={
                "report_stage": "warning", "report_sent_at": timezone.now(), "report_copy": "Gäller 19121212-1212.",
            },
        )  # fmt: skip
    assert track_of(one.ticket).state == "assessing"


def test_a_form_offers_the_own_laws_and_the_reports_that_can_be_sent_now():
    from tests.noleak.test_no_leak import _browser

    def offered(who, path: str, name: str) -> set[str]:
        page = _browser(who).get(path).content.decode()
        found = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        return {re.search('value="([^"]+)"', one).group(1) for one in found}

    ticket = cases.at_vendor()
    path = f"/arenden/{ticket.number}/steg/assess_reporting/"
    assert offered(opened.security(), path, "report_regime") == {"nis2", "gdpr_33"}
    assert offered(opened.vendor(), path, "report_regime") == {"maker"}
    one = track(ticket=ticket)
    path = f"/arenden/{ticket.number}/provning/{one.pk}/mark_sent/"
    assert offered(opened.security(), path, "report_stage") == {"warning", "notification", "progress"}
    sent(sent(one, "warning"), "notification")
    assert offered(opened.security(), path, "report_stage") == {"progress", "final"}


@pytest.mark.parametrize(
    ("stage", "receiver"), [("authority", "Till: Läkemedelsverket\n"), ("to_maker", "Till: Cambio")]
)
def test_a_draft_names_its_own_receiver(stage, receiver):
    from tickets.processes.regulatory import draft

    one = track("device", ticket=cases.at_vendor(), who=opened.device_specialist())
    assert receiver in draft.text(one, stage, draft.words_of(one.ticket, opened.device_specialist()))


def test_the_page_says_whose_duty_it_is_and_what_the_time_goes_by():
    from tests.noleak.test_no_leak import _browser

    one = opened.makers()
    path = f"/arenden/{one.ticket.number}/provning/"
    page = _browser(opened.vendor()).get(path).content.decode()
    assert "senast inom den tid som händelsens art ger, räknad från sin egen kännedom" in page
    for said in ("hot mot folkhälsan: 2 dygn", "oväntad allvarlig försämring: 10 dygn", "allvarligt tillbud: 15 dygn"):
        assert said in page
    assert "den kortaste tiden" in page
    move(one, "state_event", opened.vendor(), device_event="death")
    page = _browser(opened.vendor()).get(path).content.decode()
    assert "allvarlig försämring" in page
    assert "den kortaste tiden" not in page
