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
from roles.actor import actor_for
from tickets.models import Notice
from tickets.notices import DAILY_MAIL, Told, told

MOST = 100  # lines of one mail; the rest stand in the list


def register() -> None:
    """Make the kind known to the outbox; called once, when the app is ready."""
    rendering.register_renderer(DAILY_MAIL, render)


def render(message: Message) -> Rendered | None:
    """The mail for its recipient; None where everything is read or may no longer be read."""
    day = date.fromordinal(message.payload["day"])
    rows = Notice.objects.visible_to(actor_for(message.recipient)).filter(is_daily=True, mailed_on=day, read_at=None)
    found = list(rows.select_related("ticket", "event").order_by("ticket_id", "event_id")[: MOST + 1])
    if not found:
        return None
    lines = [_line(told(one)) for one in found[:MOST]]
    if len(found) > MOST:
        lines.append(_("There is more in the list."))
    count = len(lines)
    text = ngettext("%(count)s event in your cases, %(day)s", "%(count)s events in your cases, %(day)s", count)
    where = f"{settings.PUBLIC_URL}/aviseringar/"
    body = _("%(lines)s\n\nThe whole list, and how you are told: %(where)s\n") % {
        "lines": "\n\n".join(lines),
        "where": where,
    }
    return Rendered(text % {"count": count, "day": date_format(day)}, body)


def _line(one: Told) -> str:
    where = f"{settings.PUBLIC_URL}/arenden/{one.ticket.number}/"
    return _("%(number)s: %(what)s\n%(where)s") % {"number": one.ticket.number, "what": one.what, "where": where}
