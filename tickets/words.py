"""Effects of steps about words and things: notes, questions, files, tasks, links, watchers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from engine.perform import perform_within
from roles.actor import SYSTEM
from sla.models import Trigger
from tickets import codes
from tickets.escalating import rows
from tickets.files import hold_contents
from tickets.models import Attachment, Link, Note, Task, Ticket, Watch
from tickets.resuming import resume_afterwards
from tickets.search.index import take_in_file


def _note(context: Context, field: str, kind: str) -> None:
    """A note whose words are the text version of `field` in this event."""
    author = context.actor.person

    def make(event, texts):
        return Note(
            ticket=event.ticket,
            kind=kind,
            event_seq=event.seq,
            text=texts[field],
            audience=event.audience,
            organisation=event.organisation,
            author=author,
            at=event.at,
        )

    context.add(make)


def add_note(context: Context) -> None:
    """A note in the circle the writer chose. The awaited party's note takes a waiting ticket up again (5.0)."""
    context.audience = context.data["note_audience"]
    _note(context, "note_text", "note")
    context.tell("note_audience")
    _resume_if_awaited(context)


def ask(context: Context) -> None:
    ends = (context.data["awaited_party"], context.hat.organisation)
    context.audience = codes.Audience.ALL if any(one.tier == "vendor" for one in ends) else codes.Audience.CUSTOMER
    context.subject.awaited = context.data["awaited_party"]
    rows.begin(context, Trigger.APPROVAL_MISSING, key=rows.ASKED)
    _note(context, "question", "question")
    context.tell("awaited")


def answer(context: Context) -> None:
    vendor_takes_part = context.hat.tier == "vendor" or context.subject.holder_tier() == "vendor"
    context.audience = codes.Audience.ALL if vendor_takes_part else codes.Audience.CUSTOMER
    _note(context, "note_text", "answer")
    _resume_if_awaited(context)
    if not context.subject.hold:
        context.subject.awaited = None
        rows.end(context, Trigger.APPROVAL_MISSING, key=rows.ASKED)
    context.tell("holder")


def _resume_if_awaited(context: Context) -> None:
    """A reply from the awaited party resumes the ticket at once, as a step of its own by the program."""
    ticket = context.subject
    if ticket.state != "on_hold" or context.hat is None or ticket.awaited_id != context.hat.organisation.pk:
        return
    if context.audience != codes.Audience.OWN:
        resume_afterwards(context)


def attach(context: Context) -> None:
    """Store the checked files, readable for the circle the writer chose."""
    context.audience = context.data["note_audience"]
    keep_files(context, context.data["files"])
    context.tell("note_audience")


def keep_files(context: Context, files) -> None:
    """Store checked files under their hash, readable for those who read the event."""
    for file in files:
        if not file.readable and not context.data.get("image_checked"):
            text = _("Tick that you have checked that the picture shows no details about patients.")
            raise Refused(Reason("image_not_checked", text, "image_checked"))
    hold_contents(file.sha256 for file in files)
    for file in files:
        context.add(_attachment_of(context, file))
    context.notes["files"] = [file.digest for file in files]


def _attachment_of(context: Context, file):
    def make(event, texts):
        row = Attachment(
            ticket=event.ticket,
            event_seq=event.seq,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            salt=file.salt,
            readable=file.readable,
            image_checked=bool(context.data.get("image_checked")),
            audience=event.audience,
            organisation=event.organisation,
            author=context.actor.person,
            at=event.at,
        )
        file.store(row)
        context.then.append(lambda finished: take_in_file(row, file.text))
        return row

    return make


def confirm_file(context: Context) -> None:
    """A specialist of the support organisation has looked at an unreadable file: the vendor may see it (law.md 3.2)."""
    rows = Attachment.objects.visible_to(context.actor).filter(ticket_id=context.subject.pk, part=None, redacted=False)
    rows = rows.filter(pk=context.data["file"])
    found = rows.first()
    if found is None:
        raise Refused(Reason("not_found", _("There is no such file on this case."), "file"))
    found.confirmed_by = context.actor.person
    context.notes["file_confirmed"] = found.pk
    context.then.append(lambda finished: found.save(update_fields=["confirmed_by"]))


def add_task(context: Context) -> None:
    data = context.data

    def make(event, texts):
        return Task(
            ticket=event.ticket,
            event_seq=event.seq,
            title=data["task_title"],
            blocking=bool(data.get("task_blocking")),
            organisation=event.organisation,
            assignee=data.get("task_assignee"),
            due_at=data.get("task_due_at"),
            audience=codes.Audience.ALL if context.hat.tier == "vendor" else codes.Audience.CUSTOMER,
        )

    context.add(make)


def finish_task(context: Context) -> None:
    tasks = Task.objects.visible_to(context.actor).filter(
        ticket_id=context.subject.pk, pk=context.data["task"], done_at=None
    )
    found = tasks.first()
    if found is None:
        raise Refused(Reason("not_found", _("There is no such open task on this case."), "task"))
    found.done_at, found.done_by = context.at, context.actor.person
    context.notes["task_done"] = found.pk
    context.then.append(lambda finished: found.save(update_fields=["done_at", "done_by"]))


def link(context: Context) -> None:
    _link_to(context, context.data["other_ticket"], context.data["link_kind"])


def link_to_master(context: Context) -> None:
    """The main case is locked and looked at again: two cases must not become each other's duplicates."""
    master = Ticket.objects.unscoped("the main case, found through the reader").select_for_update(no_key=True)
    if master.get(pk=context.data["master_ticket"].pk).state == "duplicate":
        text = _("The main case has just been marked as a duplicate itself. Choose another one.")
        raise Refused(Reason("not_a_master", text, "master_ticket"))
    _link_to(context, context.data["master_ticket"], codes.LinkKind.DUPLICATE_OF)


def _link_to(context: Context, other, kind: str) -> None:
    ticket = context.subject
    if other.pk == ticket.pk:
        raise Refused(Reason("link_to_itself", _("Choose another case than this one."), "other_ticket"))
    same = Link.objects.unscoped("is it linked already").filter(
        ticket_id=ticket.pk, other_id=other.pk, kind=kind, ended_at=None
    )
    if same.exists():
        raise Refused(Reason("already_linked", _("The cases are already linked so."), "other_ticket"))
    context.notes["link"] = {"kind": kind, "ticket": other.pk, "for": codes.Audience.CUSTOMER}
    context.add(lambda event, texts: Link(ticket=event.ticket, other=other, kind=kind, created_at=event.at))
    _tell_other_end(context, other, "when_linked", kind)


def _tell_other_end(context: Context, other, hook: str, kind: str) -> None:
    """A link that means something to the case at its other end lets the program take a step there."""
    name = getattr(other.workflow_class(), hook).get(kind)
    if name is None:
        return

    def follow(finished: Context) -> None:
        data, cause = {"linked_ticket": finished.root.number}, f"link:{finished.root.pk}"
        perform_within(Ticket, other.pk, name, actor=SYSTEM, via=finished.via, data=data, cause=cause, at=finished.at)

    context.then.append(follow)


def unlink(context: Context) -> None:
    other = context.data["other_ticket"]
    links = Link.objects.visible_to(context.actor).filter(
        ticket_id=context.subject.pk, other_id=other.pk, ended_at=None, kind__in=dict(codes.LINKED_BY_HAND)
    )
    if not links.exists():
        raise Refused(Reason("not_linked", _("The cases are not linked."), "other_ticket"))
    context.notes["unlink"] = {"ticket": other.pk, "for": codes.Audience.CUSTOMER}
    ids = list(links.values_list("pk", flat=True))
    for kind in sorted(set(links.values_list("kind", flat=True))):
        _tell_other_end(context, other, "when_unlinked", kind)
    rows = Link.objects.unscoped("found through the reader above").filter(pk__in=ids)
    context.then.append(lambda finished: rows.update(ended_at=finished.at))


def watch(context: Context) -> None:
    person = context.actor.person
    context.then.append(lambda finished: Watch.objects.get_or_create(ticket=finished.root, user=person))


def unwatch(context: Context) -> None:
    person = context.actor.person
    context.then.append(lambda finished: Watch.objects.filter(ticket=finished.root, user=person).delete())
