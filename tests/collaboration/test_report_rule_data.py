"""The rules of reporting in the data files: loaded as versions, each refusal with file, line and key."""

import pytest

from tickets.models import ReportRule

FILE = "report_rules.yaml"
WARNING = """  - slug: nis2-warning
    version: 1
    valid_from: 2026-01-15
    law: nis2
    kind: time
    stage: warning
    value: 24
    unit: hour
    warn_at: "50 75 90"
"""


@pytest.fixture
def loaded(sussa):
    sussa.load()
    return sussa


def rules():
    return ReportRule.objects.filter(collaboration__status="active")


def test_the_rules_are_loaded_once_and_a_second_load_changes_nothing(loaded):
    found = rules().get(slug="nis2-notification")
    assert (found.value, found.unit, found.warn_at, found.verified_at) == (72, "hour", "50 75 90", None)
    assert "Nothing changed" in loaded.load()[0]


def test_a_loaded_version_stays_may_be_verified_and_a_later_one_is_added(loaded):
    loaded.edit(FILE, "value: 72", "value: 48")
    (line,) = [one for one in loaded.refusal() if "report_rules.value" in one]
    assert line.startswith(f"{FILE}:") and "stays as it was first loaded" in line
    loaded.edit(FILE, "value: 48", "value: 72")
    loaded.edit(FILE, "    law: nis2\n", "    law: nis2\n    verified_at: 2026-11-02\n")
    loaded.append(
        FILE,
        "\n" + WARNING.replace("version: 1", "version: 2").replace("2026-01-15", "2099-01-01")
        + "    label_sv: Upplysning\n    label_en: Early warning\n    legal_reference: Ny lag\n",
    )  # fmt: skip
    loaded.load()
    first, second = rules().filter(slug="nis2-warning").order_by("version")
    assert str(first.verified_at) == "2026-11-02"
    assert (second.version, str(second.valid_from)) == (2, "2099-01-01")


def changed(old: str, new: str) -> str:
    assert old in WARNING
    return WARNING.replace(old, new)


@pytest.mark.parametrize(
    ("new", "key", "said"),
    [
        (changed("stage: warning", "stage: breach"), "stage", "warning, notification, final"),
        (changed("stage: warning", "stage: progress"), "stage", "warning, notification, final"),
        (changed("stage: warning", "stage: warnings"), "stage", "not known"),
        (changed("law: nis2", "law: nis3"), "law", "not known"),
        (changed("kind: time", "kind: reminder"), "kind", "kind “time”"),
        (changed("unit: hour", "unit: person"), "unit", "hour, day, month"),
        (changed("    unit: hour\n", ""), "unit", "hour, day, month"),
        (changed("value: 24", "value: 0"), "value", "1 or more"),
        (changed("    value: 24\n", ""), "value", "1 or more"),
        (changed('"50 75 90"', '"50 40 90"'), "warn_at", "rising"),
        (changed('"50 75 90"', '"50 100"'), "warn_at", "rising"),
        (changed('"50 75 90"', '"half"'), "warn_at", "rising"),
        (changed('    warn_at: "50 75 90"\n', ""), "warn_at", "rising"),
        (WARNING + "    event: death\n", "event", "no kind of event"),
        (changed("version: 1", "version: 2"), "version", "1, 2, 3"),
        (
            WARNING.replace("nis2-warning", "nis2-final")
            .replace("version: 1", "version: 2")
            .replace("2026-01-15", "2026-02-01"),
            "stage",
            "about the same",
        ),
    ],
)
def test_a_rule_of_a_report_is_refused_with_file_line_and_key(sussa, new, key, said):
    sussa.edit(FILE, WARNING, new)
    lines = sussa.refusal()
    assert any(line.startswith(f"{FILE}:") and f" report_rules.{key}" in line and said in line for line in lines), lines


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("legal_reference: \"GDPR art. 33.1\"", "legal_reference: \"\"", "legal_reference", ""),
        ("mer än {value} timme.", "mer än en timme.", "label_sv", "Write {value}"),
        ("    unit: hour\n    label_sv: \"Verk", "    label_sv: \"Verk", "unit", "both or none"),
        ("    kind: threshold\n", "    kind: threshold\n    event: other\n", "event", "not about"),
        ("    stage: authority\n", "    stage: authority\n    warn_at: \"50\"\n", "warn_at", "Remove"),
        ("    event: death\n", "", "event", "Name the kind of event"),
        ("slug: maker-death", "slug: maker-deaths", "", None),
        ("  - slug: maker-death\n", "  - slug: maker-death\n    verified_at: soon\n", "verified_at", "YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_what_a_rule_says_must_hold_together(sussa, old, new, key, said):
    sussa.edit(FILE, old, new)
    if said is None:
        assert sussa.load()  # a name is free
        return
    lines = sussa.refusal()
    assert any(line.startswith(f"{FILE}:") and f" report_rules.{key}" in line and said in line for line in lines), lines


def test_two_rules_of_one_report_are_refused(sussa):
    more = "    label_sv: Upplysning\n    label_en: Early warning\n    legal_reference: Ny lag\n"
    sussa.append(FILE, "\n" + WARNING.replace("nis2-warning", "nis2-warning-again") + more)
    assert any("report_rules.slug" in line and "“nis2-warning”" in line for line in sussa.refusal())


def test_a_report_without_its_rule_is_named(sussa):
    text = (sussa.path / FILE).read_text(encoding="utf-8")
    begin = text.index("  - slug: maker-death")
    end = text.index("  - slug: maker-other")
    (sussa.path / FILE).write_text(text[:begin] + text[end:], encoding="utf-8")
    lines = sussa.refusal()
    assert any("processes.yaml:" in line and "maker / maker / death" in line for line in lines), lines
