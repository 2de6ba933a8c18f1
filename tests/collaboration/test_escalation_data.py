"""Escalation rules in the data files: checked row by row, loaded whole or not at all, never changed afterwards."""

import pytest

from sla.models import EscalationRule

FILE = "escalations.yaml"
CLOCK_90 = "  - slug: clock-90\n    valid_from: 2020-01-01\n    trigger: clock\n    percent: 90\n"
SILENT_3 = (
    "  - slug: silent-1-p3\n    valid_from: 2020-01-01\n    trigger: silent\n"
    "    level: 1\n    priority: 3\n    after_minutes: 1620\n"
)
AIM = "      - assignee at holder\n"


@pytest.fixture
def loaded(sussa):
    sussa.load()
    return sussa


def test_the_default_ladder_is_loaded_and_a_second_load_changes_nothing(loaded):
    ladder = EscalationRule.objects.filter(trigger="clock", process="")
    assert list(ladder.values_list("percent", "mandatory")) == [
        (50, False), (75, False), (90, False), (100, True), (120, False)
    ]  # fmt: skip
    assert set(EscalationRule.objects.values_list("kind", flat=True)) == {"functional", "hierarchical"}
    assert "Nothing changed" in loaded.load()[0]


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (AIM, "      - incidentansvarig at holder\n", "targets", "“incidentansvarig” is no role"),
        (AIM, "      - assignee at home\n", "targets", "no place “home”"),
        (AIM, "      - somebody who knows\n", "targets", "is no target"),
        (AIM, "", "targets", ""),
        (CLOCK_90, CLOCK_90 + "    process: incidnt\n", "process", "“incidnt” is not in the section"),
        (CLOCK_90, CLOCK_90.replace("90\n", "91\n"), "percent", "at which percent"),
        (CLOCK_90, CLOCK_90.replace("percent: 90", "percent: 75"), "slug", "already tells of the same cases"),
        (CLOCK_90, CLOCK_90 + "    after_minutes: 60\n", "after_minutes", "follows from the case"),
        (CLOCK_90, CLOCK_90 + "    metrics: [resolv]\n", "metrics", "nothing that is measured"),
        (CLOCK_90, CLOCK_90 + "    priority: 5\n", "priority", "1, 2, 3 or 4"),
        (CLOCK_90, CLOCK_90 + "    priority: 2\n", "priority", "no rule for P1, P3, P4"),
        (SILENT_3, SILENT_3.replace("1620", "0"), "after_minutes", "more than 0 minutes"),
        (SILENT_3 + "    calendar: office", SILENT_3 + "    calendar: ofice", "calendar", "“ofice” is not in"),
        (SILENT_3 + "    calendar: office\n", SILENT_3, "calendar", "by which calendar"),
        (SILENT_3, SILENT_3.replace("priority: 3", "priority: 4"), "slug", "already tells of the same cases"),
        (CLOCK_90, CLOCK_90 + "    level: 2\n", "level", "only what somebody waits for"),
        (SILENT_3, SILENT_3.replace("level: 1", "level: 4"), "level", "from 1 to 3"),
        ("trigger: silent", "trigger: quiet", "trigger", "Choose one of"),
        ("    kind: functional\n", "    kind: sideways\n", "kind", "Choose one of"),
        ("level: 2\n    priority: 1\n    after_minutes: 30", "level: 2\n    priority: 1\n    after_minutes: 15",
         "after_minutes", "no later than"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_file_line_and_key_and_nothing_is_written(sussa, old, new, key, said):
    sussa.edit(FILE, old, new)
    lines = sussa.refusal()
    assert any(line.startswith(f"{FILE}:") and f" escalations.{key}" in line and said in line for line in lines), lines
    assert not EscalationRule.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("  - slug: owner\n", "  - slug: sussa-jurist\n", "slug", "the name of a role already"),
        ("[region-incidentansvarig,", "[region-incidentansvarg,", "roles", "Did you mean “region-incidentansvarig”"),
        ("process_role-need\n", "process_role-nedd\n", "slug", "“process_role-nedd” is not the name of a group"),
        ("process_role-need\n", "leder-need\n", "slug", "“leder-need” is not the name of a group"),
        ("process_role at holder", "process_rol at holder", "falls_to", "Did you mean “process_role”"),
    ],
)
def test_groups_of_roles_are_checked_as_roles_are(sussa, old, new, key, said):
    sussa.edit(FILE, old, new)
    assert any(f".{key}" in line and said in line for line in sussa.refusal())


def test_a_percent_without_a_rule_is_a_hole(sussa):
    text = (sussa.path / FILE).read_text(encoding="utf-8")
    start = text.index(CLOCK_90)
    rest = text.index("  - slug: clock-100")
    again = text.index("  - slug: general-case-90"), text.index("  - slug: handoff-1-p1")
    (sussa.path / FILE).write_text(text[:start] + text[rest : again[0]] + text[again[1] :], encoding="utf-8")
    assert any("has no rule for 90" in line for line in sussa.refusal())


def test_a_rule_stays_and_a_new_one_takes_over_on_its_day(loaded):
    loaded.edit(FILE, SILENT_3, SILENT_3.replace("1620", "1800"))
    assert "stays as it was first loaded" in loaded.refusal()[0]
    loaded.edit(FILE, SILENT_3.replace("1620", "1800"), SILENT_3)
    new = SILENT_3.replace("2020-01-01", "2027-03-01").replace("1620", "1800")
    loaded.append(FILE, new + "    calendar: office\n    kind: functional\n    targets: [assignee at holder]\n")
    assert any("silent-1-p3 / 2027-03-01" in line for line in loaded.load())
