"""The incidents that a problem explains, and the regions it concerns with them.

The link is one row, incident "is caused by" problem, whoever writes it: the problem's own step, or the step "link" of
the incident. Each writes an event on both, read by the readers of each; what an incident says stays with its readers.
"""

from __future__ import annotations

from engine.context import Context
from engine.perform import perform_within
from engine.step import steps
from regions import directory
from roles.actor import SYSTEM
from tickets import codes
from tickets.grants import end_grants_of, grant_organisation
from tickets.models import AffectedRegion, Link, Ticket
from tickets.processes.known_error import following
from tickets.processes.problem import reach
from tickets.processes.problem.effects import PROCESS_ROLE, keep

# Steps of an incident that only the program takes (tickets/processes/problem/on_incidents.py).
FOUND, LOST, SOLVED = "problem_found", "problem_lost", "problem_closed"
WORST_LAST = ("", "nej", "vet_ej", "risk", "intraffat")
UNDECLARED = ("new", "assess", "rca")


# --- By the problem's own steps ---


def link(context: Context) -> None:
    """Also at birth: the incidents that were named are caused by this problem."""
    named = sorted(context.data.get("incident_links") or [], key=lambda one: one.pk)
    for one in named:
        context.add(
            lambda event, texts, one=one: Link(ticket=one, other=event.ticket, kind=reach.KIND, created_at=event.at)
        )
    if named:
        context.notes["incidents"] = {"count": len(named), "for": codes.Audience.CUSTOMER}
        _count_in(context, named)
        _tell(context, FOUND, [one.pk for one in named])
        following.offer_to(context, named)


def unlink(context: Context) -> None:
    gone = sorted(one.pk for one in context.data["incident_links"])
    rows = reach.links(context.subject).filter(ticket_id__in=gone)
    context.notes["incidents_gone"] = {"count": len(gone), "for": codes.Audience.CUSTOMER}
    context.then.append(lambda finished: rows.update(ended_at=finished.at))
    _count_out(context, gone)
    _tell(context, LOST, gone)


def name_regions(context: Context) -> None:
    """Exactly the regions that were named are affected, beside those that have an incident of it."""
    wanted = {one.pk for one in context.data["affected_regions"]}
    for one in reach.incidents(context.subject):
        wanted |= reach.region_ids_of(one)
    add_regions(context, wanted)
    _remove_regions(context, context.subject.affected_ids() - wanted)


# --- By the incident's step "link" and by merging; taken by the program ---


def take_in(context: Context) -> None:
    """An incident was linked from its own side. A problem that has ended is not touched."""
    if context.subject.closed_at is None:
        _count_in(context, [context.data["linked_ticket"]])
        following.offer_to(context, [context.data["linked_ticket"]])
    context.tell(PROCESS_ROLE)


def let_go(context: Context) -> None:
    if context.subject.closed_at is None:
        _count_out(context, [context.data["linked_ticket"].pk])


def take_in_regions(context: Context) -> None:
    """Of `take_in` of a duplicate: the regions that it concerned are concerned here."""
    if context.subject.closed_at is not None:
        return
    old = context.data["merged_ticket"]
    old.__class__ = old.workflow_class()
    add_regions(context, old.affected_ids())
    if reach.incident_ids(old):
        keep(context, "last_linked_at", context.at)


def recount(context: Context) -> None:
    """Of `let_go` of a duplicate: its incidents have left."""
    if context.subject.closed_at is None:
        _count_out(context, [])


# --- What follows from a link ---


def _count_in(context: Context, incidents) -> None:
    """The regions of the incidents, the worst of what they say of patient safety, and when the last one came."""
    add_regions(context, set().union(*(reach.region_ids_of(one) for one in incidents)))
    ticket = context.subject
    said = [one.patient_safety for one in incidents if one.visibility != codes.Visibility.CONFIDENTIAL]
    ticket.patient_safety = max([ticket.patient_safety, *said], key=WORST_LAST.index)
    keep(context, "last_linked_at", context.at)


def _count_out(context: Context, gone) -> None:
    """When the last of those that remain came; regions that only those gone had, while nobody has named them."""
    left = reach.links(context.subject).exclude(ticket_id__in=gone)
    keep(context, "last_linked_at", left.order_by("-created_at").values_list("created_at", flat=True).first())
    if context.subject.state in UNDECLARED:
        here = {context.subject.origin_id}
        for one in reach.incidents(context.subject):
            here |= reach.region_ids_of(one) if one.pk not in gone else set()
        _remove_regions(context, context.subject.affected_ids() - here)


def add_regions(context: Context, wanted: set[int]) -> None:
    """Each further region is concerned from now on and reads the problem, unless it has named readers."""
    coming = sorted(wanted - context.subject.affected_ids())
    for pk in coming:
        context.add(lambda event, texts, pk=pk: AffectedRegion(ticket=event.ticket, region_id=pk, since=event.at))
        if context.subject.visibility == codes.Visibility.REGION:
            grant_organisation(context, directory.organisation(pk), codes.GrantLevel.COMMENT, reason="affected")
    if coming:
        context.notes.setdefault("regions", {"for": codes.Audience.CUSTOMER})["added"] = coming
        following.regions_came(context, [directory.organisation(pk) for pk in coming])


def _remove_regions(context: Context, leaving: set[int]) -> None:
    if not leaving:
        return
    context.notes.setdefault("regions", {"for": codes.Audience.CUSTOMER})["removed"] = sorted(leaving)
    rows = AffectedRegion.objects.unscoped(reach.WHY).filter(ticket_id=context.subject.pk, region_id__in=leaving)
    context.then.append(lambda finished: rows.delete())
    for pk in sorted(leaving):
        place = directory.organisation(pk)
        context.then.append(lambda finished, place=place: end_grants_of(finished.root, place, reason="affected"))


# --- Telling the incidents ---


def inform_incidents(context: Context) -> None:
    """Of `close`: an event on each incident, for its own readers."""
    _tell(context, SOLVED, sorted(reach.incident_ids(context.subject)))


def _tell(context: Context, name: str, pks) -> None:
    context.then.append(lambda finished: [_tell_one(finished, name, pk, finished.root.number) for pk in pks])


def _tell_one(finished: Context, name: str, pk: int, number: str) -> None:
    incident = Ticket.objects.unscoped(reach.WHY).get(pk=pk)
    if name not in steps(incident.workflow_class()):
        return
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"problem:{finished.root.pk}", "at": finished.at}
    perform_within(Ticket, pk, name, data={"linked_ticket": number}, **how)


# --- Duplicates ---


def move_to_master(context: Context) -> None:
    """The incidents of the duplicate are caused by the main problem from now on; its known errors follow from that."""
    master = context.data["master_ticket"]
    context.then.append(lambda finished: _move(finished, finished.root, master))


def _move(finished: Context, old, new) -> None:
    """Each link ends here and begins there at the same instant: by that the undo knows which ones moved."""
    moving = sorted(reach.incident_ids(old))
    reach.links(old).update(ended_at=finished.at)
    there = reach.incident_ids(new)
    _begin(finished, [pk for pk in moving if pk not in there], new)
    for pk in moving:
        _tell_one(finished, FOUND, pk, new.number)
    following.offer_moved(new, moving, at=finished.at)
    following.move(finished, old, new)


def _begin(finished: Context, pks, problem) -> None:
    Link.objects.bulk_create(Link(ticket_id=pk, other=problem, kind=reach.KIND, created_at=finished.at) for pk in pks)


def move_back(context: Context) -> None:
    """Of `undo_duplicate`: exactly the incidents that moved then come back, unless somebody unlinked them since."""
    ticket, moved_at = context.subject, context.subject.closed_at
    mark = Link.objects.unscoped("the mark that is undone").filter(
        ticket_id=ticket.pk, kind=codes.LinkKind.DUPLICATE_OF, ended_at=None
    )
    masters = list(mark.values_list("other_id", flat=True))
    left = Link.objects.unscoped(reach.WHY).filter(other_id=ticket.pk, kind=reach.KIND, ended_at=moved_at)
    moved = sorted(left.values_list("ticket_id", flat=True))
    here = Link.objects.unscoped(reach.WHY).filter(
        other_id__in=masters, kind=reach.KIND, created_at=moved_at, ticket_id__in=moved, ended_at=None
    )

    def follow(finished: Context) -> None:
        here.update(ended_at=finished.at)
        _begin(finished, moved, finished.root)
        for pk in moved:
            _tell_one(finished, FOUND, pk, finished.root.number)
        following.move_back(finished, masters, moved_at=moved_at)

    context.then.append(follow)
