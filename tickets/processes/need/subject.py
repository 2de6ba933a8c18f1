"""What a need knows of itself: the regions behind it, each with its voice, and its programme areas."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from tickets.processes.need import areas, silence
from tickets.workflows.affecting import ConcernsRegions, row_of, rows_read_along

WHY = "a rule of the ticket itself"
OF_A_VOICE = ("id", "region_id", "rank", "since", "event_seq", "benefit_met", "effect_at", "effect_seq")
TIMES = ("since", "effect_at")


class NeedSubject(ConcernsRegions):
    people: ClassVar[tuple[str, ...]] = ()

    @staticmethod
    def put_off(waiting, now) -> dict:
        """Reminders of silence that are early wait on."""
        return silence.put_off(waiting)

    def already_has(self, one) -> bool:
        """Each decision states its words anew; only what was said when the need was handed in stands."""
        from tickets.models import TextVersion

        if one.name != "need_benefit" or self.pk is None:
            return super().already_has(one)
        said = TextVersion.objects.unscoped(WHY).filter(ticket_id=self.pk, field=one.name, redacted=False)
        return said.exists()

    def detail(self):
        """Its own row, with its regions, their voices and its programme areas along; one query, read once."""
        if "_detail" in self.__dict__ or not self.pk:
            return super().detail()
        found = self.detail_model.objects.filter(pk=self.pk).annotate(
            here=rows_read_along(OuterRef("pk")), voiced=_voices(OuterRef("pk")), tagged=_tags(OuterRef("pk"))
        )
        for one in found:
            self.__dict__["_detail"] = one
            self.__dict__.setdefault("_affected", [row_of(self, said) for said in one.here])
            self.__dict__.setdefault("_voices", [_voice_of(said, self.pk) for said in one.voiced])
            self.__dict__.setdefault("_areas", [each for each in areas.areas() if each.pk in one.tagged])
        return super().detail()

    def voices(self) -> list:
        """What each region behind it says, in the order of the regions; read once for the step."""
        return self._along("_voices")

    def programme_areas(self) -> list:
        """In their order; read once for the step."""
        return self._along("_areas")

    def _along(self, name: str) -> list:
        """What is read along with its own row; nothing of a need that has none yet."""
        if name not in self.__dict__:
            self.detail()
        return self.__dict__.setdefault(name, [])


def _voices(ticket):
    from tickets.models import NeedVoice

    rows = NeedVoice.objects.unscoped(WHY).filter(ticket_id=ticket).order_by("region__position")
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in OF_A_VOICE})))


def _tags(ticket):
    from tickets.models import NeedArea

    return ArraySubquery(NeedArea.objects.unscoped(WHY).filter(ticket_id=ticket).values("area_id"))


def _voice_of(said: dict, ticket_id: int):
    """A row as it was read along with the need's own."""
    from tickets.models import NeedVoice

    times = {name: datetime.fromisoformat(said[name]) for name in TIMES if said[name]}
    row = NeedVoice(**(said | times), ticket_id=ticket_id)
    row._state.adding, row._state.db = False, "default"
    return row
