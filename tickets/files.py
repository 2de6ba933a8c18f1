"""Taking a file in: its type by its content, its size, its name, and the personal numbers in name and text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from engine.file_text import FileRefused, text_of
from engine.personal_data import certain, detect_identifiers, possible, refusal
from engine.validate import Unusable


@dataclass
class CheckedFile:
    """A file that may be stored. `readable` is False for pictures and scans: a person must have looked."""

    name: str
    content_type: str
    size: int
    sha256: str
    readable: bool
    content: bytes = field(repr=False)
    possible: tuple[str, ...] = ()  # kinds of numbers that its name or text may hold; the writer must state they do not

    def store(self, attachment) -> None:
        """Put the content under its hash; the same content is stored once."""
        storage = attachment._meta.get_field("file").storage
        name = f"{self.sha256[:2]}/{self.sha256}"
        if not storage.exists(name):
            storage.save(name, ContentFile(self.content))
        attachment.file.name = name


def checked(upload) -> CheckedFile:
    """The upload as a file that may be stored; raises Unusable with what to do, never repeating a number."""
    if not hasattr(upload, "read"):
        raise Unusable("not_a_file", _("Send the file itself as multipart/form-data."))
    name = PurePosixPath((upload.name or "").replace("\\", "/")).name[:160]
    if found := certain(detect_identifiers(name)):
        raise Unusable("personal_number", refusal(_("The file name"), found))
    try:
        extracted = text_of(upload, name)
    except FileRefused as why:
        raise Unusable("file_refused", why.text) from None
    if found := certain(detect_identifiers(extracted.text)):
        raise Unusable("personal_number", refusal(_("The file"), found))
    perhaps = [*detect_identifiers(name), *detect_identifiers(extracted.text)]
    content = upload.read()
    return CheckedFile(
        name=name,
        content_type=extracted.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        readable=extracted.readable,
        content=content,
        possible=tuple(sorted({finding.kind for finding in possible(perhaps)})),
    )
