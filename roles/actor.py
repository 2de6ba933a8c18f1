"""Who acts: a person (or program) with the hats worn today.

Reading uses all of an actor's organisations; acting uses exactly one hat, which the
engine chooses and every event stores (S7). Nobody is ever "no actor": the program
itself is `SYSTEM`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import directory
from regions.kinds import Tier
from regions.models import Organisation
from regions.planned import planned
from roles.models import Role, User
from roles.models.group import GRANTS


@dataclass(frozen=True)
class Hat:
    """One role worn at one organisation, with what it allows."""

    assignment_id: int
    role: str
    label: str
    organisation: Organisation
    capabilities: frozenset[str]
    deputy_for_id: int | None = None
    deputy_for: str = ""  # the given name of whose role it is

    @property
    def tier(self) -> str:
        return self.organisation.tier

    def __str__(self) -> str:
        named = f"{self.label}, {self.organisation.name}"
        return f"{named} ({_('for %(name)s') % {'name': self.deputy_for}})" if self.deputy_for else named


@dataclass(frozen=True)
class Actor:
    """Whoever reads or acts. Make one with `actor_for`; the program itself is `SYSTEM`.

    `acting_person` is the member of staff that a service account acts for; separation of
    duties and the relations "reporter" and "assignee" are about `person`. `viewer` is who looks through these
    eyes (roles.viewing): then nothing can be changed.
    """

    user: User | None
    hats: tuple[Hat, ...] = ()
    acting_person: User | None = None
    group_ids: tuple[int, ...] = ()
    is_system: bool = False
    viewer: Actor | None = None

    @property
    def person(self) -> User | None:
        return self.acting_person or self.user

    @property
    def person_id(self) -> int | None:
        person = self.person
        return person.pk if person else None

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(hat.organisation.pk for hat in self.hats)

    @cached_property
    def family_ids(self) -> frozenset[int]:
        """Its organisations with those that belong to them, and on the region side those that they belong to."""
        own, known = self.organisation_ids, directory.organisations()
        below = {one.pk for one in known if one.parent_id in own}
        above = {one.parent_id for one in known if one.pk in own and one.tier == Tier.REGION}
        return own | below | (above - {None})

    @cached_property
    def tiers(self) -> frozenset[str]:
        return frozenset(hat.tier for hat in self.hats)

    @cached_property
    def capabilities(self) -> frozenset[str]:
        return frozenset().union(*(hat.capabilities for hat in self.hats))

    def can(self, capability: str) -> bool:
        """Whether any hat grants `capability`, wherever it is worn."""
        return capability in self.capabilities

    @property
    def is_customer_side(self) -> bool:
        """Region or support organisation: the side that notes of audience `customer` are for."""
        return self.is_system or bool(self.tiers & {"region", "support"})

    def preferred_hat(self) -> Hat | None:
        """The hat the person says they act as: a preference for starting points, never a right."""
        chosen = self.user.acts_as_id if self.user else None
        return next((hat for hat in self.hats if hat.assignment_id == chosen), self.hats[0] if self.hats else None)


SYSTEM = Actor(user=None, is_system=True)
NOBODY = Actor(user=None)


def group_names(hats) -> list[str]:
    """The grant groups a set of hats stands for: one per organisation, one per organisation and role."""
    names = {f"org:{hat.organisation.pk}" for hat in hats}
    return sorted(names | {f"hat:{hat.organisation.pk}:{hat.role}" for hat in hats})


# What the person's memberships at the same organisation add to a role of her own; a deputy has none of the holder's.
_GIVEN = " ".join(f"when '{group}' then array{list(granted)}" for group, granted in GRANTS.items())
_OF_GROUPS = (
    f"select unnest(case m.group {_GIVEN} end) from roles_groupmembership m"  # noqa: S608 words of the program
    " where m.user_id = a.user_id and m.organisation_id = a.organisation_id and a.deputy_for_id is null"
    " and m.valid_from <= %s and (m.valid_to is null or m.valid_to >= %s)"
)
# Asked at every request, so written out: building it anew each time cost more than answering it.
_HATS = (
    "select a.id, r.slug, r.label_sv, r.label_en, a.local_title, a.organisation_id, a.deputy_for_id,"  # noqa: S608 words of the program
    " (select d.given_name from roles_user d where d.id = a.deputy_for_id),"
    " array(select c.capability from roles_rolecapability c where c.role_id = r.id"
    " union all " + _OF_GROUPS + "),"
    " array(select g.id from auth_group g where g.name in"
    " ('org:' || a.organisation_id, 'hat:' || a.organisation_id || ':' || r.slug))"
    " from roles_roleassignment a join roles_role r on r.id = a.role_id join roles_user u on u.id = a.user_id"
    " where a.user_id = %s and u.is_active and a.valid_from <= %s and (a.valid_to is null or a.valid_to >= %s)"
    " and (%s::bigint is null or a.id = %s) order by a.id"
)


def hats_of(user: User, *, at=None, assignment_id: int | None = None) -> tuple[Hat, ...]:
    """The hats `user` wears at the instant `at` (now when left out), in a stable order; one query."""
    return tuple(hat for hat, _groups in _worn(user, at, assignment_id))


def _worn(user: User, at, assignment_id: int | None) -> list[tuple[Hat, list[int]]]:
    """Each hat with the ids of the grant groups that it stands for (`group_names`)."""
    day = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(*planned(_HATS, [day, day, user.pk, day, day, assignment_id, assignment_id]))
        rows = cursor.fetchall()
    return [(_hat(*row), groups) for *row, groups in rows]


def _hat(pk, slug, label_sv, label_en, local_title, organisation_id, deputy_for_id, deputy_for, granted) -> Hat:
    return Hat(
        assignment_id=pk,
        role=slug,
        label=local_title or Role(label_sv=label_sv, label_en=label_en).label,
        organisation=directory.organisation(organisation_id) or Organisation.objects.get(pk=organisation_id),
        capabilities=frozenset(granted),
        deputy_for_id=deputy_for_id,
        deputy_for=deputy_for or "",
    )


def actor_for(user: User, *, at=None, assignment_id: int | None = None, acting_person: User | None = None) -> Actor:
    """The actor that `user` is at `at`; one query.

    `assignment_id` narrows a service account to the one hat its credential is bound to.
    """
    worn = _worn(user, at, assignment_id)
    groups = {pk for _hat, ids in worn for pk in ids}
    hats = tuple(hat for hat, _groups in worn)
    return Actor(user=user, hats=hats, acting_person=acting_person, group_ids=tuple(sorted(groups)))


def actor_of_place(organisation_id: int, role: Role | None = None) -> Actor:
    """Nobody in particular at an organisation, as a function mailbox reads: with the rights of `role`, else with none.

    At most three queries.
    """
    place = directory.organisation(organisation_id) or Organisation.objects.get(pk=organisation_id)
    granted = frozenset(role.capabilities.values_list("capability", flat=True)) if role else frozenset()
    hat = Hat(0, role.slug if role else "", role.label if role else "", place, granted)
    names = group_names((hat,)) if role else [f"org:{place.pk}"]
    groups = Group.objects.filter(name__in=names).values_list("pk", flat=True)
    return Actor(user=None, hats=(hat,), group_ids=tuple(sorted(groups)))
