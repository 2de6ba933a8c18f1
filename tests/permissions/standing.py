"""Who stands where: the relation of a person to a ticket as a dimension of the product, said without the engine.

A constellation is one way a ticket can lie; a relation is one way a person can stand to it. Both are plain data:
what the engine finds is held against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from regions import directory
from roles.actor import Actor, Hat
from roles.models import User
from tests import parties
from tickets.balloting.seats import Seat, as_json
from tickets.models import (
    Article,
    Ballot,
    BallotRule,
    Handoff,
    MiRegionRow,
    RegionDeployment,
    RegionLeg,
    RegulatoryTrack,
)
from tickets.workflows import PROCESSES

ME, SOMEBODY = User(pk=1), User(pk=2)
OFFICE_HOURS = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
SIDE_OF = {
    parties.REGION: "region",
    parties.NEIGHBOUR: "region",
    parties.REGION_IT: "region",
    parties.SUPPORT_ORG: "support",
    parties.VENDOR_ORG: "vendor",
}
CALM = frozenset(
    {"not_p1_p2", "single_region", "within_reopen_window", "is_for_security", "region_only", "handed_to_vendor"}
    | {"one_region_hit", "one_region_alone"}
)
STORM = frozenset(
    {"only_p1_p2", "several_regions", "p1_outside_office_hours", "is_for_security", "handed_to_vendor"}
    | {"hosting_fails", "decision_overdue"}
)
DUTIES = ("lead", "communicator", "logger", "technician")  # of a major incident: whoever is assigned to it, here


@dataclass(frozen=True)
class Constellation:
    """One way a ticket of the region lies. `holds` says which conditions of rights are true for it."""

    name: str
    holder: str
    awaited: str
    sender: str
    receiver: str
    co_holder: str = ""
    affected: str = parties.REGION  # whose part it is, of a leg
    holds: frozenset = CALM
    more_affected: frozenset = frozenset()  # of a release: every region is, and two take part in its test

    @property
    def at(self) -> datetime:
        return OFFICE_HOURS if self.holds == CALM else NIGHT


CONSTELLATIONS = [
    Constellation("with its region", parties.REGION, parties.SUPPORT_ORG, parties.REGION, parties.SUPPORT_ORG),
    Constellation("with support", parties.SUPPORT_ORG, parties.REGION, parties.SUPPORT_ORG, parties.VENDOR_ORG),
    Constellation("with the vendor", parties.VENDOR_ORG, parties.SUPPORT_ORG, parties.VENDOR_ORG, parties.SUPPORT_ORG),
    Constellation("with the region's IT", parties.REGION_IT, parties.REGION, parties.REGION_IT, parties.REGION),
    Constellation(
        "urgent, with its region", parties.REGION, parties.SUPPORT_ORG, parties.REGION, parties.SUPPORT_ORG, holds=STORM
    ),
    Constellation(
        "urgent, past support",
        parties.VENDOR_ORG,
        parties.SUPPORT_ORG,
        parties.REGION,
        parties.VENDOR_ORG,
        co_holder=parties.SUPPORT_ORG,
        holds=STORM,
    ),
]


@dataclass(frozen=True)
class Relation:
    """A person at `organisation`, who may have registered the ticket or be the one it is assigned to."""

    organisation: str
    is_reporter: bool = False
    is_assignee: bool = False
    is_seated: bool = True  # the ballot here gives its seats by right; a rule of the collaboration names roles too

    def __str__(self) -> str:
        more = " reporter" * self.is_reporter + " assignee" * self.is_assignee
        return f"{self.organisation}{more}"

    def stands(self, where: str, lies: Constellation) -> bool:
        """Whether this person stands at the place, by the meaning of the word and nothing else."""
        here = self.organisation
        return {
            "anyone": True,
            "reader": True,
            "origin": here == parties.REGION,
            "affected": here == lies.affected or here in lies.more_affected,
            "holder": here in (lies.holder, lies.co_holder),
            "article_owner": here == parties.REGION,
            "article_reviewer": here == parties.REGION,
            "owner": here in (parties.REGION, lies.holder),
            "support": SIDE_OF[here] == "support",
            "vendor": here == parties.VENDOR_ORG,
            "awaited": here == lies.awaited,
            "sender": here == lies.sender,
            "receiver": here == lies.receiver,
            "reporter": self.is_reporter and here == parties.REGION,
            "assignee": self.is_assignee and here == lies.holder,
            "hit": here == parties.REGION,
            "participating": here == parties.REGION or here in lies.more_affected,  # in the test of a release
            "halter": here == parties.REGION,  # who has stopped its rollout
            "test_leader": self.is_assignee,  # of a release, here
            "seat": self.is_seated and here in (parties.REGION, parties.SUPPORT_ORG),  # of the ballot here
            "consents": self.is_seated and here == parties.VENDOR_ORG,
            "named": self.is_reporter,  # whom a duty is offered to, here
            "reviewer": self.is_reporter,  # who is responsible for the review, here
            "doer": self.is_reporter,  # who has an action of it left to do, here
            **dict.fromkeys(DUTIES, self.is_assignee),
        }[where]


RELATIONS = [
    Relation(parties.REGION),
    Relation(parties.REGION, is_reporter=True),
    Relation(parties.REGION, is_assignee=True),
    Relation(parties.NEIGHBOUR),
    Relation(parties.NEIGHBOUR, is_reporter=True),
    Relation(parties.REGION_IT),
    Relation(parties.REGION_IT, is_assignee=True),
    Relation(parties.SUPPORT_ORG),
    Relation(parties.SUPPORT_ORG, is_assignee=True),
    Relation(parties.VENDOR_ORG),
    Relation(parties.VENDOR_ORG, is_assignee=True),
]


PARENTS = {"region-row": "major-incident", "region-deployment": "release"}


def make(workflow: str, lies: Constellation):
    """The subject of `workflow` in memory, lying so; its ticket is `subject.root`."""
    if workflow == "article":
        return Article(organisation_id=_id(parties.REGION))
    process = workflow if workflow in PROCESSES else PARENTS.get(workflow, "incident")
    urgent = lies.holds == STORM
    ticket = PROCESSES[process](
        process=process,
        origin_id=_id(parties.REGION),
        holder_id=_id(lies.holder),
        awaited_id=_id(lies.awaited),
        co_holder_id=_id(lies.co_holder),
        vendor_id=_id(parties.VENDOR_ORG),
        reporter_organisation_id=_id(parties.REGION),
        reporter_id=SOMEBODY.pk,
        priority=1 if urgent else 3,
        resolved_at=datetime(2026, 1, 1, tzinfo=UTC) if urgent else OFFICE_HOURS,
    )
    regions = (parties.REGION, parties.NEIGHBOUR) if urgent else (parties.REGION,)
    ticket.__dict__["_legs"] = [SimpleNamespace(region_id=_id(slug)) for slug in regions]
    # A further region that nobody of the relations stands for.
    affected = (parties.REGION, "norrbotten") if urgent else (parties.REGION,)
    ticket.__dict__["_affected"] = [SimpleNamespace(region_id=_id(slug), verified_at=None) for slug in affected]
    if process == "major-incident":
        ticket.__dict__["_regions_hit"] = {_id(slug) for slug in affected}
        ticket.detail().hosting_fault = urgent
        ticket.detail().decide_by = lies.at + timedelta(hours=-1 if urgent else 1)
    if process == "release":
        ticket.detail().participants, ticket.detail().halted_by_id = [_id(parties.REGION)], _id(parties.REGION)
    return _of(ticket, workflow, lies)


def _of(ticket, workflow: str, lies: Constellation):
    """The ticket itself, or the part of it that `workflow` moves."""
    if workflow == "ballot":
        return _ballot(ticket)
    if workflow == "region-row":
        return MiRegionRow(ticket=ticket, region_id=_id(parties.REGION), since=lies.at)
    if workflow == "region-deployment":
        return RegionDeployment(ticket=ticket, region_id=_id(parties.REGION), since=lies.at)
    if workflow == "handoff":
        return Handoff(ticket=ticket, from_organisation_id=_id(lies.sender), to_organisation_id=_id(lies.receiver))
    if workflow == "track":
        return RegulatoryTrack(ticket=ticket, organisation_id=_id(parties.REGION), regime="nis2")
    return RegionLeg(ticket=ticket, region_id=_id(parties.REGION)) if workflow == "leg" else ticket


def _ballot(ticket) -> Ballot:
    """One where the region and the support organisation vote, and the vendor consents, by whoever has the right."""
    who = ((parties.REGION, "votes"), (parties.SUPPORT_ORG, "votes"), (parties.VENDOR_ORG, "consents"))
    right = {"votes": "approval.sign", "consents": "forum.consent"}
    rows = [Seat(slug, slug, (_id(slug),), ((right[kind],),), kind, False) for slug, kind in who]
    ballot = Ballot(ticket=ticket, rule=BallotRule(), seats=as_json(rows))
    ballot.know_votes([])
    return ballot


def place(subject, relation: Relation) -> None:
    """Let the person `ME` stand to the ticket as `relation` says."""
    subject.root.reporter_id = (ME if relation.is_reporter else SOMEBODY).pk
    subject.root.assignee_id = (ME if relation.is_assignee else SOMEBODY).pk
    worker, named = (SimpleNamespace(person_id=pk) for pk in (subject.root.assignee_id, subject.root.reporter_id))
    subject.root.__dict__["_duties"] = dict.fromkeys(DUTIES, worker)
    subject.root.__dict__["_offers"] = [named]
    if getattr(subject.root, "process", "") == "major-incident":
        subject.root.detail().review_owner_id = subject.root.reporter_id
        subject.root.__dict__["_actions"] = [SimpleNamespace(owner_id=named.person_id, done_at=None, event_seq=1)]
    if getattr(subject.root, "process", "") == "release":
        subject.root.detail().test_leader_id = subject.root.assignee_id


def wearer(role: str, capabilities: frozenset[str], relation: Relation) -> Actor:
    hat = Hat(1, role, role, directory.by_slug(relation.organisation), capabilities)
    return Actor(user=ME, hats=(hat,))


def _id(slug: str) -> int | None:
    return directory.by_slug(slug).pk if slug else None
