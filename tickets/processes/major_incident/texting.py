"""Status messages as text messages: what is published is also given to the installation's gateway (features.md M5).

Written down in the transaction of the step. The words are made at delivery, from what still stands there then.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from engine.context import Context
from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.rendering import Rendered, register_renderer
from regions import directory
from sla import wording
from tickets.models import MiMessage, MiSuffix
from tickets.tell import SILENT

KIND, CHANNEL = "major.message", "hook"
WHY = "for the regions that it is meant for"
LONGEST = 459  # characters: three text messages in one


def register() -> None:
    """Make the words known; called once, when the app is ready."""
    register_renderer(KIND, render)


def send(context: Context, **which: int) -> None:
    """After the step, where the installation has a gateway. `which` names the message, or a region's addition."""
    if not settings.SMS_HOOK_URL or context.root.historic or context.via in SILENT:
        return
    context.then.append(lambda finished: enqueue([_row(finished, which)]))


def _row(finished: Context, which: dict[str, int]) -> Message:
    return Message(
        kind=KIND,
        channel=CHANNEL,
        address="sms",
        subject_type="tickets.ticket",
        subject_id=finished.root.pk,
        event_id=finished.event.pk,
        payload=which | {"event": finished.event.seq},
        dedupe_key=f"event:{finished.event.pk}:sms",
        due_at=finished.at,
    )


def render(message: Message) -> Rendered | None:
    """The body that is posted; None where the gateway is gone, or some of the words are hidden by now."""
    if not settings.SMS_HOOK_URL:
        return None
    told = _addition(message) if "region" in message.payload else _message(message)
    return told and Rendered(KIND, json.dumps(told, ensure_ascii=False))


def _message(message: Message) -> dict | None:
    related = ("ticket", "situation", "impact", "reserve_routine", "corrects")
    rows = MiMessage.objects.unscoped(WHY).select_related(*related)
    one = rows.get(ticket_id=message.subject_id, number=message.payload["message"])
    said = {name: getattr(one, name) for name in ("situation", "impact", "reserve_routine")}
    if any(text is not None and _is_hidden(text) for text in said.values()):
        return None
    words = {name: text.body if text else None for name, text in said.items()}
    return _about(one, one.published_at) | {
        "type": "status_message",
        "corrects": one.corrects.number if one.corrects else None,
        "next_at": one.next_at.isoformat() if one.next_at else None,
        "regions": _slugs(one.regions),
        **words,
        "text": _short(one.ticket, _in_short(words, one.next_at)),
    }


def _addition(message: Message) -> dict | None:
    rows = MiSuffix.objects.unscoped(WHY).select_related("message__ticket", "text")
    one = rows.get(text__ticket_id=message.subject_id, text__event_seq=message.payload["event"])
    if _is_hidden(one.text):
        return None
    return _about(one.message, one.at) | {
        "type": "region_addition",
        "regions": _slugs([one.region_id]),
        "situation": one.text.body,
        "text": _short(one.message.ticket, one.text.body),
    }


def _is_hidden(text) -> bool:
    return text.part_id is not None or text.redacted


def _slugs(regions: list[int]) -> list[str]:
    return [one.slug for one in directory.regions() if not regions or one.pk in regions]


def _about(message, at: datetime) -> dict:
    number = message.ticket.number
    return {
        "number": number,
        "title": message.ticket.title,
        "message": message.number,
        "published_at": at.isoformat(),
        "url": _url(message.ticket),
    }


def _url(ticket) -> str:
    return settings.PUBLIC_URL + reverse("tickets:status_messages", args=[ticket.number])


def _in_short(words: dict[str, str | None], next_at: datetime | None) -> str:
    parts = [words["situation"] or ""]
    if words["reserve_routine"]:
        parts.append(_("Reserve routine: %(routine)s") % {"routine": words["reserve_routine"]})
    if next_at:
        parts.append(_("Next message %(at)s.") % {"at": wording.row_time(next_at)})
    return " ".join(parts)


def _short(ticket, words: str) -> str:
    """Number, words and address within what a telephone shows as one message: of too many words the last are cut."""
    head, tail = f"{ticket.number}: ", f" {_url(ticket)}"
    room = LONGEST - len(head) - len(tail)
    flat = " ".join(words.split())
    return head + (flat if len(flat) <= room else f"{flat[: room - 1]}…") + tail
