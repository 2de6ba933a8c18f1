"""The ways in which roles and accounts change by hand. Each opens its transaction and writes the log in it.

Each raises NotAllowed where the actor may not, and Refused with a sentence a field where the facts say no.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions.models import Organisation
from roles import delegating, rights
from roles.actor import Actor
from roles.models import Role, RoleAssignment, RoleChange, User

What = RoleChange.What
# Letters and digits that are not taken for one another when read aloud.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


class NotAllowed(Exception):
    """The actor may not change roles or accounts here."""


class Refused(Exception):
    """`reasons` is field to sentence; "" is the whole."""

    def __init__(self, **reasons: str):
        self.reasons = {field.rstrip("_"): text for field, text in reasons.items()}
        super().__init__("; ".join(reasons))


def assign(
    actor: Actor,
    *,
    person: User,
    role: Role,
    organisation: Organisation,
    valid_from: date,
    valid_to: date | None = None,
    deputy_for: User | None = None,
    local_title: str = "",
    reason: str = "",
) -> RoleAssignment:
    """Give `person` a role at an organisation from and through days of the collaboration's calendar."""
    _demand(rights.may_assign(actor, organisation))
    _check(person, role, organisation, valid_from, valid_to, deputy_for)
    row = RoleAssignment(
        user=person,
        role=role,
        organisation=organisation,
        valid_from=valid_from,
        valid_to=valid_to,
        deputy_for=deputy_for,
        local_title=local_title,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _log(actor, What.ASSIGNED, person, assignment=row, reason=reason)
            delegating.resettle(actor)
    except IntegrityError as error:
        if "assignment_not_twice" not in str(error):
            raise
        text = _("%(person)s already has this role at %(organisation)s in part of that time. End that first.")
        raise Refused(valid_from=text % {"person": person, "organisation": organisation.name}) from error
    return row


def end(actor: Actor, row: RoleAssignment, *, last_day: date, reason: str = "") -> None:
    """Let the role end with `last_day`. Time that has passed is never taken back: at the earliest yesterday."""
    _demand(rights.may_assign(actor, row.organisation))
    _not_delegated(row)
    today = timezone.localdate()
    if row.valid_to is not None and row.valid_to < today:
        raise Refused(last_day=_("The role has already ended."))
    if last_day < today - timedelta(days=1):
        raise Refused(last_day=_("Choose yesterday or a later day: what was done under the role stays done."))
    facts = {"first": date_format(row.valid_from), "last": date_format(row.valid_to or last_day)}
    if last_day < row.valid_from:
        raise Refused(last_day=_("The role begins on %(first)s. Choose that day or a later one.") % facts)
    if row.valid_to is not None and last_day > row.valid_to:
        raise Refused(last_day=_("The role already ends on %(last)s. Give a new one to go on after it.") % facts)
    with transaction.atomic():
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
        _log(actor, What.ENDED, row.user, assignment=row, reason=reason)
        delegating.resettle(actor)


def withdraw(actor: Actor, row: RoleAssignment, *, reason: str = "") -> None:
    """Take back a role that begins today or later, as if it had not been given; the log keeps that it was."""
    _demand(rights.may_assign(actor, row.organisation))
    _not_delegated(row)
    if row.valid_from < timezone.localdate():
        raise Refused(_=_("The role has been worn. Set its last day instead."))
    with transaction.atomic():
        _log(actor, What.WITHDRAWN, row.user, assignment=row, reason=reason)
        row.delete()
        delegating.resettle(actor)


def add_person(actor: Actor, *, email: str, given_name: str, family_name: str, home: Organisation) -> tuple[User, str]:
    """A new account with a one-time password, given back in clear this once."""
    _demand(rights.is_administrator(actor))
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(email=_("There is already an account with this e-mail. Find the person in the list instead."))
    password = one_time_password()
    with transaction.atomic():
        person = User.objects.create_user(
            email,
            password,
            given_name=given_name,
            family_name=family_name,
            home_organisation=home,
            password_is_temporary=True,
        )
        _log(actor, What.PERSON_ADDED, person, organisation=home)
    return person, password


def new_password(actor: Actor, person: User) -> str:
    """A new one-time password, given back in clear this once; the old password and log-ins stop working."""
    _demand(rights.is_administrator(actor))
    _not_oneself(actor, person)
    password = one_time_password()
    with transaction.atomic():
        person.set_password(password)
        person.password_is_temporary = True
        person.save(update_fields=["password", "password_is_temporary"])
        _log(actor, What.PASSWORD_MADE, person)
    return password


def set_active(actor: Actor, person: User, active: bool) -> None:
    """Close an account, or open it again. Its roles rest, also what it has handed over; what was done stays."""
    _demand(rights.is_administrator(actor))
    _not_oneself(actor, person)
    if person.is_active == active:
        return
    with transaction.atomic():
        person.is_active = active
        person.save(update_fields=["is_active"])
        _log(actor, What.ACTIVATED if active else What.DEACTIVATED, person)
        delegating.resettle(actor)


def one_time_password() -> str:
    """About 80 random bits, in groups that can be read aloud."""
    groups = ("".join(secrets.choice(_ALPHABET) for _place in range(_GROUP)) for _group in range(_GROUPS))
    return "-".join(groups)


def _check(person, role, organisation, valid_from, valid_to, deputy_for) -> None:
    reasons = {}
    if not rights.fits(role.level, organisation):
        text = _("%(role)s cannot be held at %(organisation)s: the role is made for another kind of organisation.")
        reasons["role"] = text % {"role": role.label, "organisation": organisation.name}
    if person.kind != "person" or not person.is_active:
        reasons["person"] = _("The account is closed. Open it again first.")
    if valid_to is not None and valid_to < valid_from:
        reasons["valid_to"] = _("The last day comes before the first. Change one of them.")
    if deputy_for is not None and deputy_for.pk == person.pk:
        reasons["deputy_for"] = _("Nobody is a deputy for oneself. Choose another person.")
    elif deputy_for is not None and not _holds(deputy_for, role, organisation):
        text = _("%(person)s does not have the role at %(organisation)s.")
        reasons["deputy_for"] = text % {"person": deputy_for, "organisation": organisation.name}
    if reasons:
        raise Refused(**reasons)


def _holds(person, role, organisation) -> bool:
    rows = RoleAssignment.objects.filter(user=person, role=role, organisation=organisation, deputy_for=None)
    return rows.exclude(valid_to__lt=timezone.localdate()).exists()


def _not_delegated(row: RoleAssignment) -> None:
    if row.delegation_id is not None:
        raise Refused(_=_("The role was handed over by its holder. End the delegation instead."))


def _demand(may: bool) -> None:
    if not may:
        raise NotAllowed


def _not_oneself(actor: Actor, person: User) -> None:
    if actor.user is not None and actor.user.pk == person.pk:
        raise Refused(_=_("You cannot do this to your own account. Ask another administrator."))


def _log(actor: Actor, what: str, person: User, *, assignment=None, organisation=None, reason: str = "") -> None:
    place = assignment.organisation if assignment else organisation
    hat = rights.hat_to_assign(actor, place) if place is not None else None
    RoleChange.objects.create(
        at=timezone.now(),
        what=what,
        person=person,
        by=actor.user,
        by_role=(str(hat) if hat else _("Administrator"))[:160],
        assignment_number=assignment.pk if assignment else None,
        role=assignment.role if assignment else None,
        organisation=place,
        valid_from=assignment.valid_from if assignment else None,
        valid_to=assignment.valid_to if assignment else None,
        deputy_for=assignment.deputy_for if assignment else None,
        reason=reason,
    )
