"""Why: who reads a ticket by which rule, and what each step takes. The same in the browser and over REST."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from engine.explain import StepState, state_of
from engine.step import SYSTEM_CAPABILITY, steps
from roles import titles
from roles.capabilities import CAPABILITIES
from roles.models import RoleAssignment
from tickets import codes, readers, selectors
from tickets.models import Event
from tickets.models.subject import PLACES

RULES = (
    (readers.OWNER, "owner"),
    (readers.SUPPORT, "support"),
    (readers.HOLDS, "holder"),
    (readers.MEMBER, "joint"),
    (readers.VENDOR, "vendor"),
    (readers.REPORTED, "reporter"),
    (readers.AFFECTED, "affected"),
    (readers.SHARED, "share"),
    (readers.MERGED, "merged"),
    (readers.TOOK_PART, "was_part"),
    (readers.NAMED, "confidential"),
)


@dataclass(frozen=True)
class Worn:
    """A role at the organisation and who has it today; nobody is named, nor counted, to the other side."""

    role: str
    people: tuple[str, ...]
    programs: int  # programs that call under the role


@dataclass(frozen=True)
class Access:
    """An organisation, a role at one or a person that reads the ticket: the rule, and for a grant its facts."""

    rule: str  # its code
    rule_words: object
    organisation: object
    is_person: bool  # one person there, also where the name is withheld
    person: str
    role: str
    level: str
    level_words: str
    since: datetime | None
    until: datetime | None
    reason: str
    given_by: str
    worn: tuple[Worn, ...]


def access_to(ticket, actor, *, at=None) -> list[Access]:
    """Everyone who reads `ticket`, cut to what `actor` may know; at most five queries."""
    found = readers.readers_of(ticket, readers.grants(ticket)).known_to(actor).rows
    rows = [row for row in found if row.organisation is not None]
    worn = _worn_at({row.organisation.pk for row in rows if not row.person}, at or timezone.now())
    seqs = {row.event_seq for row in rows if row.event_seq}
    words = selectors.texts_of_events(ticket, actor, seqs) if seqs else {}
    given = Event.objects.visible_to(actor).filter(ticket_id=ticket.pk, seq__in=seqs).select_related("organisation")
    events = {one.seq: one for one in given} if seqs else {}
    return [_access(ticket, actor, row, worn, words, events) for row in rows]


def _access(ticket, actor, row, worn, words, events) -> Access:
    event, place = events.get(row.event_seq), row.organisation
    is_named = ticket.names_shown_to(actor, place)
    said = next((text.body for text in words.get(row.event_seq, ()) if text.field == "reason"), "")
    here = [] if row.person else [one for one in worn if one.organisation_id == place.pk]
    return Access(
        rule=next(code for rule, code in RULES if rule is row.rule),
        rule_words=row.rule,
        organisation=place,
        is_person=bool(row.person),
        person=row.person if is_named else "",
        role=row.role,
        level=row.level,
        level_words=str(codes.GrantLevel(row.level).label) if row.level else "",
        since=event.at if event else None,
        until=row.until,
        reason=said,
        given_by=_given_by(event),
        worn=_roles_of(here, row.role, is_named),
    )


def _given_by(event) -> str:
    if event is None or event.organisation_id is None:
        return ""
    return f"{titles.as_kept(event.role_label)}, {event.organisation.name}"


def _worn_at(organisation_ids: set[int], at) -> list[RoleAssignment]:
    rows = RoleAssignment.objects.valid_on(timezone.localdate(at)).filter(organisation_id__in=organisation_ids)
    return list(rows.select_related("role", "user").order_by("role__number", "role__slug", "user__given_name"))


def _roles_of(rows, only: str, is_named: bool) -> tuple[Worn, ...]:
    """The roles at one place with their wearers; with `only`, the one role of that label."""
    by_role: dict[str, list] = {}
    for row in rows:
        if not only or row.role.label == only:
            by_role.setdefault(row.role.label, []).append(row.user)
    return tuple(
        Worn(
            label,
            tuple(dict.fromkeys(user.short_name for user in users if user.kind == "person")) if is_named else (),
            len({user.pk for user in users if user.kind == "service"}) if is_named else 0,
        )
        for label, users in by_role.items()
    )


@dataclass(frozen=True)
class Rule:
    """One way in which a step may be taken: a right and where it must be worn."""

    capability: str
    label: str
    where: str
    where_words: str


def rules_of(subject, name: str) -> list[Rule]:
    """What a step takes of people, as declared; its other conditions are the step's reasons."""
    found = {}
    for who in steps(type(subject))[name].rule.by:
        if who.capability != SYSTEM_CAPABILITY:
            label = str(CAPABILITIES.get(who.capability, who.capability))
            where = str(PLACES.get(who.where, ""))
            found.setdefault((who.capability, who.where), Rule(who.capability, label, who.where, where))
    return list(found.values())


def every_step(subject, actor, *, at=None) -> list[StepState]:
    """Every step that people take on a registered subject, also those outside the actor's work; allowed ones first.

    Without who could take them (engine.explain.add_who).
    """
    births = getattr(type(subject), "birth", ())
    declared = [
        one
        for one in steps(type(subject)).values()
        if one.rule.is_for_people and one.name not in births and one.sources != ("",)
    ]
    states = [state_of(subject, one.name, actor, at=at) for one in declared]
    return sorted(states, key=lambda one: (not one.allowed, not state_allows(one)))


def state_allows(one: StepState) -> bool:
    """Whether the subject's state is not what stands in the way."""
    return not any(reason.code == "not_from_this_state" for reason in one.reasons)
