"""The demo's people: accounts, hats with dates, groups, teams. Nobody has a password but those one can log in as."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from regions import directory
from roles.models import GroupMembership, Role, RoleAssignment, Team, TeamMember, User
from roles.models.user import UserKind
from sussa.demo.reading import DemoData, Script


def make_people(script: Script, *, today: date) -> dict[str, User]:
    """Everyone of the script by key; those who exist already are left as they are. Opens its own transaction."""
    with transaction.atomic():
        people = {key: _person(script.domain, key, facts) for key, facts in script.people.items()}
        for key, facts in script.people.items():
            if not people[key].assignments.exists():
                _hats(people, key, facts, today=today)
            _teams(people[key], facts)
        for key, facts in script.people.items():
            if not people[key].memberships.exists():
                _groups(people, key, facts, today=today)
    return people


def address(script: Script, key: str) -> str:
    """The e-mail that the person logs in with."""
    return _address(script.domain, script.people[key]["name"])


def _address(domain: str, name: str) -> str:
    plain = name.lower().translate(str.maketrans("åäöé", "aaoe"))
    return f"{plain.replace(' ', '.')}@{domain}"


def _person(domain: str, key: str, facts: dict) -> User:
    email = _address(domain, facts["name"])
    found = User.objects.filter(email=email).first()
    if found:
        return found
    given, _, family = facts["name"].partition(" ")
    administrator = facts.get("administrator", False)
    return User.objects.create_user(
        email,
        kind=facts.get("kind", UserKind.PERSON),
        given_name=given,
        family_name=family,
        home_organisation=_organisation(key, facts["home"]),
        work_phone=facts.get("phone", ""),
        is_administrator=administrator,
        is_staff=administrator,
    )


def _hats(people: dict[str, User], key: str, facts: dict, *, today: date) -> None:
    roles = {role.slug: role for role in Role.objects.all()}
    for hat in facts.get("hats", ()):
        if hat["role"] not in roles:
            raise DemoData(f"people.yaml: {key}: there is no role {hat['role']}")
        RoleAssignment.objects.create(
            user=people[key],
            role=roles[hat["role"]],
            organisation=_organisation(key, hat["at"]),
            valid_from=today + timedelta(days=hat["from"]),
            valid_to=today + timedelta(days=hat["to"]) if "to" in hat else None,
            deputy_for=people[hat["for"]] if "for" in hat else None,
            local_title=hat.get("title", ""),
            extent_percent=hat.get("percent", 100),
        )


def _groups(people: dict[str, User], key: str, facts: dict, *, today: date) -> None:
    """The groups in which the person orders and approves, each given by somebody of the demo."""
    for one in facts.get("groups", ()):
        GroupMembership.objects.create(
            user=people[key],
            organisation=_organisation(key, one["at"]),
            group=one["group"],
            amount_limit=one.get("limit"),
            valid_from=today + timedelta(days=one["from"]),
            valid_to=today + timedelta(days=one["to"]) if "to" in one else None,
            given_by=people[one["by"]],
        )


def _teams(user: User, facts: dict) -> None:
    for place in facts.get("teams", ()):
        organisation, _, slug = place.partition("/")
        team = Team.objects.get(organisation=directory.by_slug(organisation), slug=slug)
        TeamMember.objects.get_or_create(team=team, user=user)


def _organisation(key: str, slug: str):
    found = directory.by_slug(slug)
    if found is None:
        raise DemoData(f"people.yaml: {key}: there is no organisation {slug}")
    return found
