"""A ticket's files: only through the reader's scope, each time; as a download, or as words and pictures of ours.

Nothing that was sent is shown as a page: text is escaped into one, a picture is what was left of it when it was
stored, and the browser is told to guess nothing and to run nothing.
"""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from engine.file_text.preview import first_words, kind_served_as
from tickets import hiding, selectors
from tickets.models import Attachment
from tickets.models.hidden import settles
from tickets.web import timeline
from tickets.web.detail import found

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
SANDBOX = "sandbox; default-src 'none'"


@never_cache
@require_GET
def file(request, number: str, pk: int):
    """The file to save; 404 for one that the reader may not open, and for one that is hidden or removed."""
    row = _readable(request, number, pk)
    return served(row.file.open("rb"), name=row.name, content_type=row.content_type)


@never_cache
@require_GET
def picture(request, number: str, pk: int):
    """A picture to be shown within a page of ours."""
    row = _readable(request, number, pk)
    if row.content_type not in PICTURES:
        raise Http404
    return served(row.file.open("rb"), name=row.name, content_type=row.content_type, is_shown=True)


@never_cache
@require_GET
def preview(request, number: str, pk: int):
    """A page with the picture, or with the first words of the file."""
    row = _readable(request, number, pk)
    ticket, is_picture = row.ticket, row.content_type in PICTURES
    words = ""
    if not is_picture:
        with row.file.open("rb") as content:
            words = first_words(content, kind_served_as(row.content_type, row.name))
    context = {
        "ticket": ticket,
        "file": row,
        "words": words,
        "size": timeline.size_words(row.size),
        "audience": timeline.audience_words(row.audience, row.organisation_id, ticket),
        "url": timeline.file_url(ticket, row),
        "picture_url": reverse("tickets:picture", args=[ticket.number, row.pk]) if is_picture else "",
    }
    return render(request, "tickets/file.html", context)


@never_cache
@require_GET
def hidden(request, number: str, pk: int):
    """The file of a hidden part, for those who decide about it."""
    ticket = found(number, request.actor)
    part = hiding.undecided(ticket).filter(pk=pk).first() if settles(request.actor, ticket) else None
    kept = hiding.kept_file(part) if part else None
    if kept is None:
        raise Http404
    content = Attachment._meta.get_field("file").storage.open(kept["file"], "rb")
    return served(content, name=kept["name"], content_type="application/octet-stream")


def _readable(request, number: str, pk: int) -> Attachment:
    ticket = found(number, request.actor)
    row = selectors.attachments(ticket, request.actor).filter(pk=pk).first()
    if row is None or not row.file:
        raise Http404
    row.ticket = ticket
    return row


def served(content, *, name: str, content_type: str, is_shown: bool = False) -> FileResponse:
    """A stored file with the headers that keep a browser from running, guessing, framing or keeping it."""
    response = FileResponse(content, as_attachment=not is_shown, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
