"""The words of the one mail a day: the numbers and steps of what is still unread, a link each, no word of a case."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outbox import rendering
from outbox.models import Message
from outbox.rendering import Rendered
from roles.actor import Actor, actor_for
from tickets import mail_titles
from tickets.models import Notice
from tickets.notices import DAILY_MAIL, Told, told, with_what_they_tell

MOST = 100  # lines of one mail; the rest stand in the list


def register() -> None:
    """Make the kind known to the outbox; called once, when the app is ready."""
    rendering.register_renderer(DAILY_MAIL, render)


def render(message: Message) -> Rendered | None:
    """The mail for its recipient; None where everything is read or may no longer be read."""
    day, reader = date.fromordinal(message.payload["day"]), actor_for(message.recipient)
    rows = Notice.objects.visible_to(reader).filter(is_daily=True, mailed_on=day, read_at=None)
    rows = with_what_they_tell(rows).order_by("ticket_id", "event_id", "article_event_id", "pk")
    found = list(rows[: MOST + 1])
    if not found:
        return None
    shown = found[:MOST]
    titled = _titled(shown, reader)
    lines = [_line(told(one, reader), is_titled=one.pk in titled) for one in shown]
    if len(found) > MOST:
        lines.append(_("There is more in the list."))
    count = len(lines)
    text = ngettext("%(count)s event that concerns you, %(day)s", "%(count)s events that concern you, %(day)s", count)
    where = f"{settings.PUBLIC_URL}/aviseringar/"
    body = _("%(lines)s\n\nThe whole list, and how you are told: %(where)s\n") % {
        "lines": "\n\n".join(lines),
        "where": where,
    }
    return Rendered(text % {"count": count, "day": date_format(day)}, body)


def _titled(rows: list[Notice], reader: Actor) -> set[int]:
    """The keys of the notices that stand with their title; two queries at most."""
    if not mail_titles.are_chosen(reader):
        return set()
    kept = mail_titles.withheld([one.ticket for one in rows if one.ticket_id is not None])
    articles = [one.article_event.article for one in rows if one.article_event_id is not None]
    kept_articles = mail_titles.withheld_articles(articles, reader)
    return {
        one.pk
        for one in rows
        if (one.ticket_id is not None and one.ticket_id not in kept)
        or (one.article_event_id is not None and one.article_event.article_id not in kept_articles)
    }


def _line(one: Told, *, is_titled: bool) -> str:
    said = {"number": one.number, "what": one.what, "title": one.title, "where": settings.PUBLIC_URL + one.path}
    if not one.number:
        return _("%(what)s\n%(where)s") % said
    if is_titled:
        return _("%(number)s: %(what)s\n%(title)s\n%(where)s") % said
    return _("%(number)s: %(what)s\n%(where)s") % said
