"""What a ballot knows of itself within a step: its seats, its votes, and who sits where."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason
from regions import directory
from tickets import codes
from tickets.balloting import counting, opening, seats
from tickets.models.subject import PartSubject

NOT_THERE = {
    "seat": _("Your roles have no vote here, or you have already voted for another organisation."),
    "consents": _("The vendor's consent is not asked for here."),
}
WHY = "a rule of the ballot itself"


class BallotSubject(PartSubject):
    def parties(self) -> tuple[seats.Seat, ...]:
        return seats.from_json(self.seats)

    def terms(self) -> counting.Terms:
        rule = opening.rule_of(self)
        return counting.Terms(
            quorum=rule.quorum,
            need=rule.need,
            base=rule.base,
            veto=frozenset(rule.veto),
            silence=rule.silence,
            tie=rule.tie,
            closes=rule.closes,
            persons=rule.persons,
            organisations=rule.organisations,
        )

    def is_read_by(self, actor) -> bool:
        """As `scope`, of a ballot of a ticket that the actor reads: a vendor reads those in which it has a part."""
        if actor.is_system or actor.is_customer_side:
            return True
        return any(pk in actor.organisation_ids for seat in self.parties() for pk in seat.organisations)

    def event_audience(self, context) -> str:
        """What happens in a vote in which the vendor has no part is the customer's."""
        found, vendor = super().event_audience(context), directory.vendor()
        has_part = vendor is not None and any(vendor.pk in seat.organisations for seat in self.parties())
        return found if has_part or found != codes.Audience.ALL else codes.Audience.CUSTOMER

    def cast(self) -> list:
        """Every vote in the order of time, read once; unscoped, a rule of the ballot itself."""
        from tickets.models import Vote

        if "_cast" not in self.__dict__:
            rows = Vote.objects.unscoped(WHY).filter(ballot_id=self.pk).order_by("pk") if self.pk else []
            self.know_votes(rows)
        return self.__dict__["_cast"]

    def know_votes(self, rows) -> None:
        """Take the votes from rows that were read already."""
        self.__dict__["_cast"] = list(rows)

    def casts(self) -> list[counting.Cast]:
        return [
            counting.Cast(one.seat, one.person_id, one.organisation_id, one.choice, one.reject_code)
            for one in self.cast()
        ]

    def row_of(self, cast: counting.Cast):
        """The row of a vote that is counted: the last of its person for the seat that says so."""
        rows = (one for one in reversed(self.cast()) if one.seat == cast.seat and one.person_id == cast.person)
        return next(one for one in rows if one.choice == cast.choice)

    def standing_votes(self) -> dict[str, counting.Cast]:
        """The one vote of each seat that has one."""
        return counting.counted(self.casts())

    def seat_for(self, hat, actor, *, at=None) -> seats.Seat | None:
        """The seat that a hat may vote for now; whoever has voted keeps to the seat she voted for."""
        own = {one.seat for one in self.cast() if one.person_id == actor.person_id}
        for seat in self.parties():
            place = seat.place_of(hat)
            if place is None or (own and seat.key not in own):
                continue
            before = [word for group in seat.groups[:place] for word in group]
            if not before or not seats.is_staffed(hat.organisation.pk, before, at=at):
                return seat
        return None

    def stands(self, where: str, *, hat, actor) -> bool:
        if where not in NOT_THERE:
            return self.ticket.stands(where, hat=hat, actor=actor)
        seat = self.seat_for(hat, actor)
        return seat is not None and seat.is_counted == (where == "seat")

    def organisations_at(self, where: str) -> set[int]:
        if where not in NOT_THERE:
            return super().organisations_at(where)
        found = (seat.organisations for seat in self.parties() if seat.is_counted == (where == "seat"))
        return {pk for places in found for pk in places}

    def why_not_at(self, where: str) -> Reason:
        return Reason(f"not_{where}", NOT_THERE[where]) if where in NOT_THERE else super().why_not_at(where)
