"""What a process with ballots says of itself. Mixed into every process; the defaults are those of one without any."""

from __future__ import annotations

from typing import ClassVar

WHY = "a rule of the ticket itself"


class HoldsBallots:
    """`frozen` names the inputs that a vote is about: their content is frozen when a vote opens."""

    frozen: ClassVar[tuple[str, ...]] = ()
    # Steps that a forum decides on, and the result that each is: what its chair is offered.
    results: ClassVar[dict[str, str]] = {}

    def frozen_value(self, name: str):
        """The value of a deciding field that is no column, as the step at hand has left it: rows, in any order."""
        raise NotImplementedError(f"{type(self).__name__} does not say what {name} is")

    def bound_persons(self) -> dict[int, str]:
        """Persons who may neither vote nor decide, under no hat, and what each is: requester, owner, implementer."""
        return {self.reporter_id: "requester"} if self.reporter_id else {}

    def may_decide_early(self, step: str, data: dict) -> bool:
        """Whether the step may be decided while the vote is open, as where votes were given by telephone."""
        return False

    def meets(self, condition: str) -> bool:
        """Whether a condition of a rule's party holds (tickets.balloting.seats.CONDITIONS)."""
        raise NotImplementedError(f"{type(self).__name__} does not know the condition {condition}")

    def ballots(self) -> list:
        """Every ballot, the newest first, read once for the step; unscoped, a rule of the ticket itself."""
        from tickets.models import Ballot

        if "_ballots" not in self.__dict__:
            rows = Ballot.objects.unscoped(WHY).filter(ticket_id=self.pk).select_related("rule") if self.pk else []
            self.know_ballots(rows.order_by("-pk") if self.pk else rows)
        return self.__dict__["_ballots"]

    def know_ballots(self, rows) -> None:
        """Take the ballots from rows that were read already, the newest first."""
        self.__dict__["_ballots"] = list(rows)
        for one in self.__dict__["_ballots"]:
            one.ticket = self

    def ballot(self, stage: str):
        """The newest ballot of a stage; None where there was none."""
        return next((one for one in self.ballots() if one.stage == stage), None)

    def ballots_in_force(self) -> list:
        """Those that are open, or have passed and led to nothing yet: what they are about must not change."""
        return [one for one in self.ballots() if one.state == "pending" or (one.state == "passed" and not one.used_seq)]
