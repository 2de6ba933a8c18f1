"""Every body that a program sends, and every part of an address, is shown by an example that the description allows."""

import jsonschema
import pytest

from engine.step import steps
from sussa.api_docs import description
from tickets.api.requests import component_name
from tickets.models import Handoff
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db


def operations():
    for path, found in description()["paths"].items():
        for method, one in found.items():
            yield f"{method} {path}", one


def allows(schema: dict, value) -> bool:
    whole = schema | {"components": description()["components"]}
    return jsonschema.Draft202012Validator(whole).is_valid(value)


def test_every_operation_has_a_name_of_its_own_that_needs_no_number():
    names = [one["operationId"] for _name, one in operations()]
    assert len(set(names)) == len(names)
    assert [name for name in names if name[-1].isdigit()] == []


def test_every_body_has_an_example_that_it_allows():
    bodies = 0
    for name, one in operations():
        for kind, sent in one.get("requestBody", {}).get("content", {}).items():
            if kind.startswith("multipart/"):
                continue
            assert "example" in sent, name
            assert allows(sent["schema"], sent["example"]), (name, sent["example"])
            bodies += 1
    assert bodies > 20


def test_every_part_of_an_address_has_an_example_that_it_allows():
    for name, one in operations():
        for parameter in one.get("parameters", ()):
            if parameter["in"] == "path":
                assert allows(parameter["schema"], parameter["example"]), (name, parameter["name"])


@pytest.mark.parametrize("slug", [*PROCESSES, "handoff"])
def test_the_example_of_a_step_holds_every_field_that_it_needs(slug):
    components = description()["components"]["schemas"]
    for one in steps(PROCESSES.get(slug, Handoff)).values():
        said = components.get(component_name(slug, one.name))
        needed = [each for each in one.rule.inputs if each.name in one.rule.needs]
        if said is None or any(each.kind == "files" for each in needed):
            continue
        (example,) = said["examples"]
        assert allows(said, example), (one.name, example)
        assert {each.name for each in needed} == set(example["fields"]), one.name
