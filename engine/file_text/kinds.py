"""Which files may be attached, known by name and by content; everything else is refused with the remedy."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic

from engine.file_text import refusals

_HEAD_BYTES = 8192
_SURE = 0.4  # confidence from which a signature counts against a text file
ARCHIVES = frozenset({"zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zst", "cab", "iso", "jar"})
PROGRAMS = frozenset({"exe", "dll", "bat", "cmd", "ps1", "vbs", "js", "jse", "wsf", "hta", "scr", "com", "msi", "lnk"})
WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm"})
_DRAWINGS = frozenset({"svg", "svgz", "html", "htm", "xhtml", "mht", "mhtml"})
_SIGNATURES = {"pdf": b"%PDF-", "office": b"PK\x03\x04"}  # at the very beginning, or it is something else as well


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


def kind_of(file: BinaryIO, name: str) -> Kind:
    """The kind that name and content agree on. Raises `FileRefused`."""
    kind = _named(extension_of(name))
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        raise refusals.empty()
    if head.startswith(b"\xd0\xcf\x11\xe0") and kind.family == "office":
        raise refusals.protected()
    if kind.media_type not in _types(head) if kind.family != "text" else _types(head, sure=_SURE) & _BINARY_TYPES:
        raise refusals.mismatch()
    is_packed = kind.family != "office" and zipfile.is_zipfile(file)
    if is_packed or not head.startswith(_SIGNATURES.get(kind.family, b"")):
        raise refusals.two_in_one()
    return kind


def extension_of(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")


def _named(extension: str) -> Kind:
    """The kind that a name claims. Raises `FileRefused` for what is not taken."""
    if extension in ARCHIVES:
        raise refusals.archive()
    if extension in WITH_MACROS:
        raise refusals.macros()
    if extension in _DRAWINGS:
        raise refusals.drawing()
    if extension not in EXTENSIONS:
        raise refusals.wrong_type()
    return EXTENSIONS[extension]


def _types(data: bytes, *, sure: float = 0.0) -> set[str]:
    """The media types that the first bytes may be."""
    try:
        matches = puremagic.magic_string(data[:_HEAD_BYTES])
    except (puremagic.PureError, ValueError):
        return set()
    return {match.mime_type for match in matches if match.confidence >= sure}
