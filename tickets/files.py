"""Taking a file in: its type by its content, its size, its name, and the personal numbers in name and text."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.files import File
from django.db import connection
from django.utils.translation import gettext_lazy as _

from engine.file_text import FileRefused, refusals, text_of
from engine.file_text.scanning import scan
from engine.file_text.uploading import CutOff
from engine.history import text_digest
from engine.personal_data import certain, detect_identifiers, possible, refusal
from engine.personal_data.tally import note_refusal
from engine.validate import Unusable
from tickets.search.index import take_in_file

LONGEST_NAME = 160
FINDABLE = 200_000  # characters of a file that search knows
_NEVER_IN_A_NAME = re.compile(r'[<>:"|?*/\\]')


@dataclass
class CheckedFile:
    """A file that may be stored. `readable` is False for pictures and scans: a person must have looked.

    `content` is open at its beginning: the file as it was received, or what may be kept of a picture.
    """

    name: str
    content_type: str
    size: int
    sha256: str
    readable: bool
    content: BinaryIO = field(repr=False)
    possible: tuple[str, ...] = ()  # kinds of numbers that its name or text may hold; the writer must state they do not
    text: str = field(default="", repr=False)  # what it is found by
    salt: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    @property
    def digest(self) -> str:
        """What an event says of the file: salted, so that nothing can be guessed from it once the salt is gone."""
        return text_digest(self.sha256, self.salt)

    def store(self, attachment) -> None:
        """Put the content under its hash; the same content is stored once. Needs `hold_contents` of it."""
        storage = attachment._meta.get_field("file").storage
        name = f"{self.sha256[:2]}/{self.sha256}"
        if not storage.exists(name):
            self.content.seek(0)
            storage.save(name, File(self.content, name=name))
        attachment.file.name = name


def checked(upload) -> CheckedFile:
    """The upload as a file that may be stored; raises Unusable with what to do, never repeating a number."""
    if not hasattr(upload, "read"):
        raise Unusable("not_a_file", _("Send the file itself as multipart/form-data."))
    name = clean_name(upload.name or "")
    if found := certain(detect_identifiers(name)):
        note_refusal("files", found)
        raise Unusable("personal_number", refusal(_("The file name"), found))
    try:
        if isinstance(upload, CutOff):
            raise refusals.too_large()
        extracted = text_of(upload, name)
        scan(upload)
    except FileRefused as why:
        raise Unusable("file_refused", why.text) from None
    if found := certain(detect_identifiers(extracted.text)):
        note_refusal("files", found)
        raise Unusable("personal_number", refusal(_("The file"), found))
    perhaps = [*detect_identifiers(name), *detect_identifiers(extracted.text)]
    content = upload if extracted.bare is None else io.BytesIO(extracted.bare)
    size, sha256 = _measured(content)
    return CheckedFile(
        name=name,
        content_type=extracted.media_type,
        size=size,
        sha256=sha256,
        readable=extracted.readable,
        content=content,
        possible=tuple(sorted({finding.kind for finding in possible(perhaps)})),
        text=extracted.text[:FINDABLE],
    )


def checked_or_why(upload) -> CheckedFile | Unusable:
    """As `checked`, once: what it raised is given, for whoever refuses it later."""
    if isinstance(upload, CheckedFile | Unusable):
        return upload
    try:
        return checked(upload)
    except Unusable as why:
        return why


def hold_contents(sums: Iterable[str]) -> None:
    """Until the transaction ends, nobody else stores or deletes what has one of these SHA-256 sums."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(sum, 0)) from unnest(%s::text[]) as sum", [sorted(sums)]
        )


def findable_again(attachment) -> None:
    """Let search know the words of a stored file once more; its name alone where they can no longer be read."""
    try:
        with attachment.file.open("rb") as content:
            text = text_of(content, attachment.name).text[:FINDABLE]
    except (FileRefused, OSError):
        text = ""
    take_in_file(attachment, text)


def clean_name(given: str) -> str:
    """The last part of a name without signs that steer a file system, a terminal or the direction of reading.

    A long name keeps its end, which says what the file is.
    """
    last = PurePosixPath(given.replace("\\", "/")).name
    plain = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    stem, dot, ending = " ".join(_NEVER_IN_A_NAME.sub(" ", plain).split()).strip(". ").rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"[:LONGEST_NAME]


def _measured(content: BinaryIO) -> tuple[int, str]:
    """Size and SHA-256, read piece by piece."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(64 * 1024):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    return size, digest.hexdigest()
