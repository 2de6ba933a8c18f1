"""Mixed into a process whose tickets concern regions that have no part of their own in it: problem, known error."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from regions import directory

WHY = "a rule of the ticket itself"
COLUMNS = ("id", "region_id", "since", "deployed_at", "verified_at", "verified_seq")
TIMES = ("since", "deployed_at", "verified_at")


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
        found = found.annotate(here=rows_read_along(OuterRef("pk")))
        for one in found:
            self.__dict__["_detail"] = one
            self.__dict__.setdefault("_affected", [row_of(self, said) for said in one.here])
        return super().detail()

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
    from tickets.models import AffectedRegion

    return AffectedRegion.objects.unscoped(WHY).filter(ticket_id=ticket).order_by("region__position")


def rows_read_along(ticket):
    """The rows of the affected regions as one column of the process's own row; `row_of` makes each a row again."""
    return ArraySubquery(_rows_of(ticket).values(row=JSONObject(**{name: name for name in COLUMNS})))


def row_of(ticket, said: dict):
    """A row as it was read along with another one."""
    from tickets.models import AffectedRegion

    times = {name: datetime.fromisoformat(said[name]) for name in TIMES if said[name]}
    row = AffectedRegion(**(said | times), ticket_id=ticket.pk)
    row.region = directory.organisation(row.region_id)
    row._state.adding, row._state.db = False, "default"
    return row
