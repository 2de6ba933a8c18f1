"""The frozen content in words: what a vote is about, and how it differs from what the ticket says now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from engine.inputs import INPUTS
from regions import directory
from sla import wording
from tickets.balloting import freezing
from tickets.models.audience import reads_audience


@dataclass(frozen=True)
class Line:
    name: str
    label: str
    words: str
    before: str = ""  # filled in a comparison


@dataclass(frozen=True)
class Stake:
    """What a step as typed would cost: the votes that it voids, and what it changes of what they were about."""

    votes: int
    lines: tuple[Line, ...]


def lines(ballot, actor) -> list[Line]:
    """Every deciding field as it was frozen that the reader may read, in the order of the process. One query."""
    ticket, frozen = ballot.ticket, ballot.frozen
    texts = _texts(ticket, actor, [frozen])
    names = [name for name in type(ticket).frozen if name in frozen]
    return [
        Line(name, _label(ticket, name, frozen[name]), _words(ticket, name, frozen[name], texts))
        for name in _read_by(actor, names)
    ]


def difference(ballot, actor) -> list[Line]:
    """The deciding fields that are otherwise now than frozen: `before` is what was voted on. Two queries."""
    ticket, before, now = ballot.ticket, ballot.frozen, freezing.content(ballot.ticket)
    names = _read_by(actor, [name for name in type(ticket).frozen if before.get(name) != now.get(name)])
    texts = _texts(ticket, actor, [before, now]) if names else {}
    return [
        Line(
            name,
            _label(ticket, name, now.get(name) or before.get(name)),
            _words(ticket, name, now.get(name), texts),
            _words(ticket, name, before.get(name), texts),
        )
        for name in names
    ]


def would_differ(ticket, typed: dict, names: list[str], actor) -> tuple[Line, ...]:
    """What stands in these fields, as the reader reads it, and what was typed into them; two queries at most."""
    now = freezing.content(ticket)
    texts = _texts(ticket, actor, [now])
    return tuple(
        Line(name, str(INPUTS[name].label), _typed(name, typed[name]), _words(ticket, name, now.get(name), texts))
        for name in _read_by(actor, names)
    )


def _typed(name: str, value) -> str:
    return str(value or "") if INPUTS[name].is_text else shown(name, freezing.plain(value))


def _label(ticket, name: str, frozen: dict | None) -> str:
    said = ticket.frozen_words(name, (frozen or {}).get("value"))
    return said[0] if said else str(INPUTS[name].label)


def _read_by(actor, names: list[str]) -> list[str]:
    """Those of the fields that the reader's side reads."""
    return [name for name in names if reads_audience(actor, INPUTS[name].audience)]


def _texts(ticket, actor, contents: list[dict]) -> dict[str, str]:
    from tickets.models import TextVersion

    digests = [one["text"] for content in contents for one in content.values() if one.get("text")]
    rows = TextVersion.objects.visible_to(actor).filter(ticket_id=ticket.pk, digest__in=digests)
    return dict(rows.values_list("digest", "body"))


def _words(ticket, name: str, frozen: dict | None, texts: dict[str, str]) -> str:
    if not frozen:
        return ""
    if "text" in frozen:
        return texts.get(frozen["text"], "" if not frozen["text"] else _("Not for you to read."))
    said = ticket.frozen_words(name, frozen["value"])
    return said[1] if said else shown(name, frozen["value"])


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
        return wording.long_time(at)
    if one.kind in ("organisation", "organisations"):
        place = directory.by_slug(value) if isinstance(value, str) else directory.organisation(value)
        return place.name if place else str(value)
    if one.kind in ("service", "services"):
        service = directory.service_by_slug(value) if isinstance(value, str) else directory.service(value)
        return str(service) if service else str(value)
    return str(value)
