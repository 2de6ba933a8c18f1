"""What an event history says: who was asked when, who has the matter, and what the holds stand for. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from regions import directory
from regions.kinds import OrganisationKind as Kind
from regions.kinds import Tier
from sla.clock import Stretch
from tickets import codes
from tickets.clocks import marks
from tickets.clocks.marks import Moment
from tickets.models.ledger_writing import CLOSED_AS_DUPLICATE

# What a story reads of an event's changes.
COLUMNS = ("holder", "offered_to", "awaited", "priority", "closed_at", "resolution")
# The steps it reads beside those that change a column or the ticket's state.
STEPS = marks.ASSESSES | marks.TAKES_UP | marks.UPDATES | marks.UNDECLINES | marks.THRESHOLDS | {marks.DECLINES}


@dataclass(frozen=True)
class Told:
    """One event as a story reads it; `new` has the columns that it changed."""

    at: datetime
    step: str
    kind: str
    part: int
    organisation: int | None
    audience: str
    target: str
    new: dict


@dataclass(frozen=True)
class Kept:
    """One row of the ledger."""

    organisation: int
    hold: str
    start: datetime
    end: datetime | None


@dataclass
class Story:
    """Walks through a ticket's events once. `moments` by organisation, in order; `priorities` since when which held."""

    origin: int | None
    moments: dict[int, list[tuple[datetime, Moment]]] = field(default_factory=lambda: defaultdict(list))
    priorities: list[tuple[datetime, int | None]] = field(default_factory=list)
    workarounds: list[tuple[datetime, bool]] = field(default_factory=list)
    solved_in: frozenset[str] = marks.USUALLY_SOLVED  # the states of its process in which it waits to be confirmed

    def __post_init__(self):
        self.holder = self.offered_to = self.awaited = None
        self.state, self.closed, self.resolution = "", False, ""
        self.declined: set[int] = set()
        self.in_touch: set[int] = set()  # those who were asked and have not given it back
        self.on: set[int] = set()
        self.reported = False  # the holder says that it is solved; not yet verified

    def read(self, events: Iterable[Told], ledger: Sequence[Kept]) -> Story:
        """`ledger` tells who held it in a history that is older than its first event, as of a case carried on."""
        before = [row for row in ledger if row.hold != CLOSED_AS_DUPLICATE]
        events = list(events)
        first = events[0].at if events else None
        for row in before:
            if first is None or row.start < first:
                self._turn(row.start, {"holder": row.organisation}, "", None)
        for found in self.moments.values():  # its reception was measured on the case that it carries on
            found[:] = [one for one in found if one[1] not in (Moment.ASKED, Moment.RECEIVED)]
        for event in events:
            self._take(event)
        return self

    def _take(self, event: Told) -> None:
        self._parts(event)
        if event.kind == "ticket":
            self.state = event.target
        if "priority" in event.new:
            self.priorities.append((event.at, event.new["priority"]))
        elif not self.priorities:
            self.priorities.append((event.at, None))
        self._workaround(event)
        self._words(event)
        self._turn(event.at, event.new, event.step if event.kind == "ticket" else "", event.organisation)
        self._question(event)

    def _parts(self, event: Told) -> None:
        if event.kind != "leg":
            return
        if event.step == marks.DECLINES:
            self.declined.add(event.part)
        elif event.step in marks.UNDECLINES:
            self.declined.discard(event.part)

    def _words(self, event: Told) -> None:
        """What a provider says and does while the case is its matter."""
        who = event.organisation
        if event.kind != "ticket" or who is None:
            return
        if event.step in marks.ASSESSES:
            self.moments[who].append((event.at, Moment.ASSESSED))
        if event.step in marks.TAKES_UP:
            self.moments[who].append((event.at, Moment.TAKEN_UP))
        if event.step in marks.UPDATES and event.audience != codes.Audience.OWN:
            for provider in sorted(self.on):
                if provider == who or (_kind(provider) == Kind.SUPPORT_ORG and who in self.in_touch):
                    self.moments[provider].append((event.at, Moment.UPDATED))

    def _turn(self, at: datetime, new: dict, step: str, who: int | None) -> None:
        """Who holds it, who is asked, and whose matter it is from now on."""
        was_holder, was_offered = self.holder, self.offered_to
        self.holder, self.offered_to = new.get("holder", self.holder), new.get("offered_to", self.offered_to)
        if "closed_at" in new:
            self.closed = new["closed_at"] is not None
        if step == marks.REPORTS_SOLUTION:
            self.reported = True
        elif self.holder != was_holder or (was_offered is not None and self.offered_to is None):
            self.reported = False
        asked = self._asked(was_holder, was_offered)
        self.in_touch = self._now_in_touch()
        for one in sorted(asked):
            self.moments[one].append((at, Moment.ASKED))
        if self.offered_to not in (None, was_offered) and self.holder is not None:
            self.moments[self.holder].append((at, Moment.FORWARDED))
        if self.holder != was_holder and was_holder is not None and self.holder is not None:
            self.moments[self.holder].append((at, Moment.RECEIVED))
        solved = self.closed or (self.state in self.solved_in and not self.declined)
        on = set() if solved else self.in_touch - ({self.holder} if self.reported else set())
        for one in sorted(self.on - on):
            self.moments[one].append((at, Moment.OFF))
        for one in sorted(on - self.on):
            self.moments[one].append((at, Moment.ON))
        self.on = on

    def _asked(self, was_holder: int | None, was_offered: int | None) -> set[int]:
        """Those to whom it was handed just now. What comes back to the support organisation is no new demand."""
        asked = set()
        for one, before in ((self.offered_to, was_offered), (self.holder, was_holder)):
            is_new = one not in (None, before) and not (one == self.holder and one == was_offered)
            if is_new and not (_kind(one) == Kind.SUPPORT_ORG and one in self.in_touch):
                asked.add(one)
        support = self._support()
        return asked | ({support} - self.in_touch if support else set())

    def _now_in_touch(self) -> set[int]:
        """The support organisation with everybody whom it has asked in turn."""
        support = self._support()
        if not support:
            return set()
        return {support} | {one for one in (self.holder, self.offered_to) if _kind(one) in (Kind.VENDOR, Kind.IT_MT)}

    def _support(self) -> int | None:
        """The support organisation, where it has been asked and the case has not gone back to its owner."""
        support = directory.support_org()
        if support is None:
            return None
        ends = {self.holder, self.offered_to}
        is_asked = support.pk in ends or any(_kind(one) == Kind.VENDOR for one in ends)
        goes_on = support.pk in self.in_touch and _kind(self.holder) == Kind.IT_MT
        return support.pk if is_asked or goes_on else None

    def _question(self, event: Told) -> None:
        if "awaited" not in event.new or event.new["awaited"] == self.awaited:
            return
        if self.awaited is not None:
            self.moments[self.awaited].append((event.at, Moment.ANSWERED))
        self.awaited = event.new["awaited"]
        if self.awaited is not None and self.in_touch:
            self.moments[self.awaited].append((event.at, Moment.QUESTIONED))

    def _workaround(self, event: Told) -> None:
        """A workaround is accepted once the region has confirmed it, until it says that the fault remains."""
        if event.new.get("resolution"):
            self.resolution = event.new["resolution"]
        if event.kind != "leg" or event.step not in (marks.CONFIRMS, marks.DECLINES):
            return
        accepted = event.step == marks.CONFIRMS and self.resolution == codes.IncidentResolution.WORKAROUND
        self.workarounds.append((event.at, accepted))

    def stretches(self, ledger: Sequence[Kept]) -> list[Stretch]:
        """The ledger with what a hold stands for. Time while closed as a duplicate lies between a stop and a resume."""
        found = []
        for row in ledger:
            tier = _tier(row.organisation)
            for start, end, accepted in self._by_workaround(row):
                found.append(
                    Stretch(
                        holder=row.organisation,
                        start=start,
                        end=end,
                        hold=row.hold,
                        vendor_holds=tier == Tier.VENDOR,
                        workaround_accepted=accepted,
                        customers_window=tier != Tier.VENDOR,
                    )
                )
        return found

    def _by_workaround(self, row: Kept) -> list[tuple[datetime, datetime | None, bool]]:
        """The row, cut where a workaround was accepted or turned out not to help, if it waits for a window."""
        before = [accepted for at, accepted in self.workarounds if at <= row.start]
        pieces, start, accepted = [], row.start, before[-1] if before else False
        if row.hold == codes.HoldReason.AWAIT_CHANGE_WINDOW:
            for at, now in self.workarounds:
                if at > start and (row.end is None or at < row.end):
                    pieces.append((start, at, accepted))
                    start, accepted = at, now
        return [*pieces, (start, row.end, accepted)]


def _kind(organisation: int | None) -> str:
    row = directory.organisation(organisation)
    return row.kind if row else ""


def _tier(organisation: int | None) -> str:
    row = directory.organisation(organisation)
    return row.tier if row else ""
