"""Which files may be attached, known by name and by content; everything else is refused with the remedy."""

from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic

from engine.file_text import refusals

_HEAD_BYTES = 8192
_SURE = 0.4  # confidence from which a signature counts against a text file
_ARCHIVES = {"zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zst", "cab", "iso", "jar"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its short name, the media type it is served with, and how it is read."""

    name: str
    media_type: str
    family: str  # text, office, pdf or image


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("txt", "text/plain", "text"),
        Kind("log", "text/plain", "text"),
        Kind("csv", "text/csv", "text"),
        Kind("json", "application/json", "text"),
        Kind("xml", "application/xml", "text"),
        Kind("docx", _OFFICE + "wordprocessingml.document", "office"),
        Kind("xlsx", _OFFICE + "spreadsheetml.sheet", "office"),
        Kind("pdf", "application/pdf", "pdf"),
        Kind("png", "image/png", "image"),
        Kind("jpeg", "image/jpeg", "image"),
        Kind("gif", "image/gif", "image"),
        Kind("webp", "image/webp", "image"),
    )
}
EXTENSIONS = {name: kind for name, kind in KINDS.items()} | {"jpg": KINDS["jpeg"]}
_BINARY_TYPES = {kind.media_type for kind in KINDS.values() if kind.family != "text"}


def kind_of(data: bytes, name: str) -> Kind:
    """The kind that name and content agree on. Raises `FileRefused`."""
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    if extension in _ARCHIVES:
        raise refusals.archive()
    kind = EXTENSIONS.get(extension)
    if kind is None:
        raise refusals.wrong_type()
    if not data:
        raise refusals.empty()
    if data.startswith(b"\xd0\xcf\x11\xe0") and kind.family == "office":
        raise refusals.protected()
    if kind.media_type not in _types(data) if kind.family != "text" else _types(data, sure=_SURE) & _BINARY_TYPES:
        raise refusals.mismatch()
    return kind


def _types(data: bytes, *, sure: float = 0.0) -> set[str]:
    """The media types that the first bytes may be."""
    try:
        matches = puremagic.magic_string(data[:_HEAD_BYTES])
    except (puremagic.PureError, ValueError):
        return set()
    return {match.mime_type for match in matches if match.confidence >= sure}
