"""How a major incident stands, as one reader may know it: its regions, messages, duties and incidents, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sla import wording
from tickets import codes as shared
from tickets import selectors
from tickets.models import Link, MiMessage, MiOffer, MiRegionRow, TextVersion, Ticket
from tickets.processes.major_incident import duty_reading
from tickets.processes.major_incident.codes import HIT, Duty, RowState
from tickets.processes.major_incident.kin import UNDER_WAY
from tickets.processes.major_incident.message_reading import messages_of, names_are_shown
from tickets.web.possible import part_actions

SLUG = "major-incident"
CATEGORY = {RowState.CONFIRMED: "done", RowState.RESTORED: "waiting", RowState.NOT_AFFECTED: "done"}
WORDS = ("business_impact", "suspected_cause", "action_plan", "actions_taken", "status_text")


@dataclass
class RegionCell:
    """One region of the picture, with what the reader can do about it."""

    row: MiRegionRow
    name: str
    letters: str
    mine: bool
    label: str
    category: str
    what: str
    signed: str
    actions: list = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.row.state


@dataclass
class Situation:
    """`messages` are the published ones, newest first; `draft` waits to be published, for those who may read it."""

    ticket: Ticket
    now: datetime
    regions: list[RegionCell]
    messages: list[MiMessage]
    draft: MiMessage | None
    duties: list[dict]
    offers: list[MiOffer]
    words: dict[str, str]

    @property
    def detail(self):
        return self.ticket.detail()

    @property
    def latest(self) -> MiMessage | None:
        """The newest message that says how it stands; a correction stands beside its message."""
        return next((one for one in self.messages if one.corrects_id is None), None)

    @property
    def hit(self) -> int:
        return sum(cell.state in HIT for cell in self.regions)

    @property
    def due(self) -> dict | None:
        """When the next message is owed, and how far its time has gone."""
        at, began = self.detail.message_due_at, self.detail.last_message_at or self.detail.declared_at
        if at is None:
            return None
        whole = max(1, _minutes(at - began)) if began else 1
        left = at - self.now
        text = pgettext("time", "in %(span)s") if left > timedelta(0) else pgettext("time", "%(span)s late")
        return {
            "at": at,
            "is_late": left <= timedelta(0),
            "left": text % {"span": wording.span(left)},
            "max": whole,
            "gone": min(whole, max(0, whole - _minutes(left))),
            "missed": self.detail.messages_missed,
        }


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def situation_of(
    ticket, actor, *, now: datetime, with_actions: bool = True, words: dict | None = None, messages: list | None = None
) -> Situation:
    """Everything the pages of a major incident show above its history; six queries, fewer with what was read before."""
    rows = selectors.region_rows(ticket, actor)
    texts = _texts(ticket, actor) if words is None else words
    messages = messages_of(ticket, actor) if messages is None else messages
    return Situation(
        ticket=ticket,
        now=now,
        regions=[_cell(row, actor, now, with_actions=with_actions) for row in rows],
        messages=[one for one in messages if one.published_at],
        draft=next((one for one in messages if one.published_at is None and one.dropped_at is None), None),
        duties=_duties(ticket, actor),
        offers=duty_reading.offers(ticket),
        words=texts,
    )


def _texts(ticket, actor) -> dict[str, str]:
    """The newest words of each kind that the reader may read; one query."""
    rows = TextVersion.objects.visible_to(actor).filter(ticket_id=ticket.pk, part=None, redacted=False)
    return {row.field: row.body for row in rows.filter(field__in=WORDS).order_by("event_seq")}


def _duties(ticket, actor) -> list[dict]:
    """Who has which duty now; the vendor's people read that there is somebody."""
    by_duty = duty_reading.duties(ticket)
    found = [(str(duty.label), by_duty.get(duty)) for duty in Duty]
    return [
        {
            "label": label,
            "who": (str(row.person) if actor.is_customer_side else _("Appointed")) if row else "",
            "since": row.since if row else None,
        }
        for label, row in found
        if row or label != str(Duty.TECHNICIAN.label)
    ]


# --- A region's cell ---


def _cell(row: MiRegionRow, actor, now: datetime, *, with_actions: bool) -> RegionCell:
    return RegionCell(
        row=row,
        name=row.region.short_name or row.region.name,
        letters=row.region.letters,
        mine=row.region_id in actor.organisation_ids,
        label=row.state_label(),
        category=CATEGORY.get(row.state, "open"),
        what=_what(row, min(filter(None, (row.ticket.resolved_at, row.ticket.closed_at, now)))),
        signed=_signed(row, actor),
        actions=part_actions(row, actor, at=now) if with_actions else [],
    )


def _what(row: MiRegionRow, now: datetime) -> str:
    """Where and how many; of a region that has not answered for how long at `now`, or when it was over."""
    if row.state == RowState.UNKNOWN:
        said = _("No answer for %(span)s") % {"span": wording.span(now - row.since)}
        return f"{said}. {_reminded(row)}" if row.reminders else said
    told = [row.units]
    if row.users_affected:
        told.append(_("%(users)s users") % {"users": row.get_users_affected_display()})
    return ", ".join(filter(None, told))


def _reminded(row: MiRegionRow) -> str:
    return ngettext("Reminded %(count)s time", "Reminded %(count)s times", row.reminders) % {"count": row.reminders}


def _signed(row: MiRegionRow, actor) -> str:
    """Who says so and when; marked where others spoke for the region, or it was named as silent."""
    if row.named_silent:
        return _("Solved without the region's answer, named as silent")
    if row.oral:
        said = {"who": row.told_by if actor.is_customer_side else row.region.name, "at": wording.row_time(row.told_at)}
        return _("%(who)s, %(at)s, orally") % said
    if row.state == RowState.RESTORED:
        said = _("Awaits the region's confirmation")
        return f"{said}. {_reminded(row)}" if row.reminders else said
    if row.stated_at is None:
        return _("Assumed affected by the team") if row.guessed else ""
    shown = row.stated_by and names_are_shown(row.ticket, actor, row.region_id)
    who = row.stated_by.short_name if shown else row.region.name
    return _("%(who)s, %(at)s") % {"who": who, "at": wording.row_time(row.stated_at)}


# --- Which there are ---


def under_way(actor):
    """Declared major incidents that are not over yet, the newest first, as the actor may read them."""
    rows = Ticket.objects.visible_to(actor).filter(process="major-incident", state__in=UNDER_WAY, historic=False)
    return rows.order_by("-registered_at", "-pk")


def incidents(ticket, actor) -> list[Ticket]:
    """Its incidents that the reader may read; one query."""
    links = Link.objects.unscoped("both ends are in scope").filter(
        other_id=ticket.pk, kind=shared.LinkKind.IN_MAJOR, ended_at=None, ticket_id=OuterRef("pk")
    )
    return list(Ticket.objects.visible_to(actor).filter(Q(Exists(links))).order_by("registered_at"))
