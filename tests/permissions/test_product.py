"""The whole product: every role, in every relation to the ticket, at every step, in every state.

What should come out is multiplied from the three reviewed files and from `standing`; what does come out is asked of
the engine, on tickets in memory. A sample is taken through the database as well, readers' scope and all.
"""

import random
from collections import defaultdict
from functools import cache

import pytest
from django.db import transaction

from engine.context import Context
from engine.errors import ChooseHat, NotPermitted, NotPossible, Refused
from engine.perform import choose_hat_or_state, perform_within
from engine.step import steps
from roles.actor import NOBODY, SYSTEM, actor_for
from roles.groups import TIERS
from roles.models import OrderGroup, Role
from tests import parties
from tests.cases import step
from tests.people import person
from tests.permissions import files
from tests.permissions.standing import (
    CALM,
    CONSTELLATIONS,
    RELATIONS,
    SIDE_OF,
    Constellation,
    Relation,
    make,
    place,
    wearer,
)
from tests.tickets import places
from tests.tickets.ways import instant, take
from tickets.models import Ballot, Handoff, Ticket
from tickets.workflows import Release, ServiceRequest

pytestmark = pytest.mark.django_db

PARTS_AND_PROCESSES = [
    "change",
    "deviation",
    "general-case",
    "incident",
    "known-error",
    "major-incident",
    "need",
    "problem",
    "release",
    "service-request",
]
PARTS_AND_PROCESSES += [
    "ballot",
    "handoff",
    "leg",
    "region-deployment",
    "region-row",
    "track",
    "standard-change-template",
]
YES, NO_CAPABILITY, NOT_FROM_HERE, NOT_THERE = "yes", "no capability", "not from here", "does not exist"


@cache
def reviewed_files():
    """The three files, ready to be multiplied."""
    who = defaultdict(list)
    for row in files.read_who():
        who[row.workflow, row.step].append(row)
    capabilities = defaultdict(set)
    for capability, roles in files.read_roles().items():
        for role in roles:
            capabilities[role].add(capability)
    sources = {(row.workflow, row.step): row.sources for row in files.read_states()}
    return who, {role: frozenset(found) for role, found in capabilities.items()}, sources


@pytest.fixture
def reviewed():
    return reviewed_files()


def levels() -> list[tuple[str, str]]:
    """Every role with its side, and every group with each side that has its members."""
    groups = [(f"{files.GROUP}{group}", tier) for group in OrderGroup.values for tier in TIERS]
    return [*Role.objects.values_list("slug", "level"), *groups]


def outcome(context) -> str:
    """What the engine says to the step as it stands in the context."""
    try:
        choose_hat_or_state(context, None)
    except NotPermitted:
        return NO_CAPABILITY
    except (NotPossible, ChooseHat):
        return NOT_FROM_HERE
    return YES


def expected(rows, capabilities, relation, lies, *, is_possible: bool) -> str:
    side = SIDE_OF[relation.organisation]
    known = [row for row in rows if row.capability in capabilities and side in row.sides]
    if not known:
        return NO_CAPABILITY
    here = [row for row in known if relation.stands(row.where, lies) and (not row.when or row.when in lies.holds)]
    return YES if is_possible and here else NOT_FROM_HERE


@pytest.mark.parametrize("lies", CONSTELLATIONS, ids=lambda one: one.name)
def test_every_role_in_every_relation_may_at_every_step_what_the_files_say(reviewed, lies):
    who, capabilities, sources = reviewed
    people = [
        (relation, capabilities[role], wearer(role, capabilities[role], relation), role)
        for relation in RELATIONS
        for role, level in levels()
        if level == SIDE_OF[relation.organisation]
    ]
    tried, wrong = 0, []
    for (workflow, name), possible in sources.items():
        subject = make(workflow, lies)
        declared = steps(type(subject))[name]
        context = Context(subject=subject, step=declared, actor=NOBODY, at=lies.at, via="test")
        states = [state for state in possible if state != files.BIRTH][:1] or [None]
        for relation, granted, context.actor, role in people if states != [None] else ():
            place(subject, relation)
            subject.__dict__["state"] = states[0]
            said = outcome(context)
            tried += 1
            if said != expected(who[workflow, name], granted, relation, lies, is_possible=True):
                wrong.append((workflow, name, str(relation), role, said))
    assert wrong == []
    assert tried > 10_000


@pytest.mark.parametrize("workflow", PARTS_AND_PROCESSES)
def test_no_role_in_any_relation_takes_a_step_from_a_state_it_does_not_start_in(reviewed, workflow):
    """Every state × every role × every relation at every step, for the ticket as it lies with its own region."""
    who, capabilities, sources = reviewed
    lies = CONSTELLATIONS[0]
    subject = make(workflow, lies)
    reasons = {}
    subject.why_not_from = lambda declared: reasons.setdefault(declared.name, _Said())
    wrong = []
    people = [
        (relation, capabilities[role], wearer(role, capabilities[role], relation))
        for relation in RELATIONS
        for role, level in levels()
        if level == SIDE_OF[relation.organisation]
    ]
    for name, declared in steps(type(subject)).items():
        rows, context = (
            who[workflow, name],
            Context(subject=subject, step=declared, actor=NOBODY, at=lies.at, via="test"),
        )
        for state in subject.States.values:
            subject.__dict__["state"] = state
            is_possible = state in sources[workflow, name]
            for relation, granted, context.actor in people:
                place(subject, relation)
                said = outcome(context)
                if said != expected(rows, granted, relation, lies, is_possible=is_possible):
                    wrong.append((name, state, str(relation), said))
    assert wrong == []


class _Said:
    code = "not_from_this_state"


def test_the_system_takes_the_steps_that_are_its_own_and_nobody_takes_any(reviewed):
    who, _capabilities, sources = reviewed
    for (workflow, name), possible in sources.items():
        subject = make(workflow, CONSTELLATIONS[0])
        declared = steps(type(subject))[name]
        for state in possible:
            subject.__dict__["state"] = "" if state == files.BIRTH else state
            context = Context(subject=subject, step=declared, actor=SYSTEM, at=CONSTELLATIONS[0].at, via="timer")
            is_its_own = any(row.capability == "system" for row in who[workflow, name])
            assert outcome(context) == (YES if is_its_own else NO_CAPABILITY), (workflow, name)
            context.actor = NOBODY
            assert outcome(context) == NO_CAPABILITY, (workflow, name)


def lies_now(subject, at) -> Constellation:
    """Where a real ticket lies, in the words of a constellation."""
    ticket = subject.root

    def slug(one) -> str:
        return one.slug if one is not None else ""

    offer = subject if isinstance(subject, Handoff) else Handoff.all_objects.filter(ticket=ticket).last()
    urgent = ticket.priority in (1, 2)
    return Constellation(
        name=str(ticket),
        holder=slug(ticket.holder),
        awaited=slug(ticket.awaited),
        co_holder=slug(ticket.co_holder),
        affected=slug(getattr(subject, "region", None) or getattr(subject, "organisation", None)) or parties.REGION,
        sender=slug(offer.from_organisation) if offer else "",
        receiver=slug(offer.to_organisation) if offer else "",
        more_affected=frozenset({parties.NEIGHBOUR} if isinstance(subject, Release) else ()),
        holds=(CALM - {"not_p1_p2"} | {"only_p1_p2"} if urgent else CALM)
        | ({"p1_outside_office_hours"} if at and urgent else set()),
    )


def stands_now(subject, actor, slug: str) -> Relation:
    ticket = subject.root
    return Relation(
        slug,
        is_reporter=ticket.reporter_id == actor.person_id and ticket.reporter_organisation.slug == slug,
        is_assignee=ticket.assignee_id == actor.person_id or is_everybodys(ticket),
        is_seated=not isinstance(subject, Ballot) or is_named(actor, subject.seats),
    )


def is_everybodys(ticket) -> bool:
    """An order that nobody is named for: whoever works at its holder carries it out."""
    return isinstance(ticket, ServiceRequest) and ticket.assignee_id is None and ticket.team_id is None


def is_named(actor, seats: list[dict]) -> bool:
    """Whether a role or a right of the actor is named at one of the seats."""
    words = {word for seat in seats for group in seat["groups"] for word in group}
    return any(words & {hat.role, *hat.capabilities} for hat in actor.hats)


STRANGERS = [
    (parties.DESK_ROLE, parties.REGION),
    ("region-kliniker", parties.REGION),
    ("region-incidentansvarig", parties.NEIGHBOUR),
    (parties.DESK_ROLE, parties.NEIGHBOUR),
    ("region-objektledare", parties.NEIGHBOUR),
    ("region-informationssakerhetsansvarig", parties.NEIGHBOUR),
    (parties.DESK_ROLE, parties.REGION_IT),
    (parties.SUPPORT_ROLE, parties.SUPPORT_ORG),
    ("sussa-jurist", parties.SUPPORT_ORG),
    (parties.VENDOR_ROLE, parties.VENDOR_ORG),
    ("cambio-contract-manager", parties.VENDOR_ORG),
]


def assert_a_sample_of_the_product_holds_through_the_database(subject, name: str, data: dict) -> None:
    """Four strangers a step, the same ones every time: a right role of the wrong region is always among them.

    Asked of every step where it stands ready to be taken (tests/tickets/test_every_step.py).
    """
    who, capabilities, _sources = reviewed_files()
    workflow = next(slug for slug, one in files.workflows().items() if one is type(subject))
    lies = lies_now(subject, instant(name, subject))
    dice = random.Random(f"{workflow} {name}")
    for role, slug in [STRANGERS[3], *dice.sample(STRANGERS, 3)]:
        actor = actor_for(person(role, slug))
        sees = type(subject)._meta.concrete_model.objects.visible_to(actor).filter(pk=subject.pk).exists()
        relation = stands_now(subject, actor, slug)
        right = expected(who[workflow, name], capabilities[role], relation, lies, is_possible=True)
        assert tried(subject, name, actor, data) == (right if sees else NOT_THERE), (role, slug)
        assert sees or slug not in (parties.REGION, parties.SUPPORT_ORG) or name in UNSEEN, (role, slug)


# Ways that start from a draft, a confidential ticket or the vendor's own track: not even the own side sees it.
UNSEEN = {"submit", "register", "order", "save", "confirm_receipt", "lift_confidential", "state_event"}


def tried(subject, name: str, actor, data: dict) -> str:
    """What comes of the step, taken back afterwards. A field or a rule that speaks means that the right was there."""
    model = type(subject)._meta.concrete_model
    try:
        with transaction.atomic():
            at = instant(name, subject)
            perform_within(model, subject.pk, name, actor=actor, via="test", data=dict(data), at=at)
            raise Refused
    except Refused:
        return YES
    except NotPermitted:
        return NO_CAPABILITY
    except (NotPossible, ChooseHat):
        return NOT_FROM_HERE
    except model.DoesNotExist:
        return NOT_THERE


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("triage", parties.DESK_ROLE),
        ("cancel", parties.DESK_ROLE),
        ("make_confidential", "region-informationssakerhetsansvarig"),
        ("share", "region-objektledare"),
        ("escalate_tier", "region-incidentansvarig"),
    ],
)
@pytest.mark.parametrize("is_joint", [False, True])
def test_a_right_role_of_the_wrong_region_is_refused(name, role, is_joint):
    ticket = places.incident()
    if is_joint:
        ticket = step(ticket, "widen", parties.support(), reason="Rör fler")
    expected_ = NotPossible if is_joint else Ticket.DoesNotExist
    with pytest.raises(expected_):
        take(ticket, name, actor_for(person(role, parties.NEIGHBOUR)), {})
