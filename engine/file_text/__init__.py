"""The text of an attached file, so that it can be looked through before it is kept."""

from dataclasses import dataclass
from typing import BinaryIO

from engine.file_text import limits, plain, refusals
from engine.file_text.kinds import KINDS, Kind, kind_of
from engine.file_text.office import office_text
from engine.file_text.pdf import pdf_text
from engine.file_text.refusals import FileRefused

__all__ = ["KINDS", "Extracted", "FileRefused", "text_of"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What could be read of a file. `readable` is False where a person must look: pictures, scans, limits."""

    text: str
    readable: bool
    kind: str

    @property
    def media_type(self) -> str:
        """The type that the file may be served with."""
        return KINDS[self.kind].media_type


def text_of(file: BinaryIO, name: str) -> Extracted:
    """The text of the file and the kind that its name and content agree on; leaves it at its beginning.

    Neither the name nor the text is checked for personal numbers here. Raises `FileRefused`, whose text
    tells people what to do, for kinds that are not taken, packed, protected, damaged or too large files.
    """
    file.seek(0)
    data = file.read(limits.MAX_BYTES + 1)
    file.seek(0)
    if len(data) > limits.MAX_BYTES:
        raise refusals.too_large()
    kind = kind_of(data, name)
    text, readable = _read(data, kind)
    return Extracted(text=text[: limits.MAX_TEXT], readable=readable and len(text) <= limits.MAX_TEXT, kind=kind.name)


def _read(data: bytes, kind: Kind) -> tuple[str, bool]:
    if kind.family == "image":
        return "", False
    if kind.family == "office":
        return office_text(data, kind.name)
    if kind.family == "pdf":
        return pdf_text(data)
    text = plain.decoded(data)
    if len(text) > limits.MAX_TEXT:
        return text, False
    if kind.name == "json":
        return plain.json_text(text), True
    if kind.name == "csv":
        return plain.csv_text(text), True
    return (plain.xml_text(text, data), True) if kind.name == "xml" else (text, True)
