"""Reclassifying: a new ticket of the right kind takes over words, ledger and readers; the old one leads on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine import due
from engine.context import Context
from engine.errors import Reason, Refused
from engine.step import steps
from tickets import codes
from tickets.carrying import carry, copy_ledger
from tickets.grants import end_of_share
from tickets.models import Link, Task, TextVersion, TicketGroupGrant, TicketUserGrant, Watch
from tickets.processes import PROCESSES

CARRIED = [
    "title",
    "service_id",
    "origin_id",
    "reporter_id",
    "reporter_organisation_id",
    "holder_id",
    "team_id",
    "assignee_id",
    "impact",
    "urgency",
    "priority",
    "patient_safety",
    "category_open",
    "visibility",
    "vendor_id",
    "vendor_since",
    "vendor_reference",
    "tags",
]
WORDS = {"incident": "symptom", "general-case": "description"}


def reclassify(context: Context) -> None:
    """Open the new ticket in the same transaction, link it, and move the time ledger over to it."""
    workflow = PROCESSES.get(context.data["new_kind"])
    if workflow is None or "carry_on" not in steps(workflow):
        raise Refused(Reason("no_such_kind", _("There is no such kind of case. Choose one from the list."), "new_kind"))
    context.subject.resolution = ""
    context.then.append(lambda finished: _follow(finished, workflow))


def _follow(context: Context, workflow) -> None:
    old = context.root
    columns = {name: getattr(old, name) for name in CARRIED}
    new = carry(context, workflow, columns, _words_of(old, workflow), cause="reclassified")
    _link(old, new, context)
    copy_ledger(old, new, since=old.registered_at, until=context.at)
    _take_over_readers(old, new)
    _take_over_links(old, new, context)


def _words_of(old, workflow) -> dict[str, tuple[str, str]]:
    """The current words of the old ticket under the field names of the new kind, with their circle of readers."""
    kept = {"contact", "callback", "patient_contact", "affected_units", WORDS.get(old.process, "description")}
    rows = TextVersion.objects.unscoped("carried to the ticket that continues").filter(ticket_id=old.pk, field__in=kept)
    rows = rows.filter(part=None, redacted=False)  # nothing of what was taken out of sight
    current = {row.field: (row.body, row.audience) for row in rows.order_by("event_seq")}
    main = current.pop(WORDS.get(old.process, "description"), None)
    if main:
        current[WORDS.get(workflow.slug, "description")] = main
    return current


def _link(old, new, context: Context) -> None:
    Link.objects.create(ticket=old, other=new, kind=codes.LinkKind.RECLASSIFIED_TO, created_at=context.at)


def _take_over_readers(old, new) -> None:
    """Whoever could read, or followed, the old ticket reads and follows the new one, until the same day."""
    for model in (TicketUserGrant, TicketGroupGrant):
        rows = list(model.objects.filter(content_object=old))
        for row in rows:
            row.pk, row.content_object = None, new
        model.objects.bulk_create(rows, ignore_conflicts=True)
        _expire_with(rows, new)
    followers = Watch.objects.filter(ticket=old)
    Watch.objects.bulk_create([Watch(ticket=new, user_id=one.user_id, source_id=one.source_id) for one in followers])


def _expire_with(rows, new) -> None:
    ends = {row.expires_at for row in rows if row.expires_at is not None}
    due.schedule([(new, *end_of_share(expires_at)) for expires_at in ends])


def _take_over_links(old, new, context: Context) -> None:
    """Links and open tasks go on from the new ticket; on the old one they stay as they were."""
    mine = Link.objects.unscoped("carried to the ticket that continues").filter(ended_at=None)
    mine = mine.exclude(other_id=new.pk).exclude(ticket_id=new.pk)
    made = [Link(ticket=new, other_id=one.other_id, kind=one.kind) for one in mine.filter(ticket_id=old.pk)]
    made += [Link(ticket_id=one.ticket_id, other=new, kind=one.kind) for one in mine.filter(other_id=old.pk)]
    for one in made:
        one.created_at = context.at
    Link.objects.bulk_create(made)
    tasks = list(Task.objects.unscoped("carried to the ticket that continues").filter(ticket_id=old.pk, done_at=None))
    for task in tasks:
        task.pk, task.ticket, task.event_seq = None, new, 1
    Task.objects.bulk_create(tasks)
