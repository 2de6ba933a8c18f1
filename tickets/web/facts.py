"""The facts of a ticket beside its story: whose time it was, its regions, hand-offs, files, tasks and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext

from regions import directory
from tickets import codes
from tickets.clocks import standing
from tickets.selectors import Course, Held
from tickets.web import showing
from tickets.web.clocks import agreed_span
from tickets.web.register_form import address_of_draft

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Time at one organisation; `hold` says why it waited."""

    tier: str
    name: str
    since: datetime
    until: datetime | None
    span: timedelta
    hold: str


@dataclass(frozen=True)
class Sum:
    """All time of one organisation; `agreed` is its share in working days of the agreement, a day of it as one."""

    tier: str
    name: str
    span: timedelta
    agreed: timedelta


@dataclass(frozen=True)
class Ledger:
    """Whose time it was: `rows` one by one, `parts` as drawn (neighbours of one organisation as one), `sums`.

    Of very many rows the last ones are listed; `earlier` are not.
    """

    rows: list[Span]
    parts: list[Span]
    sums: list[Sum]
    total: timedelta
    since: datetime | None
    held_since: datetime | None
    agreed_by: str  # the calendar of the agreement, and how long its day is
    agreed_day: str
    earlier: int = 0


def ledger_of(course: Course, ticket, actor, *, now: datetime) -> Ledger:
    """The ledger as a bar, its sums, and since when the present holder has had the ticket."""
    labels = {value: str(label) for value, label in codes.HoldReason.choices}
    parts = [_span(row, now, {}) for row in course.stays]
    agreed = standing.agreed_time(ticket, actor)
    spent: dict[tuple[str, str], list[timedelta]] = {}
    for one in parts:
        sums = spent.setdefault((one.tier, one.name), [timedelta(), timedelta()])
        sums[0] += one.span
        sums[1] += agreed.hours.between(one.since, one.until or now)
    return Ledger(
        rows=[_span(row, now, labels) for row in course.rows],
        earlier=course.count - len(course.rows),
        parts=parts,
        sums=[Sum(*of, span, time / agreed.day * DAY) for of, (span, time) in spent.items()],
        agreed_by=agreed.label,
        agreed_day=agreed_span(agreed.day),
        total=sum((one.span for one in parts), timedelta()),
        since=parts[0].since if parts else None,
        held_since=parts[-1].since if parts and ticket.closed_at is None else None,
    )


def _span(row: Held, now: datetime, labels: dict[str, str]) -> Span:
    place = directory.organisation(row.organisation_id)
    return Span(
        tier=place.tier if place else "outside",
        name=(place.short_name or place.name) if place else "",
        since=row.since,
        until=row.until,
        span=max((row.until or now) - row.since, timedelta()),
        hold=labels.get(row.hold, ""),
    )


@dataclass
class Leg:
    """A region's part of an incident, with what the reader can do about it."""

    leg: object
    name: str
    state: str
    mark: str
    category: str
    mine: bool
    users: str
    safety: str
    actions: list
    reporter: str = ""
    symptom: str = ""
    contact: str = ""


def legs_of(legs, actor, actions_of, words) -> list[Leg]:
    """The regional parts in the regions' order; `actions_of(leg)` gives what the reader can do.

    `words` maps (event's place, field) to what the reader may read of what a region wrote when it joined.
    """
    return [
        Leg(
            leg=one,
            name=one.region.short_name or one.region.name,
            state=one.state_label(),
            mark={"in_progress": "affected", "resolved": "restored", "confirmed": "closed", "timed_out": "closed"}[
                one.state
            ],
            category="done" if one.state in ("confirmed", "timed_out") else "open",
            mine=one.region_id in actor.organisation_ids,
            users=str(one.get_users_affected_display()) if one.users_affected else "",
            safety=one.patient_safety,
            actions=actions_of(one),
            reporter=showing.person_shown(one.ticket, one.reporter, one.reporter_organisation_id, actor),
            symptom=words.get((one.joined_seq, "leg_symptom"), ""),
            contact=words.get((one.joined_seq, "leg_contact"), ""),
        )
        for one in legs
    ]


@dataclass(frozen=True)
class HandedOver:
    """One hand-off: from, to, when and how it was answered."""

    handoff: object
    sender: str
    receiver: str
    state: str
    at: datetime
    reason: str
    letter: list


def handoffs_of(handoffs, letters) -> list[HandedOver]:
    """The hand-offs newest first; `letters` maps an event's place to the lines of its letter."""
    return [
        HandedOver(
            handoff=one,
            sender=showing.short_name(one.from_organisation_id),
            receiver=showing.short_name(one.to_organisation_id),
            state=one.state_label(),
            at=one.answered_at or one.proposed_at,
            reason=str(one.get_return_reason_display() if one.state == "returned" else one.get_reason_display()),
            letter=letters.get(one.event_seq, []),
        )
        for one in handoffs
    ]


@dataclass(frozen=True)
class Shared:
    """A share that is in force: whom it is for, what they may do, why and until when."""

    key: str
    whom: str
    level: str
    reason: str
    until: datetime | None
    since: datetime


def shares_of(shares, words) -> list[Shared]:
    """The shares of a case, oldest first; `words` as for the parts of the regions."""
    return [
        Shared(
            key=one.key,
            whom=showing.share_words(one),
            level=str(codes.GrantLevel(one.level).label),
            reason=words.get((one.row.event_seq, "reason"), ""),
            until=one.row.expires_at,
            since=one.row.granted_at,
        )
        for one in shares
    ]


@dataclass
class ReadBy:
    """Those who read the case by one rule, under one role and until one day: organisations, or a person of one."""

    person: str
    role: str
    rule: object
    until: datetime | None
    places: list[tuple[str, str]] = field(default_factory=list)  # what each is called, and its side


def read_by(rows) -> list[ReadBy]:
    """The readers in their order, those together that differ by their organisation alone."""
    found: dict[tuple, ReadBy] = {}
    for one in rows:
        if one.organisation:
            alike = (one.person, one.role, one.rule, one.until)
            found.setdefault(alike, ReadBy(*alike)).places.append((showing.called(one.organisation), one.tier))
    return list(found.values())


@dataclass(frozen=True)
class Linked:
    """Another case that belongs with this one, read from this end."""

    number: str
    url: str
    title: str
    words: str
    turned: bool


def links_of(links, ticket) -> list[Linked]:
    """The links of which the reader may read both ends."""
    found = []
    for one in links:
        turned = one.other_id == ticket.pk
        other = one.ticket if turned else one.other
        number, url = _called(other)
        if turned and one.kind == codes.LinkKind.RECLASSIFIED_TO:
            url += "?gamla=1"  # its own address leads here
        found.append(Linked(number, url, other.title, str(one.get_kind_display()), turned))
    return found


def _called(case) -> tuple[str, str]:
    """Its number and its page; a draft of the reader's own has neither yet, and is gone on with in its form."""
    if case.number is None:
        return gettext("Draft"), address_of_draft(case)
    return case.number, reverse("tickets:detail", args=[case.number])


def duplicates_url(links, ticket) -> str:
    """The list of the case's duplicates, where many are marked or unmarked at once; "" for fewer than two."""
    marked = [one for one in links if one.kind == codes.LinkKind.DUPLICATE_OF and one.other_id == ticket.pk]
    return f"{reverse('tickets:list')}?duplicate_of={ticket.number}&state=all" if len(marked) > 1 else ""
