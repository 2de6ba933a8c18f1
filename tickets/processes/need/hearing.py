"""Whom the steps of a need tell: those who prepare needs in the regions, and those who keep them together."""

from __future__ import annotations

from regions import directory
from tickets import notices, telling, telling_whom
from tickets.models import AffectedRegion, Event, NeedVoice, Ticket
from tickets.processes.need import asking, saying
from tickets.processes.need.whom import (
    ASKED,
    COORDINATORS,
    DEPLOYED_IN,
    EVERY_LEADER,
    LEADERS,
    ORIGIN_LEADERS,
    SILENT,
)

PREPARES, JOINS, MANAGES = frozenset({"need.prepare"}), frozenset({"need.join"}), frozenset({"need.manage"})


def register() -> None:
    """Make the groups and the sentence known to those who tell; called once, when the app is ready."""
    telling_whom.MORE_PLACES.update(
        {
            LEADERS: (PREPARES, _behind),
            ORIGIN_LEADERS: (PREPARES, lambda ticket, event: {ticket.origin_id}),
            EVERY_LEADER: (JOINS, lambda ticket, event: {one.pk for one in directory.regions()}),
            COORDINATORS: (MANAGES, lambda ticket, event: {directory.support_org().pk}),
            DEPLOYED_IN: (PREPARES, _where_deployed),
            ASKED: (PREPARES, _behind),
            SILENT: (PREPARES, _silent),
        }
    )
    telling.say(saying.PROCESS, asking.HAPPENED, asking.ASKED)
    telling.MORE_LINES.append(saying.to_whoever_asked)
    notices.MORE_LINES.append(saying.to_whoever_asked)


def _where_deployed(ticket: Ticket, event: Event) -> set[int]:
    return {event.changed[name]["region"] for name in ("in_use", "out_of_use") if name in event.changed}


def _behind(ticket: Ticket, event: Event) -> set[int]:
    rows = AffectedRegion.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk)
    return set(rows.values_list("region_id", flat=True))


def _silent(ticket: Ticket, event: Event) -> set[int]:
    rows = NeedVoice.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, effect_at=None)
    return set(rows.values_list("region_id", flat=True))
