"""What every process has in common as a subject: its states, its legs and who stands where."""

from __future__ import annotations

from regions import directory


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
        from tickets.models import RegionLeg

        if "_legs" not in self.__dict__:
            rows = (
                RegionLeg.objects.unscoped("rules of the ticket itself").filter(ticket_id=self.pk).order_by("region_id")
            )
            self.__dict__["_legs"] = list(rows) if self.pk else []
            for leg in self.__dict__["_legs"]:
                leg.ticket = self
        return self.__dict__["_legs"]

    def leg_regions(self) -> set[int]:
        return {leg.region_id for leg in self.legs()}

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
