"""The first words of a stored file, so that a reader can see what it is without opening it."""

from typing import BinaryIO

from engine.file_text import limits, plain
from engine.file_text.kinds import KINDS
from engine.file_text.office import first_part
from engine.file_text.pdf import first_page
from engine.file_text.refusals import FileRefused

MAX_WORDS = 20_000  # characters
_HEAD_BYTES = 4 * MAX_WORDS


def kind_served_as(media_type: str, name: str) -> str:
    """The kind of a stored file; several kinds of text are served as one type, so the name decides among them."""
    kinds = [kind.name for kind in KINDS.values() if kind.media_type == media_type]
    return next((kind for kind in kinds if name.lower().endswith(kind)), kinds[0] if kinds else "")


def first_words(file: BinaryIO, kind: str) -> str:
    """The beginning of the text as plain words; empty for a picture, and for what can no longer be read."""
    family = KINDS[kind].family if kind in KINDS else ""
    file.seek(0)
    try:
        if family == "office":
            return first_part(file, kind)[:MAX_WORDS]
        if family == "pdf":
            return first_page(file)[:MAX_WORDS]
        return plain.decoded(file.read(_HEAD_BYTES))[:MAX_WORDS] if family == "text" else ""
    except (FileRefused, *limits.DAMAGED):
        return ""
