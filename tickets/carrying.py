"""Opening a ticket that continues another one: the engine's birth, with columns and words carried over."""

from __future__ import annotations

from django.utils import timezone

from engine.context import Context
from engine.step import steps
from regions import directory
from tickets.models import writing
from tickets.models.number import next_number


def carry(context: Context, workflow, columns: dict, words: dict):
    """A ticket of `workflow` in its assessed state, born of `context`'s step by the same actor. Needs its transaction.

    `columns` are set as they are; `words` maps a field to (text, audience). The time ledger of the part before
    `context.at` is the caller's to fill: the new ticket counts as registered when the old one was.
    """
    old = context.root
    new = workflow(process=workflow.slug, **columns)
    setting = directory.setting(workflow.slug)
    new.number = next_number(setting.prefix, timezone.localtime(context.at).year)
    new.registered_at = old.registered_at
    new.created_at = new.updated_at = context.at
    born = Context(
        subject=new,
        step=steps(workflow)["carry_on"],
        actor=context.actor,
        hat=context.hat,
        at=context.at,
        via=context.via,
        cause=f"reclassified:{old.number}",
    )
    for name, (body, audience) in words.items():
        born.write(name, body, audience=audience)
    new.carry_on()
    for effect in born.step.rule.does:
        effect(born)
    writing.write(new, [born], None)
    return new
