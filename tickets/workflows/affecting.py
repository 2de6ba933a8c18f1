"""Mixed into a process whose tickets concern regions that have no part of their own in it: problem, known error."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import OuterRef

from tickets import along
from tickets.models import AffectedRegion

WHY = "a rule of the ticket itself"


class ConcernsRegions:
    """The affected regions stand in rows of their own, each with how far the fix has come there."""

    people: ClassVar[tuple[str, ...]] = ("owner",)  # named in the process's own row, and read along with it

    def affected(self) -> list:
        """The rows of the regions that it concerns, in their order; read once for the step."""
        if "_affected" not in self.__dict__:
            self.detail()
        if "_affected" not in self.__dict__:
            self.__dict__["_affected"] = list(_rows_of(self.pk).select_related("region")) if self.pk else []
        return self.__dict__["_affected"]

    def detail(self):
        """The process's own row with its people, and the affected regions along with it; one query, read once."""
        if "_detail" in self.__dict__ or not self.pk:
            return super().detail()
        found = self.detail_model.objects.filter(pk=self.pk).select_related(*self.people)
        for one in found.annotate(**self.columns_along(OuterRef("pk"))):
            self.__dict__["_detail"] = one
            self.take_along(one)
        return super().detail()

    def columns_along(self, ticket) -> dict:
        """What is read along with the process's own row, as columns of it."""
        return {"here": along.column(_rows_of(ticket))}

    def take_along(self, row) -> None:
        """Keep what was read along."""
        self.__dict__.setdefault("_affected", along.rows(AffectedRegion, row.here, ticket=self))

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


def _rows_of(ticket):
    return AffectedRegion.objects.unscoped(WHY).filter(ticket_id=ticket).order_by("region__position")
