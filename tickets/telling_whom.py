"""Who a step's groups mean: persons, the people of organisations by what they may do, and the mailboxes of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from regions import directory
from roles import groups
from roles.models import GroupMembership, RoleAssignment
from tickets import codes, telling_ways
from tickets.escalating import delivery
from tickets.models import PARTED, AffectedRegion, Event, Handoff, RegionLeg, RegulatoryTrack, Ticket, Watch
from tickets.processes import PROCESSES
from tickets.telling_boxes import Boxes, Reach, Worn, is_replaced
from tickets.telling_people import Meant

WHY = "delivery resolves the readers"
# What the people of a group may do, at one of its organisations.
WORKING = frozenset({"ticket.work"})
LEADING = frozenset({"ticket.manage"})
# Groups of one process alone, which it adds itself: persons whom it names, and places with what people there may do.
MORE_PERSONS: dict[str, Callable[[Ticket, Event], Iterable[int]]] = {}
MORE_PLACES: dict[str, tuple[frozenset[str], Callable[[Ticket, Event], Iterable[int]]]] = {}
CAPABILITIES = {
    "process_role": LEADING,
    "receiver": LEADING,
    "breach_owner": LEADING,
    "support_on_call": LEADING,
    "patient_safety": frozenset({"incident.prioritise", "regulatory.device"}),
    "personal_data": frozenset({"ticket.confidential"}),
    "regulatory_security": frozenset({"regulatory.track"}),
    "regulatory_device": frozenset({"regulatory.device"}),
    "regulatory_maker": frozenset({"regulatory.vendor"}),
    "regulatory_regions": frozenset({"regulatory.track", "regulatory.device"}),
    "regulatory_notice": frozenset({"regulatory.device", "ticket.widen"}),
    "regulatory_notices": frozenset({"regulatory.device"}),
    "template_reviewers": frozenset({"known_error.review"}),
}


def told(ticket: Ticket, event: Event, named, why) -> tuple[dict[int, Meant], Boxes]:
    """Who is told and by which kinds of events, without whoever took the step; and the mailboxes that are told."""
    meant: dict[int, Meant] = {}
    reached = []
    for group in named:
        category = telling_ways.category_of(group, step=event.step, why=why)
        for pk in _persons(ticket, event, group):
            meant.setdefault(pk, Meant()).by(category)
        reached += [(category, reach, worn) for reach, worn in _reached(ticket, event, group)]
    places = {pk for _kind, reach, _worn in reached for pk in reach.organisations}
    boxes = Boxes(places, team_id=ticket.team_id, replace=_is_for_all_of_a_side(ticket, event))
    for category, reach, worn in reached:
        tell(meant, boxes, reach, category, worn)
    for pk in Watch.objects.filter(ticket_id=ticket.pk).values_list("user_id", flat=True):
        if pk not in meant:
            meant[pk] = Meant({"followed"}, {"followed"})
    actors = (event.user_id, event.acting_person_id)
    return {pk: one for pk, one in meant.items() if pk not in actors}, boxes


def tell(meant: dict[int, Meant], boxes: Boxes, reach: Reach, category: str, people: Iterable[Worn]) -> None:
    """Let these people hear of the event, and the mailboxes at their places; one may be mailed in a person's place."""
    found = boxes.tell(reach, category)
    for one in people:
        is_mailed = not (boxes.replace and is_replaced(one, found, category))
        meant.setdefault(one.user_id, Meant()).by(category, is_mailed=is_mailed)


def _is_for_all_of_a_side(ticket: Ticket, event: Event) -> bool:
    """Whether every organisation that reads the case reads the event: no named readers, and no narrower circle."""
    wide = (codes.Audience.CUSTOMER, codes.Audience.ALL)
    return ticket.visibility != codes.Visibility.CONFIDENTIAL and event.audience in wide


def wearing(reach: Reach) -> list[Worn]:
    """The people behind a reach by capabilities, today; one query."""
    given = Q(role__capabilities__capability__in=reach.capabilities)
    if of := groups.granting(reach.capabilities):
        given |= Q(deputy_for=None) & Exists(_members(of))
    rows = RoleAssignment.objects.valid_on(timezone.localdate()).filter(given, organisation_id__in=reach.organisations)
    columns = rows.values_list("user_id", "organisation_id", "role__slug").distinct()
    return [Worn(user_id, place, frozenset({role})) for user_id, place, role in columns]


def _members(of: frozenset[str]):
    """The memberships today, in any of the groups, of whoever holds the role of the outer query."""
    rows = GroupMembership.objects.valid_on(timezone.localdate()).filter(group__in=of)
    return rows.filter(user_id=OuterRef("user_id"), organisation_id=OuterRef("organisation_id"))


def _persons(ticket: Ticket, event: Event, group: str) -> set[int]:
    """Those whom the case itself names."""
    if group in MORE_PERSONS:
        return set(MORE_PERSONS[group](ticket, event)) - {None}
    found = {ticket.assignee_id} if group in ("assignee", "participants") else set()
    if group in ("reporter", "participants"):
        found |= set(_parts(ticket).values_list("reporter_id", flat=True)) | {ticket.reporter_id}
    if group == "owner":  # of a problem or known error, named in the process's own row
        rows = PROCESSES[ticket.process].detail_model.objects.filter(ticket_id=ticket.pk)
        found |= set(rows.values_list("owner_id", flat=True))
    return found - {None}


def _reached(ticket: Ticket, event: Event, group: str) -> list[tuple[Reach, list[Worn]]]:
    """The places that the group means, each with its people."""
    if group in ("assignee", "participants", "reporter", "owner") or group in MORE_PERSONS:
        return []
    if group in MORE_PLACES:
        capabilities, places = MORE_PLACES[group]
        reach = Reach(frozenset(places(ticket, event)), capabilities=capabilities)
        return [(reach, wearing(reach))]
    if group in delivery.GROUPS:
        return [_escalated(row) for row in delivery.told(event)]
    organisations = frozenset(_organisations(ticket, event, group))
    reach = Reach(organisations, capabilities=CAPABILITIES.get(group, WORKING))
    return [(reach, wearing(reach))]


def _escalated(row: dict) -> tuple[Reach, list[Worn]]:
    """A row of those whom an escalation names: roles at one organisation, and the people behind them then."""
    roles, place = frozenset(row["roles"]), row["organisation"]
    return Reach(frozenset({place}), roles=roles), [Worn(pk, place, roles) for pk in row["people"]]


def _organisations(ticket: Ticket, event: Event, group: str) -> set[int]:
    if group in ("receiver", "sender"):
        return _ends(event, group)
    if group == "affected":
        named = AffectedRegion.objects.unscoped(WHY).filter(ticket_id=ticket.pk).values_list("region_id", flat=True)
        return set(_parts(ticket).values_list("region_id", flat=True)) | set(named)
    if group == "all_regions":
        return {region.pk for region in directory.regions()}
    if group in ("support_on_call", "template_reviewers"):
        return {directory.support_org().pk}
    if group == "patient_safety":  # also in the region that said so of its own part
        return {ticket.origin_id, directory.support_org().pk, event.organisation_id} - {None}
    if group == "personal_data":
        return {ticket.origin_id, directory.support_org().pk}
    if group.startswith("regulatory_"):
        return _assessing(ticket, event, group)
    if group == "vendor":
        return {ticket.vendor_id} - {None}
    if group == "breach_owner":
        return {event.changed["breach"]["owner"]}
    if group == "awaited":
        return {ticket.awaited_id} - {None}
    if group == "note_audience":
        return _circle(ticket, event)
    if group == "shared":
        names = ticket.group_grants.filter(reason_code="share").values_list("group__name", flat=True)
        return {int(name.split(":")[1]) for name in names}
    return {ticket.holder_id} - {None}


def _assessing(ticket: Ticket, event: Event, group: str) -> set[int]:
    """The organisation whose duty to report the event is about (all that have one, when they begin), and support."""
    rows = RegulatoryTrack.objects.unscoped(WHY).filter(ticket_id=ticket.pk)
    if group not in ("regulatory_regions", "regulatory_notices"):
        rows = rows.filter(pk=event.subject_id)
    return {directory.support_org().pk, *rows.values_list("organisation_id", flat=True)}


def _parts(ticket: Ticket):
    """The parts of the regions; whoever joined for a region is told as the reporter is."""
    return RegionLeg.objects.unscoped(WHY).filter(ticket_id=ticket.pk).exclude(state=PARTED)


def _circle(ticket: Ticket, event: Event) -> set[int]:
    """The organisations that a note or a file was written for."""
    if event.audience == codes.Audience.OWN:
        return {event.organisation_id}
    inside = {ticket.origin_id, ticket.holder_id, directory.support_org().pk}
    if event.audience == codes.Audience.ALL:
        return (inside | {ticket.vendor_id}) - {None}
    return {one for one in inside if one and directory.organisation(one).tier != "vendor"}


def _ends(event: Event, end: str) -> set[int]:
    """The organisations at an end of the hand-off that the event is about."""
    rows = Handoff.objects.unscoped(WHY).filter(ticket_id=event.ticket_id)
    if event.subject_type == Handoff.kind:
        rows = rows.filter(pk=event.subject_id)
    column = "to_organisation_id" if end == "receiver" else "from_organisation_id"
    return set(rows.order_by("-proposed_at").values_list(column, flat=True)[:1])
