"""The log of messages that leave the house: what was sent, what waits, what was given up, and sending that again."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from engine.errors import Refused
from outbox.models import Message, Resending
from outbox.resending import CAPABILITY, MOST, NotAllowed, resend
from regions import directory
from roles import rights
from roles.web.answers import lacks
from tickets.models import Ticket
from tickets.paging import Order, page_of

NEWEST = Order("", (("id", True),))
ENDED = Q(sent_at__isnull=False) | Q(dead_at__isnull=False) | Q(dropped_at__isnull=False)
# Each state of a message: its name, its rows, its colour in the table.
STATES = {
    "dead": (pgettext_lazy("messages", "Given up"), Q(dead_at__isnull=False)),
    "failing": (pgettext_lazy("messages", "Being tried again"), ~ENDED & ~Q(last_error="")),
    "waiting": (pgettext_lazy("messages", "Waiting"), ~ENDED & Q(last_error="")),
    "sent": (pgettext_lazy("messages", "Sent"), Q(sent_at__isnull=False)),
    "dropped": (pgettext_lazy("messages", "Not sent: no longer for the recipient"), Q(dropped_at__isnull=False)),
}
CHANNELS = {
    "mail": gettext_lazy("E-mail"),
    "hook": gettext_lazy("Text messages"),
    "fanout": gettext_lazy("To those concerned"),
}


@dataclass(frozen=True)
class Row:
    """A message as the reader may know it: no words of it, and the case's number only where she reads the case."""

    message: Message
    state: str
    label: object
    channel: object
    recipient: str
    number: str
    again: Resending | None


@never_cache
@require_GET
def log(request):
    """Newest first, by state and channel."""
    _demand_right(request)
    state, channel = request.GET.get("lage", ""), request.GET.get("kanal", "")
    rows = Message.objects.select_related("recipient")
    rows = rows.filter(STATES[state][1]) if state in STATES else rows
    rows = rows.filter(channel=channel) if channel in CHANNELS else rows
    try:
        page = page_of(rows, NEWEST, cursor=request.GET.get("cursor", ""))
    except Refused as refused:
        messages.warning(request, str(refused.reasons[0].text))
        return redirect("frame:outgoing")
    kept = {name: value for name, value in (("lage", state), ("kanal", channel)) if value}
    context = {
        "rows": _shown(page.rows, request.actor),
        "may_resend": request.actor.viewer is None,  # who looks through somebody's eyes changes nothing
        "dead": Message.objects.dead().values("pk")[: MOST + 1].count(),
        "states": [(name, label) for name, (label, _rows) in STATES.items()],
        "channels": CHANNELS.items(),
        "state": state,
        "channel": channel,
        "next_url": _address(kept, page.next),
        "previous_url": _address(kept, page.previous),
    }
    return render(request, "frame/outgoing.html", context)


@require_POST
def again(request):
    """Send one given-up message again (`id`), or all of them."""
    _demand_right(request)
    one = request.POST.get("id", "")
    ids = [int(one)] if one.isascii() and one.isdecimal() and len(one) < 19 else []
    try:
        count = resend(request.actor, at=timezone.now(), ids=None if request.POST.get("all") == "1" else ids)
    except NotAllowed:
        raise lacks(CAPABILITY) from None
    if count:
        text = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, _("There was nothing to send again: somebody has done it already."))
    return redirect("frame:outgoing")


def _demand_right(request) -> None:
    if not request.actor.can(CAPABILITY):
        raise lacks(CAPABILITY)


def _address(kept: dict, cursor: str) -> str:
    return f"{reverse('frame:outgoing')}?{urlencode(kept | {'cursor': cursor})}" if cursor else ""


def _shown(found: list[Message], actor) -> list[Row]:
    """Two queries more, however many rows."""
    ids = {one.subject_id for one in found if one.subject_type == "tickets.ticket"}
    numbers = dict(Ticket.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "number"))
    sent_again = _latest(Resending.objects.filter(message__in=found).select_related("by").order_by("at", "pk"))
    return [_row(one, actor, numbers, sent_again) for one in found]


def _latest(rows: QuerySet[Resending]) -> dict[int, Resending]:
    return {row.message_id: row for row in rows}


def _row(one: Message, actor, numbers: dict, sent_again: dict) -> Row:
    state = state_of(one)
    is_of_ticket = one.subject_type == "tickets.ticket"
    number = numbers.get(one.subject_id, "") if is_of_ticket else ""
    channel = CHANNELS.get(one.channel, one.channel)
    return Row(one, state, STATES[state][0], channel, _recipient(one, actor), number, sent_again.get(one.pk))


def state_of(one: Message) -> str:
    if one.dead_at:
        return "dead"
    if one.sent_at:
        return "sent"
    if one.dropped_at:
        return "dropped"
    return "failing" if one.last_error else "waiting"


def _recipient(one: Message, actor) -> str:
    """The person where her name is for the reader, else where she works; a mailbox by its address."""
    if one.recipient is None:
        return _("everybody concerned") if one.channel == "fanout" else one.address
    home = directory.organisation(one.recipient.home_organisation_id)
    if rights.names_shown(actor, home):
        return f"{one.recipient}, {one.recipient.email}"
    return _("a person at %(place)s") % {"place": home.name} if home else _("a person")
