"""Planned changes put straight into the tables: what these tests read is many; the way there is tested elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

from django.db import connection
from django.utils import timezone

from regions import directory
from tests import parties
from tests.cases import fresh
from tickets.change_calendar.rows import FreezePeriod, ServiceWindow
from tickets.models import AffectedRegion, AffectedService, ChangeDetail, Ticket

NUMBERS = count(1)


@contextmanager
def past_the_guard():
    """The database refuses a ticket that no step has made: the triggers of these inserts are left out."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


def at(text: str) -> datetime:
    """ "2026-12-01 22:00" in local time."""
    return timezone.make_aware(datetime.fromisoformat(text))


def plan(
    start,
    end,
    regions=(parties.REGION,),
    services=("lakemedel",),
    *,
    state: str = "scheduled",
    visibility: str = "joint",
    title: str = "Byte av tjänst",
) -> Ticket:
    """A change planned at [start, end); times as `at` reads them."""
    start, end = (at(one) if isinstance(one, str) else one for one in (start, end))
    origin, now = directory.by_slug(regions[0] if regions else parties.SUPPORT_ORG), timezone.now()
    with past_the_guard():
        ticket = Ticket.all_objects.create(
            process="change",
            number=f"AND-1999-{next(NUMBERS):06d}",
            state=state,
            title=title,
            origin=origin,
            reporter_organisation=origin,
            holder=directory.support_org() if visibility == "joint" else origin,
            visibility=visibility,
            created_at=now,
            updated_at=now,
            registered_at=now,
            version=1,
        )
        ChangeDetail.objects.create(ticket=ticket, planned_start=start, planned_end=end)
        AffectedRegion.all_objects.bulk_create(
            AffectedRegion(ticket=ticket, region=directory.by_slug(slug), since=now) for slug in regions
        )
        AffectedService.all_objects.bulk_create(
            AffectedService(ticket=ticket, service=directory.service_by_slug(slug)) for slug in services
        )
    return fresh(ticket.pk)


def freeze(first: str, last: str, place: str = "", name: str = "Julstopp", **more) -> FreezePeriod:
    return FreezePeriod.objects.create(
        organisation=directory.by_slug(place) if place else None,
        name=name,
        kind="christmas",
        first_day=first,
        last_day=last,
        made_at=timezone.now(),
        **more,
    )


def window(opens: str, closes: str, weekdays=(0, 1, 2, 3, 4, 5, 6), place: str = "", **more) -> ServiceWindow:
    said = {"name": "Servicefönster", "valid_from": "2020-01-01", "made_at": timezone.now()} | more
    row = ServiceWindow.objects.create(
        organisation=directory.by_slug(place) if place else None,
        weekdays=list(weekdays),
        opens=opens,
        closes=closes,
        **said,
    )
    row.refresh_from_db()
    return row


HOUR = timedelta(hours=1)
