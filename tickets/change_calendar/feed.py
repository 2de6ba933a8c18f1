"""The feed that a person's own calendar program fetches: planned changes and freezes, cut to that person at each fetch.

RFC 5545. It holds numbers, titles and places that the person may read, nothing more; of a confidential case, or one
with personal data, no title leaves the log-in. Times are in UTC, so that a clock change moves nothing.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from roles.actor import Actor, actor_for
from roles.models import User
from tickets import mail_titles
from tickets.change_calendar import month, words
from tickets.change_calendar.rows import CalendarFeed, FreezePeriod

BACK, AHEAD = timedelta(days=31), timedelta(days=400)
AGAIN = timedelta(hours=1)  # how often a program is asked to look


def make(user: User, *, now: datetime) -> str:
    """A new secret for the person's address, which is returned this once; the one before ends."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two presses at once make one feed
        revoke(user, now=now)
        CalendarFeed.objects.create(user=user, digest=digest_of(secret), made_at=now)
    return secret


def revoke(user: User, *, now: datetime) -> int:
    return CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


def of_user(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def found(secret: str) -> CalendarFeed | None:
    """The feed of this secret, where it works and its person may still log in."""
    rows = CalendarFeed.objects.filter(digest=digest_of(secret), revoked_at=None, user__is_active=True)
    return rows.select_related("user").first()


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def fetched(feed: CalendarFeed, *, now: datetime) -> bytes:
    """The feed as its person may read it now; notes that it was fetched."""
    CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=now)
    with translation.override(feed.user.language or settings.LANGUAGE_CODE):
        return written(actor_for(feed.user), now=now)


def written(actor: Actor, *, now: datetime) -> bytes:
    """As bytes of text/calendar."""
    first, last = timezone.localdate(now - BACK), timezone.localdate(now + AHEAD)
    span = month.read(first, last, actor)
    calendar = Calendar()
    calendar.add("prodid", "-//Planned changes//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Planned changes"))
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    withheld = mail_titles.withheld([entry.change for entry in span.entries])
    for entry in span.entries:
        calendar.add_component(_change(entry, has_title=entry.change.pk not in withheld))
    for freeze in span.frozen:
        calendar.add_component(_freeze(freeze))
    return calendar.to_ical()


def _change(entry: month.Entry, *, has_title: bool) -> Event:
    ticket, event = entry.change, Event()
    place = f"-{entry.regions[0].slug}" if entry.row else ""  # a release has one for each region
    event.add("uid", f"{ticket.number}{place}@{_host()}")
    event.add("dtstamp", ticket.updated_at.astimezone(UTC))
    event.add("last-modified", ticket.updated_at.astimezone(UTC))
    event.add("sequence", entry.row.version if entry.row else ticket.version)
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("dtend", entry.end.astimezone(UTC))
    event.add("summary", _summary(entry, has_title=has_title))
    if entry.regions:
        event.add("location", words.names(entry.regions))
    event.add("status", "CONFIRMED")
    event.add("url", f"{settings.PUBLIC_URL}{reverse('tickets:detail', args=[ticket.number])}")
    return event


def _summary(entry: month.Entry, *, has_title: bool) -> str:
    said = f"{entry.change.number} {entry.change.title}" if has_title else entry.change.number
    return _("Deployment: %(release)s") % {"release": said} if entry.row else said


def _freeze(row: FreezePeriod) -> Event:
    """All day, and nobody is busy with it."""
    event = Event()
    event.add("uid", f"freeze-{row.pk}@{_host()}")
    event.add("dtstamp", row.made_at.astimezone(UTC))
    event.add("dtstart", row.first_day)
    event.add("dtend", row.last_day + timedelta(days=1))
    event.add("summary", _("Change freeze: %(name)s") % {"name": row.name})
    event.add("location", words.place_of(row))
    event.add("transp", "TRANSPARENT")
    return event


def _host() -> str:
    return settings.PUBLIC_URL.partition("://")[2].partition("/")[0] or "localhost"
