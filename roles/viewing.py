"""Looking at the program as another person: who may, for how long, and the log that stays.

Whoever looks changes nothing and reads no confidential case that is closed to herself: the engine and the scope of
tickets see to that by `Actor.viewer`. Each function opens its own transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from roles import rights
from roles.actor import Actor, actor_for
from roles.changing import NotAllowed, Refused
from roles.models import User, ViewedPage, Viewing

CAPABILITY = "role.review"
MINUTES = 30
MOST_CASES = 500  # numbers kept of one page
What = ViewedPage.What
_NUMBER = re.compile(r"\b[A-Z]{2,6}-[0-9]{4}-[0-9]{6,9}\b", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Rules:
    """What the app of the cases says of the log; it registers them when it is ready."""

    may_be_kept: Callable[[str], bool]  # whether an address may be written down
    read_by: Callable[[Actor, set[str]], set[str]]  # of these numbers, those of cases that the actor reads


RULES: list[Rules] = []


def register(rules: Rules) -> None:
    RULES.append(rules)


def may_view(actor: Actor) -> bool:
    """An administrator who also reviews roles and the reading log, as herself."""
    return actor.viewer is None and rights.is_administrator(actor) and actor.can(CAPABILITY)


def start(actor: Actor, person: User, *, reason: str, at: datetime | None = None) -> Viewing:
    """Begin to look as `person` for `MINUTES`. Raises NotAllowed and Refused."""
    if not may_view(actor):
        raise NotAllowed
    if person.pk == actor.user.pk:
        raise Refused(_=_("You see the program as yourself already."))
    if person.kind != "person" or not person.is_active:
        raise Refused(_=_("The account is closed. Nobody can look through it."))
    now = at or timezone.now()
    places = actor_for(person).organisation_ids | ({person.home_organisation_id} - {None})
    hat = next(hat for hat in actor.hats if CAPABILITY in hat.capabilities)
    return Viewing.objects.create(
        viewer=actor.user,
        viewer_role=f"{hat.label}, {hat.organisation.name}"[:240],
        person=person,
        organisations=sorted(places),
        reason=reason,
        started_at=now,
        ends_at=now + timedelta(minutes=MINUTES),
    )


def eyes_of(pk: int, viewer: User, *, at: datetime | None = None) -> tuple[Viewing, Actor] | None:
    """The viewing and the actor it gives; None once it is over or the viewer may no longer."""
    now = at or timezone.now()
    row = Viewing.objects.select_related("person").filter(pk=pk, viewer=viewer, ends_at__gt=now).first()
    if row is None or not row.person.is_active:
        return None
    own = actor_for(viewer)
    return (row, replace(actor_for(row.person), viewer=own)) if may_view(own) else None


def note(viewing: Viewing, what: str, *, address: str, status: int, cases=(), at: datetime | None = None) -> None:
    """Write down a page that was shown, a change that was refused, or the end.

    An address that may be kept nowhere, as with a personal number in it, is left out.
    """
    address = address if RULES and all(rules.may_be_kept(address) for rules in RULES) else ""
    kept = sorted({*cases, *numbers_in(address)})[:MOST_CASES]
    now = at or timezone.now()
    ViewedPage.objects.create(viewing=viewing, what=what, at=now, address=address[:300], status=status, cases=kept)


def numbers_in(text: str) -> set[str]:
    """The numbers of cases in the text."""
    return {one.upper() for one in _NUMBER.findall(text)}


def log_for(actor: Actor) -> QuerySet[Viewing]:
    """The viewings of the actor, by the actor, and of people where the actor reviews or gives roles."""
    if actor.user is None:
        return Viewing.objects.none()
    reviews = {hat.organisation.pk for hat in actor.hats if hat.capabilities & {CAPABILITY, *rights.ASSIGNS.values()}}
    readable = Q(person=actor.user) | Q(viewer=actor.user) | Q(organisations__overlap=sorted(reviews))
    if rights.is_administrator(actor):
        readable = Q()
    return Viewing.objects.filter(readable).select_related("viewer", "person")


def pages_of(viewing: Viewing, actor: Actor) -> list[ViewedPage]:
    """The pages of a viewing, without the numbers of cases that `actor` does not read; `is_cut` says so of each."""
    pages = list(viewing.pages.all())
    named = {number for page in pages for number in (*page.cases, *numbers_in(page.address))}
    read = set().union(*(rules.read_by(actor, named) for rules in RULES))
    for page in pages:
        page.is_cut = not read.issuperset(page.cases)
        page.cases = [number for number in page.cases if number in read]
        page.address = _NUMBER.sub(lambda found: found[0] if found[0].upper() in read else "…", page.address)
    return pages
