"""Exceptions to who reads a ticket: the only code that writes grants. Always inside a step, with reason and expiry."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from engine.context import Context


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

    def write(finished: Context) -> None:
        TicketGroupGrant.objects.update_or_create(
            content_object=finished.root,
            group=group,
            permission=_permission(level),
            defaults=_facts(finished, reason, expires_at),
        )

    context.then.append(write)
    _expire(context, expires_at)


def grant_person(context: Context, person, level: str, *, reason: str, expires_at=None) -> None:
    """Let one person read the ticket at `level`, from this step on."""
    from tickets.models import TicketUserGrant

    def write(finished: Context) -> None:
        TicketUserGrant.objects.update_or_create(
            content_object=finished.root,
            user=person,
            permission=_permission(level),
            defaults=_facts(finished, reason, expires_at),
        )

    context.then.append(write)
    _expire(context, expires_at)


def revoke(context: Context, *, reason: str | None = None, expired: bool = False) -> None:
    """Take away the ticket's grants given for `reason`, or those whose time has passed."""
    from tickets.models import TicketGroupGrant, TicketUserGrant

    for model in (TicketUserGrant, TicketGroupGrant):
        rows = model.objects.filter(content_object=context.root)
        rows = rows.filter(expires_at__lte=context.at) if expired else rows.filter(reason_code=reason)
        rows.delete()


def _facts(context: Context, reason: str, expires_at) -> dict:
    return {
        "reason_code": reason,
        "granted_by": context.actor.person,
        "granted_at": context.at,
        "expires_at": expires_at,
    }


def _expire(context: Context, expires_at) -> None:
    if expires_at is not None:
        step, reason, at = end_of_share(expires_at)
        context.when_due(step, at, reason=reason, subject=context.root)


def end_of_share(expires_at) -> tuple:
    """The due step that takes an expired grant away: its name, its reason and its time."""
    return "end_share", f"share:{expires_at:%Y%m%d%H%M%S}", expires_at
