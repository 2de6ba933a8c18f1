"""What every process has in common as a subject: its states, its legs and who stands where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import CharField, Q, Value

from regions import directory
from tickets import codes
from tickets.balloting.holding import HoldsBallots
from tickets.grants import shares_of
from tickets.models import PARTED, Event, Link, Reading, RegionLeg, SolutionProposal, Task, Ticket

DECLARED = ("declared", "investigating", "identified", "mitigating", "monitoring")  # a major incident that goes on


@dataclass(frozen=True)
class Kin:
    """The main case that a ticket is part of, and the cases that are part of it, by id."""

    parent_id: int | None
    children: tuple[int, ...]
    in_major: bool = False  # whether it is part of a major incident, which may propose a solution, too


class Process(HoldsBallots):
    """Mixed into each workflow proxy. A process sets `States`, `live`, `terminal` and `birth`; steps say the rest."""

    States = None
    live: tuple = ()
    terminal: tuple = ()
    birth: tuple[str, ...] = ()
    waiting: tuple = ()
    detail_model = None
    kind = "ticket"
    ranked = True  # its cases have a priority
    # By kind of link: the step that the program takes here when another case is linked to this one so, or no longer.
    when_linked: ClassVar[dict[str, str]] = {}
    when_unlinked: ClassVar[dict[str, str]] = {}

    def resuming_step(self) -> str:
        """The step that takes it up again when what it waited for has come."""
        return "resume"

    def holder_tier(self) -> str:
        holder = directory.organisation(self.holder_id)
        return holder.tier if holder else ""

    def legs(self):
        """The regional legs, read once for the step; unscoped, since they are a rule of the ticket itself."""
        if "_legs" not in self.__dict__:
            rows = RegionLeg.objects.unscoped("rules of the ticket itself").filter(ticket_id=self.pk)
            self.know_legs(rows.exclude(state=PARTED) if self.pk else ())
        return self.__dict__["_legs"]

    def know_legs(self, rows) -> None:
        """Take the legs from rows that were read already."""
        self.__dict__["_legs"] = sorted(rows, key=lambda leg: leg.region_id)
        for leg in self.__dict__["_legs"]:
            leg.ticket = self

    def leg_regions(self) -> set[int]:
        return {leg.region_id for leg in self.legs()}

    def concerned_regions(self) -> set[int]:
        """Regions that take part in it beside those with a part of their own."""
        return set()

    def proposed_impact(self) -> int | None:
        """The widest impact where several regions, or a whole one, are affected; else people judge it themselves."""
        whole_region = any(getattr(leg, "whole_region", False) for leg in self.legs())
        return codes.Impact.I1 if whole_region or len(self.leg_regions()) > 1 else None

    def kin(self) -> Kin:
        """Its place between parent and children, read once for the step; unscoped, a rule of the ticket itself."""
        if "_kin" not in self.__dict__:
            rows = Link.objects.unscoped("a rule of the ticket itself").filter(
                Q(ticket_id=self.pk) | Q(other_id=self.pk), ended_at=None
            )
            self.know_kin(rows.values_list("ticket_id", "other_id", "kind") if self.pk else ())
        return self.__dict__["_kin"]

    def know_kin(self, links) -> None:
        """Keep what somebody has read: (ticket, other, kind) of every link from and to the ticket."""
        links = list(links)
        ends = [(child, other) for child, other, kind in links if kind == codes.LinkKind.PART_OF]
        parent = next((other for child, other in ends if child == self.pk), None)
        in_major = any(kind == codes.LinkKind.IN_MAJOR and child == self.pk for child, _other, kind in links)
        children = tuple(sorted(child for child, other in ends if other == self.pk))
        self.__dict__["_kin"] = Kin(parent, children, in_major)

    def open_proposal(self):
        """The solution that its parent, or major incident, proposes and that waits; read once for the step, or None."""
        if "_proposal" not in self.__dict__:
            rows = SolutionProposal.objects.unscoped("a rule of the ticket itself")
            may_be = self.kin().parent_id or self.kin().in_major
            found = rows.filter(ticket_id=self.pk, ended_at=None).first() if may_be else None
            self.__dict__["_proposal"] = found
        return self.__dict__["_proposal"]

    def has_shares(self) -> bool:
        """Whether somebody was let in by a share that is in force; read once for the step."""
        if "_shares" not in self.__dict__:
            self.__dict__["_shares"] = shares_of(self)
        return bool(self.__dict__["_shares"])

    def has_blocking_tasks(self) -> bool:
        """Whether a task that must be done first is left; read once for the step."""
        if "_blocking" not in self.__dict__:
            self._look_what_blocks()
        return self.__dict__["_blocking"]

    def major_under_way(self) -> str:
        """The number of the declared major incident that it is part of, while that goes on; "" where there is none."""
        if "_kin" in self.__dict__ and not self.kin().in_major:
            return ""
        if "_major" not in self.__dict__:
            self._look_what_blocks()
        return self.__dict__["_major"]

    def _look_what_blocks(self) -> None:
        """Whether a task is left, and which major incident goes on: one query for both."""
        why = "a rule of the ticket itself"
        tasks = Task.objects.unscoped(why).filter(ticket_id=self.pk, done_at=None, blocking=True)
        links = Link.objects.unscoped(why).filter(ticket_id=self.pk, kind=codes.LinkKind.IN_MAJOR, ended_at=None)
        majors = Ticket.objects.unscoped(why).filter(pk__in=links.values("other_id"), state__in=DECLARED)
        both = majors.values_list("number").union(tasks.values_list(Value("", CharField())).order_by())
        found = [number for (number,) in both]
        self.__dict__["_blocking"] = "" in found
        self.__dict__["_major"] = next(filter(None, found), "")

    def was_read_by_others(self) -> bool:
        """Whether a person of another region has opened the ticket (`tickets.reading`) or acted on it; asked once."""
        if "_read_by_others" not in self.__dict__:
            self.__dict__["_read_by_others"] = self._look_who_read()
        return self.__dict__["_read_by_others"]

    def _look_who_read(self) -> bool:
        first, second = (rows.values_list("organisation_id", flat=True) for rows in self.other_readers())
        return first.union(second).exists()

    def other_readers(self) -> tuple:
        """The readings and the events of people of other regions; nothing is asked yet."""
        events = Event.objects.unscoped("a rule of the ticket itself")
        found = (rows.filter(ticket_id=self.pk, organisation__kind="region") for rows in (Reading.objects, events))
        return tuple(rows.exclude(organisation_id=self.origin_id) for rows in found)
