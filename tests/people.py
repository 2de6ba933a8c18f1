"""The people of the tests: one per role and organisation, made when first asked for."""

from datetime import date

from regions import directory
from roles.actor import Actor, actor_for
from roles.models import Role, RoleAssignment, TeamMember, User

PASSWORD = "correct horse battery"  # everybody's
SHORT = {"ol": "region-objektledare", "desk": "region-objektspecialist-support", "im": "region-incidentansvarig"}


def person(role: str, organisation: str, *, name: str = "") -> User:
    """Whoever wears `role` at `organisation`; the same person each time."""
    email = f"{name or role}@{organisation}.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        place = directory.by_slug(organisation)
        user = User.objects.create_user(
            email, PASSWORD, given_name=(name or role).title()[:80], home_organisation=place
        )
        wear(user, role, organisation)
    return user


def wear(user: User, role: str, organisation: str, **dates) -> RoleAssignment:
    return RoleAssignment.objects.create(
        user=user,
        role=Role.objects.get(slug=role),
        organisation=directory.by_slug(organisation),
        **{"valid_from": date(2020, 1, 1)} | dates,
    )


def actor(role: str, organisation: str) -> Actor:
    return actor_for(person(role, organisation))


def join_team(user: User, team) -> None:
    TeamMember.objects.get_or_create(team=team, user=user)
