"""A ticket's files: only through the reader's scope, always as a download, never shown as a page of ours."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tickets import selectors
from tickets.web.detail import found


@never_cache
@require_GET
def file(request, number: str, pk: int):
    """The file as it was attached; 404 for one that the reader may not open."""
    ticket = found(number, request.actor)
    row = selectors.attachments(ticket, request.actor).filter(pk=pk).first()
    if row is None or not row.file:
        raise Http404
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
