"""What a region's word brings about in its row, and in the major incident that the row belongs to."""

from __future__ import annotations

from engine.context import Context
from engine.perform import take
from regions import directory
from roles.actor import SYSTEM
from sla.models import Trigger
from tickets.escalating import rows
from tickets.processes.regulatory import opening

TEAM = "major_team"


def stated(context: Context) -> None:
    """The region itself has spoken: who and when, and nobody is waited for any more."""
    row = context.subject
    row.since = row.stated_at = context.at
    row.stated_by = context.actor.person
    answered(context, row)
    tell_team(context)


def answered(context: Context, row) -> None:
    row.oral, row.reminders, row.named_silent = False, 0, False
    rows.end(context, Trigger.APPROVAL_MISSING, key=str(row.region_id))


def not_affected(context: Context) -> None:
    row = context.subject
    row.affected_at = row.restored_at = row.confirmed_restored_at = None


def hit(context: Context) -> None:
    """Affected or degraded: what the region's impact and its duties to report are counted from."""
    row = context.subject
    began = row.told_at if row.oral else context.at
    row.affected_at = row.affected_at or began
    row.known_at = row.known_at or began
    row.restored_at = row.confirmed_restored_at = None
    opening.open_tracks(context, [directory.organisation(row.region_id)], {row.region_id: row.known_at})


def told(context: Context) -> None:
    """By telephone: the region is asked to confirm what was said."""
    row = context.subject
    row.oral, row.since = True, context.at
    rows.end(context, Trigger.APPROVAL_MISSING, key=str(row.region_id))
    context.tell("major_row_region")


def confirmed_oral(context: Context) -> None:
    row = context.subject
    row.stated_at, row.stated_by = context.at, context.actor.person
    answered(context, row)


def confirmed(context: Context) -> None:
    tell_team(context)


def declined(context: Context) -> None:
    """The fault remains in this region: a team that watches goes back to work at once."""
    row = context.subject
    row.restored_at = row.confirmed_restored_at = None
    context.then.append(_take_up_again)
    context.tell("process_role")
    tell_team(context)


def _take_up_again(finished: Context) -> None:
    from tickets.models import Ticket

    if finished.root.state != "monitoring":
        return
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"row:{finished.subject.pk}", "at": finished.at}
    major = Ticket.lock(finished.root.pk, SYSTEM)
    take(major, "regress", data={"reason": finished.data["reason"]}, version=major.version, **how)


def tell_team(context: Context) -> None:
    context.tell(TEAM)
