"""What a need leads to: changes, releases and service requests that follow from it, and when all of it is in use.

The link is one row, case "follows from" need, shown from either end to who reads both. What these cases do reaches the
need by the link, over the due steps: nobody who moves a change or verifies a release waits for a need's lock.
"""

from __future__ import annotations

from engine import due
from engine.context import Context
from tickets import codes
from tickets.models import subject
from tickets.processes.release import rolling

KIND = codes.LinkKind.FOLLOWS
KINDS = frozenset({"change", "release", "service-request"})
# States in which it is in use though the case goes on: somebody still looks back at it.
IN_USE = {"change": ("review",), "release": ("els", "completed")}
START, DEPLOYED, REASON = "start_followup", "deployed_in_region", "results_done"
WHY = "a rule of the need itself"


def links(need):
    """The links in force from cases to the need. Unscoped: for rules and effects, never for a page."""
    from tickets.models import Link

    return Link.objects.unscoped(WHY).filter(other_id=need.pk, kind=KIND, ended_at=None)


def ids(need) -> set[int]:
    """The ids of what follows from it; empty for a need being born."""
    rows = links(need).filter(ticket__process__in=KINDS)
    return set(rows.values_list("ticket_id", flat=True)) if need.pk else set()


def is_done(ticket) -> bool:
    return ticket.closed_at is not None or ticket.state in IN_USE.get(ticket.process, ())


def all_done(need) -> bool:
    """Whether there is something that it led to, and all of that is in use or has ended."""
    from tickets.models import Ticket

    found = list(Ticket.objects.unscoped(WHY).filter(pk__in=ids(need)))
    return bool(found) and all(is_done(one) for one in found)


def link(context: Context) -> None:
    """Those that are named and are not linked yet."""
    from tickets.models import Link

    known = ids(context.subject)
    named = sorted((one for one in context.data["resulting_tickets"] if one.pk not in known), key=lambda one: one.pk)
    for one in named:
        context.add(lambda event, texts, one=one: Link(ticket=one, other=event.ticket, kind=KIND, created_at=event.at))
    context.notes["results"] = {"count": len(context.data["resulting_tickets"]), "for": codes.Audience.CUSTOMER}
    context.then.append(lambda finished: begin_when_done([finished.root], finished.at))


def begin_when_done(needs, at) -> None:
    """The program begins the follow-up of those that are converted and whose results are done. Needs a transaction."""
    ready = [one for one in needs if one.state == "converted" and all_done(one)]
    due.schedule((one, START, REASON, at) for one in ready)


# --- What the other cases do ---


def moved(context: Context) -> None:
    """Of every step of every case: one that a need may have led to has come into use, or has ended."""
    ticket = context.root
    if context.subject is not ticket or ticket.process not in KINDS or ticket.state == context.source:
        return
    if is_done(ticket):
        context.then.append(lambda finished: begin_when_done(_needs_behind({finished.root.pk}), finished.at))


def region_verified(context: Context, row) -> None:
    """Of the row's step, before anything is written."""
    context.then.append(lambda finished: _tell_of_deployment(finished, row))


def _tell_of_deployment(finished: Context, row) -> None:
    """Needs of the region that led to the release, or to a case that stands in it."""
    from tickets.models import AffectedRegion, ReleaseItem

    items = ReleaseItem.objects.unscoped(WHY).filter(ticket_id=row.ticket_id, to_scope=None)
    needs = _needs_behind({row.ticket_id, *items.values_list("item_id", flat=True)})
    here = AffectedRegion.objects.unscoped(WHY).filter(region_id=row.region_id, ticket__in=needs)
    wanted = set(here.values_list("ticket_id", flat=True)) if needs else set()
    reason = f"release:{row.ticket_id}:{row.region_id}"
    due.schedule((one, DEPLOYED, reason, finished.at) for one in needs if one.pk in wanted)


def _needs_behind(pks: set[int]) -> list:
    """The open needs that these cases follow from, by rising id; one query."""
    from tickets.models import Link, Ticket

    behind = Link.objects.unscoped(WHY).filter(ticket_id__in=pks, kind=KIND, ended_at=None)
    rows = Ticket.objects.unscoped(WHY).filter(pk__in=behind.values("other_id"), process="need", closed_at=None)
    return list(rows.filter(historic=False).order_by("pk"))


def register() -> None:
    """Called once, when the app is ready."""
    if moved not in subject.WHEN_MOVED:
        subject.WHEN_MOVED.append(moved)
    if region_verified not in rolling.WHEN_VERIFIED:
        rolling.WHEN_VERIFIED.append(region_verified)
