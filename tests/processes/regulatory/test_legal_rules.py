"""How soon the law wants a report is data: another version of a rule counts from its day on, and nothing before it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from regions import directory
from tests.processes.regulatory import opened
from tests.processes.regulatory.rules_file import ROWS, rule
from tickets.models import ReportRule
from tickets.processes.regulatory import legal
from tickets.processes.regulatory.codes import Regime, Stage
from tickets.processes.regulatory.regimes import REPORTS, due_at

HERE = ZoneInfo("Europe/Stockholm")
WARNING = REPORTS[Regime.NIS2][0]


def row(slug: str) -> dict:
    return next(one for one in ROWS if one["slug"] == slug)


def newer(slug: str, valid_from: date, **changed) -> dict:
    return row(slug) | {"version": 2, "valid_from": valid_from} | changed


def book_with(*more: dict) -> legal.Book:
    return legal.Book(rule(**one) for one in (*more, *ROWS))


@pytest.mark.parametrize(
    ("knew", "hours"),
    [
        (datetime(2026, 6, 30, 23, 59, tzinfo=HERE), 24),
        (datetime(2026, 7, 1, 0, 0, tzinfo=HERE), 12),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), 12),  # midnight here
        (datetime(2020, 1, 1, tzinfo=HERE), 24),  # before the first version the first counts
    ],
)
def test_the_version_of_the_day_on_which_the_time_begins_counts(knew, hours):
    book = book_with(newer("nis2-warning", date(2026, 7, 1), value=12))
    ends = due_at(WARNING, aware_at=knew, sent={}, zone=HERE, book=book)
    assert ends - knew.astimezone(UTC) == timedelta(hours=hours)


def test_a_month_may_become_days_and_warnings_follow_the_version():
    book = book_with(newer("nis2-final", date(2026, 5, 1), value=30, unit="day", warn_at="80"))
    final, notified = REPORTS[Regime.NIS2][-1], datetime(2026, 5, 31, 12, tzinfo=HERE)
    ends = due_at(final, aware_at=notified, sent={Stage.NOTIFICATION: notified}, zone=HERE, book=book)
    assert ends - notified.astimezone(UTC) == timedelta(days=30)
    assert final.rule(notified, HERE, book=book).warn_at == (80,)


def test_the_shortest_of_the_kinds_of_event_counts_whichever_that_is():
    book = book_with(newer("maker-other", date(2026, 1, 1), value=1))
    maker, knew = REPORTS[Regime.MAKER][0], datetime(2026, 5, 1, tzinfo=HERE)
    ends = due_at(maker, aware_at=knew, sent={}, zone=HERE, book=book)
    assert ends - knew.astimezone(UTC) == timedelta(days=1)


def test_without_a_rule_no_time_is_invented():
    book = legal.Book(rule(**one) for one in ROWS if one["slug"] != "gdpr-breach")
    with pytest.raises(ImproperlyConfigured, match="breach"):
        REPORTS[Regime.GDPR][0].rule(datetime(2026, 5, 1, tzinfo=HERE), HERE, book=book)


def test_thresholds_are_those_of_the_day_with_their_figure_among_the_words():
    book = book_with(newer("nis2-activity", date(2027, 1, 1), value=2))
    (before,) = [one for one in book.thresholds("nis2", date(2026, 12, 31)) if one.slug == "nis2-activity"]
    (after,) = [one for one in book.thresholds("nis2", date(2027, 1, 1)) if one.slug == "nis2-activity"]
    with translation.override("en"):
        assert (before.words, after.words) == (
            "The activity was limited for more than 1 hour.",
            "The activity was limited for more than 2 hour.",
        )


@pytest.mark.django_db
class TestLoaded:
    @pytest.fixture(autouse=True)
    def _forgotten(self):
        yield
        directory.clear()

    def add(self, slug: str, **changed) -> ReportRule:
        said = newer(slug, timezone.localdate() - timedelta(days=3), **changed)
        made = ReportRule.objects.create(collaboration=directory.collaboration(), **said)
        directory.clear()
        return made

    def test_the_program_counts_warns_and_shows_by_the_loaded_rule(self):
        from tests.noleak.test_no_leak import _browser
        from tests.processes.regulatory.test_track import waiting

        self.add("nis2-warning", value=10, warn_at="60", legal_reference="Ny lag 1 §", verified_at=date(2026, 11, 2))
        one = opened.track(hours=2)
        times = {key: at - one.aware_at for key, at in waiting(one).items() if key[1].startswith("warning")}
        assert times == {
            ("remind", "warning:60"): timedelta(hours=6),
            ("overdue", "warning"): timedelta(hours=10),
        }
        page = _browser(opened.security()).get(f"/arenden/{one.ticket.number}/provning/").content.decode()
        assert "Upplysning om betydande incident: 10 timmar" in page
        assert "Ny lag 1 §" in page
        assert "Kontrollerad mot källan" in page
        assert "Inte kontrollerad mot källan" in page  # the others have not been read by anybody yet

    def test_a_reminder_of_what_is_due_without_delay_comes_when_the_rule_says(self):
        from tests.processes.regulatory.test_track import waiting

        self.add("device-authority", value=3)
        one = opened.track("device", who=opened.device_specialist())
        assert waiting(one)["remind", "authority"] == one.aware_at + timedelta(hours=3)

    def test_a_loaded_rule_stays_but_may_be_verified(self):
        rows = ReportRule.objects.filter(slug="nis2-warning")
        rows.update(verified_at=date(2026, 11, 2))
        for change in ({"value": 48}, {"legal_reference": "x"}, {"valid_from": date(2026, 1, 1)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
