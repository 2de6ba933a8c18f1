"""Reclassifying: a new ticket of the right kind takes over words, ledger and readers; the old one leads on."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from tickets import codes
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
    if workflow is None:
        raise Refused(Reason("no_such_kind", _("There is no such kind of case. Choose one from the list."), "new_kind"))
    context.subject.resolution = ""
    context.then.append(lambda finished: _follow(finished, workflow))


def _follow(context: Context, workflow) -> None:
    from tickets.carrying import carry

    old = context.root
    new = carry(context, workflow, {name: getattr(old, name) for name in CARRIED}, _words_of(old, workflow))
    _link(old, new, context)
    _take_over_ledger(old, new)


def _words_of(old, workflow) -> dict[str, tuple[str, str]]:
    """The current words of the old ticket under the field names of the new kind, with their circle of readers."""
    from tickets.models import TextVersion

    kept = {"contact", "callback", "affected_units", WORDS.get(old.process, "description")}
    rows = TextVersion.objects.unscoped("carried to the ticket that continues").filter(ticket_id=old.pk, field__in=kept)
    current = {row.field: (row.body, row.audience) for row in rows.order_by("event_seq")}
    main = current.pop(WORDS.get(old.process, "description"), None)
    if main:
        current[WORDS.get(workflow.slug, "description")] = main
    return current


def _link(old, new, context: Context) -> None:
    from tickets.models import Link

    Link.objects.create(ticket=old, other=new, kind=codes.LinkKind.RECLASSIFIED_TO, created_at=context.at)


def _take_over_ledger(old, new) -> None:
    """The new ticket was registered when the old one was: the old spans are copied in front of its first row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_ledgerrow (ticket_id, organisation_id, hold, supplier_id, span)"
            " select %s, organisation_id, hold, supplier_id, span from tickets_ledgerrow"
            " where ticket_id = %s and not upper_inf(span)",
            [new.pk, old.pk],
        )
