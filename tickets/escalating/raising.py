"""Raising an escalation inside a step: the rule, the people behind its targets now, and what the event keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from engine.context import Context
from regions import directory
from sla import escalations
from sla.escalation_text import ASSIGNEE, Aim, read_aim
from sla.models import DueStep, Trigger
from tickets import codes
from tickets.escalating import circles, holders, rows
from tickets.escalating.reading import LetIn, let_in, readers_among

# Groups of a step's message (tickets.telling): whom the event itself names.
TOLD, TOLD_ALWAYS = "escalated", "escalated_always"
IN_OFFICE_HOURS = "in_office_hours"


@dataclass
class Reached:
    """Who is told, and which targets nobody stands behind; rows as the event keeps them."""

    told: list[dict] = field(default_factory=list)
    unstaffed: list[dict] = field(default_factory=list)

    @property
    def people(self) -> list[int]:
        return sorted({pk for row in self.told for pk in row["people"]})

    @property
    def places(self) -> set[int]:
        return {row["organisation"] for row in (*self.told, *self.unstaffed) if row["organisation"]}


def raise_for(
    context: Context, trigger: str, percent: int | None = None, clock=None, *, level: int = 1, awaited_id=None
) -> None:
    """Tell whom the rule of this trigger names, and keep in the event who that was and which target was unstaffed.

    An effect of a step of the program; writes nothing itself. `percent` and `clock` are of the trigger `clock`; for
    the others `level` counts the reminders of one thing. Says nothing where no rule speaks of the case.
    """
    ticket = context.root
    stage = percent or level
    day = timezone.localdate(context.at)
    if clock is not None:
        context.audience = circles.audience_of(clock)
    if clock is not None and (not clock.counts or clock.counted_with_id is not None):
        return  # measured only, or the main case's clock speaks for this one
    if trigger == Trigger.CLOCK and percent == 100:
        _want_a_reason(context, clock)
    rule = escalations.rule_for(
        trigger, stage, process=ticket.process, priority=ticket.priority, day=day, metric=clock.metric if clock else ""
    )
    if rule is None or ticket.historic:
        return
    people = People(holders.worn_in(context), let_in(context), but=_actors(context))
    reached = reach(rule, ticket, people, clock=clock, awaited_id=awaited_id)
    context.notes |= _kept(rule, trigger, stage, clock, reached)
    if not reached.people:
        return
    group = TOLD_ALWAYS if rule.mandatory else TOLD
    kind = IN_OFFICE_HOURS if escalations.is_quiet(rule, ticket.priority) else "event"
    context.tell(group, kind=kind)


def _want_a_reason(context: Context, clock) -> None:
    """From the first breach of a time on, however many rounds are exceeded before somebody says why."""
    if "reasons wanted" not in context.shared:
        together = context.shared.get("contexts") or [context]
        waiting = DueStep.objects.filter(
            subject_type="tickets.ticket",
            subject_id__in=[one.root.pk for one in together],
            step=rows.EXPLAIN_STEP,
            fired_at=None,
        )
        found = {(pk, rows.waited(f"due:{reason}").key) for pk, reason in waiting.values_list("subject_id", "reason")}
        context.shared["reasons wanted"] = found
    key = rows.Owed.of(clock).key
    if (context.root.pk, key) not in context.shared["reasons wanted"]:
        rows.begin(context, Trigger.BREACH_UNEXPLAINED, key=key)


@dataclass(frozen=True)
class People:
    """Who wears what, whom grants let in, and who is left out; read once for all tickets that are looked at."""

    worn: holders.Worn
    grants: LetIn
    but: frozenset[int] = frozenset()


def reach(rule, ticket, people: People, *, clock=None, awaited_id=None) -> Reached:
    """The people behind the rule's targets; a target without any goes to the next row that has some."""
    rows = [read_aim(text) for text in (*rule.targets, *rule.falls_to)]
    found, asked = Reached(), {}

    def at(number: int) -> dict | None:
        if number not in asked:
            asked[number] = _behind(rows[number], ticket, people, clock, awaited_id)
        return asked[number]

    for number in range(len(rule.targets)):
        tried = []
        for other in range(number, len(rows)):
            row = at(other)
            if row is None:
                continue
            if row["people"]:
                _tell(found, row, tried)
                break
            tried.append(row)
        else:
            found.unstaffed += [_blank(one, None) for one in tried]
    return found


def _tell(found: Reached, row: dict, tried: list[dict]) -> None:
    if row not in found.told:
        found.told.append(row)
    for one in tried:
        said = _blank(one, row)
        if said not in found.unstaffed:
            found.unstaffed.append(said)


def _blank(row: dict, went_to: dict | None) -> dict:
    """A target that nobody stands behind, and where it went."""
    said = {"roles": row["roles"], "organisation": row["organisation"]}
    if went_to is not None:
        said |= {"to_roles": went_to["roles"], "to_organisation": went_to["organisation"]}
    return said


def _behind(aim: Aim, ticket, known: People, clock, awaited_id) -> dict | None:
    """Who stands behind one row, as the event keeps it.

    None where the case has no such place, no role fits it, or those there are no party to the clock's promise.
    """
    organisation = holders.organisation_at(aim.place, ticket, clock=clock, awaited_id=awaited_id)
    if clock is not None and organisation is not None and not circles.is_party(organisation, clock):
        return None
    roles = holders.roles_for(aim, organisation, ticket.process) if organisation is not None else ()
    if not roles:
        return None
    people: list[int] = []
    for role in roles:
        own = known.worn.get((organisation.pk, role), [])
        if role == ASSIGNEE:
            own = [pk for pk in own if pk == ticket.assignee_id and organisation.pk == ticket.holder_id]
        own = readers_among(own, ticket, organisation, role, known.grants)
        people += [pk for pk in own if pk not in known.but and pk not in people]
    return {"roles": list(roles), "organisation": organisation.pk, "people": people}


def _kept(rule, trigger: str, stage: int, clock, reached: Reached) -> dict:
    """The facts of the event: what was raised, for all who read it, and who was told of it."""
    said = {
        "trigger": trigger,
        "stage": stage,
        "kind": rule.kind,
        "rule": rule.slug,
        "rule_from": rule.valid_from.isoformat(),
    }
    if clock is not None:
        said |= {"metric": clock.metric, "clock": clock.pk}
    only_vendors = reached.places and all(_is_vendors(pk) for pk in reached.places)
    readers = codes.Audience.ALL if only_vendors else codes.Audience.CUSTOMER
    return {"escalation": said, "escalated": {"told": reached.told, "unstaffed": reached.unstaffed, "for": readers}}


def _actors(context: Context) -> frozenset[int]:
    actor = context.actor
    return frozenset(one.pk for one in (actor.user, actor.acting_person) if one is not None)


def _is_vendors(organisation_id: int | None) -> bool:
    organisation = directory.organisation(organisation_id)
    return organisation is not None and organisation.tier == "vendor"
