"""Releases and spells put straight into the tables: these tests read many; the way there is tested elsewhere."""

from __future__ import annotations

from itertools import count

from django.utils import timezone

from regions import directory
from tests import parties
from tests.cases import fresh
from tests.change_calendar.planning import past_the_guard
from tickets.models import DeploymentSpell, RegionDeployment, ReleaseDetail, Ticket

NUMBERS = count(1)


def release(version: str = "4.2", *, visibility: str = "joint", vendor: str = "", state: str = "rollout", **detail):
    """A release of the support organisation with a row for every region."""
    now, support = timezone.now(), directory.support_org()
    with past_the_guard():
        ticket = Ticket.all_objects.create(
            process="release",
            number=f"REL-1999-{next(NUMBERS):06d}",
            state=state,
            title=f"Cosmic {version}",
            origin=support,
            reporter_organisation=support,
            holder=support,
            vendor=directory.by_slug(vendor) if vendor else None,
            vendor_since=now if vendor else None,
            visibility=visibility,
            created_at=now,
            updated_at=now,
            registered_at=now,
            version=1,
        )
        ReleaseDetail.objects.create(ticket=ticket, release_version=version, **detail)
        RegionDeployment.all_objects.bulk_create(
            RegionDeployment(ticket=ticket, region=one, state="planned", since=now) for one in directory.regions()
        )
    return fresh(ticket.pk)


def row_of(ticket, region: str = parties.REGION) -> RegionDeployment:
    return RegionDeployment.all_objects.get(ticket=ticket, region=directory.by_slug(region))


def spell(
    ticket, begins, region: str = parties.REGION, service: str = "cosmic", *, back=None, environment: str = "production"
) -> DeploymentSpell:
    """The release's version came to the region at `begins`, and was rolled back at `back`."""
    return DeploymentSpell.all_objects.create(
        row=row_of(ticket, region),
        ticket=ticket,
        region=directory.by_slug(region),
        environment=environment,
        service=directory.service_by_slug(service),
        version=ReleaseDetail.objects.get(ticket=ticket).release_version,
        from_at=begins,
        rolled_back_at=back,
        event_seq=1,
    )
