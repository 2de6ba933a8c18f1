"""Code and pages know kinds, capabilities and sides. Names of organisations and roles are data of a collaboration."""

import re

import pytest
import yaml

from tests.architecture.sources import ROOT, modules, templates, words_of

DATA = ROOT / "collaborations"


def names_of_data() -> set[str]:
    """Every slug, name and short name of an organisation or a role, in every collaboration that is shipped."""
    found = set()
    for path in DATA.rglob("*.yaml"):
        loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for key in ("organisations", "roles"):
            for row in loaded.get(key) or []:
                found |= {str(row[name]) for name in ("slug", "name", "short_name") if row.get(name)}
    return found


def pattern() -> re.Pattern:
    # A word that is also an ordinary one ("journal") would be no name: organisations and roles have none such.
    names = sorted(names_of_data() | {"Sussa", "Cambio"}, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])")


def test_there_are_names_to_look_for():
    assert len(names_of_data()) > 80


def test_code_names_no_organisation_and_no_role():
    said = pattern()
    found = [
        f"{path}:{line} {match.group(1)}"
        for path, text in modules(migrations=True).items()
        for line, words in words_of(text)
        for match in said.finditer(words)
    ]
    assert found == []


def test_pages_name_no_organisation_and_no_role():
    said = pattern()
    found = [f"{path}: {match.group(1)}" for path, text in templates().items() for match in said.finditer(text)]
    assert found == []


@pytest.mark.parametrize("folder", ["static"])
def test_styles_and_scripts_name_none_either(folder):
    said = pattern()
    paths = [
        path for path in (ROOT / folder).rglob("*") if path.suffix in {".css", ".js"} and "vendor" not in path.parts
    ]
    found = [
        f"{path.name}: {said.search(path.read_text(encoding='utf-8')).group(1)}"
        for path in paths
        if said.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
