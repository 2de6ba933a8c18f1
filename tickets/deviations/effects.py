"""What the steps of a deviation bring about."""

from __future__ import annotations

from django.utils import timezone

from engine.context import Context
from regions import directory
from tickets import codes as ticket_codes
from tickets import grants
from tickets.deviations import figures
from tickets.deviations.rules import RELEASE_IS_OVER
from tickets.expiring import Expiry
from tickets.guards_between import region_of
from tickets.models import Link, RegionDeployment
from tickets.models.number import next_number

# The morning after its last day it is to be reviewed; before that the region is reminded.
EXPIRY = Expiry("fall_due", "remind", "expiry", lambda: figures.of("remind_days"))
ROW_RENEWED = "deviation_renewed"  # the step of the deployment that it is about
ROLES = "deviation_region"  # those who renew and end the region's deviations
SUPPORT = "deviation_support"  # those who keep the joint releases together


def born(context: Context) -> None:
    """Number, owner region and readers. It is the region's from first to last: owned and held there."""
    ticket, setting = context.subject, directory.setting(context.subject.process)
    ticket.number = next_number(setting.prefix, timezone.localtime(context.at).year)
    ticket.created_at = ticket.updated_at = ticket.registered_at = context.at
    if ticket.origin_id is None:
        ticket.origin = region_of(context.hat.organisation)
        ticket.reporter = context.actor.person
    ticket.holder = ticket.reporter_organisation = ticket.origin
    ticket.visibility = setting.default_visibility
    _keep_secret(context, context.data.get("deviation_release"))
    context.tell(SUPPORT)


def _keep_secret(context: Context, release) -> None:
    """Words of a confidential release stay with its named readers."""
    if release is not None and release.visibility == ticket_codes.Visibility.CONFIDENTIAL:
        context.subject.visibility = ticket_codes.Visibility.CONFIDENTIAL
        context.then.append(lambda finished: grants.admit_named_readers(finished, release))


def watch(context: Context) -> None:
    EXPIRY.watch(context, context.subject.detail().expires_on)


def renewed(context: Context) -> None:
    context.subject.detail().renewals += 1
    context.subject.detail_changed = True
    watch(context)
    _tell_row(context)
    context.tell(SUPPORT)


def _tell_row(context: Context) -> None:
    """The deployment that it is about says the new day by a step of its own, which locks the release."""
    detail = context.subject.detail()
    if (pk := detail.row) is not None and detail.release.state not in RELEASE_IS_OVER:
        context.when_due(ROW_RENEWED, context.at, reason="renewed", subject=RegionDeployment(pk=pk))


def fell_due(context: Context) -> None:
    """Those hear of it who can renew or end it. The deployment that it is about has its own due step."""
    context.tell(ROLES)


def tell_region(context: Context) -> None:
    context.tell(ROLES)


def ended(context: Context) -> None:
    context.subject.closed_at = context.at
    EXPIRY.call_off(context)
    context.tell(SUPPORT)


def link_release(context: Context) -> None:
    """Shown to those who may read both."""
    release = context.data.get("deviation_release")
    if release is None:
        return
    kind = ticket_codes.LinkKind.FOLLOWS
    context.notes["link"] = {"kind": kind, "ticket": release.pk, "for": ticket_codes.Audience.CUSTOMER}
    context.add(lambda event, texts: Link(ticket=event.ticket, other=release, kind=kind, created_at=event.at))
