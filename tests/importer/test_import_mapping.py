"""A mapping is checked as a whole: each mistake is told with file, line and key."""

from pathlib import Path

import pytest

from tests.importer.logs import mapping_text, region, write_mapping
from tickets.importer.mapping import read_mapping
from tickets.importer.mapping_file import MappingRefused

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent


def problems(folder, text) -> list[str]:
    with pytest.raises(MappingRefused) as refused:
        read_mapping(write_mapping(folder, text))
    return [str(problem) for problem in refused.value.problems]


# (what is swapped, for what, where the mistake is told)
MISTAKES = [
    ("source: old-desk", "source: Old Desk", "old-desk.yaml:1: source:"),
    ("source: old-desk", "sauce: old-desk", "old-desk.yaml:1: sauce:"),
    ("process: incident", "process: incidents", "old-desk.yaml:2: process:"),
    ("  case: case", "  kase: case", "old-desk.yaml:4: columns.kase:"),
    ("  team: team\n", "", ": lines:"),
    ("zone: Europe/Stockholm", "zone: Europe/Lund", "old-desk.yaml:11: time.zone:"),
    ('title: "{what} ({impact})"\n', "", "title:"),
    ("Open / Queue: triage", "Open / Queue: queued", "old-desk.yaml:14: states.Open / Queue:"),
    ("Open / Queue: triage", "Open / Queue: on_hold", "old-desk.yaml:14: states.Open / Queue:"),
    ("hold: await_reporter", "hold: await_godot", "old-desk.yaml:16: states.Open / Wait - User.hold:"),
    (", hold: await_reporter", "", "states.Open / Wait - User"),
    ("{state: on_hold, hold: await_reporter}", "{state: triage, hold: await_reporter}", "User.hold:"),
    ("{ends: closed}", "{ends: shut}", "old-desk.yaml:18: states.Done / Solved.ends:"),
    ("{ends: closed}", "{ends: closed, state: triage}", "old-desk.yaml:18: states.Done / Solved.ends:"),
    ('" 2nd": support', '" 2nd": second', "lines.endings. 2nd:"),
    ("impact: {Low: 4", "impact: {Low: 7", "impact.Low:"),
    ("impact: {Low: 4, High: 2}", "", "impact:"),
    ("Finland]", "Norway]", "regions.by_country."),
    ("  country: [country, owner]\n", "", "regions:"),
    ("regions:", "texts: {nonsense: x}\nregions:", "texts.nonsense:"),
    ("states:", "states: [1]\nmore:", "states:"),
    ("time:\n", "case: [\ntime:\n", "YAML"),
]


@pytest.mark.parametrize(("old", "new", "place"), MISTAKES)
def test_a_mistake_is_told_with_its_file_line_and_key(tmp_path, old, new, place):
    text = mapping_text()
    assert old in text
    told = problems(tmp_path, text.replace(old, new, 1))
    assert any(place in one for one in told), told
    assert all(one.startswith("old-desk.yaml") for one in told)


def test_a_region_that_is_no_member_is_refused(tmp_path):
    told = problems(tmp_path, mapping_text().replace(f"{region(0).slug}:", "nowhere:"))
    assert [one.split(": ")[1] for one in told] == ["regions.by_country.nowhere"]


def test_a_key_that_stands_twice_is_refused(tmp_path):
    assert "source" in problems(tmp_path, mapping_text() + "source: other\n")[0]


def test_every_mistake_is_told_at_once(tmp_path):
    text = mapping_text().replace("incident", "incidents").replace("Low: 4", "Low: 9").replace("shut", "")
    assert len(problems(tmp_path, text)) >= 2


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"\xff\xfe"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path, content):
    path = tmp_path / "old-desk.yaml"
    path.write_bytes(content)
    with pytest.raises(MappingRefused):
        read_mapping(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(MappingRefused):
        read_mapping(tmp_path / "none.yaml")


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path):
    assert read_mapping(write_mapping(tmp_path)).regions["no"] == region(0)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "collaborations").glob("*/mappings/*.yaml")), ids=lambda path: path.stem
)
def test_every_mapping_of_the_program_is_right(path):
    assert read_mapping(path).states
