"""Notes and files of a ticket over the API."""

from __future__ import annotations

from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from engine.errors import Reason, Refused
from engine.perform import perform
from engine.validate import STATEMENT, STATEMENT_REASON
from tickets import hiding, paging, selectors
from tickets.api import describe, present, reads
from tickets.api.asked import hat_of, once_of, outcome_of, parameters_of, replayed
from tickets.api.door import ApiView
from tickets.api.writes import event_of
from tickets.models import Attachment, HiddenPart, Ticket
from tickets.models.hidden import settles

# What the members are called here, and the inputs of the steps that they fill.
NOTE = {"text": "note_text", "audience": "note_audience"}
FILES = {"files": "files", "audience": "note_audience", "image_checked": "image_checked"}
SAID = {STATEMENT: STATEMENT, STATEMENT_REASON: STATEMENT_REASON}


class Words(ApiView):
    """One page of what hangs on a ticket, and writing one more by a quiet step."""

    def page(self, request, rows, show) -> Response:
        parameters = parameters_of(request, reads.PAGE_PARAMETERS)
        page = paging.page_of(rows, reads.BY_ID, cursor=parameters.get("cursor", ""), size=reads.page_size(parameters))
        body = {"results": [show(one) for one in page.rows]}
        return Response(body | reads.links_around(request, next_cursor=page.next, previous_cursor=page.previous))

    def take(self, request, number: str, step: str, names: dict[str, str]):
        """Take the step with the members of the body renamed to its inputs; (ticket, event, headers)."""
        ticket = selectors.ticket_called(number, self.actor)
        names = names | SAID
        data = {
            names[name]: value for name, value in members_of(request, known=names.keys() | {"hat"}) if name in names
        }
        try:
            done = perform(
                Ticket,
                ticket.pk,
                step,
                actor=self.actor,
                via="api",
                data=data,
                hat=hat_of(request),
                once=once_of(request),
            )
        except Refused as refused:
            raise _renamed(refused, names) from None
        event_id, _root, is_replayed = outcome_of(done)
        return ticket, event_of(done, event_id, self.actor), replayed(is_replayed)


def members_of(request, *, known) -> list[tuple]:
    """Each member of the body; of a form, all files of a name together. Raises Refused for one that is not known."""
    text = _("There is no such member here.")
    if faults := [Reason("unknown_field", text, name) for name in request.data.keys() - known]:
        raise Refused(*faults)
    if not hasattr(request.data, "lists"):
        return list(request.data.items())
    return [(name, many if name == "files" else many[-1]) for name, many in request.data.lists()]


def _renamed(refused: Refused, names: dict[str, str]) -> Refused:
    back = {inner: outer for outer, inner in names.items()}
    return Refused(*(Reason(why.code, why.text, back.get(why.field, why.field)) for why in refused.reasons))


class Notes(Words):
    @describe.notes
    def get(self, request, number):
        ticket = selectors.ticket_called(number, self.actor)
        return self.page(
            request, selectors.notes(ticket, self.actor), lambda one: present.note(one, ticket, self.actor)
        )

    @describe.write_note
    def post(self, request, number):
        ticket, event, headers = self.take(request, number, "add_note", NOTE)
        note = selectors.notes(ticket, self.actor).get(event_seq=event.seq)
        return Response(present.note(note, ticket, self.actor), status=201, headers=headers)


class Attachments(Words):
    parser_classes = (MultiPartParser,)

    @describe.attachments
    def get(self, request, number):
        ticket = selectors.ticket_called(number, self.actor)
        rows = selectors.attachments(ticket, self.actor)
        return self.page(request, rows, lambda one: present.attachment(one, ticket, self.actor))

    @describe.attach
    def post(self, request, number):
        ticket, event, headers = self.take(request, number, "attach", FILES)
        rows = selectors.attachments(ticket, self.actor).filter(event_seq=event.seq)
        body = {"results": [present.attachment(one, ticket, self.actor) for one in rows]}
        return Response(body, status=201, headers=headers)


class AnyAccept(BaseContentNegotiation):
    """A file has the type it has."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Download(ApiView):
    """The file itself, always as something to save, never shown by the browser in our name."""

    content_negotiation_class = AnyAccept

    @describe.download
    def get(self, request, id):
        parameters_of(request, frozenset())
        ticket_id = Attachment.objects.visible_to(self.actor).values_list("ticket_id", flat=True).get(pk=id)
        ticket = Ticket.objects.visible_to(self.actor).get(pk=ticket_id)
        found = selectors.attachments(ticket, self.actor).exclude(file="").get(pk=id)
        response = saved(found.file.open("rb"), found.name, found.content_type)
        response.headers["ETag"] = f'"{found.sha256}"'
        return response


class HiddenParts(ApiView):
    """The marks of what was hidden; what it was, for those who decide about it."""

    @describe.hidden
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        rows = selectors.hidden_parts(ticket, self.actor)
        return Response({"results": [present.hidden_part(one, ticket, self.actor) for one in rows]})


class HiddenFile(ApiView):
    content_negotiation_class = AnyAccept

    @describe.download_hidden
    def get(self, request, number, id):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        part = hiding.undecided(ticket).get(pk=id)
        kept = hiding.kept_file(part) if settles(self.actor, ticket) else None
        if kept is None:
            raise HiddenPart.DoesNotExist
        content = Attachment._meta.get_field("file").storage.open(kept["file"], "rb")
        return saved(content, kept["name"], "application/octet-stream")


def saved(content, name: str, content_type: str) -> FileResponse:
    """A file to save, that no browser runs or guesses about."""
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
