"""What a process with ballots says of itself. Mixed into every process; the defaults are those of one without any."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import OuterRef

from tickets import along
from tickets.models import Ballot, Vote

WHY = "a rule of the ticket itself"


class HoldsBallots:
    """`frozen` names the inputs that a vote is about: their content is frozen when a vote opens."""

    frozen: ClassVar[tuple[str, ...]] = ()
    # Those of them that stand in the frozen content only where they hold something.
    frozen_if_filled: ClassVar[frozenset[str]] = frozenset()
    # Steps that a forum decides on, and the result that each is: what its chair is offered.
    results: ClassVar[dict[str, str]] = {}
    # The rule whose forum decides on such a step, by its slug; of a step that is not named here any forum.
    decided_by: ClassVar[dict[str, str]] = {}

    def frozen_value(self, name: str):
        """The value of a deciding field that is no column, as the step at hand has left it: rows, in any order."""
        raise NotImplementedError(f"{type(self).__name__} does not say what {name} is")

    def frozen_words(self, name: str, value) -> tuple[str, str] | None:
        """What a deciding field and its value are called, where its input does not know that; else None."""
        return None

    def is_offered(self, name: str) -> bool:
        """Whether a step is one of cases of this type at all; one that is not is nowhere shown."""
        return True

    def bound_persons(self) -> dict[int, str]:
        """Persons who may neither vote nor decide, under no hat, and what each is: requester, owner, implementer."""
        return {self.reporter_id: "requester"} if self.reporter_id else {}

    def may_decide_early(self, step: str, data: dict) -> bool:
        """Whether the step may be decided while the vote is open, as where votes were given by telephone."""
        return False

    def said_yes_by_telephone(self):
        """Who has given the missing vote by telephone; None where nobody has."""
        return None

    def said_of_vote(self, ballot, vote) -> str:
        """What is said beside a vote: that it was given by telephone, and whether it was confirmed."""
        return ""

    def is_past(self, ballot, state: str) -> bool:
        """Whether an open vote is about what no longer stands before its forum in `state`."""
        return False

    def meets(self, condition: str) -> bool:
        """Whether a condition of a rule's party holds (tickets.balloting.seats.CONDITIONS)."""
        raise NotImplementedError(f"{type(self).__name__} does not know the condition {condition}")

    def ballots(self) -> list:
        """Every ballot with its votes, the newest first, read once for the step in one query; unscoped, as a rule."""
        if "_ballots" not in self.__dict__:
            self.know_ballots(_with_votes(self.pk) if self.pk else [])
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


def _with_votes(ticket_id: int) -> list:
    votes = Vote.objects.unscoped(WHY).filter(ballot_id=OuterRef("pk")).order_by("pk")
    rows = Ballot.objects.unscoped(WHY).filter(ticket_id=ticket_id).select_related("rule")
    found = list(rows.annotate(votes_along=along.column(votes)).order_by("-pk"))
    for ballot in found:
        ballot.know_votes(along.rows(Vote, ballot.votes_along, ballot=ballot))
    return found
