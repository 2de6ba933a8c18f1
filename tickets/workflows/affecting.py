"""Mixed into a process whose tickets concern regions that have no part of their own in it: problem, known error."""

from __future__ import annotations


class ConcernsRegions:
    """The affected regions stand in rows of their own, each with how far the fix has come there."""

    def affected(self) -> list:
        """The rows of the regions that it concerns, in their order; read once for the step."""
        from tickets.models import AffectedRegion

        if "_affected" not in self.__dict__:
            rows = AffectedRegion.objects.unscoped("a rule of the ticket itself").filter(ticket_id=self.pk)
            ordered = rows.select_related("region").order_by("region__position")
            self.__dict__["_affected"] = list(ordered) if self.pk else []
        return self.__dict__["_affected"]

    def affected_ids(self) -> set[int]:
        return {one.region_id for one in self.affected()}

    def concerned_regions(self) -> set[int]:
        return self.affected_ids()

    def stands(self, where: str, *, hat, actor) -> bool:
        if where == "affected":
            return hat.organisation.pk in self.affected_ids()
        return super().stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        return self.affected_ids() if where == "affected" else super().organisations_at(where)
