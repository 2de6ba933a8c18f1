"""The documents hold together: each is reached from the index, and every place that a link names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def test_each_document_is_reached_from_the_index():
    """Those that the program writes are reached as a folder."""
    index = DOCS / "index.md"
    named = {(DOCS / name).resolve() for name in LINK.findall(index.read_text(encoding="utf-8"))}
    written = {page for page in pages() if page.parent != DOCS / "workflows"}
    assert DOCS / "workflows" in named
    assert sorted(str(page) for page in written - named - {index}) == []


def test_every_link_leads_somewhere():
    found = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in pages()
        for name in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / name).exists()
    ]
    assert found == []
