"""How the region's deployment of a release makes a deviation, and ends it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from engine.context import Context
from engine.perform import create_within, take
from roles.actor import SYSTEM
from tickets.deviations.codes import Kind
from tickets.models import DeviationDetail, Ticket
from tickets.processes import PROCESSES

SLUG = "deviation"


def open_deviation(
    context: Context,
    *,
    region,
    kind: str,
    reason: str,
    cost: str,
    expires_on: date | datetime,
    granted_by: str,
    ticket,
    row=None,
):
    """A deviation of `region` from the release `ticket`, in force at once; gives its ticket.

    Call it from an effect of the step of the deployment `row`, in whose transaction it is born. Raises Refused where
    the last day lies too far ahead.
    """
    day = timezone.localdate(expires_on) if isinstance(expires_on, datetime) else expires_on
    given = {
        "title": _title(kind, ticket),
        "rollout_kind": str(kind),
        "deviation_reason": reason,
        "deviation_cost": cost,
        "deviation_expires": day.isoformat(),
        "deviation_granted_by": granted_by[:160],
        "deviation_release": ticket.number,
    }
    event = create_within(
        PROCESSES[SLUG],
        ("open",),
        process=SLUG,
        origin=region,
        reporter=context.actor.person,
        service_id=ticket.service_id,
        data=given,
        **_how(context),
    )
    if row is not None:
        _keep_row(event.ticket, row)
    return event.ticket


def _title(kind: str, release) -> str:
    """In the language of the installation: everybody reads it."""
    with translation.override(settings.LANGUAGE_CODE):
        return (_("%(kind)s: %(release)s") % {"kind": Kind(kind).label, "release": release.title})[:160]


def _keep_row(made, row) -> None:
    DeviationDetail.objects.filter(ticket_id=made.pk).update(row=row.pk)
    made.detail().row = row.pk


def end_deviation(context: Context, deviation, reason: str) -> None:
    """The region goes along again: its deviation ends, where it has not already."""
    if deviation is None:
        return

    def follow(finished: Context) -> None:
        subject = Ticket.lock(deviation.pk, SYSTEM)
        if subject.closed_at is None:
            take(subject, "end", data={"reason": reason}, version=subject.version, **_how(finished))

    context.then.append(follow)


def _how(context: Context) -> dict:
    return {"actor": SYSTEM, "via": context.via, "cause": f"ticket:{context.root.pk}", "at": context.at}
