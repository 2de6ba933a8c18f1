"""What holds of every process with votes: whoever can change what is voted on is first told what it costs."""

import pytest

from engine.inputs import INPUTS
from engine.step import steps
from tickets.balloting.guards import by_decision, void_votes_said
from tickets.balloting.seats import CONDITIONS
from tickets.workflows import PROCESSES

VOTED_ON = [workflow for workflow in PROCESSES.values() if workflow.frozen]


def test_there_is_one_that_is_voted_on():
    assert VOTED_ON


# Steps that ask for what is frozen where no vote can be in force: they open one, or come after one that was used.
WITHOUT_VOTES = {
    "change": {
        *("emergency_request", "to_minor", "to_cab_minor", "to_regional"),
        *("reschedule_to_cab", "reschedule_to_assess", "reschedule_to_ecab", "document"),
    },
    "need": {"prepare", "take_to_joint"},  # before the forum has it
    "release": {"edit", "propose_scope"},  # another proposal is another matter, and signatures go by their digest
}


@pytest.mark.parametrize("workflow", VOTED_ON, ids=lambda one: one.slug)
def test_a_step_that_asks_for_what_is_frozen_asks_before_it_voids(workflow):
    births, left = {"", "draft"}, set()
    for name, declared in steps(workflow).items():
        asked = {one.name for one in declared.rule.inputs}
        is_late = set(declared.sources) - births and by_decision not in declared.rule.guards
        warns = "void_votes" in asked and void_votes_said in declared.rule.checks
        if set(workflow.frozen) & asked and declared.rule.is_for_people and is_late and not warns:
            left.add(name)
    assert left == WITHOUT_VOTES.get(workflow.slug, set())


@pytest.mark.parametrize("workflow", VOTED_ON, ids=lambda one: one.slug)
def test_every_step_that_a_forum_decides_is_offered_to_its_chair_and_the_other_way_round(workflow):
    decided = {name for name, declared in steps(workflow).items() if by_decision in declared.rule.guards}
    assert decided - {"record_decision"} == set(workflow.results)
    assert "record_decision" in decided


@pytest.mark.parametrize("workflow", VOTED_ON, ids=lambda one: one.slug)
def test_what_is_frozen_is_something_that_is_asked_for(workflow):
    asked = {one.name for declared in steps(workflow).values() for one in declared.rule.inputs}
    assert set(workflow.frozen) <= asked
    assert all(name in INPUTS for name in workflow.frozen)


def test_a_condition_of_a_rule_is_known_to_the_process_that_uses_it():
    from tickets.workflows import Change

    assert all(isinstance(Change().meets(condition), bool) for condition in CONDITIONS)
