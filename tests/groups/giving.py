"""Members of the groups of orders, in the words of the tests."""

from datetime import date

from regions import directory
from roles import groups
from roles.actor import Actor, actor_for
from roles.models import GroupMembership, User
from tests.parties import REGION
from tests.people import person

LEADER, WORKER, OTHER = "region-objektledare", "region-objektspecialist", "region-kliniker"


def leader(organisation: str = REGION) -> Actor:
    """Who gives roles at the region, and so makes members of its groups."""
    return actor_for(person(LEADER, organisation))


def worker(organisation: str = REGION, role: str = WORKER) -> User:
    return person(role, organisation)


def member(group: str, *, who: User | None = None, organisation: str = REGION, by=None, **facts) -> GroupMembership:
    facts = {"valid_from": date(2026, 1, 1)} | facts
    place = directory.by_slug(organisation)
    return groups.add(
        by or leader(organisation), person=who or worker(organisation), group=group, organisation=place, **facts
    )
