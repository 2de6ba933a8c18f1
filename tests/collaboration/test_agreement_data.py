"""Agreements in the data files: checked row by row, published once and whole, never overwritten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from regions import directory
from regions.models import Phase
from sla import agreement_versions
from sla.agreements import counts_for, terms_of, version_on
from sla.models import Agreement, AgreementRegion, AgreementVersion, Calendar, Pause, Target, Waiting
from tickets.codes import HoldReason

FILE = "agreements.yaml"
VERSION = "  - agreement: sla-sussa\n    valid_from: 2020-01-01\n"
FIRST = "      - incident P1 acknowledge 15 min around-the-clock\n"
EXTERNAL = "  - agreement: external-inera\n    valid_from: 2020-01-01\n"
NEW = (
    "  - agreement: ola-it-mt\n    valid_from: {day}\n    targets: [incident any resolve 9 h office]\n    pauses: ["
    + ", ".join(f"{hold} runs" for hold in Waiting.values)
    + "]\n"
)


@pytest.fixture
def loaded(sussa):
    sussa.load()
    return sussa


def agreement(slug: str) -> Agreement:
    return Agreement.objects.get(slug=slug)


def test_seven_agreements_are_published_as_example_values(loaded):
    assert sorted(Agreement.objects.values_list("kind", flat=True)) == ["external"] * 2 + ["ola"] * 3 + ["sla", "uc"]
    rows = AgreementVersion.objects.filter(state="published", number=1, is_example=True, published_by=None)
    assert rows.count() == 7
    assert "Nothing changed" in loaded.load()[0]


@pytest.mark.parametrize(
    ("slug", "metric", "minutes"),
    [
        ("uc-cambio", "acknowledge", [15, 30, 240, 540]),
        ("uc-cambio", "respond", [30, 60, 540, None]),
        ("uc-cambio", "resolve", [240, 480, 2700, 10800]),
        ("ola-sussa", "acknowledge", [15, 30, 240, 540]),
        ("ola-region", "decide", [60, 240, 1620, 5400]),
        ("ola-it-mt", "resolve", [240, 480, 2700, 10800]),
    ],
)
def test_the_example_figures(loaded, slug, metric, minutes):
    rows = Target.objects.filter(version__agreement__slug=slug, process="incident", metric=metric)
    assert list(rows.order_by("priority").values_list("minutes", flat=True)) == minutes


def test_the_reasons_to_wait_are_those_of_a_case_and_that_the_vendor_has_it():
    assert set(Waiting.values) == {*HoldReason.values, "vendor_holds"}


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (FIRST, "", "agreement_versions.targets", "has no target for P1"),
        (FIRST, FIRST * 2, "agreement_versions.targets", "already has a target for P1"),
        (FIRST, FIRST.replace("P1", "any"), "agreement_versions.targets", "already has a target for P2"),
        (FIRST, FIRST.replace("15 min", "0 min"), "agreement_versions.targets", "no time cannot be kept"),
        (FIRST, FIRST.replace("incident", "incidnt"), "agreement_versions.targets", "“incidnt” is not in the section"),
        (FIRST, FIRST.replace("around-the", "round-the"), "agreement_versions.targets", "not in the section calendars"),
        (FIRST, FIRST.replace("P1", "P7"), "agreement_versions.targets", "P1, P2, P3, P4 or any"),
        (FIRST, FIRST.replace("acknowledge", "greet"), "agreement_versions.targets", "no metric “greet”"),
        (FIRST, FIRST.replace("15 min", "soon"), "agreement_versions.targets", "is no target"),
        ("      - vendor_holds runs\n", "", "agreement_versions.pauses", "vendor_holds"),
        ("vendor_holds runs", "vendor_holds sleeps", "agreement_versions.pauses", "nothing a clock does"),
        ("vendor_holds runs", "vendor_has_it runs", "agreement_versions.pauses", "no reason to wait"),
        ("vendor_holds runs", "await_reporter runs", "agreement_versions.pauses", "already has a row"),
        (VERSION, VERSION + "    pauses_from: 1\n", "agreement_versions.pauses_from", "P1 never pauses"),
        ("    pause_calendar: office\n", "", "agreement_versions.longest_pause_minutes", "the calendar by which"),
        (VERSION, VERSION * 2, "agreement_versions", ""),
        (VERSION, VERSION.replace("sla-sussa", "sla-susa"), "agreement_versions.agreement", "“sla-sussa”"),
        (EXTERNAL, EXTERNAL + "    targets: [incident any resolve 9 h office]\n", "agreement_versions.targets", "no"),
        ("provider: cambio", "provider: cambi", "agreements.provider", "“cambio”"),
        ("provider_kind: vendor", "provider_kind: region", "agreements.provider_kind", "of the kind vendor"),
        ("kind: external", "kind: uc", "agreements.provider_kind", "holds no cases"),
        ("kind: sla\n", "kind: promise\n", "agreements.kind", "Choose one of"),
    ],
)
def test_bad_input_is_refused_with_file_line_and_key_and_nothing_is_written(sussa, old, new, key, said):
    sussa.edit(FILE, old, new)
    lines = sussa.refusal()
    assert any(line.startswith(f"{FILE}:") and f" {key}" in line and said in line for line in lines), lines
    assert not AgreementVersion.objects.exists()


def test_the_line_of_a_target_is_named(sussa):
    line = sussa.edit(FILE, FIRST, FIRST.replace("15 min", "0 min"))
    assert sussa.refusal()[0].startswith(f"{FILE}:{line}: agreement_versions.targets")


def test_two_versions_with_the_same_first_day_are_refused(sussa):
    sussa.append(FILE, EXTERNAL)
    assert "already stands" in sussa.refusal()[0]


def test_an_agreement_without_a_version_is_refused(sussa):
    sussa.edit(FILE, EXTERNAL + "    is_example: true\n", "")
    assert "agreements.slug: The agreement says nothing" in sussa.refusal()[0]


def test_a_calendar_that_never_opens_is_refused_before_any_agreement_counts_by_it(sussa):
    week = "week: [08.00–17.00, 08.00–17.00, 08.00–17.00, 08.00–17.00, 08.00–17.00, stängt, stängt]"
    sussa.edit("calendars.yaml", week, week.replace("08.00–17.00", "stängt"))
    assert "never open" in sussa.refusal()[0]
    assert not AgreementVersion.objects.exists()


def test_a_published_version_is_not_changed_by_a_file(loaded):
    loaded.edit(FILE, FIRST, FIRST.replace("15 min", "20 min"))
    assert "stays as it is" in loaded.refusal()[0]


def test_the_parties_of_an_agreement_stay(loaded):
    loaded.edit(FILE, "kind: sla\n", "kind: ola\n")
    assert "agreements.kind" in loaded.refusal()[0]


def test_a_new_version_begins_today_or_later_and_takes_over_on_its_day(loaded):
    loaded.append(FILE, NEW.format(day="2021-01-01"))
    assert "today or later" in loaded.refusal()[0]
    today = timezone.localdate()
    day = today + timedelta(days=20)
    loaded.edit(FILE, "2021-01-01", day.isoformat())
    assert f"agreement_versions: 1 created: ola-it-mt / {day}" in loaded.load()
    found = agreement("ola-it-mt")
    assert (version_on(found, today).number, version_on(found, day).number) == (1, 2)
    assert version_on(found, timezone.datetime(2019, 12, 31).date()) is None


def test_nothing_is_half_published(sussa, monkeypatch):
    monkeypatch.setattr(Pause.objects, "bulk_create", lambda *rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sussa.load()
    assert not AgreementVersion.objects.exists()
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "update sla_agreementversion set reason = 'x'",
        "delete from sla_agreementversion",
        "update sla_target set minutes = 1 where minutes = 15",
        "delete from sla_target",
        "insert into sla_target (version_id, process, metric) select version_id, 'x', 'quote' from sla_target limit 1",
        "update sla_pause set rule = 'runs'",
        "delete from sla_pause",
        "truncate sla_pause",
        "truncate sla_target",
        "truncate sla_agreementversion cascade",
    ],
)
def test_what_is_published_is_kept_by_the_database(loaded, change):
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(change)


def test_the_rows_of_a_published_version_do_not_move_to_a_draft(loaded):
    found = agreement("uc-cambio")
    draft = AgreementVersion.objects.create(agreement=found, valid_from=timezone.localdate(), changed_at=timezone.now())
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        Pause.objects.filter(version__number=1, version__agreement=found).update(version=draft)
    draft.delete()


def test_two_versions_do_not_share_a_number(loaded):
    found = agreement("uc-cambio")
    wanted = agreement_versions.Wanted(valid_from=timezone.localdate())
    calendars = {row.slug: row for row in Calendar.objects.all()}
    assert agreement_versions.publish_loaded(found, wanted, calendars).number == 2
    with pytest.raises(IntegrityError, match="agreement_version_number_once"), transaction.atomic():
        AgreementVersion.objects.create(
            agreement=found,
            valid_from=timezone.localdate(),
            number=2,
            state="published",
            changed_at=timezone.now(),
            published_at=timezone.now(),
        )


def test_terms_for_a_clock(loaded):
    directory.clear()
    version = version_on(agreement("ola-sussa"), timezone.localdate())
    terms = terms_of(version, process="incident", metric="acknowledge", providers=frozenset({7}))
    assert (terms.goal(3).amount, terms.providers, terms.from_change) == (timedelta(hours=4), {7}, False)
    assert terms.pauses["await_customer"] == "runs_for_all"
    assert terms_of(version, process="incident", metric="quote", providers=frozenset()) is None
    version = version_on(agreement("uc-cambio"), timezone.localdate())
    terms = terms_of(version, process="problem", metric="resolve", providers=frozenset())
    assert (terms.goal(2).amount, terms.providers) == (timedelta(hours=180), None)
    assert (terms.most_pauses, terms.longest_pause) == (3, timedelta(hours=90))


def test_it_counts_for_a_region_from_its_own_day_else_from_its_phase_else_at_once(loaded):
    today, found = timezone.localdate(), agreement("uc-cambio")
    blekinge, dalarna = directory.by_slug("blekinge"), directory.by_slug("dalarna")
    assert counts_for(found, blekinge, today)
    AgreementRegion.objects.create(agreement=found, region=blekinge, valid_from=today + timedelta(days=1))
    found.counts_from_phase = Phase.objects.get(slug="phase-2")
    assert [counts_for(found, blekinge, today + timedelta(days=days)) for days in (0, 1)] == [False, True]
    first = timezone.datetime(2024, 1, 1).date()
    assert [counts_for(found, dalarna, first + timedelta(days=days)) for days in (-1, 0, 700)] == [False, True, True]
