"""Why a file is not taken, and what to do: in words for people, which quote nothing of the file."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
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
    text = _("The file is larger than {most} MB. Attach the part of it that matters.")
    return FileRefused("file-too-large", format_lazy(text, most=settings.ATTACHMENT_MAX_MB))


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


def harmful() -> FileRefused:
    """The refusal of a file that the installation's scanner found harmful."""
    return FileRefused(
        "file-harmful", _("The file holds harmful code and is not taken. Tell your IT department where it came from.")
    )


def not_scanned() -> FileRefused:
    """The refusal of a file while the installation's scanner does not answer."""
    return FileRefused(
        "file-not-scanned",
        _("The file cannot be checked for harmful code right now and is not taken. Attach it again in a while."),
    )


def nested() -> FileRefused:
    """The refusal of a document that carries a packed file or a program inside."""
    return FileRefused(
        "file-nested", _("The document holds a packed file or a program. Take it out, and attach the rest again.")
    )


def macros() -> FileRefused:
    """The refusal of a document that can run something when it is opened."""
    return FileRefused(
        "file-macro",
        _("The document holds a macro or a script. Save it without one, as DOCX, XLSX or PDF, and attach it again."),
    )


def drawing() -> FileRefused:
    """The refusal of a picture or page that is text and can hold scripts."""
    return FileRefused(
        "file-script", _("Drawings (SVG) and web pages can hold scripts. Save it as PNG or PDF and attach that.")
    )


def two_in_one() -> FileRefused:
    """The refusal of a file that can be read as files of two kinds."""
    return FileRefused(
        "file-two-kinds", _("The file holds another file. Save it again in the program that made it, and attach that.")
    )


def too_many_pixels() -> FileRefused:
    """The refusal of a picture that would fill the memory of whoever looks at it."""
    return FileRefused("file-too-many-pixels", _("The picture has too many pixels. Attach the part that matters."))
