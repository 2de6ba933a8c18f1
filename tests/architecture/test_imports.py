"""An import stands at the top of its module; inside a function only where the top would go round."""

import ast
from functools import cache

from tests.architecture.sources import trees

# The worker reads it before there are any models.
BEFORE_THE_MODELS = "sussa/read_only.py"
WIRES_THE_APP_UP = "ready"
Import = ast.Import | ast.ImportFrom


@cache
def modules() -> dict[str, str]:
    """Name to path."""
    return {path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): path for path in trees()}


def read_by(node: Import) -> set[str]:
    """Modules of the product that the import reads, with the packages that they lie in."""
    names = [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
    parts = [name.split(".") for name in names]
    around = {".".join(part[:length]) for part in parts for length in range(1, len(part) + 1)}
    return around & set(modules())


def is_for_types_alone(node) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def at_the_top(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Import):
            found |= read_by(node)
        elif not isinstance(node, ast.FunctionDef) and not is_for_types_alone(node):
            found |= at_the_top(node)
    return found


@cache
def graph() -> dict[str, set[str]]:
    return {name: at_the_top(trees()[path]) - {name} for name, path in modules().items()}


@cache
def reached_from(name: str) -> set[str]:
    """The module and every other one that is read when it is."""
    seen, ahead = {name}, [name]
    while ahead:
        fresh = graph()[ahead.pop()] - seen
        seen |= fresh
        ahead += fresh
    return seen


def inside_functions(tree: ast.AST) -> list[Import]:
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name != WIRES_THE_APP_UP]
    return [node for one in functions for node in ast.walk(one) if isinstance(node, Import)]


def test_an_import_stands_at_the_top_where_nothing_goes_round():
    found = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for name, path in modules().items()
        if path != BEFORE_THE_MODELS
        for node in inside_functions(trees()[path])
        if not any(name in reached_from(other) for other in read_by(node))
    ]
    assert found == []
