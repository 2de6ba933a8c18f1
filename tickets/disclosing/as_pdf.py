"""The record as PDF: a decision first, then the case as it is read."""

from __future__ import annotations

from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

import reportlab
from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from sla import wording

FONTS = Path(reportlab.__file__).parent / "fonts"
PLAIN, BOLD = "Vera", "VeraBd"
BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=9.5, leading=13.5)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8, leading=11, textColor="#555555")
HEAD = ParagraphStyle("head", parent=BODY, fontName=BOLD, fontSize=15, leading=20, spaceAfter=3 * mm)
PART = ParagraphStyle("part", parent=HEAD, fontSize=11, leading=15, spaceBefore=5 * mm, spaceAfter=2 * mm)
MARGIN = 22 * mm


@cache
def _fonts() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def pdf_of(record, decision) -> bytes:
    """The PDF of a record with the decision to disclose it; in Swedish."""
    _fonts()
    content = BytesIO()
    with translation.override("sv"):
        title = _("Disclosure of %(number)s") % {"number": record.number}
        made = SimpleDocTemplate(
            content, pagesize=A4, title=title, lang="sv", author=decision.by,
            leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        )  # fmt: skip
        story = [_line(title, HEAD), *_pairs(decision.facts)]
        if not decision.is_refusal:
            story += _case(record)

        def foot(canvas, document):
            canvas.setFont(PLAIN, 8)
            said = _("%(number)s, page %(page)s") % {"number": record.number, "page": document.page}
            canvas.drawString(MARGIN, 12 * mm, said)

        made.build(story, onFirstPage=foot, onLaterPages=foot)
    return content.getvalue()


def _case(record) -> list:
    story = [_line(record.title, PART), *_pairs(record.facts), _line(_("What is written in the case"), PART)]
    story += _pairs(record.described)
    story.append(_line(_("What has happened"), PART))
    for one in record.lines:
        story.append(_line(" ".join(filter(None, (wording.long_time(one.at), one.who))), SMALL))
        story += [_line(one.what, BODY), *_pairs(one.words), Spacer(0, 2 * mm)]
    if record.files:
        story.append(_line(_("Files"), PART))
        story += [_line(f"{one.name} – {one.sha256}" if one.sha256 else one.name, BODY) for one in record.files]
    return story


def _pairs(pairs) -> list:
    return [Paragraph(f"<b>{_asked(label)}</b> {_escaped(value)}", BODY) for label, value in pairs if value]


def _asked(label) -> str:
    """A question stands as it is; any other label leads on to its words."""
    return escape(str(label)) if str(label).endswith("?") else f"{escape(str(label))}:"


def _line(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(_escaped(text), style)


def _escaped(text: str) -> str:
    return escape(str(text)).replace("\n", "<br/>")
