"""A region has verified a release: the known errors that it mends are retired there alone, and incidents are asked.

Hooked into `rolling.WHEN_VERIFIED`. Nothing is closed by itself: a person of the region answers.
"""

from __future__ import annotations

from django.db.models import Q

from engine import due
from engine.context import Context
from tickets import codes
from tickets.models import PARTED, KnownErrorDetail, Link, RegionLeg, ReleaseItem, Ticket
from tickets.processes.known_error import following
from tickets.processes.release import rolling
from tickets.proposing import UNSOLVED

ASKED = "ask_if_fault_remains"  # the incident's own step
REASON = "release_verified"
WHY = "a rule of the release itself"
MENDING = (codes.LinkKind.CAUSED_BY, codes.LinkKind.SOLVED_BY)


def region_verified(context: Context, row) -> None:
    """Of the row's step, before anything is written."""
    context.then.append(lambda finished: _follow(finished, row))


def _follow(finished: Context, row) -> None:
    scope = _scope(row.ticket_id)
    errors = _known_errors(row.ticket_id, scope)
    following.verify_there(finished, errors, row.region)
    incidents = _incidents(row, {row.ticket_id, *scope, *errors})
    due.schedule((one, ASKED, f"{REASON}:{row.ticket_id}", finished.at) for one in incidents)


def _scope(release_id: int) -> set[int]:
    """The cases in the release as it was fixed last."""
    rows = ReleaseItem.objects.unscoped(WHY).filter(ticket_id=release_id, to_scope=None)
    return set(rows.values_list("item_id", flat=True))


def _known_errors(release_id: int, scope: set[int]) -> list[int]:
    """Those in the scope, those of its problems, and those whose fix is the release or a change in it; by rising id."""
    mended = Q(ticket_id__in=scope) | Q(problem_id__in=scope) | Q(fix_id__in={release_id, *scope})
    return list(KnownErrorDetail.objects.filter(mended).order_by("ticket_id").values_list("ticket_id", flat=True))


def _incidents(row, mended: set[int]) -> list:
    """The unsolved incidents of the region that are linked to what the release mends, by rising id."""
    links = Link.objects.unscoped(WHY).filter(other_id__in=mended, kind__in=MENDING, ended_at=None)
    related = Link.objects.unscoped(WHY).filter(other_id=row.ticket_id, ended_at=None)
    here = Link.objects.unscoped(WHY).filter(ticket_id=row.ticket_id, ended_at=None)
    linked = Q(pk__in=links.values("ticket_id")) | Q(pk__in=related.values("ticket_id"))
    linked |= Q(pk__in=here.values("other_id"))
    legs = RegionLeg.objects.unscoped(WHY).filter(region_id=row.region_id).exclude(state=PARTED)
    of_region = Q(origin_id=row.region_id) | Q(pk__in=legs.values("ticket_id"))
    rows = Ticket.objects.unscoped(WHY).filter(of_region, linked, process="incident", state__in=UNSOLVED)
    return list(rows.filter(historic=False).order_by("pk"))


def register() -> None:
    """Called once, when the app is ready."""
    if region_verified not in rolling.WHEN_VERIFIED:
        rolling.WHEN_VERIFIED.append(region_verified)
