"""Every read of tickets and what hangs on them. Each takes the actor and goes through the model's scope.

What is returned is cut to the reader: a page or serializer shows it as it is and asks nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import JSONObject

from regions import directory
from roles import kept
from roles.actor import Actor
from roles.kept import Given
from tickets import codes, counting, filters, paging, strips
from tickets.models import (
    PARTED,
    Attachment,
    Event,
    Handoff,
    HiddenPart,
    Link,
    MiRegionRow,
    Note,
    RegionDeployment,
    RegionLeg,
    RegulatoryReport,
    RegulatoryTrack,
    Task,
    TextVersion,
    Ticket,
    Watch,
)
from tickets.models.audience import audience_only
from tickets.processes.regulatory.regimes import Regime
from tickets.search import asked, index, latest

# Kinds of links by which an ended case says where it goes on.
LEADING_ON = frozenset({codes.LinkKind.RECLASSIFIED_TO, codes.LinkKind.DUPLICATE_OF})
# Words that only their event's line shows: of a long story most of all.
TOLD_ONCE = ("note_text", "hold_question")


@dataclass(frozen=True)
class Queue:
    """A page of tickets with their legs, in the order asked for."""

    page: paging.Page
    order: str
    total: int | None = None
    is_more: bool = False


def as_process(ticket: Ticket) -> Ticket:
    """The ticket as its workflow, so that labels and steps are at hand."""
    ticket.__class__ = ticket.workflow_class()
    return ticket


def matching(parameters: Mapping[str, str], actor: Actor):
    """The queryset of tickets that the filters keep, as `actor` reads them. Raises Refused for a bad filter."""
    return Ticket.objects.visible_to(actor).filter(filters.keep(parameters, actor))


def listed(parameters: Mapping[str, str], actor: Actor):
    """The queryset of a list: as `matching`, without drafts unless a state is asked for."""
    return Ticket.objects.visible_to(actor).filter(filters.shown(parameters, actor))


def queue(parameters: Mapping[str, str], actor: Actor, *, size: int = paging.PER_PAGE, count: bool = False) -> Queue:
    """A page of the list; two queries, three with the count. Raises Refused for a bad filter, order or cursor."""
    name = parameters.get("sort") or paging.DEFAULT_ORDER
    order = paging.order_called(name)
    place = paging.place_of(parameters.get("cursor", ""), order)
    if filters.looks_words_up(parameters):
        found = _answering(parameters, actor, name, place, size=size)
    else:
        about = filters.named(parameters), name, place.open(), size
        found = kept.rows(_page, actor, *about, by_key=False, **place.given)
    page = paging.as_page(found, order, place, size=size)
    with_legs([as_process(row) for row in page.rows], actor)
    total = counting.counted_each([parameters], actor, most=paging.COUNTED_TO)[0] if count else None
    return Queue(page, name, total and min(total, paging.COUNTED_TO), is_more=(total or 0) > paging.COUNTED_TO)


def _page(actor: Actor, named: tuple, order: str, place: paging.Place, size: int):
    rows = listed(dict(named), actor).select_related("assignee", "team")
    return paging.begun(rows, paging.order_called(order), place, size=size)


def _answering(parameters: Mapping[str, str], actor: Actor, name: str, place: paging.Place, *, size: int) -> list:
    """The rows of a page, and one more, of a list that asks for words; three queries, more where there are many hits.

    In the order of latest change many hits are not all looked for (search.latest).
    """
    rows = listed({key: value for key, value in parameters.items() if key != "q"}, actor)
    text, order = asked.checked(parameters["q"]), paging.order_called(name)
    terms = asked.terms_of(text) if text else None
    if name == paging.DEFAULT_ORDER and latest.pays(terms, place, most=size + 1):
        return latest.rows(rows, terms, actor, place, most=size + 1)
    if text:
        rows = rows.filter(index.answering(terms, actor))
    return list(paging.begun(rows.select_related("assignee", "team"), order, place, size=size))


def with_legs(tickets: list[Ticket], actor: Actor) -> None:
    """Give each ticket `shown_legs`, and `shown_regions` where it concerns regions without parts; one query.

    Both follow the ticket, which was read through the scope (RegionLeg.scope and AffectedRegion.scope say the same).
    """
    by_ticket = {ticket.pk: ticket for ticket in tickets}
    for ticket in tickets:
        ticket.shown_legs, ticket.shown_regions = [], {}
    if not tickets:
        return
    names = [field.attname for field in RegionLeg._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(strips.statement(tuple(names)), [list(by_ticket), PARTED, *[list(by_ticket)] * 3])
        for row in cursor.fetchall():
            said = dict(zip(names, row, strict=True))
            if said["id"] is None:
                by_ticket[said["ticket_id"]].shown_regions[said["region_id"]] = said["state"]
            else:
                by_ticket[said["ticket_id"]].shown_legs.append(RegionLeg.from_db("default", names, row))


def ticket_called(number: str, actor: Actor, *also: Callable[[Actor], dict]) -> Ticket:
    """The ticket with this number as its workflow, with `is_followed` by the actor's person.

    Each of `also` gives further columns for the same query, as kept.rows asks it of what it is given.

    Raises DoesNotExist, also when the actor may not read it.
    """
    found = kept.rows(_called, actor, *also, number=number.upper())
    if not found:
        raise Ticket.DoesNotExist
    return as_process(found[0])


def _called(actor: Actor, *also):
    follows = Watch.objects.filter(ticket_id=OuterRef("pk"), user_id=actor.person_id)
    rows = Ticket.objects.visible_to(actor).select_related("assignee", "team", "reporter")
    linked = Link.objects.unscoped("whether there are any to be looked up in scope")
    linked = linked.filter(Q(ticket_id=OuterRef("pk")) | Q(other_id=OuterRef("pk")), ended_at=None)
    rows = rows.annotate(is_followed=Exists(follows), is_linked=Exists(linked)).filter(number=Given("number"))
    return rows.annotate(**{name: column for one in also for name, column in one(actor).items()})


def draft_of(pk: int, actor: Actor) -> Ticket:
    """A draft of the actor's own."""
    return as_process(Ticket.objects.visible_to(actor).get(pk=pk, state="draft", reporter_id=actor.person_id))


# What follows hangs on a ticket that was read through the scope, so only the audience is cut here.


def _of(model, ticket: int | Given, actor: Actor):
    rows = model.objects.unscoped("of a ticket read through the scope").filter(ticket_id=ticket)
    return rows.filter(audience_only(actor))


def texts(ticket: Ticket, actor: Actor) -> dict[str, TextVersion]:
    """The current words of each field that the actor may read; one query."""
    found = kept.rows(_texts, actor, ticket=ticket.pk)
    return {row.field: row for row in found}


def _texts(actor: Actor):
    return _of(TextVersion, Given("ticket"), actor).order_by("field", "-event_seq").distinct("field")


def all_texts(ticket: Ticket, actor: Actor, *, told_from: int = 0) -> list[TextVersion]:
    """Every version of every text that the actor may read, in the order they were written; one query.

    `told_from`: without what stands in no other place than the line of an event before this one.
    """
    rows = _of(TextVersion, ticket.pk, actor).order_by("event_seq", "pk")
    return list(rows.filter(Q(event_seq__gte=told_from) | ~Q(field__in=TOLD_ONCE) | Q(part__isnull=False)))


def texts_of_events(ticket: Ticket, actor: Actor, seqs) -> dict[int, list[TextVersion]]:
    """The words written in the given events; one query."""
    found: dict[int, list[TextVersion]] = {}
    for row in _of(TextVersion, ticket.pk, actor).filter(event_seq__in=list(seqs)).order_by("pk"):
        found.setdefault(row.event_seq, []).append(row)
    return found


def events(ticket: Ticket, actor: Actor, *, before: int | None = None, size: int = 100) -> list[Event]:
    """The newest events the actor may read, older than the event `before` (an id) when given; one query."""
    rows = _of(Event, ticket.pk, actor).select_related("user", "acting_person", "deputy_for").order_by("-seq")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:size])


def notes(ticket: Ticket, actor: Actor):
    return _of(Note, ticket.pk, actor).select_related("text", "author").order_by("-at", "-pk")


def attachments(ticket: Ticket, actor: Actor):
    """Files the actor may open. A vendor gets an unreadable file only after the support organisation confirmed it."""
    rows = _of(Attachment, ticket.pk, actor).select_related("author").order_by("-at", "-pk")
    if actor.is_customer_side or actor.is_system:
        return rows
    return rows.filter(Q(readable=True) | Q(confirmed_by__isnull=False) | Q(organisation_id__in=actor.organisation_ids))


def hidden_parts(ticket: Ticket, actor: Actor):
    """The marks of what was hidden or removed as personal data, for who read it before and who decides."""
    rows = HiddenPart.objects.visible_to(actor).filter(ticket_id=ticket.pk).exclude(verdict="show")
    return rows.select_related("hidden_by", "settled_by").order_by("-at", "-pk")


def tasks(ticket: Ticket, actor: Actor):
    return _of(Task, ticket.pk, actor).select_related("assignee").order_by("done_at", "pk")


def handoffs(ticket: Ticket, actor: Actor) -> list[Handoff]:
    """The ticket's hand-offs that the actor may know of, newest first; of one that is never handed over none."""
    if getattr(ticket, "stays_whole", False) or not getattr(ticket, "is_handed_over", True):
        return []
    rows = Handoff.objects.visible_to(actor).filter(ticket_id=ticket.pk).order_by("-proposed_at", "-pk")
    found = list(rows.select_related("from_organisation", "to_organisation", "proposed_by"))
    for row in found:
        row.ticket = ticket
    return found


def legs(ticket: Ticket, actor: Actor, *, also_parted: bool = False) -> list[RegionLeg]:
    """The regions' parts in the order of the regions, `region` at hand; one query. Parted ones are history.

    A process whose regions have no part of their own in its tickets (`affected`) is not asked for any.
    """
    if hasattr(ticket, "affected") or getattr(ticket, "stays_whole", False):
        return []
    found = kept.rows(_own_legs, actor, also_parted, ticket=ticket.pk)
    for row in found:
        row.ticket = ticket
        row.region = directory.organisation(row.region_id) or row.region
    return sorted(found, key=lambda row: row.region.position)


def _own_legs(actor: Actor, also_parted: bool):
    rows = RegionLeg.objects.unscoped("of a ticket read through the scope").filter(ticket_id=Given("ticket"))
    return (rows if also_parted else rows.exclude(state=PARTED)).select_related("reporter")


def tracks(ticket: Ticket, actor: Actor, *, in_short: bool = False) -> list[RegulatoryTrack]:
    """The duties to report that the actor may know of, by organisation and law, with what was sent; two queries.

    One `in_short`: of a report its stage and time alone.
    """
    rows = RegulatoryTrack.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("decided_by")
    sent = RegulatoryReport.objects.unscoped("of tracks read through the scope").order_by("sent_at", "pk")
    if in_short:
        of_track = sent.filter(track_id=OuterRef("pk")).values(row=JSONObject(stage="stage", at="sent_at"))
        found = list(rows.annotate(of_reports=ArraySubquery(of_track)))
        reports = [_report_of(row, one) for row in found for one in row.of_reports]
    else:
        found = list(rows)
        reports = list(sent.filter(track__in=found).select_related("sent_by")) if found else []
    for row in found:
        row.ticket, row.organisation = ticket, directory.organisation(row.organisation_id)
        row.reports = [one for one in reports if one.track_id == row.pk]
        row.know_sent(row.reports)
    order = list(Regime.values)
    return sorted(found, key=lambda row: (row.organisation.position, order.index(row.regime)))


def _report_of(track: RegulatoryTrack, row: dict) -> RegulatoryReport:
    return RegulatoryReport(track_id=track.pk, stage=row["stage"], sent_at=datetime.fromisoformat(row["at"]))


def region_rows(ticket: Ticket, actor: Actor) -> list[MiRegionRow]:
    """How it stands in each region of a major incident, in their order; one query. The ticket knows them afterwards."""
    found = list(MiRegionRow.objects.visible_to(actor).filter(ticket_id=ticket.pk).select_related("stated_by"))
    for row in found:
        row.ticket, row.region = ticket, directory.organisation(row.region_id)
    ticket.__dict__["_region_rows"] = sorted(found, key=lambda row: row.region.position)
    return ticket.__dict__["_region_rows"]


def deployments(ticket: Ticket, actor: Actor) -> list[RegionDeployment]:
    """How far a release has come in each region, in their order; one query. The ticket knows them afterwards."""
    found = list(RegionDeployment.objects.visible_to(actor).filter(ticket_id=ticket.pk))
    for row in found:
        row.ticket, row.region = ticket, directory.organisation(row.region_id)
    ticket.__dict__["_shown_deployments"] = sorted(found, key=lambda row: row.region.position)
    return ticket.__dict__["_shown_deployments"]


def links(ticket: Ticket, actor: Actor) -> list[Link]:
    """Links from and to the ticket whose both ends the actor may read, with number and title of the ends.

    One query; none where the ticket was read together with the fact that it has no links (`ticket_called`).
    The ticket's place between parent and children is known afterwards: a rule of the ticket itself (`kin`).
    """
    if not getattr(ticket, "is_linked", True):
        ticket.know_kin(())
        return []
    found = kept.rows(_links, actor, ticket=ticket.pk)
    ticket.know_kin((one.ticket_id, one.other_id, one.kind) for one in found)
    return [one for one in found if one.shown]


def _links(actor: Actor):
    here = Given("ticket")
    rows = Link.objects.unscoped("one end was read through the scope, the far one is below")
    rows = rows.filter(Q(ticket_id=here) | Q(other_id=here), ended_at=None)
    rows = rows.annotate(far_end=Case(When(ticket_id=here, then=F("other_id")), default=F("ticket_id")))
    readable = Ticket.objects.visible_to(actor).filter(pk=OuterRef("far_end"))
    ends = [f"{end}__{column}" for end in ("ticket", "other") for column in ("process", "number", "title", "origin_id")]
    return rows.annotate(shown=Exists(readable)).select_related("ticket", "other").only("kind", *ends)


def leads_on_to(links, ticket: Ticket) -> str:
    """The number under which a reclassified or duplicate case goes on; empty where the reader may not know it."""
    ends = (one for one in links if one.ticket_id == ticket.pk and one.kind in LEADING_ON)
    return next((one.other.number for one in ends), "")


class Held(NamedTuple):
    """A row of the ledger, or several in a row of one organisation."""

    organisation_id: int
    hold: str
    since: datetime
    until: datetime | None


class Course(NamedTuple):
    """Who had it and when, in order: `stays` with neighbours of one organisation as one, the last of `count` rows."""

    stays: list[Held]
    rows: list[Held]
    count: int


# No time lies between neighbours. Of many rows only those listed are read, and no instance is made of any.
COURSE = """
with kept as (
  select *, count(*) over () as rows, row_number() over (order by since) as place, row_number() over (order by since)
           - row_number() over (partition by organisation_id order by since) as stay
    from (select organisation_id, hold, lower(span) as since, upper(span) as until
            from tickets_ledgerrow where ticket_id = %s and (not %s or upper_inf(span) or upper(span) > %s)) as row)
select null, organisation_id, '', min(since), nullif(max(coalesce(until, 'infinity')), 'infinity'), count(*)
  from kept group by organisation_id, stay
union all select place, organisation_id, hold, since, until, 1 from kept
 where place > rows - %s or %s or rows <= %s
order by 4, 5"""
LISTED, LATEST = 20, 5  # rows of the ledger: so many are shown whole, of more the latest


def ledger(ticket: Ticket, actor: Actor, *, whole: bool) -> Course:
    """The ledger with its rows, of many the last; one query. The vendor's begins with the first hand-off to it.

    One that is never handed over and never waits (`stays_whole`) has the one row that its own columns tell of.
    """
    if getattr(ticket, "stays_whole", False):
        row = Held(ticket.holder_id, "", ticket.registered_at, ticket.closed_at)
        return Course([row], [row], 1)
    is_cut = not actor.is_customer_side and not actor.is_system
    with connection.cursor() as cursor:
        cursor.execute(COURSE, [ticket.pk, is_cut, ticket.vendor_since, LATEST, whole, LISTED])
        found = cursor.fetchall()
    stays = [row for row in found if row[0] is None]
    rows = [Held(*row[1:5]) for row in found if row[0] is not None]
    return Course([Held(*row[1:5]) for row in stays], rows, sum(row[5] for row in stays))
