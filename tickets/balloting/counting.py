"""What votes come to under a rule: a pure function of the rule, the seats and the votes. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tickets.balloting import wording
from tickets.balloting.codes import FOR, BallotState, Base, Choice, Closes, Need, SeatKind, Silence, Tie
from tickets.balloting.seats import Seat

NOBODY = 0  # stands for a person who is yet to vote


@dataclass(frozen=True)
class Terms:
    """What a rule demands, without where it is kept."""

    quorum: str
    need: str
    base: str = Base.SEATS
    veto: frozenset[str] = frozenset()
    silence: str = Silence.NOT_COUNTED
    tie: str = Tie.FALLS
    closes: str = Closes.WHEN_MET
    persons: int = 1
    organisations: int = 1


@dataclass(frozen=True)
class Cast:
    """One vote as it was given, in the order of time."""

    seat: str
    person: int
    organisation: int
    choice: str
    code: str = ""


@dataclass(frozen=True)
class Count:
    """What the votes come to. `counted` is the one vote of each seat; `lacking` how many more are needed."""

    state: str
    counted: dict[str, Cast]
    missing: tuple[Seat, ...]
    consents_missing: tuple[Seat, ...]
    voted: int
    quorum: int
    votes_for: int
    needed_for: int
    of: int
    vetoed_by: tuple[Seat, ...] = ()
    lacking: int = 0
    seats: tuple[Seat, ...] = field(default=())

    @property
    def sentence(self) -> str:
        """What is missing, or what it came to, in the reader's language."""
        return wording.sentence(self)

    @property
    def conditions(self) -> tuple[Cast, ...]:
        """The counted votes that set a condition, in the order of the seats."""
        found = (self.counted.get(seat.key) for seat in self.seats)
        return tuple(one for one in found if one is not None and one.choice == Choice.CONDITION)


def count(ballot, now: datetime) -> Count:
    """What the ballot's votes come to at `now`; reads its votes once (`ballot.cast`)."""
    return tally(ballot.terms(), ballot.parties(), ballot.casts(), is_over=now >= ballot.deadline)


def tally(terms: Terms, seats: Sequence[Seat], casts: Iterable[Cast], *, is_over: bool = False) -> Count:
    votes = counted(casts)
    table = _Table(terms, tuple(seats), {key: one for key, one in votes.items() if key in {s.key for s in seats}})
    return Count(
        state=table.state(is_over=is_over),
        counted=table.votes,
        missing=table.missing(),
        consents_missing=table.missing(consents=True),
        voted=table.voted,
        quorum=table.quorum,
        votes_for=table.votes_for,
        needed_for=table.needed_for(),
        of=table.of,
        vetoed_by=table.vetoed_by(),
        lacking=table.lacking(),
        seats=table.seats,
    )


def counted(casts: Iterable[Cast]) -> dict[str, Cast]:
    """The one vote of each seat: the last, but for those of persons with a conflict of interest.

    A person speaks for the first seat that she voted for, and for no other.
    """
    casts = list(casts)
    out = {one.person for one in casts if one.choice == Choice.CONFLICT}
    first: dict[int, str] = {}
    found: dict[str, Cast] = {}
    for one in casts:
        if one.person not in out and first.setdefault(one.person, one.seat) == one.seat:
            found[one.seat] = one
    return found


@dataclass(frozen=True)
class _Table:
    """The seats with a vote each, or none."""

    terms: Terms
    seats: tuple[Seat, ...]
    votes: dict[str, Cast]

    def of_kind(self, choices, *, is_counted: bool = True) -> list[Seat]:
        found = (seat for seat in self.seats if seat.is_counted == is_counted and seat.key in self.votes)
        return [seat for seat in found if self.votes[seat.key].choice in choices]

    def missing(self, *, consents: bool = False) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.is_counted != consents and seat.key not in self.votes)

    @property
    def size(self) -> int:
        return sum(seat.is_counted for seat in self.seats)

    @property
    def voted(self) -> int:
        return self.size - len(self.missing())

    @property
    def votes_for(self) -> int:
        return len(self.of_kind(FOR))

    @property
    def quorum(self) -> int:
        size, said = self.size, self.terms.quorum
        parts = {"half": -(-size // 2), "two_thirds": -(-2 * size // 3), "all": size}
        return parts[said] if said in parts else min(int(said), size)

    @property
    def of(self) -> int:
        """How many votes the needed part is a part of."""
        if self.terms.need == Need.ALL or (self.terms.base == Base.SEATS and self.terms.need != Need.ALL_AFFECTED):
            return self.size
        if self.terms.need == Need.ALL_AFFECTED:
            return sum(seat.affected and seat.is_counted for seat in self.seats)
        against = len(self.of_kind((Choice.REJECT,)))
        return self.voted if self.terms.base == Base.VOTED else self.votes_for + against

    def needed_for(self) -> int:
        of = self.of
        if self.terms.need == Need.SIMPLE:
            return of // 2 + 1
        return -(-2 * of // 3) if self.terms.need == Need.TWO_THIRDS else of

    def vetoed_by(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.of_kind((Choice.REJECT,)) if self.votes[seat.key].code in self.terms.veto)

    def is_for(self) -> bool:
        """Whether enough of the counted votes are for it."""
        votes_for, of = self.votes_for, self.of
        if not of:
            return False
        if self.terms.need == Need.ALL_AFFECTED:
            return all(seat in self.of_kind(FOR) for seat in self.seats if seat.affected and seat.is_counted)
        if self.terms.need == Need.SIMPLE and 2 * votes_for == of and self.terms.tie == Tie.CHAIR:
            return any(seat.kind == SeatKind.CHAIRS for seat in self.of_kind(FOR))
        return votes_for >= self.needed_for()

    def is_met(self) -> bool:
        agreed = self.of_kind(FOR, is_counted=False)
        if self.vetoed_by() or self.voted < self.quorum or len(agreed) < len(self.seats) - self.size:
            return False
        if not self.is_for():
            return False
        yes = [self.votes[seat.key] for seat in (*self.of_kind(FOR), *agreed)]
        known = {one.person for one in yes} - {NOBODY}
        persons = len(known) + sum(one.person == NOBODY for one in yes)
        return persons >= self.terms.persons and len({one.organisation for one in yes}) >= self.terms.organisations

    def if_rest(self, choice: str, code: str = "", *, only: Sequence[Seat] | None = None) -> _Table:
        """The table when every seat without a vote (or those of `only`) votes so."""
        rest = (*self.missing(), *self.missing(consents=True)) if only is None else only
        more = {seat.key: Cast(seat.key, NOBODY, seat.organisations[0], choice, code) for seat in rest}
        return replace(self, votes=self.votes | more)

    def can_be_met(self) -> bool:
        return self.if_rest(Choice.APPROVE).is_met()

    def is_certain(self) -> bool:
        """Whether it is met whatever those say who have not voted."""
        code = min(self.terms.veto, default="")
        return self.is_met() and self.if_rest(Choice.REJECT, code).is_met()

    def state(self, *, is_over: bool) -> str:
        if is_over:
            return self._at_the_end()
        closes = self.terms.closes
        if closes == Closes.AT_DEADLINE:
            return BallotState.PENDING
        if not self.can_be_met():
            return BallotState.FAILED
        is_done = self.is_met() if closes == Closes.WHEN_MET else self.is_certain()
        return BallotState.PASSED if is_done else BallotState.PENDING

    def _at_the_end(self) -> str:
        if self.vetoed_by():
            return BallotState.FAILED
        if self.voted < self.quorum:
            return BallotState.EXPIRED
        last = self
        if self.terms.silence == Silence.CONSENT_AFTER:
            last = self.if_rest(Choice.APPROVE, only=self.missing())
        if last.is_met():
            return BallotState.PASSED
        return BallotState.EXPIRED if self.missing(consents=True) and self.can_be_met() else BallotState.FAILED

    def lacking(self) -> int:
        """The least number of further votes for it that would meet the rule; 0 where it is met or cannot be."""
        rest = sorted(self.missing(), key=lambda seat: (not seat.affected, seat.kind != SeatKind.CHAIRS))
        agreed = self.if_rest(Choice.APPROVE, only=self.missing(consents=True))
        for number in range(len(rest) + 1):
            if agreed.if_rest(Choice.APPROVE, only=rest[:number]).is_met():
                return number
        return 0
