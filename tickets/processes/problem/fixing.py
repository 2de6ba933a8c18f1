"""From a known cause to a fix that the regions have seen work. What known errors do follows at their own place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from regions import directory
from tickets import codes
from tickets.guards_between import region_of
from tickets.models import AffectedRegion, Link
from tickets.processes.known_error import following
from tickets.processes.problem import linking, reach
from tickets.processes.problem.effects import TARGET_PASSED, keep, tell_leaders, tell_regions


def draft_known_error(context: Context) -> None:
    following.draft(context)
    context.call_off(TARGET_PASSED)
    tell_regions(context)


def plan(context: Context) -> None:
    """The fix is linked where it is a case here."""
    fix = context.data.get("fix_link")
    if fix is not None:
        if fix.pk == context.subject.pk:
            raise Refused(Reason("link_to_itself", _("Choose another case than this one."), "fix_link"))
        kind = codes.LinkKind.SOLVED_BY
        linked = Link.objects.unscoped(reach.WHY).filter(ticket_id=context.subject.pk, other_id=fix.pk, kind=kind)
        if not linked.filter(ended_at=None).exists():
            context.add(lambda event, texts: Link(ticket=event.ticket, other=fix, kind=kind, created_at=event.at))
    following.fix_planned(context)
    tell_regions(context)


def delivered(context: Context) -> None:
    """Who reports it is the fixer, and does not confirm it; the regions are asked."""
    keep(context, "fix_reported_by", context.hat.organisation if context.hat else None)
    named = {one.pk for one in context.data["deployed_regions"]}
    linking.add_regions(context, named)
    rows = _rows(context).filter(region_id__in=named)
    context.then.append(lambda finished: rows.update(deployed_at=finished.at))
    context.notes["deployed"] = {"regions": sorted(named), "for": codes.Audience.ALL}
    tell_regions(context)


def confirm(context: Context) -> None:
    """For the region of whoever says so, and no other."""
    region = region_of(context.hat.organisation)
    rows = _rows(context).filter(region_id=region.pk)
    context.notes["confirmed"] = {"region": region.pk, "for": codes.Audience.ALL}
    context.then.append(lambda finished: rows.update(verified_at=finished.at, verified_seq=finished.event.seq))
    following.verified_in(context, directory.organisation(region.pk))
    tell_leaders(context)


def not_fixed(context: Context) -> None:
    """What was confirmed of this fix says nothing of the next one."""
    ticket = context.subject
    if ticket.resolved_at is not None:
        ticket.resolved_at = None
        ticket.reopenings += 1
    rows = _rows(context)
    context.then.append(lambda finished: rows.update(deployed_at=None, verified_at=None, verified_seq=0))
    following.not_fixed(context)
    context.tell("holder")
    tell_leaders(context)


def fixed(context: Context) -> None:
    context.subject.resolved_at = context.at
    following.propose_retiring(context)
    tell_regions(context)


def withdraw_known_error(context: Context) -> None:
    following.withdraw(context)


def _rows(context: Context):
    return AffectedRegion.objects.unscoped(reach.WHY).filter(ticket_id=context.subject.pk)
