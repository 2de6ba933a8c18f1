"""An exceeded time gets a reason and an owner; the owner may dispute it, and both stay. Checks and effects of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from regions.kinds import Tier
from roles import kept
from roles.kept import Given
from sla.models import Trigger
from tickets import codes
from tickets.escalating import circles, rows
from tickets.models import BreachExplanation, Clock


def clock_was_exceeded(context: Context) -> Reason | None:
    """The clock is one of this ticket's that the person sees, and its time has been exceeded."""
    found = _clock(context)
    if found is None or found.counted_with_id is not None:
        return _no_such_time()
    if found.breached_at is None or not found.counts:
        return Reason("not_exceeded", _("This time has not been exceeded."), "breached_clock")
    return None


def owner_took_part(context: Context) -> Reason | None:
    """Only who has had the case, owes the time or owns it can be named."""
    owner, clock = context.data.get("breach_owner"), _clock(context)
    if owner is None or clock is None or owner.pk in possible_owners(context.root, [clock]):
        return None
    return Reason("owner_outside", _("Name an organisation that has taken part in the case."), "breach_owner")


def text_when_other_reason(context: Context) -> Reason | None:
    if context.data.get("breach_reason") == codes.BreachReason.OTHER and not context.has("breach_text"):
        return Reason("text_when_other", _("Write an explanation when you choose other."), "breach_text")
    return None


def is_the_named_owner(context: Context) -> Reason | None:
    """The newest statement about the clock names the person's organisation, and has not been disputed."""
    found = _newest(context)
    if found is None or context.hat is None or found.owner_id != context.hat.organisation.pk:
        text = _("Only the organisation that is named as owner of the exceeded time can dispute it.")
        return Reason("not_named", text, "breached_clock")
    if found.disputed_at is not None:
        return Reason("disputed_already", _("It has been disputed. Wait for a new reason."), "breached_clock")
    return None if _disputed_clock(context) is not None else _no_such_time()


def explain(context: Context) -> None:
    """Keep the statement for every exceeded round that waits for one; reminders end, and the named owner is told."""
    clock, data, ticket = _clock(context), context.data, context.root
    context.audience = circles.audience_of(clock, named=data["breach_owner"])
    rounds = _to_explain(context, clock)
    context.notes["breach"] = {
        "metric": clock.metric,
        "code": str(data["breach_reason"]),
        "owner": data["breach_owner"].pk,
        "clocks": [one.pk for one in rounds],
    }
    columns = {
        "code": data["breach_reason"],
        "owner": data["breach_owner"],
        "organisation": context.hat.organisation,
        "explained_by": context.actor.person,
        "at": context.at,
    }

    def statement_of(one):
        facts = {"clock_id": one.pk, "metric": one.metric, "breached_at": one.breached_at}
        return lambda event, texts: BreachExplanation(
            ticket=ticket, event_seq=event.seq, audience=event.audience, **facts, **columns
        )

    for one in rounds:
        context.add(statement_of(one))
    rows.end(context, Trigger.BREACH_UNEXPLAINED, key=rows.Owed.of(clock).key)
    context.tell("breach_owner")


def dispute(context: Context) -> None:
    """Keep what the named owner says; a new reason is waited for as after the breach itself."""
    found, person = _newest(context), context.actor.person
    context.audience = found.audience
    context.notes["breach"] = {"metric": found.metric, "owner": found.organisation_id}
    said = type(found).objects.unscoped("what was said in one event, found as the newest")
    said = said.filter(ticket_id=found.ticket_id, event_seq=found.event_seq)
    context.then.append(
        lambda finished: said.update(disputed_at=finished.at, disputed_by=person, dispute_seq=finished.event.seq)
    )
    rows.begin(context, Trigger.BREACH_UNEXPLAINED, key=rows.Owed.of(_disputed_clock(context)).key)
    context.tell("breach_owner")


def exceeded(ticket, actor) -> list:
    """The ticket's clocks that count and whose time has been exceeded, as the actor sees them; the latest first."""
    return kept.rows(_exceeded, actor, ticket=ticket.pk)


def _exceeded(actor):
    late = Clock.objects.visible_to(actor).filter(ticket_id=Given("ticket"), breached_at__isnull=False, counts=True)
    late = late.filter(counted_with=None).defer("stood_still")  # which is long, and not what was promised
    return late.select_related("version__agreement").order_by("-breached_at", "-pk")


def by_time(clocks) -> dict[rows.Owed, list]:
    """Exceeded rounds by the time that was owed: agreement, metric and provider."""
    found: dict[rows.Owed, list] = {}
    for one in clocks:
        found.setdefault(rows.Owed.of(one), []).append(one)
    return found


def _to_explain(context: Context, clock) -> list:
    """The exceeded rounds of the clock's time without a statement that stands; all of them where each has one."""
    same = by_time(exceeded(context.root, context.actor))[rows.Owed.of(clock)]
    said = BreachExplanation.objects.unscoped("a rule of the ticket itself").filter(ticket_id=context.root.pk)
    newest = {row.clock_id: row for row in said.order_by("at", "pk")}
    open_ones = [one for one in same if one.pk not in newest or newest[one.pk].disputed_at is not None]
    return open_ones or same


def possible_owners(ticket, clocks) -> set[int]:
    """Who may be named: owner, holder, support organisation, vendor, and whoever owes one of these times.

    Of a promise inside one region no other region, which does not read of it.
    """
    support = directory.support_org()
    named = {ticket.origin_id, ticket.holder_id, ticket.vendor_id, support.pk if support else None}
    family = {one.pk for one in directory.organisations() if one.kind == "it_mt" and one.parent_id == ticket.origin_id}
    known = [directory.organisation(pk) for pk in named | family]
    return {pk for one in clocks for pk in _parties_among(known, one)}


def _parties_among(organisations, clock) -> set[int]:
    fit = (one for one in organisations if one is not None)
    if circles.is_inside_a_region(clock):
        fit = (one for one in fit if one.tier != Tier.REGION or circles.is_party(one, clock))
    return {one.pk for one in fit} | {clock.provider_id}


@dataclass(frozen=True)
class Statement:
    """What somebody said of an exceeded time, with what the named owner said to that."""

    row: object
    reason: str
    owner: str
    said_by: str
    words: str
    dispute: str
    is_newest: bool
    may_dispute: bool

    @property
    def disputed_at(self) -> datetime | None:
        return self.row.disputed_at


def statements(ticket, actor, *, texts: dict[tuple[int, str], str]) -> dict[int, list[Statement]]:
    """What was said of the ticket's exceeded times, newest first, by clock; one query.

    `texts` are the words that the reader may read, by the event's place and field.
    """
    found: dict[int, list[Statement]] = {}
    for row in kept.rows(_statements, actor, ticket=ticket.pk):
        before = found.setdefault(row.clock_id, [])
        before.append(_statement(row, actor, texts, is_newest=not before))
    return found


def _statements(actor):
    return BreachExplanation.objects.visible_to(actor).filter(ticket_id=Given("ticket")).order_by("-at", "-pk")


def of_time(clocks, found: dict[int, list[Statement]]) -> list[Statement]:
    """What was said of the rounds of one time, each event once, newest first."""
    events: dict[int, Statement] = {}
    for one in (said for clock in clocks for said in found.get(clock.pk, ())):
        known = events.get(one.row.event_seq)
        if known is None or (one.is_newest and not known.is_newest):
            events[one.row.event_seq] = one
    return sorted(events.values(), key=lambda one: one.row.event_seq, reverse=True)


def _statement(row, actor, texts, *, is_newest: bool) -> Statement:
    named = any(hat.organisation.pk == row.owner_id and "ticket.manage" in hat.capabilities for hat in actor.hats)
    return Statement(
        row=row,
        reason=str(row.get_code_display()),
        owner=_name(row.owner_id),
        said_by=_name(row.organisation_id),
        words=texts.get((row.event_seq, "breach_text"), ""),
        dispute=texts.get((row.dispute_seq, "dispute_text"), ""),
        is_newest=is_newest,
        may_dispute=is_newest and named and row.disputed_at is None,
    )


def _name(organisation_id: int) -> str:
    place = directory.organisation(organisation_id)
    return (place.short_name or place.name) if place else ""


def _clock(context: Context):
    """The chosen clock, read once for the step."""
    key = ("breached_clock", context.data.get("breached_clock"))
    if key not in context.shared:
        mine = Clock.objects.visible_to(context.actor).filter(ticket_id=context.root.pk)
        context.shared[key] = mine.filter(pk=key[1] or 0).select_related("version__agreement").first()
    return context.shared[key]


def _disputed_clock(context: Context):
    """The clock of a statement that names the person's organisation, also where only others are parties to it."""
    key = ("disputed_clock", context.data.get("breached_clock"))
    if key not in context.shared:
        rows_of_case = Clock.objects.unscoped("a rule of the ticket itself").filter(ticket_id=context.root.pk)
        context.shared[key] = rows_of_case.filter(pk=key[1] or 0).select_related("version__agreement").first()
    return context.shared[key]


def _no_such_time() -> Reason:
    return Reason("not_found", _("There is no such time on this case. Choose one from the list."), "breached_clock")


def _newest(context: Context):
    key = ("newest_statement", context.data.get("breached_clock"))
    if key not in context.shared:
        mine = BreachExplanation.objects.visible_to(context.actor).filter(ticket_id=context.root.pk)
        context.shared[key] = mine.filter(clock_id=key[1] or 0).order_by("-at", "-pk").first()
    return context.shared[key]
