"""The product's own files, read as text and as trees."""

from __future__ import annotations

import ast
import io
import tokenize
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("sussa", "forums", "tickets", "engine", "outbox", "sla", "roles", "regions")


@cache
def modules(*, migrations: bool = False) -> dict[str, str]:
    """Path to text of every module of the product; tests are none."""
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    kept = [path for path in paths if migrations or "migrations" not in path.parts]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(kept)}


@cache
def trees() -> dict[str, ast.Module]:
    return {path: ast.parse(text) for path, text in modules().items()}


@cache
def templates() -> dict[str, str]:
    found = sorted((ROOT / "templates").rglob("*"))
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in found if path.is_file()}


def words_of(text: str) -> list[tuple[int, str]]:
    """Line and text of every string, f-string part and comment of a module: what people, not Python, read."""
    kinds = {tokenize.STRING, tokenize.COMMENT} | {getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type in kinds]


def calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def dotted(node) -> str:
    """`a.b.c` of an expression, "" where it is something else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""
