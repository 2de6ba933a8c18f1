"""What a person has been told: her list, what is unread, marking it read, and the one mail a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from outbox.enqueue import enqueue
from outbox.models import Message
from roles import kept
from roles.actor import Actor
from sla import workdays
from tickets import article_mail, delegation_mail
from tickets.escalating import said
from tickets.models import Event, Notice, Ticket
from tickets.paging import Order, Page, page_of
from tickets.telling import step_name, taken_by

DAILY_MAIL = "ticket.daily"
MAILED_AT = time(7, 30)  # local, on working days
COUNTED_TO = 99
# What else a line of the list says of an event to this reader. These ask the database for nothing.
MORE_LINES: list[Callable[[Ticket, Event, Actor], list[str]]] = []


@dataclass(frozen=True)
class Thing:
    """What else a notice may be of: the rows that are read along, and its sentence with the address it leads to."""

    along: str
    said: Callable[[Notice], tuple[str, str]]


# By the column of the notice. A process adds its own.
MORE_THINGS: dict[str, Thing] = {}
NEWEST = Order("", (("created_at", True), ("id", True)))


@dataclass(frozen=True)
class Told:
    """One line of the list, in the reader's language. `number` and `title` are empty of a delegation."""

    notice: Notice
    what: str
    number: str
    title: str
    who: str
    at: datetime
    path: str


def readable_by(actor: Actor) -> QuerySet[Notice]:
    """The actor's own list: only what she may read now. The only read there is."""
    return Notice.objects.visible_to(actor).filter(is_listed=True)


def with_what_they_tell(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """The rows with all that `told` needs."""
    articles = ("article_event__article__shown_title",)
    more = [one.along for one in MORE_THINGS.values()]
    return rows.select_related("ticket", "event", *articles, "delegation__giver", "delegation__receiver", *more)


def page(actor: Actor, *, cursor: str = "", unread_only: bool = False) -> Page:
    """Newest first, as `Told`; one query. Raises Refused for a cursor that is not one of ours."""
    rows = with_what_they_tell(readable_by(actor))
    if unread_only:
        rows = rows.filter(read_at=None)
    found = page_of(rows, NEWEST, cursor=cursor)
    return Page([told(one, actor) for one in found.rows], found.next, found.previous)


def told(notice: Notice, actor: Actor) -> Told:
    """A notice of `with_what_they_tell` in the words that its reader may read."""
    if notice.delegation_id is not None:
        what = delegation_mail.words(notice.delegation, notice.what)
        return Told(notice, what, "", "", "", notice.created_at, reverse("roles:delegations"))
    for column, thing in MORE_THINGS.items():
        if getattr(notice, column) is not None:
            what, path = thing.said(notice)
            return Told(notice, what, "", "", "", notice.created_at, path)
    if notice.article_event_id is not None:
        event, article = notice.article_event, notice.article_event.article
        what, path = article_mail.step_name(article, event.step), reverse("tickets:article", args=[article.number])
        return Told(notice, what, article.number, article.title_for(actor), taken_by(event), event.at, path)
    ticket, event = notice.ticket, notice.event
    ticket.__class__ = ticket.workflow_class()
    path = reverse("tickets:detail", args=[ticket.number])
    more = [line for lines in MORE_LINES for line in lines(ticket, event, actor)]
    what = ". ".join([step_name(ticket, event), *said.unstaffed(event, actor), *more])
    return Told(notice, what, ticket.number, ticket.title, taken_by(event), event.at, path)


def unread(actor: Actor) -> int:
    """How many are unread, counted to a hundred; one query."""
    return len(kept.rows(_unread, actor))


def _unread(actor: Actor) -> QuerySet:
    return readable_by(actor).filter(read_at=None).values_list("pk")[: COUNTED_TO + 1]


def mark(rows: QuerySet[Notice], *, read_at: datetime | None) -> int:
    """Mark these read at that time (UTC), or unread again; how many were changed."""
    return rows.filter(read_at__isnull=read_at is not None).update(read_at=read_at)


def collect_daily_mails(*, now: datetime) -> int:
    """Write the daily mail of everybody who waits for one, once it is time on a working day; how many.

    Safe at any hour and in any number of workers: what is collected has its day, and a person has one mail a day.
    Opens its own transaction. `now` is aware.
    """
    today = timezone.localtime(now).date()
    due_at = timezone.make_aware(datetime.combine(today, MAILED_AT))
    waiting = Notice.objects.unscoped("the mail is cut to its reader when it is sent")
    waiting = waiting.filter(is_daily=True, mailed_on=None, created_at__lt=due_at)
    if now < due_at or not waiting.exists() or not _is_working_day(today):
        return 0
    with transaction.atomic():
        people = set(waiting.values_list("user_id", flat=True))
        waiting.filter(user_id__in=people).update(mailed_on=today)
        enqueue(_daily(today, pk, due_at) for pk in sorted(people))
    return len(people)


def _daily(day: date, user_id: int, due_at: datetime) -> Message:
    return Message(
        kind=DAILY_MAIL,
        recipient_id=user_id,
        subject_type="roles.user",
        subject_id=user_id,
        payload={"day": day.toordinal()},
        dedupe_key=f"daily:{day.toordinal()}:user:{user_id}",
        due_at=due_at,
    )


def _is_working_day(day: date) -> bool:
    noon_before = timezone.make_aware(datetime.combine(day - timedelta(days=1), time(12)))
    return timezone.localtime(workdays.after_working_days(noon_before, 1)).date() == day
