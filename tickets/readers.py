"""Who reads a ticket, and by which rule: the scope of `Ticket.scope` said in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, F, Func, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions import directory
from roles.models import Role
from tickets import codes
from tickets.models import TicketGroupGrant, TicketUserGrant

OWNER = _("owns the case")
SUPPORT = _("reads every case that is not confidential")
MEMBER = _("the case is joint: all member regions read it")
HOLDS = _("holds the case, or has been asked to")
REPORTED = _("registered the case")
VENDOR = _("has been handed the case: reads the letter and what is meant for everyone")
AFFECTED = _("is affected by the incident")
SHARED = _("it has been shared with them")
MERGED = _("had a case that was merged into this one")
TOOK_PART = _("had a part of it that is a case of its own now")
EXPERT = _("sits in the forum of experts that decides on the order")
NAMED = _("has been named as a reader of this confidential case")


@dataclass(frozen=True)
class Reader:
    """An organisation, a role at one or a person who reads the ticket, with the rule and when that ends."""

    rule: object
    organisation: object = None
    person: str = ""
    role: str = ""
    until: datetime | None = None
    level: str = ""  # of a grant
    event_seq: int = 0  # the event in which a grant was given

    @property
    def tier(self) -> str:
        return self.organisation.tier if self.organisation else ""


@dataclass(frozen=True)
class Grant:
    """An exception to the scope, as a row."""

    kind: str
    name: str
    organisation_id: int | None
    level: str
    reason: str
    granted_at: datetime
    expires_at: datetime | None
    event_seq: int = 0
    receiver_id: int = 0  # the person or the group
    role: str | None = None  # the label of the role that the group stands for

    def names(self, actor) -> bool:
        """Whether it is for the actor, herself or by a group of hers."""
        return self.receiver_id in (actor.group_ids if self.kind == "group" else (actor.person_id,))


@dataclass
class Readers:
    """Everyone who reads a ticket, in the order owner, support, other regions, vendor, persons."""

    rows: list[Reader] = field(default_factory=list)

    def organisations(self, *tiers: str) -> list:
        """The organisations of these tiers (all tiers when none is named), each once, in order."""
        found = {}
        for row in self.rows:
            if row.organisation is not None and not row.person and (not tiers or row.tier in tiers):
                found.setdefault(row.organisation.pk, row.organisation)
        return list(found.values())

    def known_to(self, actor) -> Readers:
        """Cut to what `actor` may know: exceptions among the customers, and what they betray, are not the vendor's."""
        if actor.is_customer_side:
            return self
        return Readers([row for row in self.rows if not row.level or row.rule in (HOLDS, AFFECTED)])


def grants(ticket) -> list[Grant]:
    """The ticket's exceptions that are in force; one query."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    facts = ("permission__codename", "reason_code", "granted_at", "expires_at", "event_seq")
    columns = ("kind", "name", "place", *facts, "receiver", "role")
    slug = Func(OuterRef("group__name"), Value(":"), Value(3), function="split_part", output_field=CharField())
    people = TicketUserGrant.objects.filter(alive, content_object_id=ticket.pk).annotate(
        kind=Value("person", CharField()),
        name=F("user__given_name"),
        place=F("user__home_organisation_id"),
        receiver=F("user_id"),
        role=Value("", CharField()),
    )
    groups = TicketGroupGrant.objects.filter(alive, content_object_id=ticket.pk).annotate(
        kind=Value("group", CharField()),
        name=F("group__name"),
        place=F("granted_by__home_organisation_id"),
        receiver=F("group_id"),
        role=Subquery(Role.objects.filter(slug=slug).values(Role.label_column())),
    )
    rows = people.values_list(*columns).union(groups.values_list(*columns), all=True)
    return [Grant(*row) for row in rows]


def readers_of(ticket, given: list[Grant]) -> Readers:
    """Everyone who reads `ticket` now, from its columns and its `given` exceptions. Asks the database for nothing."""
    found = Readers()
    is_open = ticket.visibility != codes.Visibility.CONFIDENTIAL
    if is_open:
        _by_columns(ticket, found)
    reasons = {"affected": AFFECTED, "share": SHARED, "confidential": NAMED, "handoff": HOLDS}
    reasons |= {"duplicate": MERGED, "was_part": TOOK_PART, "expert_review": EXPERT}
    for grant in given:
        rule = reasons.get(grant.reason.partition(":")[0], SHARED)
        if grant.kind == "person":
            place = directory.organisation(grant.organisation_id)
            found.rows.append(Reader(rule, place, grant.name, "", grant.expires_at, grant.level, grant.event_seq))
        else:
            _group(found, grant, rule)
    return found


def _by_columns(ticket, found: Readers) -> None:
    support, vendor = directory.support_org(), directory.organisation(ticket.vendor_id)
    origin = directory.organisation(ticket.origin_id)
    if origin:
        found.rows.append(Reader(OWNER, origin))
    if support:
        found.rows.append(Reader(SUPPORT, support))
    for held_by in (ticket.holder_id, ticket.offered_to_id, ticket.co_holder_id):
        place = directory.organisation(held_by)
        if place and place.tier == "region" and held_by != ticket.origin_id:
            found.rows.append(Reader(HOLDS, place))
    if ticket.visibility == codes.Visibility.JOINT:
        found.rows.extend(Reader(MEMBER, one) for one in directory.regions() if one.pk != ticket.origin_id)
    if vendor:
        found.rows.append(Reader(VENDOR, vendor))
    desk = directory.organisation(ticket.reporter_organisation_id)
    if desk and desk.tier == "region" and desk.pk not in {row.organisation.pk for row in found.rows}:
        found.rows.append(Reader(REPORTED, desk, person=ticket.reporter.short_name))


def _group(found: Readers, grant: Grant, rule) -> None:
    """A group's name says what it stands for: org:<id>, or hat:<id>:<role>."""
    number = grant.name.split(":")[1]
    place = directory.organisation(int(number)) if number.isdigit() else None
    if place is not None:
        found.rows.append(Reader(rule, place, "", grant.role or "", grant.expires_at, grant.level, grant.event_seq))
