"""Telling people in tests: the fan-out of what steps have written, without the worker's own transactions."""

from outbox.models import Message
from outbox.rendering import render
from tickets import fanout, telling
from tickets.models import Notice
from tickets.tell import CHANNEL


def open_all() -> None:
    """Open up every step's message that waits."""
    for message in Message.objects.filter(channel=CHANNEL, sent_at=None):
        fanout.open_up(message, render(message))


def notices_of(who, **which):
    return list(Notice.all_objects.filter(user=who.user, **which).order_by("id"))


def mails_to(who, kind=telling.MAIL):
    return list(Message.objects.filter(recipient=who.user, kind=kind).order_by("id"))
