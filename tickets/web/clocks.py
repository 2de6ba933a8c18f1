"""The clocks of a ticket side by side, one column an agreement, in words that say where each promise stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from regions import directory
from sla import wording
from sla.clock import OTHER_HOLDS, VENDOR_HOLDS, State
from sla.models import Metric, Waiting
from tickets.clocks import standing
from tickets.clocks.standing import Standing
from tickets.models import Clock
from tickets.web import showing

RISK = 0.75  # of the amount: from here on a clock is shown as at risk
SHOWN = 3  # spells of time that did not count, the latest
WHOLE_HOURS = 48  # from here on minutes say nothing


@dataclass(frozen=True)
class Spell:
    """Time that did not count, in words."""

    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True)
class Face:
    """One clock: its name, its mark (ok, risk, over, paused) with a text, and what stands under it."""

    name: str
    mark: str
    text: str
    notes: list[str]
    spells: list[Spell]
    hidden: int  # spells that are not listed


@dataclass(frozen=True)
class Column:
    """An agreement: what it is called, whose promise it is, and its clocks."""

    label: str
    provider: str
    tier: str
    notes: list[str]
    faces: list[Face]


def has_clocks(actor) -> dict:
    """Whether anything was promised, asked along with the case's row (`ticket_called`)."""
    rows = Clock.objects.unscoped("whether there are any to be cut to the reader")
    return {"has_clocks": Exists(rows.filter(ticket_id=OuterRef("pk")))}


def columns(ticket, actor, *, now: datetime) -> list[Column]:
    """Every agreement with a clock that the reader sees, in the order SLA, OLA, UC; one query, none without any."""
    if not getattr(ticket, "has_clocks", True):
        return []
    by_agreement: dict[tuple, list[Standing]] = {}
    for one in standing.clocks(ticket, actor):
        key = (one.version.agreement_id, one.provider_id)
        by_agreement.setdefault(key, []).append(standing.standing(one, ticket.process, now=now))
    return [_column(found) for found in by_agreement.values()]


@dataclass(frozen=True)
class Due:
    """Of a row of cases: the promise that is due first, with its mark and a text."""

    mark: str
    text: str


def due_of(tickets, actor, *, now: datetime) -> dict[int, Due]:
    """What concerns the reader's own side in each of these tickets, where it is promised anything; one query."""
    return {pk: _due(one) for pk, one in standing.nearest(tickets, actor, now=now).items()}


def _due(one: Standing) -> Due:
    mark, text = _stands(one)
    named = {"metric": str(Metric(one.clock.metric).label), "stands": text[:1].lower() + text[1:]}
    return Due(mark, _("%(metric)s: %(stands)s") % named)


def _column(found: list[Standing]) -> Column:
    clock = found[0].clock
    place = directory.organisation(clock.provider_id)
    notes = [_("Example values – replaced by those of the agreement")] if clock.version.is_example else []
    if not clock.counts:
        notes.append(_("Measured, not counted: the agreement did not yet apply to the region."))
    if clock.counted_with_id:
        notes.append(_("Counted once, with the main case %(number)s.") % {"number": clock.counted_with.number})
    return Column(
        label=clock.version.agreement.label,
        provider=showing.full_name(clock.provider_id),
        tier=place.tier if place else "outside",
        notes=notes,
        faces=[_face(one) for one in found],
    )


def _face(one: Standing) -> Face:
    mark, text = _stands(one)
    latest = reversed(one.stills(SHOWN))
    return Face(
        name=str(Metric(one.clock.metric).label),
        mark=mark,
        text=text,
        notes=_notes(one),
        spells=[Spell(still.start, still.end, _why(still.why)) for still in latest],
        hidden=max(len(one.clock.stood_still) - SHOWN, 0),
    )


def _stands(one: Standing) -> tuple[str, str]:
    clock = one.clock
    if clock.amount is None and clock.breached_at is None:
        return "ok", _("Stopped, no promise") if one.state == State.STOPPED else _("Runs, no promise")
    if one.over is not None:
        late = {"span": agreed_span(one.over)}
        return "over", _("%(span)s over the time") % late if one.over else _("The time was exceeded")
    left = {"span": agreed_span(one.left)}
    if one.state == State.STOPPED:
        return "ok", _("Kept, %(span)s left") % left
    if one.state == State.PAUSED:
        return "paused", _("Paused, %(span)s left") % left
    return ("risk" if (one.share_used or 0) >= RISK else "ok"), _("%(span)s left") % left


def _notes(one: Standing) -> list[str]:
    clock, notes = one.clock, []
    if one.state == State.PAUSED:
        named = {"why": _why(clock.paused_by), "since": wording.row_time(clock.paused_since)}
        notes.append(_("Stands still since %(since)s: %(why)s") % named)
    if clock.breached_at is not None:
        notes.append(_("Exceeded %(at)s") % {"at": wording.row_time(clock.breached_at)})
    elif clock.due_at is not None and one.state != State.STOPPED:
        notes.append(pgettext("clock", "Due %(at)s") % {"at": wording.row_time(clock.due_at)})
    if clock.stopped_at is not None:
        notes.append(_("Stopped %(at)s") % {"at": wording.row_time(clock.stopped_at)})
    if clock.amount is not None:
        notes.append(_("Agreed: %(span)s") % {"span": agreed_span(clock.amount)})
    if clock.late_before:
        text = ngettext("%(count)s earlier round was late", "%(count)s earlier rounds were late", clock.late_before)
        notes.append(text % {"count": clock.late_before})
    return notes


def _why(why: str) -> str:
    if why == VENDOR_HOLDS:
        return _("it lies with the vendor")
    if why == OTHER_HOLDS:
        return _("it lies with somebody else")
    label = str(Waiting(why).label) if why in Waiting.values else why
    return label[:1].lower() + label[1:]


def agreed_span(amount: timedelta) -> str:
    """Agreement time in hours and minutes, from two days on in hours: a day of it is no day of the calendar."""
    minutes = int(amount.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(count)s min") % {"count": rest}
    if hours >= WHOLE_HOURS:
        rest = 0
    return " ".join([_("%(count)s h") % {"count": hours}, *([_("%(count)s min") % {"count": rest}] if rest else [])])
