"""What a need leads to: changes, releases and service requests that follow from it, and when all of it is in use.

The link is one row, case "follows from" need, shown from either end to who reads both. What these cases do reaches the
need by the link, over the due steps: nobody who moves a change or verifies a release waits for a need's lock.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from engine import due
from engine.context import Context
from tickets import codes
from tickets.areas import tagging
from tickets.models import AffectedRegion, ChangeDetail, Link, RegionDeployment, ReleaseItem, Ticket, subject
from tickets.processes.change.codes import UNSUCCESSFUL
from tickets.processes.release import rolling

KIND = codes.LinkKind.FOLLOWS
KINDS = frozenset({"change", "release", "service-request"})
# States in which it is in use, unless it failed: in some of them the case goes on, and somebody still looks back at it.
IN_USE = {
    "change": ("review", "closed"),
    "release": ("els", "completed", "closed"),
    "service-request": ("closed",),
}
START, FALL, REASON = "start_followup", "come_to_nothing", "results_done"
DEPLOYED, PUT_BACK = "deployed_in_region", "put_back_in_region"
WHY = "a rule of the need itself"


def links(need):
    """The links in force from cases to the need. Unscoped: for rules and effects, never for a page."""
    return Link.objects.unscoped(WHY).filter(other_id=need.pk, kind=KIND, ended_at=None)


def ids(need) -> set[int]:
    """The ids of what follows from it; empty for a need being born."""
    rows = links(need).filter(ticket__process__in=KINDS)
    return set(rows.values_list("ticket_id", flat=True)) if need.pk else set()


def is_done(ticket) -> bool:
    return ticket.closed_at is not None or ticket.state in IN_USE.get(ticket.process, ())


def found(need) -> list:
    """What follows from it, each with whether it has failed, stands in a release, and whether that release goes on."""
    failed = ChangeDetail.objects.filter(ticket_id=OuterRef("pk"), outcome__in=UNSUCCESSFUL)
    released = ReleaseItem.objects.unscoped(WHY).filter(item_id=OuterRef("pk"), to_scope=None)
    going_on = released.filter(ticket__closed_at=None).exclude(ticket__state__in=IN_USE["release"])
    rows = Ticket.objects.unscoped(WHY).filter(process__in=KINDS, pk__in=links(need).values("ticket_id"))
    rows = rows.annotate(has_failed=Exists(failed), waits_for_release=Exists(going_on), is_released=Exists(released))
    return list(rows.order_by("pk"))


def is_settled(ticket) -> bool:
    """Of one of `found`: nothing of it is still to come into use."""
    return is_done(ticket) and not ticket.waits_for_release


def is_used(ticket) -> bool:
    """Of one of `found`: it has come into use, and has not failed."""
    return is_settled(ticket) and ticket.state in IN_USE[ticket.process] and not ticket.has_failed


def is_missing_in(need, region_id: int) -> bool:
    """Of one that is in use: the region has said that it is not there yet. What needed no release is there at once."""
    if region_id not in {one.region_id for one in need.affected() if one.deployed_at is None}:
        return False
    return all(one.is_released or one.process == "release" for one in found(need) if is_used(one))


def came(need) -> str:
    """The step that the program takes: START where all that it led to is in use or has ended, FALL where nothing of it
    is or will be in use; "" while something goes on.
    """
    cases = found(need)
    if not all(is_settled(one) for one in cases):
        return ""
    return START if any(is_used(one) for one in cases) else FALL


def link(context: Context) -> None:
    """Those that are named and are not linked yet."""
    known = ids(context.subject)
    named = sorted((one for one in context.data["resulting_tickets"] if one.pk not in known), key=lambda one: one.pk)
    for one in named:
        context.add(lambda event, texts, one=one: Link(ticket=one, other=event.ticket, kind=KIND, created_at=event.at))
    need = context.subject
    context.then.append(lambda finished: tagging.carry(need, named, finished.at))
    linked(context)


def linked(context: Context) -> None:
    """What follows from the need may be in use already, in some region or for all."""
    need = context.subject  # the root of the step is the case, where the link was made there
    context.then.append(lambda finished: begin_when_done([need], finished.at))
    context.then.append(lambda finished: _hear_of_earlier_deployments(need, finished.at))


def begin_when_done(needs, at) -> None:
    """Let those that are converted look whether their results are done. Needs a transaction.

    They look after it, each in a step that is not possible unless it is so: of two cases that end at the same moment
    neither sees the other's end.
    """
    due.schedule((one, step, REASON, at) for one in needs if one.state == "converted" for step in (START, FALL))


def _hear_of_earlier_deployments(need, at) -> None:
    """Of regions that had it in use before it was linked, and have not been heard of."""
    found = ids(need)
    items = ReleaseItem.objects.unscoped(WHY).filter(item_id__in=found, to_scope=None)
    releases = found | set(items.values_list("ticket_id", flat=True))
    here = AffectedRegion.objects.unscoped(WHY).filter(ticket_id=need.pk, deployed_at=None).values("region_id")
    rows = RegionDeployment.objects.unscoped(WHY).filter(
        ticket_id__in=releases, region_id__in=here, state=rolling.VERIFIED
    )
    pairs = rows.values_list("ticket_id", "region_id")
    due.schedule((need, DEPLOYED, _named(*pair), at) for pair in pairs)


def in_use_since(release, region):
    """When the region verified the release; None where it says so no more."""
    rows = RegionDeployment.objects.unscoped(WHY).filter(ticket_id=release.pk, region_id=region.pk)
    return rows.filter(state=rolling.VERIFIED).values_list("verified_at", flat=True).first()


def _named(release_id: int, region_id: int) -> str:
    return f"release:{release_id}:{region_id}"


# --- What the other cases do ---


def moved(context: Context) -> None:
    """Of every step of every case: one that a need may have led to has come into use, or has ended."""
    ticket = context.root
    if context.subject is not ticket or ticket.process not in KINDS or ticket.state == context.source:
        return
    if is_done(ticket):
        context.then.append(lambda finished: begin_when_done(_needs_behind(_ended_with(ticket)), finished.at))


def _ended_with(ticket) -> set[int]:
    """The case, and what stands in it where it is a release."""
    if ticket.process != "release":
        return {ticket.pk}
    items = ReleaseItem.objects.unscoped(WHY).filter(ticket_id=ticket.pk, to_scope=None)
    return {ticket.pk, *items.values_list("item_id", flat=True)}


def region_verified(context: Context, row) -> None:
    """Of the row's step, before anything is written."""
    context.then.append(lambda finished: _tell_of_deployment(finished, row, DEPLOYED))


def region_put_back(context: Context, row) -> None:
    """Of the row's step, as `region_verified`."""
    context.then.append(lambda finished: _tell_of_deployment(finished, row, PUT_BACK))


def _tell_of_deployment(finished: Context, row, step: str) -> None:
    """Needs of the region that led to the release, or to a case that stands in it."""
    items = ReleaseItem.objects.unscoped(WHY).filter(ticket_id=row.ticket_id, to_scope=None)
    needs = _needs_behind({row.ticket_id, *items.values_list("item_id", flat=True)})
    here = AffectedRegion.objects.unscoped(WHY).filter(region_id=row.region_id, ticket__in=needs)
    wanted = set(here.values_list("ticket_id", flat=True)) if needs else set()
    reason = _named(row.ticket_id, row.region_id)
    due.schedule((one, step, reason, finished.at) for one in needs if one.pk in wanted)


def _needs_behind(pks: set[int]) -> list:
    """The open needs that these cases follow from, by rising id; one query."""
    behind = Link.objects.unscoped(WHY).filter(ticket_id__in=pks, kind=KIND, ended_at=None)
    rows = Ticket.objects.unscoped(WHY).filter(pk__in=behind.values("other_id"), process="need", closed_at=None)
    return list(rows.filter(historic=False).order_by("pk"))


def register() -> None:
    """Called once, when the app is ready."""
    if moved not in subject.WHEN_MOVED:
        subject.WHEN_MOVED.append(moved)
    if region_verified not in rolling.WHEN_VERIFIED:
        rolling.WHEN_VERIFIED.append(region_verified)
    if region_put_back not in rolling.WHEN_ROLLED_BACK:
        rolling.WHEN_ROLLED_BACK.append(region_put_back)
