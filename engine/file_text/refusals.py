"""Why a file is not taken, and what to do: in words for people, which quote nothing of the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FileRefused(Exception):
    """A file that is not taken. `text` says why and what to do; it quotes nothing of the file."""

    def __init__(self, code: str, text: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def archive() -> FileRefused:
    """The refusal of a packed file."""
    return FileRefused("file-archive", _("Packed files are not taken. Unpack it and attach the files one by one."))


def mismatch() -> FileRefused:
    """The refusal of a file that is not what its name says."""
    return FileRefused(
        "file-content",
        _("The content is not what the file name says. Save it in the right format and attach it again."),
    )


def protected() -> FileRefused:
    """The refusal of a file that cannot be opened without a password."""
    return FileRefused(
        "file-protected",
        _("The file is protected by a password or has an old format. Save it unprotected as DOCX, XLSX or PDF."),
    )


def broken() -> FileRefused:
    """The refusal of a file that cannot be opened at all."""
    return FileRefused(
        "file-broken", _("The file is damaged and cannot be read. Save it again and attach it once more.")
    )


def too_large() -> FileRefused:
    """The refusal of a file that is larger than may be attached."""
    return FileRefused("file-too-large", _("The file is larger than 25 MB. Attach a smaller part of it."))


def too_complex() -> FileRefused:
    """The refusal of a file that unpacks to far more than it weighs."""
    return FileRefused(
        "file-too-complex",
        _("The file is too large when it is unpacked. Attach the part that matters as a file of its own."),
    )


def wrong_type() -> FileRefused:
    """The refusal of a file whose name ends in nothing that is taken."""
    return FileRefused(
        "file-type",
        _("Files of this type are not taken. Attach text, CSV, JSON, XML, Word, Excel, PDF or a picture."),
    )


def empty() -> FileRefused:
    """The refusal of a file without content."""
    return FileRefused("file-empty", _("The file is empty. Choose another file."))


def unsafe_xml() -> FileRefused:
    """The refusal of XML that defines entities, which could unpack to anything."""
    return FileRefused(
        "file-unsafe-xml", _("The XML file defines entities. Save it without a DOCTYPE and attach it again.")
    )
