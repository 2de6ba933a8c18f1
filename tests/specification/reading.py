"""The processes as specified (processes.yaml) and as declared by the program, in the same words."""

from functools import cache
from pathlib import Path

import yaml

from engine.step import SYSTEM_CAPABILITY, steps
from tickets.models import Ballot, Handoff, MiRegionRow, RegionDeployment, RegionLeg
from tickets.workflows import PROCESSES as RUNNING

FOLDER = Path(__file__).parent
# Words of the specification with another name here: no step names an organisation, no field says that it is a code.
RENAMED = {
    "incident.hand_to_sussa": "incident.hand_to_support",
    "handoff_reason_code": "handoff_reason",
    "handoff_return_code": "return_reason",
    "general_reject_code": "case_reject",
    "general_resolution_code": "case_resolution",
    "incident_resolution_code": "incident_resolution",
}
# What a member of a group does with an order, by the step: the specification names the group, the program the right.
OF_GROUP = dict.fromkeys(("approve", "reject", "accept_quote", "decline_quote"), "order.approve") | {
    "open": "order.place"
}
SUBJECTS = {
    "approval": Ballot,
    "handoff": Handoff,
    "incident-leg": RegionLeg,
    "mi-region-row": MiRegionRow,
    "region-deployment": RegionDeployment,
}


@cache
def specification() -> dict:
    return yaml.safe_load((FOLDER / "processes.yaml").read_text())


@cache
def differences() -> dict:
    return yaml.safe_load((FOLDER / "differences.yaml").read_text())


# What is specified and runs; a process that the specification has no machine for is listed with its reason.
PROCESSES = {slug: one for slug, one in RUNNING.items() if slug not in differences()["built beyond the specification"]}


def built() -> dict:
    return {**PROCESSES, **SUBJECTS}


def specified(slug: str) -> dict:
    """States and steps of a workflow, the common steps with them; a step of its own replaces a common one."""
    flow = specification()["workflows"][slug]
    states = {one["id"]: one for one in flow["states"]}
    live = sorted(name for name, one in states.items() if one["category"] != "draft" and not one["terminal"])
    common = specification()["common_steps"] if slug in PROCESSES else []
    found = {one["id"]: _as_specified(one, live) for one in [*common, *flow["steps"]]}
    return {
        "states": {
            name: {"sv": one["label_sv"], "en": one["label_en"], "ends": one["terminal"]}
            for name, one in states.items()
        },
        "steps": found,
    }


def _as_specified(one: dict, live: list[str]) -> dict:
    return {
        "from": live if one["from"] == "open" else sorted(one["from"]),
        "to": one["to"],
        "needs": sorted(RENAMED.get(name, name) for name in one.get("requires", ())),
        "who": sorted({_actor(one, actor) for actor in one["actors"]}),
    }


def _actor(one: dict, actor: dict) -> str:
    """A role may by the step's capability, a member of a group by the group's; a relation by its own, at its place."""
    if "group" in actor:
        return OF_GROUP[one["id"]]
    name = actor.get("relation")
    if name == "system":
        return SYSTEM_CAPABILITY
    if name is None or "roles" in actor or "role_set" in actor:
        return RENAMED.get(one.get("capability"), one.get("capability") or "")
    relation = specification()["relations"][name]
    return f"{relation['capability']} at {relation['where']}"


def declared(slug: str, labels: dict[str, dict[str, str]]) -> dict:
    """As `specified`, of the program. `labels`: of each language, the state's words."""
    workflow = built()[slug]
    left = {source for one in steps(workflow).values() if one.target is not None for source in one.sources}
    ends = set(workflow.terminal) if hasattr(workflow, "terminal") else set(workflow.States) - left
    relations = {one.get("capability") for one in specification()["relations"].values()}
    return {
        "states": {
            str(state.value): {"sv": labels["sv"][state.value], "en": labels["en"][state.value], "ends": state in ends}
            for state in workflow.States
        },
        "steps": {
            name: {
                "from": sorted(filter(None, one.sources)),
                "to": one.target or "same",
                "needs": sorted(one.rule.needs),
                "who": sorted({_may(who, relations) for who in one.rule.by}),
            }
            for name, one in steps(workflow).items()
        },
    }


def _may(who, relations: set) -> str:
    return f"{who.capability} at {who.where}" if who.capability in relations else who.capability


def compared(said: dict, done: dict) -> dict[str, dict]:
    """By name ("state x", "step y: needs"): what is specified and what the program does, where they differ."""
    found = {}
    for kind in ("states", "steps"):
        for name in sorted(said[kind].keys() | done[kind].keys()):
            one, other = said[kind].get(name), done[kind].get(name)
            if one is None or other is None:
                found[f"{kind[:-1]} {name}"] = {"specified": one is not None, "declared": other is not None}
                continue
            for aspect in one:
                if one[aspect] != other[aspect]:
                    found[f"{kind[:-1]} {name}: {aspect}"] = {"specified": one[aspect], "declared": other[aspect]}
    return found
