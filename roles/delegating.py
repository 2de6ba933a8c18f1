"""The ways in which people hand their roles to one another. Each opens its transaction, and tells the other.

Raises `changing.NotAllowed` where the actor is not the one to do it, and `changing.Refused` with a sentence a field.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import directory
from roles import chains, rights
from roles.actor import Actor
from roles.models import Delegation, Role, RoleAssignment, RoleChange, User

CAPABILITY = "delegation.use"
MOST_DAYS = 90
State = Delegation.State
# Whoever tells people says so here: (delegation, what happened, by whom), inside the transaction.
TOLD: list[Callable[[Delegation, str, Actor], None]] = []
_LOCK = 7_211_036  # one change of the whole web of delegations at a time


def propose(actor: Actor, *, receiver: User, hat=None, first_day: date, last_day: date, reason: str = "") -> Delegation:
    """Offer `receiver` the role of `hat` (or every role, when None) for the days; it counts once it is accepted."""
    _demand(actor.user is not None and actor.acting_person is None and actor.can(CAPABILITY))
    row = Delegation(
        giver=actor.user,
        receiver=receiver,
        role=Role.objects.get(slug=hat.role) if hat else None,
        organisation=hat.organisation if hat else None,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        proposed_at=timezone.now(),
    )
    _check_days(first_day, last_day)
    _check_receiver(row, actor, hat)
    with _alone():
        _check_chain(row)
        row.save(force_insert=True)
        _tell(row, "proposed", actor)
    return row


def answer(actor: Actor, pk: int, *, accept: bool) -> Delegation:
    """The receiver says yes or no; after a yes the roles are worn from the first day on, at the earliest today."""
    with _alone():
        row = _found(pk)
        _demand(actor.user is not None and row.receiver_id == actor.user.pk)
        _demand_state(row, State.PROPOSED)
        if accept and not row.giver.is_active:
            raise _refused(_=_("The account of whoever asked is closed. Nothing can be handed over from it."))
        if accept and row.last_day < timezone.localdate():
            raise _refused(_=_("The days have passed. Ask for new ones."))
        if accept:
            _check_chain(row)
        row.state, row.answered_at = (State.ACCEPTED if accept else State.DECLINED), timezone.now()
        row.save(update_fields=["state", "answered_at"])
        resettle(actor)
        _tell(row, row.state, actor)
    return row


def take_back(actor: Actor, pk: int) -> Delegation:
    """The giver takes an offer back, or ends what was accepted; the receiver gives it back early.

    What ends today was worn through yesterday: time that has passed is never taken back.
    """
    with _alone():
        row = _found(pk)
        _demand((actor.user is not None and actor.user.pk in (row.giver_id, row.receiver_id)) or leads(actor, row))
        _demand_state(row, State.PROPOSED, State.ACCEPTED)
        row.state = State.WITHDRAWN if row.state == State.PROPOSED else State.ENDED
        row.ended_at = timezone.now()
        row.save(update_fields=["state", "ended_at"])
        resettle(actor)
        _tell(row, row.state, actor)
    return row


def leads(actor: Actor, row: Delegation) -> bool:
    """Whoever gives roles at every organisation that the delegation reaches may end it."""
    worn = RoleAssignment.objects.filter(delegation=row, valid_to__gte=timezone.localdate())
    reached = {row.organisation_id} - {None} or set(worn.values_list("organisation_id", flat=True))
    if not reached:
        return rights.is_administrator(actor)
    return all(rights.may_assign(actor, directory.organisation(pk)) for pk in reached)


def concerning(user: User):
    """The delegations from and to a person, newest first."""
    rows = Delegation.objects.filter(Q(giver=user) | Q(receiver=user))
    return rows.select_related("giver", "receiver", "role", "organisation")


# --- Rules ---


def _refused(**reasons):
    from roles.changing import Refused

    return Refused(**reasons)


def _demand(may: bool) -> None:
    from roles.changing import NotAllowed

    if not may:
        raise NotAllowed


def _demand_state(row: Delegation, *states: str) -> None:
    if row.state not in states:
        raise _refused(_=_("It has been answered or taken back meanwhile."))


def _check_days(first_day: date, last_day: date) -> None:
    if first_day < timezone.localdate():
        raise _refused(first_day=_("Choose today or a later day."))
    if last_day < first_day:
        raise _refused(last_day=_("The last day comes before the first. Change one of them."))
    if (last_day - first_day).days >= MOST_DAYS:
        raise _refused(last_day=_("A role is handed over for at most 90 days. Choose an earlier last day."))


def _check_receiver(row: Delegation, actor: Actor, hat) -> None:
    """A colleague: somebody who works where the roles are worn."""
    if row.receiver_id == row.giver_id:
        raise _refused(receiver=_("Choose another person than yourself."))
    if row.receiver.kind != "person" or not row.receiver.is_active:
        raise _refused(receiver=_("The account is closed. Choose another person."))
    hats = [hat] if hat else list(actor.hats)
    if not hats:
        raise _refused(_=_("You have no role to hand over."))
    works_at = set(
        RoleAssignment.objects.valid_on(row.first_day)
        .filter(user=row.receiver, delegation=None)
        .values_list("organisation_id", flat=True)
    ) | {row.receiver.home_organisation_id}
    missing = sorted({one.organisation.name for one in hats if one.organisation.pk not in works_at})
    if missing:
        text = _("%(person)s does not work at %(organisations)s. Choose a colleague, or hand over one role only.")
        raise _refused(receiver=text % {"person": row.receiver, "organisations": ", ".join(missing)})


def _check_chain(row: Delegation) -> None:
    """No chain that this one is a link of, with all that is offered or accepted, is too long or a circle."""
    others = [_handed(one) for one in _live(State.PROPOSED, State.ACCEPTED).exclude(pk=row.pk)]
    this = _handed(row)
    try:
        chains.follows(_worn(), [*others, this], judged=this.pk)
    except chains.Cycle:
        text = _("The role would come back to somebody who hands it on in the same days. Choose another person.")
        raise _refused(receiver=text) from None
    except chains.TooLong:
        text = _("The role would go through more than two hands. Choose another person, or other days.")
        raise _refused(receiver=text) from None


# --- What follows ---


def _live(*states: str):
    """Those whose days are not over; they rest with the account of whoever handed over."""
    return Delegation.objects.filter(state__in=states, last_day__gte=timezone.localdate(), giver__is_active=True)


def _handed(row: Delegation) -> chains.Handed:
    accepted = timezone.localdate(row.answered_at) if row.answered_at else row.first_day
    return chains.Handed(
        pk=row.pk or 0,
        giver=row.giver_id,
        receiver=row.receiver_id,
        first=max(row.first_day, accepted),
        last=row.last_day,
        role=row.role_id,
        organisation=row.organisation_id,
    )


def _worn() -> list[chains.Worn]:
    rows = RoleAssignment.objects.filter(delegation=None).exclude(valid_to__lt=timezone.localdate())
    columns = ("user_id", "role_id", "organisation_id", "valid_from", "valid_to", "deputy_for_id")
    return [chains.Worn(*row) for row in rows.values_list(*columns)]


def resettle(actor: Actor | None) -> None:
    """Write the role assignments that follow from the accepted delegations as they are now. Needs a transaction.

    Days before today stay as they were worn. Called wherever an assignment, a delegation or an account changes.
    """
    _wait_for_others()
    today = timezone.localdate()
    found = chains.follows(_worn(), [_handed(row) for row in _live(State.ACCEPTED)])
    wanted = {
        (one.person, one.role, one.organisation, one.deputy_for, max(one.first, today)): one
        for one in found
        if one.last >= today
    }
    kept = []
    for row in RoleAssignment.objects.exclude(delegation=None).filter(valid_to__gte=today).select_related("user"):
        key = (row.user_id, row.role_id, row.organisation_id, row.deputy_for_id, max(row.valid_from, today))
        one = wanted.pop(key, None)
        if one is None:
            _end(row, today, actor)
        elif (one.last, one.by) != (row.valid_to, row.delegation_id):
            kept.append((row, one))
    for row, one in kept:  # after what ends has made room
        row.valid_to, row.delegation_id = one.last, one.by
        row.save(update_fields=["valid_to", "delegation"])
    for one in wanted.values():
        row = RoleAssignment.objects.create(
            user_id=one.person,
            role_id=one.role,
            organisation_id=one.organisation,
            deputy_for_id=one.deputy_for,
            valid_from=max(one.first, today),
            valid_to=one.last,
            delegation_id=one.by,
        )
        _log(actor, RoleChange.What.DELEGATED, row)


def _end(row: RoleAssignment, today: date, actor: Actor | None) -> None:
    _log(actor, RoleChange.What.GIVEN_BACK, row)
    row.valid_to = today - timedelta(days=1)
    if row.valid_from >= today:
        User.objects.filter(acts_as=row).update(acts_as=None)
        try:
            with transaction.atomic():
                row.delete()
            return
        except ProtectedError:  # something done under it today names it: it stays, on a day before every other
            others = RoleAssignment.objects.filter(
                user=row.user_id, role=row.role_id, organisation=row.organisation_id, deputy_for=row.deputy_for_id
            )
            row.valid_from = row.valid_to = min(others.earliest("valid_from").valid_from, today) - timedelta(days=1)
    row.save(update_fields=["valid_from", "valid_to"])


def _log(actor: Actor | None, what: str, row: RoleAssignment) -> None:
    RoleChange.objects.create(
        at=timezone.now(),
        what=what,
        person_id=row.user_id,
        by=actor.user if actor else None,
        by_role=_("By delegation"),
        assignment_number=row.pk,
        role_id=row.role_id,
        organisation_id=row.organisation_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        deputy_for_id=row.deputy_for_id,
    )


# --- Beneath ---


@contextmanager
def _alone():
    """A transaction in which nobody else changes delegations: the check of chains looks at all of them."""
    with transaction.atomic():
        _wait_for_others()
        yield


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _found(pk: int) -> Delegation:
    return Delegation.objects.select_related("giver", "receiver", "role", "organisation").get(pk=pk)


def _tell(row: Delegation, what: str, actor: Actor) -> None:
    for tell in TOLD:
        tell(row, what, actor)
