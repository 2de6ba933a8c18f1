"""Exceptions to who reads a ticket: the only code that writes grants. Always inside a step, with reason and expiry."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import timezone

from engine.context import Context
from regions import directory

SHARE = "share"  # the reason of a grant that somebody gave by hand, and that can be ended by hand


@dataclass(frozen=True)
class Share:
    """A share as one can point at it: `key` names it among the ticket's shares."""

    key: str
    row: object

    @property
    def level(self) -> str:
        return self.row.permission.codename

    @property
    def receiver(self) -> tuple:
        """(person, organisation, role slug) of whom it was shared with."""
        if self.key.startswith("person"):
            return self.row.user, None, ""
        _kind, _colon, rest = self.row.group.name.partition(":")
        place, _colon, role = rest.partition(":")
        return None, directory.organisation(int(place)), role


def _permission(level: str) -> Permission:
    return Permission.objects.get(content_type__app_label="tickets", content_type__model="ticket", codename=level)


def group_of(organisation, role: str = "") -> Group:
    """The group that stands for an organisation, or for a role worn there (see `roles.actor.group_names`)."""
    name = f"hat:{organisation.pk}:{role}" if role else f"org:{organisation.pk}"
    return Group.objects.get_or_create(name=name)[0]


def grant_organisation(
    context: Context, organisation, level: str, *, reason: str, role: str = "", expires_at=None
) -> None:
    """Let everyone of `organisation` (or who wears `role` there) read the ticket at `level`, from this step on."""
    from tickets.models import TicketGroupGrant

    group = group_of(organisation, role)

    context.then.append(lambda finished: _write(finished, TicketGroupGrant, level, reason, expires_at, group=group))
    _expire(context, expires_at)


def grant_person(context: Context, person, level: str, *, reason: str, expires_at=None) -> None:
    """Let one person read the ticket at `level`, from this step on."""
    from tickets.models import TicketUserGrant

    context.then.append(lambda finished: _write(finished, TicketUserGrant, level, reason, expires_at, user=person))
    _expire(context, expires_at)


def grant_roles(context: Context, places: list[tuple[object, str]], level: str, *, reason: str) -> None:
    """Let all who wear one of the roles, each at its organisation, read the ticket until the reason is revoked.

    In as many statements however many there are.
    """
    from tickets.models import TicketGroupGrant

    names = sorted({f"hat:{organisation.pk}:{role}" for organisation, role in places})

    def write(finished: Context) -> None:
        known = set(Group.objects.filter(name__in=names).values_list("name", flat=True))
        Group.objects.bulk_create([Group(name=one) for one in names if one not in known], ignore_conflicts=True)
        which = {"content_object": finished.root, "permission": _permission(level), "reason_code": reason}
        rows = [
            TicketGroupGrant(group=group, **which, **_facts(finished, None))
            for group in Group.objects.filter(name__in=names)
        ]
        TicketGroupGrant.objects.bulk_create(rows, ignore_conflicts=True)

    context.then.append(write)


def _write(finished: Context, model, level: str, reason: str, expires_at, **receiver) -> None:
    """One row a receiver, level and reason: each ends by itself."""
    which = {"content_object": finished.root, "permission": _permission(level), "reason_code": reason, **receiver}
    model.objects.update_or_create(**which, defaults=_facts(finished, expires_at))


def admit_named_readers(finished: Context, other) -> None:
    """Of a step that is already written: who was named to read the confidential case `other` reads this one, too."""
    from tickets.models import TicketGroupGrant, TicketUserGrant

    for model in (TicketUserGrant, TicketGroupGrant):
        rows = list(model.objects.filter(content_object_id=other.pk, reason_code="confidential"))
        for row in rows:
            row.pk, row.content_object = None, finished.root
            for name, value in _facts(finished, row.expires_at).items():
                setattr(row, name, value)
        model.objects.bulk_create(rows, ignore_conflicts=True)


def grant_now(finished: Context, organisation, level: str, *, reason: str) -> None:
    """Of a step that is already written: let everyone of `organisation` read the ticket, without an end."""
    from tickets.models import TicketGroupGrant

    _write(finished, TicketGroupGrant, level, reason, None, group=group_of(organisation))


def revoke(context: Context, *, reason: str | None = None, expired: bool = False) -> None:
    """Take away the ticket's grants given for `reason`, or those whose time has passed."""
    from tickets.models import TicketGroupGrant, TicketUserGrant

    for model in (TicketUserGrant, TicketGroupGrant):
        rows = model.objects.filter(content_object=context.root)
        rows = rows.filter(expires_at__lte=context.at) if expired else rows.filter(reason_code=reason)
        rows.delete()


def end_grants_of(ticket, organisation, *, reason: str) -> None:
    """Take away what `organisation` as a whole was given for `reason`."""
    from tickets.models import TicketGroupGrant

    TicketGroupGrant.objects.filter(content_object=ticket, group=group_of(organisation), reason_code=reason).delete()


def groups_merged_into(ticket) -> list:
    """The organisations that read the ticket because a case of theirs was merged into it."""
    from tickets.models import TicketGroupGrant

    rows = TicketGroupGrant.objects.filter(content_object=ticket, reason_code__startswith="duplicate:")
    names = rows.values_list("group__name", flat=True).distinct()
    found = [directory.organisation(int(name.split(":")[1])) for name in names if name.startswith("org:")]
    return [one for one in found if one is not None]


# --- Shares one by one ---


def shares_of(ticket) -> list[Share]:
    """The shares in force, oldest first; what the ticket is read by otherwise is not among them. Two queries."""
    from tickets.models import TicketGroupGrant, TicketUserGrant

    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    found = []
    for kind, model, receiver in (("person", TicketUserGrant, "user"), ("group", TicketGroupGrant, "group")):
        rows = model.objects.filter(alive, content_object_id=ticket.pk, reason_code=SHARE)
        found += [Share(f"{kind}-{row.pk}", row) for row in rows.select_related(receiver, "permission", "granted_by")]
    return sorted(found, key=lambda one: one.row.granted_at)


def end_one(context: Context, key: str) -> None:
    """Take one share away, by the key that `shares_of` gave it."""
    from tickets.models import TicketGroupGrant, TicketUserGrant

    kind, _dash, number = key.partition("-")
    model = {"person": TicketUserGrant, "group": TicketGroupGrant}[kind]
    model.objects.filter(content_object=context.root, reason_code=SHARE, pk=int(number)).delete()


def _facts(context: Context, expires_at) -> dict:
    return {
        "granted_by": context.actor.person,
        "granted_at": context.at,
        "expires_at": expires_at,
        "event_seq": context.event.seq,
    }


def _expire(context: Context, expires_at) -> None:
    if expires_at is not None:
        step, reason, at = end_of_share(expires_at)
        context.when_due(step, at, reason=reason, subject=context.root)


def end_of_share(expires_at) -> tuple:
    """The due step that takes an expired grant away: its name, its reason and its time."""
    return "end_share", f"share:{expires_at:%Y%m%d%H%M%S}", expires_at
