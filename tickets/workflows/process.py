"""What every process has in common as a subject: its states, its legs and who stands where."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from regions import directory
from tickets import codes


@dataclass(frozen=True)
class Kin:
    """The main case that a ticket is part of, and the cases that are part of it, by id."""

    parent_id: int | None
    children: tuple[int, ...]


class Process:
    """Mixed into each workflow proxy. A process sets `States`, `live`, `terminal` and `birth`; steps say the rest."""

    States = None
    live: tuple = ()
    terminal: tuple = ()
    birth: tuple[str, ...] = ()
    waiting: tuple = ()
    detail_model = None
    kind = "ticket"

    def holder_tier(self) -> str:
        holder = directory.organisation(self.holder_id)
        return holder.tier if holder else ""

    def legs(self):
        """The regional legs, read once for the step; unscoped, since they are a rule of the ticket itself."""
        from tickets.models import PARTED, RegionLeg

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

    def proposed_impact(self) -> int | None:
        """The widest impact where several regions, or a whole one, are affected; else people judge it themselves."""
        whole_region = any(getattr(leg, "whole_region", False) for leg in self.legs())
        return codes.Impact.I1 if whole_region or len(self.leg_regions()) > 1 else None

    def kin(self) -> Kin:
        """Its place between parent and children, read once for the step; unscoped, a rule of the ticket itself."""
        from tickets.models import Link

        if "_kin" not in self.__dict__:
            rows = Link.objects.unscoped("a rule of the ticket itself").filter(
                Q(ticket_id=self.pk) | Q(other_id=self.pk), kind=codes.LinkKind.PART_OF, ended_at=None
            )
            self.know_kin(rows.values_list("ticket_id", "other_id") if self.pk else ())
        return self.__dict__["_kin"]

    def know_kin(self, ends) -> None:
        """Keep what somebody has read: (child, parent) of every link of that kind from and to the ticket."""
        ends = list(ends)
        parent = next((other for child, other in ends if child == self.pk), None)
        self.__dict__["_kin"] = Kin(parent, tuple(sorted(child for child, other in ends if other == self.pk)))

    def open_proposal(self):
        """The solution of its parent that waits for an answer, read once for the step; None where there is none."""
        from tickets.models import SolutionProposal

        if "_proposal" not in self.__dict__:
            rows = SolutionProposal.objects.unscoped("a rule of the ticket itself")
            found = rows.filter(ticket_id=self.pk, ended_at=None).first() if self.kin().parent_id else None
            self.__dict__["_proposal"] = found
        return self.__dict__["_proposal"]

    def has_shares(self) -> bool:
        """Whether somebody was let in by a share that is in force; read once for the step."""
        from tickets.grants import shares_of

        if "_shares" not in self.__dict__:
            self.__dict__["_shares"] = shares_of(self)
        return bool(self.__dict__["_shares"])

    def has_blocking_tasks(self) -> bool:
        """Whether a task that must be done first is left; read once for the step."""
        from tickets.models import Task

        if "_blocking" not in self.__dict__:
            rows = Task.objects.unscoped("a rule of the ticket itself").filter(ticket_id=self.pk, done_at=None)
            self.__dict__["_blocking"] = rows.filter(blocking=True).exists()
        return self.__dict__["_blocking"]

    def was_read_by_others(self) -> bool:
        """Whether a person of another region has opened the ticket (`tickets.reading`) or acted on it; one query."""
        from tickets.models import Event, Reading

        readings = Reading.objects.filter(ticket_id=self.pk, organisation__kind="region")
        events = Event.objects.unscoped("a rule of the ticket itself").filter(
            ticket_id=self.pk, organisation__kind="region"
        )
        both = readings.exclude(organisation_id=self.origin_id).values_list("organisation_id", flat=True)
        return both.union(events.exclude(organisation_id=self.origin_id).values_list("organisation_id")).exists()
