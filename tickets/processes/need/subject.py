"""What a need knows of itself: the regions behind it, each with its voice, and its programme areas."""

from __future__ import annotations

from typing import ClassVar

from tickets import along
from tickets.areas.tagging import CarriesAreas
from tickets.models import NeedVoice, TextVersion
from tickets.processes.need import deciding, silence
from tickets.workflows.affecting import ConcernsRegions

WHY = "a rule of the ticket itself"


class NeedSubject(CarriesAreas, ConcernsRegions):
    people: ClassVar[tuple[str, ...]] = ()

    @staticmethod
    def put_off(waiting, now) -> dict:
        """Reminders of silence that are early wait on."""
        return silence.put_off(waiting)

    def already_has(self, one) -> bool:
        """Each decision states its words anew; only what was said when the need was handed in stands."""
        if one.name != "need_benefit" or self.pk is None:
            return super().already_has(one)
        said = TextVersion.objects.unscoped(WHY).filter(ticket_id=self.pk, field=one.name, redacted=False)
        return said.exists()

    def columns_along(self, ticket) -> dict:
        voices = NeedVoice.objects.unscoped(WHY).filter(ticket_id=ticket).order_by("region__position")
        return super().columns_along(ticket) | {"voiced": along.column(voices)}

    def take_along(self, row) -> None:
        super().take_along(row)
        self.__dict__.setdefault("_voices", along.rows(NeedVoice, row.voiced, ticket=self))

    def before_forums(self, state: str) -> tuple[str, ...]:
        return (deciding.RULE,) if state == "joint_review" else ()

    def voices(self) -> list:
        """What each region behind it says, in the order of the regions; read once for the step.

        Nothing of a need that has no row of its own yet.
        """
        if "_voices" not in self.__dict__:
            self.detail()
        return self.__dict__.setdefault("_voices", [])
