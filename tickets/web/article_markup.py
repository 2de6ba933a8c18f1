"""The plain formatting of articles as HTML: paragraphs, headings, lists and addresses. Everything else is text.

Nothing that is written becomes markup by itself: each piece is escaped before it is put between tags of ours.
"""

from __future__ import annotations

import re
from itertools import groupby

from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

_BULLET, _NUMBERED, _HEADING = re.compile(r"[-*•] +"), re.compile(r"\d{1,3}[.)] +"), re.compile(r"#{2,3} +")


def render(text: str) -> SafeString:
    """The blocks of `text`: a heading (“## ”), a list (“- ”), a numbered list (“1. ”), else a paragraph."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return format_html_join("\n", "{}", ((part,) for block in blocks if block.strip() for part in _parts(block)))


def _parts(block: str):
    for kind, lines in groupby(block.splitlines(), key=_kind):
        yield _MADE[kind]([line.strip() for line in lines])


def _kind(line: str) -> str:
    line = line.strip()
    kinds = (("heading", _HEADING), ("bullets", _BULLET), ("numbers", _NUMBERED))
    return next((name for name, mark in kinds if mark.match(line)), "words")


def _inline(line: str) -> SafeString:
    return mark_safe(urlize(line, nofollow=True, autoescape=True))  # noqa: S308 urlize has escaped it


def _items(mark: re.Pattern, lines: list[str]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((_inline(mark.sub("", line, count=1)),) for line in lines))


_MADE = {
    "heading": lambda lines: format_html_join(
        "", "<h3>{}</h3>", ((_inline(_HEADING.sub("", line, count=1)),) for line in lines)
    ),
    "bullets": lambda lines: format_html("<ul>{}</ul>", _items(_BULLET, lines)),
    "numbers": lambda lines: format_html("<ol>{}</ol>", _items(_NUMBERED, lines)),
    "words": lambda lines: format_html(
        "<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((_inline(line),) for line in lines))
    ),
}
