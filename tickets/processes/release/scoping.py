"""The scope of a release: proposed, decided and frozen under a number, with what came and what went."""

from __future__ import annotations

from engine.context import Context
from tickets import codes as ticket_codes
from tickets.balloting import freezing
from tickets.models import Link, ReleaseItem
from tickets.processes.release.subject import WHY

IN_RELEASE = ticket_codes.LinkKind.IN_RELEASE


def keep(context: Context, column: str, value) -> None:
    """Set a column of the release's own row. Not for what an input fills: that is done already."""
    setattr(context.subject.detail(), column, value)
    context.subject.detail_changed = True


def propose(context: Context) -> None:
    """Exactly these; those that are named as pending are marked so."""
    data, ticket = context.data, context.subject
    before = ticket.wanted_items()
    wanted = [one.pk for one in data["scope_items"]] if context.has("scope_items") else list(before)
    pending = data.get("pending_items")
    marked = {one.pk for one in pending} if pending is not None else {pk for pk, is_so in before.items() if is_so}
    keep(context, "proposed_items", sorted(wanted))
    keep(context, "proposed_pending", sorted(marked & set(wanted)))
    _note_difference(context, set(before), set(wanted))


def freeze(context: Context) -> None:
    """The scope takes its next number; what stood in the one before is told by its rows for ever."""
    ticket, detail = context.subject, context.subject.detail()
    if context.has("scope_items") or context.data.get("pending_items") is not None:
        propose(context)
    wanted, number = ticket.wanted_items(), detail.scope_number + 1
    standing = {one.item_id: one for one in ticket.items()}
    gone = [one for pk, one in standing.items() if wanted.get(pk) != one.pending]
    fresh = [pk for pk in wanted if pk not in standing or standing[pk] in gone]
    _note_difference(context, set(standing), set(wanted))
    # Frozen while the proposal still says what is wanted.
    digest = freezing.digest(freezing.content(ticket, context))
    if gone:
        rows = ReleaseItem.objects.unscoped(WHY).filter(pk__in=[one.pk for one in gone])
        rows.update(to_scope=number - 1)
    made = [ReleaseItem(item_id=pk, from_scope=number, pending=wanted[pk]) for pk in fresh]
    for one in made:
        context.add(lambda event, texts, one=one: _of(event.ticket, one))
    link(context, fresh, IN_RELEASE)
    unlink(context, [pk for pk in standing if pk not in wanted])
    ticket.__dict__["_items"] = [one for one in ticket.items() if one not in gone] + made
    ticket.__dict__["_scope_now"] = digest
    keep(context, "scope_digest", digest)
    keep(context, "scope_number", number)
    keep(context, "scoped_at", context.at)
    keep(context, "proposed_items", None)
    keep(context, "proposed_pending", [])


def _of(ticket, row):
    row.ticket = ticket
    return row


def _note_difference(context: Context, before: set[int], after: set[int]) -> None:
    """How many came and went; the page names those that the reader may read."""
    context.notes["scope"] = {
        "added": len(after - before),
        "removed": len(before - after),
        "number": context.subject.detail().scope_number + 1,
        "for": ticket_codes.Audience.ALL,
    }


def link(context: Context, pks, kind: str) -> None:
    """Ordinary links from these cases, seen by whoever reads both ends; those that stand already stay."""
    wanted = set(pks) - {context.subject.pk}
    if not wanted:
        return
    known = set(_links(context, kind).filter(ticket_id__in=wanted).values_list("ticket_id", flat=True))
    for pk in sorted(wanted - known):
        context.add(lambda event, texts, pk=pk: Link(ticket_id=pk, other=event.ticket, kind=kind, created_at=event.at))


def unlink(context: Context, pks) -> None:
    """Those that have left the scope are no longer part of the release; the history keeps that they were."""
    if pks:
        rows = _links(context, IN_RELEASE).filter(ticket_id__in=list(pks))
        context.then.append(lambda finished: rows.update(ended_at=finished.at))


def _links(context: Context, kind: str):
    return Link.objects.unscoped(WHY).filter(other_id=context.subject.pk, kind=kind, ended_at=None)
