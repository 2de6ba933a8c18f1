"""Every kind of mistake in the files is told with file, line, key and what to do, and nothing is written."""

import pytest

from regions.models import Organisation

# file, what stands there, what stands there instead, lines below that the problem lies, key, what is said
MISTAKES = {
    "unknown key": (
        "organisations.yaml", "short_name: Dalarna\n", "short_nam: Dalarna\n", 0,
        "organisations.short_nam", "There is no such key. Did you mean “short_name”?",
    ),
    "missing key": (
        "interfaces.yaml", "    name: Sussa vårdstöd – Region\n", "", -1,
        "interfaces.name", "The key is missing. Add it.",
    ),
    "empty key": (
        "organisations.yaml", "name: Region Dalarna\n", "name:\n", 0,
        "organisations.name", "The key is empty. Give it a value.",
    ),
    "unknown section": (
        "teams.yaml", "teams:\n", "teems:\n", 1,
        "teems", "There is no such section. Did you mean “teams”?",
    ),
    "number for text": (
        "organisations.yaml", 'lan_code: "20"', "lan_code: 20", 0,
        "organisations.lan_code", "This reads as another kind of value. Write text; put it in double quotes.",
    ),
    "flag for text": (
        "organisations.yaml", 'letters: "No"', "letters: No", 0,
        "organisations.letters", "This reads as another kind of value. Write text; put it in double quotes.",
    ),
    "text for number": (
        "organisations.yaml", "position: 2\n", "position: two\n", 0,
        "organisations.position", "Write a whole number, 0 or more, without quotes.",
    ),
    "text for flag": (
        "interfaces.yaml", "to_kind: it_mt, own_only: true", "to_kind: it_mt, own_only: kanske", 0,
        "routes.own_only", "Write true or false.",
    ),
    "text for day": (
        "framework.yaml", "phase: phase-1, valid_from: 2023-01-01", "phase: phase-1, valid_from: januari", 0,
        "region_phases.valid_from", "Write a day as YYYY-MM-DD.",
    ),
    "a day that does not exist": (
        "framework.yaml", "phase: phase-1, valid_from: 2023-01-01", "phase: phase-1, valid_from: 2023-02-30", 0,
        "region_phases.valid_from", "Write a day as YYYY-MM-DD.",
    ),
    "word for list": (
        "framework.yaml", "processes: [incident]", "processes: incident", 0,
        "responsibilities.processes", "Write a list of words: [one, two].",
    ),
    "too long": (
        "organisations.yaml", 'letters: "Da"', 'letters: "Dal"', 0,
        "organisations.letters", "The text has 3 characters. Shorten it to 2.",
    ),
    "no slug": (
        "teams.yaml", "slug: teknik", "slug: Te knik", 0,
        "teams.slug", "“Te knik” is no slug. Use a–z, 0–9 and hyphens only.",
    ),
    "unknown kind of organisation": (
        "organisations.yaml", "kind: vendor", "kind: seller", 0,
        "organisations.kind", "“seller” is not known. Choose one of: region, support_org, vendor, it_mt,",
    ),
    "route from an unknown kind": (
        "interfaces.yaml", "from_kind: vendor", "from_kind: seller", 0,
        "routes.from_kind", "“seller” is not known. Choose one of:",
    ),
    "route to a kind nobody is of": (
        "interfaces.yaml", "{from_kind: support_org, to_kind: it_mt}", "{from_kind: vendor, to_kind: association}", 0,
        "routes.to_kind", "An organisation of the kind association holds no cases. Remove the route.",
    ),
    "unknown reference": (
        "processes.yaml", "process: need, handbook", "process: neeed, handbook", 0,
        "process_entries.process", "“neeed” is not in the section processes. Did you mean “need”?",
    ),
    "unknown reference in a list": (
        "framework.yaml", "processes: [problem, follow-up]", "processes:\n      - problem\n      - unheard", 2,
        "responsibilities.processes", "“unheard” is not in the section processes. Choose one of: change, follow-up,",
    ),
    "unknown capability": (
        "roles_vendor.yaml", "[api.use, incident.register,", "[api.use, incident.registre,", 0,
        "roles.capabilities", "There is no capability “incident.registre”. Did you mean “incident.register”?",
    ),
    "role without a right of its own": (
        "roles_vendor.yaml", "[api.use, incident.register, vendor.reference]", "[ticket.comment]", 0,
        "roles.capabilities", "The role grants only what every role does. Add a capability or remove the role.",
    ),
    "unknown level of a role": (
        "roles_vendor.yaml", "level: vendor", "level: seller", 0,
        "roles.level", "“seller” is not known. Choose one of: region, support, vendor.",
    ),
    "priority out of range": (
        "collaboration.yaml", "{impact: 1, urgency: 1, priority: 1}", "{impact: 1, urgency: 1, priority: 5}", 0,
        "priority_matrix.priority", "Write a number from 1 (gravest) to 4.",
    ),
    "prefix": (
        "processes.yaml", "prefix: ARE", "prefix: are", 0,
        "process_settings.prefix", "A prefix is three capitals A–Z.",
    ),
    "process without numbering": (
        "processes.yaml", "  - {process: need, prefix: BEH, default_visibility: joint}\n", "", -45,
        "processes.slug", "The process runs as cases but has no numbering.",
    ),
    "a figure that the process does not have": (
        "figures.yaml", "figure: rule_regions", "figure: rule_region", 0,
        "process_figures.figure", "The process has no such figure. Did you mean “rule_regions”?",
    ),
    "a figure out of its bounds": (
        "figures.yaml", "figure: watch_hours, value: 4", "figure: watch_hours, value: 400", 0,
        "process_figures.value", "Write a whole number from 1 to 168.",
    ),
    "a figure in words": (
        "figures.yaml", "figure: watch_hours, value: 4", "figure: watch_hours, value: fyra", 0,
        "process_figures.value", "Write a whole number, 0 or more, without quotes.",
    ),
    "a figure of a process without any": (
        "figures.yaml", "{process: major-incident, figure: reminders", "{process: general-case, figure: reminders", 0,
        "process_figures.process", "“general-case” has no figures. Name one of:",
    ),
    "ends before it begins": (
        "framework.yaml", "valid_to: 2023-12-31", "valid_to: 2022-12-31", 0,
        "region_phases.valid_to", "It ends before it begins. Correct one of the two days.",
    ),
    "two phases at a time": (
        "framework.yaml", "phase: phase-2, valid_from: 2024-01-01", "phase: phase-2, valid_from: 2023-06-01", 0,
        "region_phases.valid_from", "The region is still in phase-1 then. End that phase the day before",
    ),
    "own parent": (
        "organisations.yaml", "kind: vendor\n", "kind: vendor\n    parent: cambio\n", 1,
        "organisations.parent", "The row is its own parent, directly or by others. Break the circle.",
    ),
    "regional IT without its region": (
        "organisations.yaml", "    parent: blekinge\n", "", -1,
        "organisations.kind", "An organisation of this kind belongs to another. Add the key parent.",
    ),
    "third level of the catalogue": (
        "services.yaml", "parent: cosmic, name: Journal,", "parent: lakemedel, name: Journal,", 0,
        "services.parent", "The catalogue has two levels. Name a service that has no parent.",
    ),
    "forum under one of another interface": (
        "forums.yaml", "parent: sussa-region-itil-forum", "parent: sussa-cambio-itil-forum", 0,
        "forums.parent", "The parent is a forum of another interface. Name one of the same.",
    ),
    "vendor that is none": (
        "collaboration.yaml", "vendor: cambio", "vendor: dalarna", 0,
        "collaboration.vendor", "“dalarna” is of the kind region. Name an organisation of the kind vendor.",
    ),
    "service handed to a supplier": (
        "services.yaml", "name: Provsvar, vendor: cambio", "name: Provsvar, vendor: inera", 0,
        "services.vendor", "“inera” is of the kind supplier. Name an organisation of the kind vendor.",
    ),
    "interface side of another kind": (
        "interfaces.yaml", "upper_kind: vendor", "upper_kind: region", 0,
        "interfaces.upper_kind", "“cambio” is of the kind vendor. Write that kind, or name another organisation.",
    ),
    "member region without letters": (
        "organisations.yaml", '    letters: "Da"\n', "", -3,
        "organisations.slug", "A member region is shown by two letters. Add the key letters.",
    ),
    "team where nobody logs in": (
        "teams.yaml", "{organisation: cambio, slug: drift", "{organisation: inera, slug: drift", 0,
        "teams.organisation", "People of “inera” do not log in, so it has no teams. Remove the team.",
    ),
    "other slug": (
        "collaboration.yaml", "slug: sussa", "slug: zussa", 0,
        "collaboration.slug", "The files are of “zussa” but “sussa” was asked for. Load it by its own slug.",
    ),
    "key twice": (
        "organisations.yaml", "kind: vendor\n", "kind: vendor\n    kind: region\n", 1,
        "organisations.kind", "The key stands twice, first on line ",
    ),
    "entry that is no mapping": (
        "teams.yaml", "teams:\n", "teams:\n  - drift\n", 1,
        "teams", "An entry consists of keys and values",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_file_line_key_and_remedy(sussa, mistake):
    file, old, new, below, key, said = MISTAKES[mistake]
    line = sussa.edit(file, old, new) + below
    problems = sussa.refusal()[:-1]
    assert len([problem for problem in problems if problem.startswith(f"{file}:{line}: {key}: {said}")]) == 1, problems
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("file", "new", "key"),
    [
        (
            "organisations.yaml",
            "  - {slug: dalarna, name: Två, short_name: Två, kind: business}\n",
            "organisations.slug",
        ),
        (
            "organisations.yaml",
            "  - {slug: ny, name: Ny, short_name: Ny, kind: region, letters: Bl}\n",
            "organisations.letters",
        ),
        ("teams.yaml", "  - {organisation: cambio, slug: drift, name: Drift}\n", "teams.slug"),
        ("processes.yaml", "  - {process: new, prefix: INC, default_visibility: joint}\n", "process_settings.prefix"),
        (
            "figures.yaml",
            "  - {process: major-incident, figure: reminders, value: 3}\n",
            "process_figures.figure",
        ),
        (
            "forums.yaml",
            "  - {slug: ny, interface: sussa-cambio, label_sv: CAB, label_en: CAB, level: operative}\n",
            "forums.label_sv",
        ),
    ],
)
def test_a_duplicate_is_told_with_the_place_of_the_first(sussa, file, new, key):
    line = sussa.append(file, new)
    problems = sussa.refusal()[:-1]
    assert [
        problem for problem in problems if problem.startswith(f"{file}:{line}: {key}: ") and f"{file}, line" in problem
    ]


def test_broken_yaml_is_told_with_its_line(sussa):
    line = sussa.append("teams.yaml", "  - {organisation: cambio, slug: [}\n")
    problems = sussa.refusal()
    assert problems[0].startswith(f"teams.yaml:{line}: This is not valid YAML: ")


def test_a_file_of_another_encoding_is_told(sussa):
    (sussa.path / "teams.yaml").write_bytes("teams: [å]".encode("latin-1"))
    assert "teams.yaml: The file is not UTF-8. Save it as UTF-8." in sussa.refusal()


def test_an_empty_folder_is_told(sussa):
    for path in sussa.path.glob("*.yaml"):
        path.unlink()
    assert "There are no data files here." in sussa.refusal()[0]


def test_a_matrix_with_a_hole_names_the_missing_cell(sussa):
    sussa.edit("collaboration.yaml", "  - {impact: 3, urgency: 2, priority: 3}\n", "")
    assert "The matrix lacks impact/urgency 3/2. Add a row for each." in sussa.refusal()[0]


def test_a_role_nobody_can_hold_is_refused(vgr):
    line = vgr.edit("roles.yaml", "level: vendor", "level: support")
    said = "No organisation that may log in can hold a role of the level support. Correct the level."
    assert vgr.refusal()[0] == f"roles.yaml:{line}: roles.level: {said}"


def test_all_mistakes_are_told_at_once_in_order_of_place(sussa):
    sussa.edit("organisations.yaml", "kind: vendor", "kind: seller")
    sussa.edit("organisations.yaml", "    short_name: Dalarna\n", "")
    sussa.edit("forums.yaml", "level: strategic", "level: high")
    sussa.edit("forums.yaml", "interface: sussa-region", "interface: sussa-rejon")
    problems = sussa.refusal()
    assert problems[-1] == f"4 problems in {sussa.path}; nothing was written."
    assert [problem.split(":")[0] for problem in problems[:-1]] == ["forums.yaml"] * 2 + ["organisations.yaml"] * 2
    lines = [int(problem.split(":")[1]) for problem in problems[:-1]]
    assert lines == sorted(lines[:2]) + sorted(lines[2:])
