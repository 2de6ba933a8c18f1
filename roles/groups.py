"""Orderers and approvers of an organisation: who they are, up to what amount, and the ways in which that changes.

Each way opens its transaction and writes the log in it. It raises `changing.NotAllowed` where the actor may not, and
`changing.Refused` with a sentence a field where the facts say no.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions.kinds import Tier
from regions.models import Organisation
from roles import rights
from roles.actor import Actor
from roles.changing import NotAllowed, Refused
from roles.models import GroupMembership, OrderGroup, RoleAssignment, RoleChange, User
from roles.models.group import GRANTS

What = RoleChange.What
# An own order would pass by the member's own doing.
NOT_ONES_OWN = (OrderGroup.GODKANNARE, OrderGroup.FORGODKAND)
TIERS = (Tier.REGION, Tier.SUPPORT)  # the sides whose organisations order


class NoRight:
    """The person approves nothing at the organisation; not the same as a limit of 0."""

    def __bool__(self) -> bool:
        return False


NO_RIGHT = NoRight()


def limit_of(person_id: int | None, organisation_id: int, at: datetime) -> Decimal | NoRight | None:
    """Up to how many kronor the person approves at the organisation on the day of `at`; None is without a limit."""
    rows = in_force(at).filter(user_id=person_id, organisation_id=organisation_id, group=OrderGroup.GODKANNARE)
    limits = list(rows.values_list("amount_limit", flat=True))
    return limits[0] if limits else NO_RIGHT


def members(organisation_id: int, group: str, at: datetime) -> list[GroupMembership]:
    """Who belongs to the group on the day of `at`, with `user`, those of the highest limit first; one query."""
    rows = in_force(at).filter(organisation_id=organisation_id, group=group).select_related("user")
    return sorted(rows, key=lambda row: (row.amount_limit is not None, -(row.amount_limit or 0), str(row.user)))


def able_to_approve(organisation_id: int, amount: Decimal, at: datetime) -> list[GroupMembership]:
    """The approvers of the organisation whose limit reaches `amount` (kronor) on the day of `at`; one query."""
    rows = members(organisation_id, OrderGroup.GODKANNARE, at)
    return [row for row in rows if row.amount_limit is None or row.amount_limit >= amount]


def in_force(at: datetime):
    """The memberships that count on the day of `at`: those of people who have a role of their own there then."""
    day = timezone.localdate(at)
    worn = RoleAssignment.objects.valid_on(day).filter(
        user_id=OuterRef("user_id"), organisation_id=OuterRef("organisation_id"), deputy_for=None
    )
    return GroupMembership.objects.valid_on(day).filter(Exists(worn))


def granting(capabilities: Iterable[str]) -> frozenset[str]:
    """The groups that add any of the capabilities."""
    wanted = set(capabilities)
    return frozenset(str(group) for group, granted in GRANTS.items() if wanted & set(granted))


def has_groups(organisation: Organisation) -> bool:
    """Whether orders are placed for the organisation at all."""
    return organisation.tier in TIERS


def add(
    actor: Actor,
    *,
    person: User,
    group: str,
    organisation: Organisation,
    valid_from: date,
    valid_to: date | None = None,
    amount_limit: Decimal | None = None,
    reason: str = "",
) -> GroupMembership:
    """Make `person` a member from and through days of the collaboration's calendar."""
    _demand(actor, organisation)
    row = GroupMembership(
        user=person,
        organisation=organisation,
        group=group,
        amount_limit=amount_limit,
        valid_from=valid_from,
        valid_to=valid_to,
        given_by=actor.user,
    )
    _check(actor, row)
    with transaction.atomic(), _not_twice(row):
        _keep(actor, row, reason)
    return row


def end(actor: Actor, row: GroupMembership, *, last_day: date, reason: str = "") -> None:
    """Let the membership end with `last_day`. Time that has passed is never taken back: at the earliest yesterday."""
    _demand(actor, row.organisation)
    with transaction.atomic():
        kept = _locked(row)
        _check_end(kept, last_day)
        _end(actor, kept, last_day, reason)
    row.valid_to = last_day


def change_limit(
    actor: Actor, row: GroupMembership, *, amount_limit: Decimal | None, first_day: date, reason: str = ""
) -> GroupMembership:
    """Let another limit hold from `first_day` on: the membership ends the day before and a new one begins."""
    _demand(actor, row.organisation)
    with transaction.atomic(), _not_twice(row):
        kept = _locked(row)
        _check_change(kept, amount_limit, first_day)
        new = GroupMembership(
            user=row.user,
            organisation=row.organisation,
            group=kept.group,
            amount_limit=amount_limit,
            valid_from=first_day,
            valid_to=kept.valid_to,
            given_by=actor.user,
        )
        _check(actor, new)
        _end(actor, kept, first_day - timedelta(days=1), reason)
        _keep(actor, new, reason)
    return new


def withdraw(actor: Actor, row: GroupMembership, *, reason: str = "") -> None:
    """Take back a membership that begins today or later, as if it had not been given; the log keeps that it was."""
    _demand(actor, row.organisation)
    with transaction.atomic():
        kept = _locked(row)
        if kept.valid_from < timezone.localdate():
            raise Refused(_=_("The membership has been used. Set its last day instead."))
        _log(actor, What.GROUP_WITHDRAWN, kept, reason)
        kept.delete()


def _demand(actor: Actor, organisation: Organisation) -> None:
    if not (has_groups(organisation) and rights.may_assign(actor, organisation)):
        raise NotAllowed


def _locked(row: GroupMembership) -> GroupMembership:
    """The row as it is now, nobody else's to change until the transaction ends."""
    found = GroupMembership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    kept = found.filter(pk=row.pk).first()
    if kept is None:
        raise Refused(_=_("Somebody else has just taken the membership back. Read the list again."))
    return kept


def _check(actor: Actor, row: GroupMembership) -> None:
    reasons, facts = {}, {"person": row.user, "organisation": row.organisation.name}
    if row.user.kind != "person" or not row.user.is_active:
        reasons["person"] = _("The account is closed. Open it again first.")
    elif not _works_there(row):
        text = _("%(person)s has no role of their own at %(organisation)s on the first day. Give the role first.")
        reasons["person"] = text % facts
    elif row.group in NOT_ONES_OWN and actor.user is not None and actor.user.pk == row.user_id:
        text = _(
            "Nobody gives oneself the right to approve, or to order without an approver. Ask somebody else who gives "
            "roles at %(organisation)s."
        )
        reasons["person"] = text % facts
    if row.valid_to is not None and row.valid_to < row.valid_from:
        reasons["valid_to"] = _("The last day comes before the first. Change one of them.")
    if row.amount_limit is not None and row.group != OrderGroup.GODKANNARE:
        reasons["amount_limit"] = _("Only approvers have a limit. Leave it empty.")
    elif row.amount_limit is not None and row.amount_limit < 0:
        reasons["amount_limit"] = _("The limit cannot be below zero. Write it in kronor.")
    if reasons:
        raise Refused(**reasons)


def _works_there(row: GroupMembership) -> bool:
    worn = RoleAssignment.objects.valid_on(row.valid_from).filter(user=row.user, organisation=row.organisation)
    return worn.filter(deputy_for=None).exists()


def _check_end(row: GroupMembership, last_day: date) -> None:
    today = timezone.localdate()
    facts = {"first": date_format(row.valid_from), "last": date_format(row.valid_to or last_day)}
    if row.valid_to is not None and row.valid_to < today:
        raise Refused(last_day=_("The membership has already ended."))
    if last_day < today - timedelta(days=1):
        raise Refused(last_day=_("Choose yesterday or a later day: what has been ordered or approved stays so."))
    if last_day < row.valid_from:
        raise Refused(last_day=_("The membership begins on %(first)s. Choose that day or a later one.") % facts)
    if row.valid_to is not None and last_day > row.valid_to:
        raise Refused(last_day=_("The membership already ends on %(last)s. Give a new one to go on after it.") % facts)


def _check_change(row: GroupMembership, amount_limit: Decimal | None, first_day: date) -> None:
    facts = {"first": date_format(row.valid_from), "last": date_format(row.valid_to or first_day)}
    if row.group != OrderGroup.GODKANNARE:
        raise Refused(amount_limit=_("Only approvers have a limit. Leave it empty."))
    if amount_limit == row.amount_limit:
        raise Refused(amount_limit=_("This is the limit already. Write another one."))
    if first_day < timezone.localdate():
        raise Refused(first_day=_("Choose today or a later day: what has been approved stays approved."))
    if first_day <= row.valid_from:
        text = _("The membership begins on %(first)s. Choose a later day, or take it back and give it anew.")
        raise Refused(first_day=text % facts)
    if row.valid_to is not None and first_day > row.valid_to:
        raise Refused(first_day=_("The membership ends on %(last)s. Choose that day or an earlier one.") % facts)


@contextmanager
def _not_twice(row: GroupMembership):
    try:
        yield
    except IntegrityError as error:
        if "membership_not_twice" not in str(error):
            raise
        text = _("%(person)s is already a member of the group in part of that time. End that first.")
        raise Refused(valid_from=text % {"person": row.user}) from error


def _keep(actor: Actor, row: GroupMembership, reason: str) -> None:
    with transaction.atomic():
        row.save(force_insert=True)
    _log(actor, What.GROUP_GIVEN, row, reason)


def _end(actor: Actor, row: GroupMembership, last_day: date, reason: str) -> None:
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    _log(actor, What.GROUP_ENDED, row, reason)


def _log(actor: Actor, what: str, row: GroupMembership, reason: str) -> None:
    hat = rights.hat_to_assign(actor, row.organisation)
    RoleChange.objects.create(
        at=timezone.now(),
        what=what,
        person=row.user,
        by=actor.user,
        by_role=(str(hat) if hat else _("Administrator"))[:160],
        assignment_number=row.pk,
        organisation=row.organisation,
        group=row.group,
        amount_limit=row.amount_limit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        reason=reason,
    )
