"""How each rule about experts is broken, in memory."""

from __future__ import annotations

from tests.processes.service_request.experts import places as experts


def by_informatics(context) -> None:
    context.hat = experts.informatics().hats[0]


def by_informatician(context) -> None:
    context.hat = experts.informatician().hats[0]


def unnamed(context) -> None:
    context.data = context.data | {"reuse_existing_template": "yes", "reused_template": None}
    for name in ("template_name", "template_purpose"):
        context.data[name] = None


SPOILED = {
    "may_give_opinion": (by_informatician, "other_field", ""),
    "expert_of_the_field": (by_informatics, "other_field", ""),
    "template_said": (unnamed, "required", "reused_template"),
}
BY_WHO: dict = {}
