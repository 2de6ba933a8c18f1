"""A workflow as people read it: a state diagram (Mermaid) and a table of its steps, made from the declarations."""

from __future__ import annotations

from django.utils.translation import gettext, override

from engine.step import NOTHING, SYSTEM_CAPABILITY, Declared, steps


def document(workflow: type, *, title: str) -> str:
    """The page of one workflow in Swedish: diagram, states, steps with who, fields and rules, what is waited for."""
    with override("sv"):
        declared = list(steps(workflow).values())
        parts = [
            f"# {title}",
            "",
            "Skapad ur programmets egna deklarationer med `manage.py workflow_docs`. Ändra inte för hand.",
            "",
            "```mermaid",
            *_diagram(workflow, declared),
            "```",
            "",
            *_states(workflow),
            "",
            *_table(declared),
            *_waiting(workflow),
        ]
        return "\n".join(parts).rstrip() + "\n"


def _diagram(workflow: type, declared: list[Declared]) -> list[str]:
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{label}" as {state}' for state, label in workflow.States.choices]
    for one in declared:
        if one.target is None:
            continue
        for source in one.sources:
            begin = "[*]" if source == NOTHING else source
            lines.append(f"    {begin} --> {one.target}: {_label(one)}")
    lines += [f"    {state} --> [*]" for state in getattr(workflow, "terminal", ())]
    return lines


def _label(one: Declared) -> str:
    return str(one.rule.label).replace("{", "").replace("}", "")


def _states(workflow: type) -> list[str]:
    ends = set(getattr(workflow, "terminal", ()))
    rows = [f"| `{state}` | {label} | {'ja' if state in ends else ''} |" for state, label in workflow.States.choices]
    return ["| Tillstånd | Visas som | Slutläge |", "| --- | --- | --- |", *rows]


def _table(declared: list[Declared]) -> list[str]:
    head = [
        "| Steg | Knapp | Från | Till | Vem | Krävs | Kan anges | Regler |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    return head + [_row(one) for one in declared]


def _row(one: Declared) -> str:
    rule = one.rule
    who = ", ".join(_who(each) for each in rule.by)
    rules = ", ".join(guard.__name__ for guard in (*rule.guards, *rule.checks))
    cells = [
        f"`{one.name}`",
        str(rule.label),
        ", ".join(f"`{source}`" for source in one.sources if source != NOTHING) or "–",
        f"`{one.target}`" if one.target else "oförändrat",
        who,
        ", ".join(f"`{name}`" for name in rule.needs) or "–",
        ", ".join(f"`{name}`" for name in rule.asks) or "–",
        rules or "–",
    ]
    return "| " + " | ".join(cells) + " |"


def _who(who) -> str:
    if who.capability == SYSTEM_CAPABILITY:
        return "systemet"
    text = f"`{who.capability}` @ {who.where}"
    if who.tiers:
        text += f" ({'/'.join(who.tiers)})"
    return text + (f" om {who.when.__name__}" if who.when else "")


def _waiting(workflow: type) -> list[str]:
    waiting = getattr(workflow, "waiting", ())
    if not waiting:
        return []
    return ["", "## Väntar på sin egen process", "", *(f"- {gettext(str(one))}" for one in waiting)]
