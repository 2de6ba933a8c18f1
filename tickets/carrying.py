"""Opening a ticket that continues another one: the engine's birth, with columns and words carried over."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone

from engine.context import Context
from engine.step import steps
from regions import directory
from tickets.clocks import keeping
from tickets.escalating import rows
from tickets.models import writing
from tickets.models.number import next_number


def carry(
    context: Context,
    workflow,
    columns: dict,
    words: dict,
    *,
    cause: str,
    since: datetime | None = None,
    facts: dict | None = None,
    data: dict | None = None,
):
    """A ticket of `workflow` in its assessed state, born of `context`'s step by the same actor. Needs its transaction.

    `columns` and `facts` (of its detail row) are set as they are; `words` maps a field to (text, audience); `data`
    is what its birth is told. It counts as registered at `since`, or when the old one was; see `copy_ledger`.
    """
    old = context.root
    new = workflow(process=workflow.slug, **columns)
    new.number = next_number(directory.setting(workflow.slug).prefix, timezone.localtime(context.at).year)
    new.registered_at = since or old.registered_at
    new.created_at = new.updated_at = context.at
    _fill_detail(new, facts or {})
    born = Context(
        subject=new,
        step=steps(workflow)["carry_on"],
        actor=context.actor,
        hat=context.hat,
        at=context.at,
        via=context.via,
        cause=f"{cause}:{old.number}",
        data=data or {},
    )
    for name, (body, audience) in words.items():
        born.write(name, body, audience=audience)
    new.carry_on()
    for effect in born.step.rule.does:
        effect(born)
    rows.watch_silence(born)
    writing.write(new, [born], None)
    return new


def _fill_detail(new, facts: dict) -> None:
    for name, value in facts.items():
        setattr(new.detail(), name, value)
        new.detail_changed = True


def copy_ledger(old, new, *, since: datetime, until: datetime) -> None:
    """Whose time it was between the instants, as the old ticket's ledger says, in front of the new one's first row.

    Only now does the new ticket have the time that its clocks are about.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_ledgerrow (ticket_id, organisation_id, hold, supplier_id, span)"
            " select %s, organisation_id, hold, supplier_id, span * tstzrange(%s, %s) from tickets_ledgerrow"
            " where ticket_id = %s and not isempty(span * tstzrange(%s, %s))",
            [new.pk, since, until, old.pk, since, until],
        )
    keeping.keep([new.pk])
