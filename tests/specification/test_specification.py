"""The program declares what the specification of the processes says; every difference stands with its reason."""

import pytest
from django.utils import translation

from tests.permissions import files
from tests.specification import reading


def labels(slug: str) -> dict:
    found = {}
    for language in ("sv", "en"):
        with translation.override(language):
            found[language] = {state.value: str(state.label) for state in reading.built()[slug].States}
    return found


def differing(slug: str) -> dict:
    return reading.compared(reading.specified(slug), reading.declared(slug, labels(slug)))


SLUGS = ["approval", "change", "general-case", "handoff", "incident", "incident-leg", "known-error"]
SLUGS += ["major-incident", "mi-region-row", "need", "problem", "region-deployment", "release"]
SLUGS += ["service-request", "standard-change-template"]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_difference_is_listed_with_its_reason(slug):
    everywhere = reading.differences()["every process"] if slug in reading.PROCESSES else {}
    listed = everywhere | reading.differences()[slug]
    found = differing(slug)
    assert found.keys() - listed.keys() == set(), {name: found[name] for name in found.keys() - listed.keys()}
    assert reading.differences()[slug].keys() - found.keys() == set(), "listed and no longer true"
    for name, one in listed.items():
        assert one["why"].strip(), name
        if name in found:
            assert {key: one[key] for key in found[name]} == found[name], name


def test_a_difference_of_every_process_is_true_of_one_at_least():
    found = set().union(*(differing(slug) for slug in reading.PROCESSES))
    assert reading.differences()["every process"].keys() - found == set()


def test_the_processes_that_are_not_built_are_named():
    missing = reading.specification()["workflows"].keys() - reading.built().keys()
    assert missing == set(reading.differences()["not built as a workflow"])


def test_the_same_roles_may_by_a_capability_of_the_built_processes():
    """Which role has which capability is specified once for all its steps; the reviewed file of roles says the same."""
    sets, wanted = reading.specification()["role_sets"], {}
    for slug in reading.built():
        flow = reading.specification()["workflows"][slug]
        for one in [*flow["steps"], *reading.specification()["common_steps"]]:
            name = reading.RENAMED.get(one.get("capability"), one.get("capability"))
            for actor in one["actors"]:
                if name and ("roles" in actor or "role_set" in actor):
                    roles = actor.get("roles") or sets[actor["role_set"]]["roles"]
                    wanted.setdefault(name, set()).update(roles)
    given = files.read_roles()
    found = {
        name: {"without": sorted(roles - set(given.get(name, ()))), "besides": sorted(set(given.get(name, ())) - roles)}
        for name, roles in wanted.items()
    }
    found = {name: {key: roles for key, roles in one.items() if roles} for name, one in found.items()}
    listed = reading.differences()["roles"]
    assert {name: one for name, one in found.items() if one} == {
        name: {key: roles for key, roles in one.items() if key != "why"} for name, one in listed.items()
    }
    assert all(one["why"].strip() for one in listed.values())
