"""Writing down what each person is told, as each has chosen: a line in the list, a mail or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from outbox.enqueue import enqueue
from outbox.models import Message
from roles.models import User
from tickets import telling_ways
from tickets.models import Notice
from tickets.models.notice import Mailing
from tickets.telling_ways import Way


@dataclass
class Meant:
    """The kinds of events by which a person is told, and those of them that no mailbox is mailed of in her place."""

    heard: set[str] = field(default_factory=set)
    mailed: set[str] = field(default_factory=set)

    def by(self, category: str, *, is_mailed: bool = True) -> None:
        self.heard.add(category)
        if is_mailed:
            self.mailed.add(category)


def write(
    meant: dict[int, Meant], *, notice: Callable[[int], Notice], mail: Callable[[int], Message], more: list[Message]
) -> None:
    """Notices and mails for those of the people whose accounts are open, each once, and `more` messages.

    `notice` and `mail` make a row for a person's key. Opens the transaction; safe to call again.
    """
    people = User.objects.filter(pk__in=meant.keys(), is_active=True, kind="person").order_by("pk")
    ids = list(people.values_list("pk", flat=True))
    chosen = telling_ways.ways(ids)
    notices, mails = [], []
    for pk in ids:
        category, way = way_of_person(chosen, pk, meant[pk])
        if way.is_listed or way.mailing == Mailing.DAILY:
            row = notice(pk)
            row.user_id, row.category = pk, category
            row.is_listed, row.is_daily = way.is_listed, way.mailing == Mailing.DAILY
            notices.append(row)
        if way.mailing == Mailing.NOW:
            mails.append(mail(pk))
    with transaction.atomic():
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        enqueue([*mails, *more])


def way_of_person(chosen, user_id: int, meant: Meant) -> tuple[str, Way]:
    """By which kind the person is told, and how: of what a mailbox is mailed in her place she has no mail."""
    category = telling_ways.heaviest(meant.heard)
    way = telling_ways.way_of(chosen, user_id, category)
    if category in meant.mailed:
        return category, way
    rest = telling_ways.way_of(chosen, user_id, telling_ways.heaviest(meant.mailed)) if meant.mailed else None
    return category, Way(way.is_listed, rest.mailing if rest else Mailing.NEVER)
