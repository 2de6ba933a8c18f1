"""Nothing grows so long that nobody reads it whole."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("sussa", "forums", "tickets", "engine", "outbox", "sla", "roles", "regions", "tests", "bench")
FILE, FUNCTION, TEMPLATE, SETTINGS = 400, 40, 200, 300


def sources():
    files = [ROOT / "dev.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]
    return [path for path in files if "migrations" not in path.parts and "vendor" not in path.parts]


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_short():
    assert [str(path) for path in sources() if lines(path) > FILE] == []


def test_functions_are_short():
    long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION:
                long.append(f"{path.relative_to(ROOT)}: {node.name} ({node.end_lineno - node.lineno + 1})")
    assert long == []


def test_templates_are_short():
    assert [str(path) for path in (ROOT / "templates").rglob("*.html") if lines(path) > TEMPLATE] == []


def test_settings_fit_in_one_reading():
    assert lines(ROOT / "sussa" / "settings.py") <= SETTINGS


def test_no_drawer_for_everything():
    drawers = {"utils.py", "helpers.py", "common.py", "manager.py", "service.py", "misc.py"}
    assert [str(path) for path in sources() if path.name in drawers] == []
