"""Whose turn it is: the cases that wait for this actor, why, and which come first.

One condition a reason, used for the rows and for the count alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from roles.actor import Actor
from roles.kept import AnyOf
from roles.models import TeamMember
from tickets import codes, filters, prepared
from tickets.models import Event, RegionLeg, Ticket
from tickets.models.ticket import OPEN

COUNTED_TO = 99
WORKS = frozenset({"ticket.work", "ticket.manage"})
# What waits for somebody in one process alone: functions of the actor that give turns. The pages add theirs.
MORE_TURNS: list = []


@dataclass(frozen=True)
class Turn:
    """A reason why a case stands on somebody's start page. Earlier ones come first among equally urgent cases.

    `moves_on`: its step also answers what is asked of every process, as a quote does the hand-over that asks for it.
    """

    name: str
    keep: Q
    moves_on: bool = False


def turns_of(actor: Actor) -> list[Turn]:
    """What can wait for this actor, most pressing first. Costs no query by itself."""
    at_work = places(actor, *WORKS)
    open_ = Q(closed_at=None, registered_at__isnull=False, historic=False)
    # Nobody else takes it up while it waits for a receiver.
    held = open_ & Q(holder_id__in=at_work, offered_to=None)
    mine = Q(assignee_id=actor.person_id) | of_my_team(actor)
    more = [turn for add in MORE_TURNS for turn in add(actor)]
    return [
        *(turn for turn in more if turn.moves_on),
        Turn("handoff", open_ & Q(offered_to_id__in=at_work)),
        Turn("question", open_ & _asked(actor, at_work)),
        Turn("confirm", open_ & Q(state="resolved") & _to_confirm(actor)),
        Turn("back", held & Q(state="in_progress") & mine & last_was(step="resume", via="timer")),
        Turn("returned", held & last_was(step="return", subject_type="handoff")),
        Turn("take", held & Q(state="assigned") & mine),
        Turn("new", held & _untouched(actor)),
        *(turn for turn in more if not turn.moves_on),
    ]


def waiting_for(actor: Actor):
    """The cases that wait for this actor, each with `turn` (its name), the most urgent first; one query when read."""
    turns = turns_of(actor)
    any_of = reduce(or_, (turn.keep for turn in turns))
    named = Case(*(When(turn.keep, then=Value(turn.name)) for turn in turns))
    ranked = Case(*(When(turn.keep, then=Value(rank)) for rank, turn in enumerate(turns)))
    pressing = Case(
        When(priority=1, then=Value(0)),
        When(Q(priority=2) | Q(patient_safety=codes.PatientSafety.OCCURRED), then=Value(1)),
        default=Value(2),
    )
    rows = Ticket.objects.visible_to(actor).filter(OPEN, any_of).annotate(turn=named, rank=ranked, pressing=pressing)
    return rows.order_by("pressing", "rank", F("priority").asc(nulls_last=True), "updated_at", "pk")


def _any_turn(actor: Actor) -> Q:
    return OPEN & reduce(or_, (turn.keep for turn in turns_of(actor)))


def count_waiting(actor: Actor) -> int | None:
    """How many cases wait for this actor, counted to 99; None for one who has no role. One query."""
    if not actor.hats:
        return None
    kept = prepared.condition(_any_turn, actor)
    sql, values = prepared.counted(kept, prepared.scope(actor), most=COUNTED_TO)
    with connection.cursor() as cursor:
        cursor.execute(f"select {sql}", values)
        return cursor.fetchone()[0]


def mine(actor: Actor):
    """Open cases assigned to the actor in person that do not already wait for her in another way."""
    rows = Ticket.objects.visible_to(actor).filter(assignee_id=actor.person_id, closed_at=None, historic=False)
    for turn in turns_of(actor):
        rows = rows.exclude(turn.keep)
    return rows.order_by(F("priority").asc(nulls_last=True), "updated_at", "pk")


def works(actor: Actor) -> bool:
    """Whether the actor has a role that works on cases."""
    return bool(actor.capabilities & WORKS)


def places(actor: Actor, *capabilities: str) -> list[int]:
    """The organisations where a hat of the actor has one of these capabilities."""
    return [hat.organisation.pk for hat in actor.hats if hat.capabilities & set(capabilities)]


def of_my_team(actor: Actor) -> Q:
    """Assigned to nobody in person, but to a team of the actor."""
    return Q(assignee=None) & _my_team(actor)


def _my_team(actor: Actor) -> Q:
    """Assigned to a team of mine, or to one that nobody has been placed in."""
    members = TeamMember.objects.filter(team_id=OuterRef("team_id"))
    return Q(team__isnull=False) & (Q(Exists(members.filter(user_id=actor.person_id))) | ~Q(Exists(members)))


def _asked(actor: Actor, at_work: list[int]) -> Q:
    return Q(awaited_id__in=at_work) | Q(awaited_id__in=actor.organisation_ids, reporter_id=actor.person_id)


def _to_confirm(actor: Actor) -> Q:
    """A region's part that is solved and awaits its word, or an answered case of one's own."""
    answers, own = places(actor, "incident_leg.answer"), places(actor, "ticket.own")
    solved = RegionLeg.objects.unscoped(filters.NARROWS).filter(state="resolved")
    legs = solved.filter(ticket_id=OuterRef("pk"))
    # Found first and not case by case: with it every turn begins at an index.
    my_leg = Q(AnyOf("pk", ArraySubquery(solved.filter(region_id__in=answers).values("ticket_id"))))
    my_report = Q(reporter_id=actor.person_id, reporter_organisation_id__in=own)
    return my_leg | (my_report & (Q(process="general-case") | Q(Exists(legs.filter(region_id__in=own)))))


def last_was(**facts) -> Q:
    """The last thing that happened to the case was this."""
    return Q(
        Exists(
            Event.objects.unscoped(filters.NARROWS).filter(ticket_id=OuterRef("pk"), seq=OuterRef("event_seq"), **facts)
        )
    )


def _untouched(actor: Actor) -> Q:
    incidents, cases = places(actor, "incident.triage"), places(actor, "case.triage")
    return Q(process="incident", state="new", holder_id__in=incidents) | Q(
        process="general-case", state="submitted", holder_id__in=cases
    )
