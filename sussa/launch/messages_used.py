"""Every text for people that the code and the templates name, found without running either."""

import ast
import re
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("sussa", "forums", "tickets", "engine", "outbox", "sla", "roles", "regions")
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
COUNTED = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
LITERAL = re.compile(r"""\s*[uU]?("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*,?""")


def messages_used():
    """{(context, msgid): the first file that uses it}, paths relative to the checkout."""
    used = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for key in _in_python(path.read_text(encoding="utf-8")):
                used.setdefault(key, path.relative_to(ROOT))
    for folder in (ROOT / "templates", *(ROOT / app / "templates" for app in APPS)):
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")]):
            for key in _in_template(path.read_text(encoding="utf-8"), path.name):
                used.setdefault(key, path.relative_to(ROOT))
    return used


def _in_python(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and _is_step(node):
            yield None, ast.get_docstring(node)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if literals and name in PLAIN | COUNTED:
            yield None, literals[0]
        elif len(literals) > 1 and name in WITH_CONTEXT:
            yield literals[0], literals[1]


def _is_step(function):
    """Whether it is a step of a workflow: its docstring is the step's help, read by people."""
    made_by = [one.func for one in function.decorator_list if isinstance(one, ast.Call)]
    return any(isinstance(one, ast.Name) and one.id == "step" for one in made_by) and ast.get_docstring(function)


def _in_template(text, name):
    converted = templatize(text, origin=name)
    for call in CALL.finditer(converted):
        literals, at = [], call.end()
        while match := LITERAL.match(converted, at):
            literals.append(ast.literal_eval(match.group(1)))
            at = match.end()
        if "pgettext" in call.group(1) and len(literals) > 1:
            yield literals[0], literals[1]
        elif literals:
            yield None, literals[0]
