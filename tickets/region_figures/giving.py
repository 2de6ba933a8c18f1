"""Giving a new figure of a region: dated, with its source, added to those that stand. Opens its transaction.

A region gives the number of its own users, and the support organisation any figure: the inhabitants are published, and
what one region has of them changes what every other one pays. Raises `changing.NotAllowed` where the actor may not, and
`changing.Refused` with a sentence a field.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.personal_data import certain, detect_identifiers, refusal
from regions import directory
from regions.kinds import Tier
from regions.models import Organisation, RegionMeasure
from roles.actor import Actor, Hat
from roles.changing import NotAllowed, Refused

OWN, ALL = "region.edit_own", "region.edit_all"
Kind = RegionMeasure.Kind
EARLIEST = date(2000, 1, 1)
LARGEST = 20_000_000
MOST_SOURCE = 200


def hat_for(actor: Actor, region: Organisation, kind: str) -> Hat | None:
    """The hat under which the actor gives this figure."""
    if actor.viewer is not None:
        return None
    for hat in actor.hats:
        if ALL in hat.capabilities and hat.tier == Tier.SUPPORT:
            return hat
        if OWN in hat.capabilities and hat.organisation == region and kind == Kind.USERS:
            return hat
    return None


def may_give(actor: Actor) -> list[tuple[Organisation, str]]:
    """Each region and kind of which the actor gives figures."""
    return [(one, kind) for one in directory.regions() for kind in Kind.values if hat_for(actor, one, kind)]


def give(
    actor: Actor, *, region: Organisation, kind: str, value: int, measured_on: date, source: str, at: datetime
) -> RegionMeasure:
    """So many on that day. What was divided before keeps the figures that it was divided by."""
    hat = hat_for(actor, region, kind)
    if hat is None:
        raise NotAllowed
    source = " ".join(source.split())
    if faults := dict(_wrong(region, value, measured_on, source, timezone.localdate(at))):
        raise Refused(**faults)
    with transaction.atomic():
        row = RegionMeasure.objects.create(
            collaboration=directory.collaboration(),
            region=region,
            kind=kind,
            value=value,
            measured_on=measured_on,
            source=source,
            given_at=at,
            given_by=actor.user,
            given_as=f"{hat.label}, {hat.organisation.name}"[:240],
        )
    directory.clear()
    return row


def _wrong(region: Organisation, value: int, measured_on: date, source: str, today: date):
    if region not in directory.regions():
        yield "region", _("Choose a region that takes part.")
    if not 0 < value <= LARGEST:
        yield "value", _("Write a number above zero.")
    if not EARLIEST <= measured_on <= today:
        yield "measured_on", _("Choose a day that has been, from 2000 on.")
    if found := certain(detect_identifiers(source)):
        yield "source", refusal(_("Who counted, and where it is found"), found)
    elif not 0 < len(source) <= MOST_SOURCE:
        yield "source", _("Say who counted, and where it is found.")
