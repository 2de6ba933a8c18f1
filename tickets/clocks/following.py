"""What clocks make of a step: nothing, unless it changes whose time it is or tells a provider's customer something."""

from __future__ import annotations

from collections.abc import Sequence

from regions import directory
from regions.kinds import TIERS, OrganisationKind, Tier
from tickets.clocks import firing, keeping, marks

# Columns of a ticket that time depends on.
COLUMNS = ("holder_id", "hold", "supplier_id", "priority", "closed_at", "offered_to_id", "awaited_id")
SPEAKS = marks.ASSESSES | marks.TAKES_UP | marks.UPDATES
OWNERS = frozenset(kind for kind, tier in TIERS.items() if tier == Tier.REGION) - {OrganisationKind.IT_MT}
OF_A_PART = marks.UNDECLINES | {marks.DECLINES}
CARRIES_ON = "carry_on"


def follow(pages: Sequence, not_due: Sequence = (), due: Sequence = ()) -> bool:
    """Keep the clocks of the tickets whose steps were written; a constant number of statements, most often none.

    Needs the transaction of the steps, their events and ledgers being written. Gives whether `not_due` and `due`
    (as `engine.due` takes them) were written in the same statement.
    """
    firing.note([context for page in pages for context in page.contexts])
    moved = {page.root.pk: page.root for page in pages if _concerns(page)}
    if not moved:
        return False
    found, wrote = keeping.keep(list(moved), not_due, due)
    for pk, ticket in moved.items():
        ticket.know_kin(found[pk].links)
    return wrote


def _concerns(page) -> bool:
    ticket = page.root
    if ticket.registered_at is None:
        return False
    before = page.before[id(ticket)] if page.before else {}
    if before.get("registered_at") is None:
        return _is_born_elsewhere(page)
    return any(before[name] != getattr(ticket, name) for name in COLUMNS) or any(map(_says, page.contexts))


def _is_born_elsewhere(page) -> bool:
    """A region's own new case opens no clock. One that is carried on gets them with the time that it takes over."""
    holder = directory.organisation(page.root.holder_id)
    if page.taken.step.name == CARRIES_ON or holder is None:
        return False
    return holder.tier != "region"


def _says(context) -> bool:
    """Whether the step itself is a mark: a solution or its loss, or words and work of somebody but the region."""
    ticket, name = context.root, context.step.name
    if context.subject is not ticket:
        return context.subject.kind == "leg" and name in OF_A_PART and ticket.state == "resolved"
    solved = marks.solved_in(ticket.process)
    if (context.source in solved) != (ticket.state in solved):
        return True
    return name in SPEAKS and context.hat is not None and context.hat.organisation.kind not in OWNERS
