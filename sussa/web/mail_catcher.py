"""The demo's mails: what a real installation would have sent lies in a folder and is shown here, and only there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

SHOWN = 100
LARGEST = 1_000_000  # bytes of a file
# The mail backend ends each mail in a file with a line of dashes.
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Mail:
    """One caught mail. `name` and `number` say which file, and which mail in it."""

    name: str
    number: int
    at: datetime
    subject: str
    to: str
    text: str
    html: str


@never_cache
@require_GET
def caught(request):
    """The newest mails, by whom they are for; with `?mejl=file:number` one of them, as text and as HTML in source.

    Nothing of a mail is ever run or fetched: the HTML is shown as characters.
    """
    if not settings.EMBEDDED_DATABASE:
        raise Http404
    mails = newest()
    chosen = request.GET.get("mejl", "")
    opened = next((one for one in mails if f"{one.name}:{one.number}" == chosen), None)
    if chosen and opened is None:
        raise Http404
    return render(request, "frame/mail_catcher.html", {"mails": mails, "opened": opened, "shown": SHOWN})


def newest() -> list[Mail]:
    """The last mails in the folder, the newest first; a file that is not a mail is passed over."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda one: (one.stat().st_mtime, one.name), reverse=True)
    found: list[Mail] = []
    for file in files:
        if file.stat().st_size <= LARGEST:
            found += reversed(list(_mails_of(file)))
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _mails_of(file: Path):
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    for number, raw in enumerate(file.read_bytes().split(END_OF_MAIL)):
        if raw.strip():
            mail = message_from_bytes(raw.strip(), policy=policy.default)
            said = {"subject": str(mail["subject"] or ""), "to": str(mail["to"] or "")}
            yield Mail(file.stem, number, at, text=_part(mail, "plain"), html=_part(mail, "html"), **said)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return part.get_content().strip() if part is not None else ""
