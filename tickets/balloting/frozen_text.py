"""The frozen content in words: what a vote is about, and how it differs from what the ticket says now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engine.inputs import INPUTS
from regions import directory
from tickets.balloting import freezing
from tickets.models import TextVersion


@dataclass(frozen=True)
class Line:
    name: str
    label: str
    words: str
    before: str = ""  # filled in a comparison


def lines(ballot, actor) -> list[Line]:
    """Every deciding field as it was frozen, in the order of the process; words that the reader may read. One query."""
    texts = _texts(ballot.ticket, actor, [ballot.frozen])
    names = [name for name in type(ballot.ticket).frozen if name in ballot.frozen]
    return [Line(name, str(INPUTS[name].label), _words(name, ballot.frozen[name], texts)) for name in names]


def difference(ballot, actor) -> list[Line]:
    """The deciding fields that are otherwise now than frozen: `before` is what was voted on. Two queries."""
    now = freezing.content(ballot.ticket)
    names = [name for name in type(ballot.ticket).frozen if ballot.frozen.get(name) != now[name]]
    if not names:
        return []
    texts = _texts(ballot.ticket, actor, [ballot.frozen, now])
    return [
        Line(
            name, str(INPUTS[name].label), _words(name, now[name], texts), _words(name, ballot.frozen.get(name), texts)
        )
        for name in names
    ]


def _texts(ticket, actor, contents: list[dict]) -> dict[str, str]:
    digests = [one["text"] for content in contents for one in content.values() if one.get("text")]
    rows = TextVersion.objects.visible_to(actor).filter(ticket_id=ticket.pk, digest__in=digests)
    return dict(rows.values_list("digest", "body"))


def _words(name: str, frozen: dict | None, texts: dict[str, str]) -> str:
    if not frozen:
        return ""
    if "text" in frozen:
        return texts.get(frozen["text"], "" if not frozen["text"] else _("Not for you to read."))
    return shown(name, frozen["value"])


def shown(name: str, value) -> str:
    """A value as people read it: choices, organisations and services by name, moments as local time."""
    one = INPUTS[name]
    if isinstance(value, list):
        return ", ".join(shown(name, each) for each in value)
    if value in ("", None):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if one.kind in ("choice", "code") and one.choices:
        return str({str(key): label for key, label in one.choices()}.get(str(value), value))
    if one.kind == "datetime" and (at := parse_datetime(str(value))):
        return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
    if one.kind in ("organisation", "organisations"):
        place = directory.by_slug(value) if isinstance(value, str) else directory.organisation(value)
        return place.name if place else str(value)
    if one.kind in ("service", "services"):
        service = directory.service_by_slug(value) if isinstance(value, str) else directory.service(value)
        return str(service) if service else str(value)
    return str(value)
