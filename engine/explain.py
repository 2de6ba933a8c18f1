"""What can be done to a subject now, by whom, and why the rest cannot: buttons, `GET …/steps` and error pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.entitlement import hats_that_may, knows
from engine.errors import Reason
from engine.inputs import Input
from engine.step import SYSTEM_CAPABILITY, Declared, refusals, steps
from roles import groups
from roles.actor import Actor, Hat
from roles.models import GroupMembership, RoleAssignment
from roles.models.group import GRANTS, MEMBER

ALL_TIERS = ("region", "support", "vendor")


@dataclass(frozen=True)
class Able:
    """A role at an organisation that could take a step, and who wears it today (nobody named to the other side)."""

    role: str
    organisation: str
    people: tuple[str, ...] = ()


@dataclass
class StepState:
    """One step as one actor meets it now."""

    name: str
    label: str
    help: str
    allowed: bool
    hats: list[Hat]
    reasons: list[Reason]
    needs: tuple[Input, ...] = ()
    asks: tuple[Input, ...] = ()
    quiet: bool = False
    who: list[Able] = field(default_factory=list)

    @property
    def has_form(self) -> bool:
        return bool(self.needs or self.asks)


def steps_for(subject, actor: Actor, *, at=None) -> list[StepState]:
    """Every step of the subject's state that people take, and every other one that the actor has the capability for.

    Allowed ones first, in the order the workflow declares them. Guards are asked without input; what was
    typed is checked when the step is taken. Steps that lie outside the actor's work altogether are left out.
    """
    at = at or timezone.now()
    found = [
        _state_of(subject, declared, actor, at)
        for declared in steps(type(subject)).values()
        if declared.rule.is_for_people and declared.sources != ("",)
    ]
    shown = [one for one in found if one is not None]
    return sorted(shown, key=lambda one: not one.allowed)


def state_of(subject, name: str, actor: Actor, *, at=None) -> StepState | None:
    """One step as the actor meets it; None when the workflow has no such step."""
    declared = steps(type(subject)).get(name)
    return _state_of(subject, declared, actor, at or timezone.now(), always=True) if declared else None


def _state_of(subject, declared: Declared, actor: Actor, at, *, always: bool = False) -> StepState | None:
    rule = declared.rule
    here = declared.possible_from(subject.state)
    is_known = knows(rule, actor)
    if not always and not (is_known and _has_meaning(declared, subject)):
        return None
    context = Context(subject=subject, step=declared, actor=actor, at=at, via="look", source=subject.state)
    hats, reasons = hats_that_may(context)
    if not is_known:
        reasons = [Reason("not_permitted", _("None of your roles allows this."))]
    if not here:
        reasons = [subject.why_not_from(declared)]
    elif hats:
        context.hat = hats[0]
        reasons = refusals(rule.guards, context)
    return StepState(
        name=declared.name,
        label=subject.step_label(declared),
        help=gettext(declared.help) if declared.help else "",
        allowed=bool(here and hats and not reasons),
        hats=hats,
        reasons=reasons,
        needs=tuple(one for one in rule.inputs if one.name in rule.needs),
        asks=tuple(one for one in rule.inputs if one.name not in rule.needs and one.is_asked),
        quiet=rule.quiet,
    )


def _has_meaning(declared: Declared, subject) -> bool:
    """A step of drafts says nothing to the reader of a registered subject."""
    return declared.possible_from(subject.state) or set(declared.sources) != {"draft"}


def add_who(subject, states: list[StepState], actor: Actor, *, at=None) -> None:
    """Fill in who could take each step now: roles and organisations, persons only of the reader's own side.

    Nobody where the subject itself stands in the way, or a reason names them already. One query.
    """
    add_who_to([(subject, states)], actor, at=at)


def add_who_to(found: Iterable[tuple[object, list[StepState]]], actor: Actor, *, at=None) -> None:
    """As `add_who`, for the steps of several subjects; one query for all of them."""
    at = at or timezone.now()
    wanted = [
        (subject, one, _places(subject, steps(type(subject))[one.name], actor, at))
        for subject, states in found
        for one in states
        if not any(reason.names_who for reason in one.reasons)
    ]
    holders = _holders({place.capability for _subject, _one, places in wanted for place in places}, at)
    for subject, one, places in wanted:
        one.who = _able(subject, places, holders, actor)


def _able(subject, places: list[_Place], holders, actor: Actor) -> list[Able]:
    able: dict[tuple[str, str], set[str]] = {}
    for place in places:
        for assignment, granted in holders:
            if place.capability in granted and place.takes(assignment):
                label = granted[place.capability] or assignment.role.label
                names = able.setdefault((label, assignment.organisation.name), set())
                if subject.names_shown_to(actor, assignment.organisation):
                    names.add(assignment.user.short_name)
    return [Able(role, where, tuple(sorted(names))) for (role, where), names in sorted(able.items())]


@dataclass(frozen=True)
class _Place:
    """Where people with a capability can take a step; `persons` where only they can."""

    capability: str
    organisations: frozenset[int]
    levels: frozenset[str]
    persons: frozenset[int] | None

    def takes(self, assignment: RoleAssignment) -> bool:
        here = assignment.organisation_id in self.organisations and assignment.role.level in self.levels
        return here and (self.persons is None or assignment.user_id in self.persons)


def _places(subject, declared: Declared, actor: Actor, at) -> list[_Place]:
    context = Context(subject=subject, step=declared, actor=actor, at=at, via="look", source=subject.state)
    if not declared.possible_from(subject.state) or any(guard(context) for guard in declared.rule.guards):
        return []
    return [
        _Place(
            capability=who.capability,
            organisations=frozenset(subject.organisations_at(who.where)),
            levels=frozenset(who.tiers or ALL_TIERS),
            persons=subject.persons_at(who.where),
        )
        for who in declared.rule.by
        if who.capability != SYSTEM_CAPABILITY and not (who.when and who.when(context))
    ]


def _holders(capabilities: set[str], at) -> list[tuple[RoleAssignment, dict[str, str]]]:
    """Who has any of the capabilities on the day of `at`, each with those and what gives them; one query.

    What gives one is the name of a member of a group, or "" for the role itself.
    """
    day = timezone.localdate(at)
    wanted = Q(role__capabilities__capability__in=capabilities)
    members = _memberships(groups.granting(capabilities), day)
    rows = (
        RoleAssignment.objects.valid_on(day)
        .filter(wanted | Q(deputy_for=None) & Exists(members) if members is not None else wanted, user__kind="person")
        .select_related("organisation", "user", "role")
        .annotate(granted=ArrayAgg("role__capabilities__capability", filter=wanted, default=[]))
    )
    if members is not None:
        rows = rows.annotate(belongs=ArraySubquery(members.values("group")))
    return [(row, _granted(row)) for row in rows]


def _memberships(of: frozenset[str], day):
    """The memberships, in any of the groups, of whoever holds the role of the outer query; None without a group."""
    if not of:
        return None
    return GroupMembership.objects.valid_on(day).filter(
        user_id=OuterRef("user_id"), organisation_id=OuterRef("organisation_id"), group__in=sorted(of)
    )


def _granted(row: RoleAssignment) -> dict[str, str]:
    belongs = getattr(row, "belongs", ()) if row.deputy_for_id is None else ()
    given = {capability: str(MEMBER[group]) for group in belongs for capability in GRANTS[group]}
    return given | dict.fromkeys(row.granted, "")
