"""The same words as a page for mail programs: paragraphs, and our own addresses as links. Words are only ever data."""

from __future__ import annotations

import re

from django.conf import settings
from django.template.loader import render_to_string

_BLANK_LINES = re.compile(r"\n\s*\n")


def as_html(subject: str, body_text: str, *, language: str) -> str:
    """A whole page without style, picture or anything that is fetched; only addresses of this program are links."""
    paragraphs = [[_parts(line) for line in one.splitlines()] for one in _BLANK_LINES.split(body_text.strip())]
    context = {"subject": subject, "paragraphs": paragraphs, "language": language}
    return render_to_string("mail/message.html", context)


def _parts(line: str) -> list[dict[str, object]]:
    ours = re.compile(rf"({re.escape(settings.PUBLIC_URL)}/\S*)")
    return [{"words": part, "is_link": bool(ours.fullmatch(part))} for part in ours.split(line) if part]
