"""Which known errors may be behind what somebody writes, and which belong to a case already.

Known errors are few beside the cases, so their own table is looked through, a case of each by its key: the cost follows
the number of known errors, not that of cases.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from regions import directory
from roles.actor import Actor
from tickets import prepared
from tickets.models.audience import audiences_of
from tickets.processes.known_error.guards import OFFERED
from tickets.search.asked import Term, terms_of
from tickets.search.hints import MOST_WORDS, words_asked

MOST = 4
# Of each: the newest workaround that the reader reads, and whether it is taken out of sight.
_WORKAROUND = """
  left join lateral (
    select said.body from tickets_textversion as said
     where said.ticket_id = tickets_ticket.id and said.field = 'workaround' and said.audience = any(%s)
       and said.part_id is null and not said.redacted
     order by said.event_seq desc limit 1) as workaround on true"""
# What a region has verified the fix of is not offered to its people any more.
_OFFERED_HERE = """tickets_ticket.state = any(%s) and not exists (
    select 1 from tickets_affectedregion as there
     where there.ticket_id = tickets_ticket.id and there.region_id = any(%s) and there.verified_at is not null)"""
_BELONGS = """exists (
    select 1 from tickets_link as held
     where held.ticket_id = %s and held.ended_at is null
       and ((held.kind = 'solved_by' and held.other_id = its.ticket_id)
         or (held.kind = 'caused_by' and held.other_id = its.problem_id)))"""


@dataclass(frozen=True)
class Match:
    """A known error as it is offered: `belongs` where the case is linked to it or to its problem."""

    number: str
    title: str
    state: str
    service_id: int | None
    versions: str
    workaround: str
    used: int
    belongs: bool
    offered: bool  # to the reader, in this state and region


def regions_of(actor: Actor) -> list[int]:
    """The member regions that the actor's hats belong to, by id."""
    from tickets.guards_between import region_of

    members = {region.pk for region in directory.regions()}
    return sorted({region_of(hat.organisation).pk for hat in actor.hats} & members)


def fitting(
    terms: list[Term], service: int | None, actor: Actor, *, version: str = "", limit: int = MOST
) -> list[Match]:
    """Known errors offered to the actor whose titles share two of the terms, or one where the service is theirs.

    Those of the service and version first among equals. One query. The terms are those of `hints.words_asked`, which
    gives none for a text that may hold a personal number.
    """
    return _found(terms, service, version, actor, ticket_id=None, limit=limit) if terms else []


def belonging(ticket, actor: Actor) -> list[Match]:
    """Known errors that the ticket is linked to, itself or by its problem, in any state but draft. One query."""
    return _found([], None, "", actor, ticket_id=ticket.pk, limit=MOST * 2)


def fitting_ticket(ticket, actor: Actor) -> list[Match]:
    """Known errors that fit a ticket's title, service and version and do not belong to it already. Three queries."""
    terms = terms_of(words_asked(ticket.title)) or []
    version = getattr(ticket.detail(), "version", "")
    found = _found(terms, ticket.service_id, version, actor, ticket_id=ticket.pk, limit=MOST * 2) if terms else []
    return [one for one in found if not one.belongs][:MOST]


def _found(terms: list[Term], service, version: str, actor: Actor, *, ticket_id, limit: int) -> list[Match]:
    readable, reader = prepared.scope(actor)
    longest = sorted(terms, key=lambda term: -len(term.parts[0]) if term.parts else 0)[:MOST_WORDS]
    shared = " + ".join(["(title.words @@ %s::tsquery)::int"] * len(longest)) or "0"
    enough = "shared.words >= 2 or (shared.words = 1 and (tickets_ticket.service_id = %s or %s))"
    sql = f"""
        select tickets_ticket.number, tickets_ticket.title, tickets_ticket.state, tickets_ticket.service_id,
               its.affected_versions, coalesce(workaround.body, ''), its.used, {_BELONGS} as belongs,
               {_OFFERED_HERE} as offered
          from tickets_knownerrordetail as its
          join tickets_ticket on tickets_ticket.id = its.ticket_id
          left join lateral (
            select {shared} as words from tickets_textversion as title
             where title.ticket_id = its.ticket_id and title.field = 'title'
             order by title.event_seq desc limit 1) as shared on true{_WORKAROUND}
         where tickets_ticket.state <> 'draft' and {readable}
           and ({_BELONGS} or (({enough}) and {_OFFERED_HERE}))
         order by belongs desc, shared.words desc, (tickets_ticket.service_id is not distinct from %s) desc,
                  (%s <> '' and its.affected_versions like '%%' || %s || '%%') desc, its.used desc, its.ticket_id desc
         limit %s"""  # noqa: S608 texts of ours, every value is an argument
    here = [list(OFFERED), regions_of(actor)]
    values = [ticket_id, *here, *(f"({term.query})" for term in longest), audiences_of(actor), *reader, ticket_id]
    values += [service, len(longest) == 1, *here, service, version, version, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Match(*row) for row in cursor.fetchall()]
