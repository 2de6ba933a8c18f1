"""Walking the demo's cases: real steps by the demo's people, at times past, with the timers firing in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from engine import due
from engine.errors import ChooseHat, EngineError
from engine.perform import create, declared_step, perform
from forums.actions import decide
from outbox.models import Message
from roles.actor import Actor, group_names, hats_of
from roles.models import User
from sla.models import DueStep
from sussa.demo.moments import Moments
from sussa.demo.reading import DemoData, Move, Script
from sussa.demo.typist import Typist, place
from tickets import codes
from tickets.balloting.guards import DECISION
from tickets.models import (
    Ballot,
    Event,
    Handoff,
    Link,
    MiRegionRow,
    RegionDeployment,
    RegionLeg,
    RegulatoryTrack,
    Ticket,
)
from tickets.reading import note_reading
from tickets.workflows import PROCESSES

VIA = "demo"
BORN = (codes.LinkKind.RECLASSIFIED_TO, codes.LinkKind.SPLIT_FROM)
KEY = "demo:"  # before the case's key in the ticket's source key


class Walker:
    """Takes every step of the script that was not taken yet; a walk that was broken off goes on where it stopped."""

    def __init__(self, script: Script, people: dict[str, User], *, now: datetime):
        self.script, self.people, self.moments = script, people, Moments(now)
        self.typist = Typist(script, people, self.moments)
        self.ids = self.typist.ticket_ids
        self._hats: dict[tuple, tuple] = {}

    def walk(self, report: Callable[[int, int], None]) -> int:
        """Walk to `now`, telling `report` (steps done, steps in all); gives the number taken. One transaction a step.

        Raises DemoData where the program refuses a step, with the place in the files and the program's reasons.
        """
        self._find_cases()
        taken = self._taken()
        moves = self.script.moves(self.moments)
        left = [move for move in moves if move.number >= taken.get(move.case, 0)]
        with _without_waiting_for_the_disk():
            for number, move in enumerate(left, start=len(moves) - len(left)):
                report(number, len(moves))
                self._fire_until(move.at)
                self._take(move)
            if left:
                self._fire_until(self.moments.now)
        self._forget_messages()
        report(len(moves), len(moves))
        return len(left)

    # --- Where a broken-off walk stopped ---

    def _find_cases(self) -> None:
        born = Ticket.objects.unscoped("the demo's own cases").filter(source_key__startswith=KEY)
        found = {key.removeprefix(KEY): pk for key, pk in born.values_list("source_key", "pk")}
        self.ids.update({key: pk for key, pk in found.items() if key in self.script.cases})
        for case in self.script.cases.values():
            for step in case.steps:
                if "as" in step and case.key in self.ids:
                    self._follow_reclassified(case.key, step["as"])

    def _follow_reclassified(self, key: str, becomes: str) -> None:
        links = Link.objects.unscoped("the demo's own cases").filter(ticket_id=self.ids[key])
        went_on = links.filter(kind=codes.LinkKind.RECLASSIFIED_TO).values_list("other_id", flat=True).first()
        went_on = went_on or self._drafted_of(key) or self._proposed_of(key)
        if went_on:
            self.ids[becomes] = went_on

    def _drafted_of(self, key: str) -> int | None:
        """The known error that the program has drafted of a problem."""
        links = Link.objects.unscoped("the demo's own cases").filter(other_id=self.ids[key])
        drafted = links.filter(kind=codes.LinkKind.FOLLOWS, ticket__process="known-error")
        return drafted.values_list("ticket_id", flat=True).first()

    def _proposed_of(self, key: str) -> int | None:
        """The major incident that was proposed of an incident, by the program or a person, and has no name yet."""
        links = Link.objects.unscoped("the demo's own cases").filter(ticket_id=self.ids[key])
        links = links.filter(kind=codes.LinkKind.IN_MAJOR).exclude(other_id__in=self.ids.values()).order_by("other_id")
        return links.values_list("other_id", flat=True).first()

    def _taken(self) -> dict[str, int]:
        """How many steps of each case were taken. A birth is one step of a walk, but an event for each of its parts."""
        events = Event.objects.unscoped("the demo's own cases").filter(
            Q(cause="") | Q(cause__startswith=DECISION), via=VIA, ticket_id__in=self.ids.values()
        )
        events = events.exclude(subject_type=Ballot.kind, step="void")  # moves along with what voids it
        counted = dict(events.exclude(step="open").values_list("ticket_id").annotate(Count("id")))
        return {key: counted.get(pk, 0) + int(self._is_draft(key)) for key, pk in self.ids.items()}

    def _is_draft(self, key: str) -> bool:
        return self.script.cases[key].steps[0]["do"] == "open"

    # --- One step ---

    def _take(self, move: Move) -> None:
        try:
            actor = self._actor(move)
            if move.case in self.ids:
                self._step(move, actor)
            else:
                self._birth(move, actor)
        except (EngineError, LookupError, ObjectDoesNotExist) as error:
            raise DemoData(f"{place(self.script, move)}: {move.by} {move.do}: {_why(error)}") from error
        if move.becomes:
            self._fire_until(move.at)  # the program may be what makes it
            self._follow_reclassified(move.case, move.becomes)
        note_reading(Ticket(pk=self.ids[move.case]), actor, at=move.at)

    def _actor(self, move: Move) -> Actor:
        """The person under the hats of that day; hats do not change during a walk, grant groups come as it goes."""
        user = self.people[move.by]
        day = (user.pk, timezone.localdate(move.at))
        if day not in self._hats:
            self._hats[day] = hats_of(user, at=move.at)
        hats = self._hats[day]
        groups = Group.objects.filter(name__in=group_names(hats)).values_list("pk", flat=True)
        return Actor(user=user, hats=hats, group_ids=tuple(groups))

    def _birth(self, move: Move, actor) -> None:
        case = self.script.cases[move.case]
        workflow = PROCESSES[case.process]
        names = workflow.birth[: workflow.birth.index(move.do) + 1]
        born = {"process": case.process, "source_key": KEY + case.key}
        if len(names) == 1 and "title" in case.facts:
            born["title"] = case.facts["title"]
        data = self.typist.data_for(move, declared_step(workflow(), move.do))
        how = born | {"actor": actor, "via": VIA, "data": data, "at": move.at}
        event = _under_a_hat(move, lambda **hat: create(workflow, names, **how, **hat))
        self.ids[case.key] = event.ticket_id

    def _step(self, move: Move, actor) -> None:
        part, _, name = move.do.rpartition(".")
        model, pk = self._part(part, move, actor) if part else (Ticket, self.ids[move.case])
        workflow = model if part else PROCESSES[self.script.cases[move.case].process]
        data = self.typist.data_for(move, declared_step(workflow(), name))
        if move.forum:
            self._decide(move, actor, pk, data)
            return
        how = {"actor": actor, "via": VIA, "data": data, "at": move.at}
        _under_a_hat(move, lambda **hat: perform(model, pk, name, **how, **hat))

    def _decide(self, move: Move, actor, pk: int, data: dict) -> None:
        """The forum's chair takes the step by a decision."""
        result = move.result or PROCESSES[self.script.cases[move.case].process].results[move.do]
        said = {"forum": move.forum, "text": move.decided, "result": result, "step": move.do, "data": data}
        decide(actor, pk, **said, via=VIA, at=move.at)

    def _part(self, part: str, move: Move, actor: Actor) -> tuple[type, int]:
        """The part of the case that the step is taken on: its open hand-off, a region's leg or row, a duty."""
        own = {"region__slug": move.region} if move.region else {"region_id__in": actor.organisation_ids}
        model, which = {"row": MiRegionRow, "deployment": RegionDeployment}.get(part, RegionLeg), own
        if part == "handoff":
            model, which = Handoff, {"state": Handoff.States.PROPOSED}
        elif part.startswith("track-"):
            model, which = RegulatoryTrack, {"organisation_id__in": actor.organisation_ids, "regime": part[6:]}
        elif part.startswith("ballot-"):
            model, which = Ballot, {"stage": part.removeprefix("ballot-"), "state": "pending"}
        rows = model.objects.unscoped("the demo's own case").filter(ticket_id=self.ids[move.case])
        return model, rows.values_list("pk", flat=True).get(**which)

    # --- The timers ---

    def _fire_until(self, until: datetime) -> None:
        """Let the timers fire at their own times, not all at once at the end."""
        waiting = DueStep.objects.filter(fired_at=None, set_aside_at=None, due_at__lte=until)
        while (first := waiting.order_by("due_at").values_list("due_at", flat=True).first()) is not None:
            due.fire(now=first)

    def _forget_messages(self) -> None:
        """What the timers had to tell at times past is told to nobody now; the demo's own steps tell nobody anyway."""
        own = set(self.ids.values())
        born = Link.objects.unscoped("cases that the demo's own became").filter(kind__in=BORN)
        own |= set(born.filter(ticket_id__in=own).values_list("other_id", flat=True))
        own |= set(born.filter(other_id__in=own).values_list("ticket_id", flat=True))
        rows = RegionDeployment.objects.unscoped("the deviations of the demo's own releases")
        own |= set(rows.filter(ticket_id__in=own).exclude(deviation=None).values_list("deviation_id", flat=True))
        Message.objects.waiting().filter(subject_type="tickets.ticket", subject_id__in=own).delete()


@contextmanager
def _without_waiting_for_the_disk():
    """Each step is still a transaction of its own; after a power cut the walk goes on from the last one on disk."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit to off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("reset synchronous_commit")


def _under_a_hat(move: Move, act: Callable):
    """Take the step; where the program asks for which organisation, answer as the walk says."""
    try:
        return act()
    except ChooseHat as choice:
        chosen = [hat.assignment_id for hat in choice.hats if hat.organisation.slug == move.hat]
        if not chosen:
            raise
        return act(hat=chosen[0])


def _why(error: Exception) -> str:
    if isinstance(error, EngineError):
        return "; ".join(
            f"{reason.field}: {reason.text}" if reason.field else str(reason.text) for reason in error.reasons
        )
    return f"{type(error).__name__}: {error}"
