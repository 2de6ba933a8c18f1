"""Which known errors may be behind what somebody writes, and which belong to a case already.

Known errors are few beside the cases, so their own table is looked through, a case of each by its key: the cost follows
the number of known errors, not that of cases. What is said to have a fault only in versions that a region does not run
on the day is not offered to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from roles.actor import Actor
from tickets import prepared
from tickets.models.audience import audiences_of
from tickets.processes.known_error.guards import OFFERED
from tickets.processes.release.versions import concerned
from tickets.processes.release.versions.concerned import regions_of
from tickets.search.asked import Term, terms_of
from tickets.search.hints import MOST_WORDS, words_asked

MOST = 4
MOST_LOOKED_AT = 50  # that share words, before those of other versions are left out
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
    runs: tuple[str | None, ...] = ()  # what the regions asked about run of its service; None: not known

    def concerns(self, version: str) -> bool:
        """In what the regions run, or in the `version` that somebody has typed."""
        return concerned.concerns(self.versions, self.runs) or (
            bool(version) and concerned.concerns(self.versions, [version])
        )


def fitting(
    terms: list[Term], service: int | None, actor: Actor, *, version: str = "", limit: int = MOST
) -> list[Match]:
    """Known errors offered to the actor whose titles share two of the terms, or one where the service is theirs.

    Those of the service and version first among equals, and none of versions that the actor's regions do not run now.
    One query. The terms are those of `hints.words_asked`, which gives none for a text that may hold a personal number.
    """
    if not terms:
        return []
    running = _Running(regions_of(actor), timezone.now())
    found = _found(terms, service, version, actor, ticket_id=None, running=running)
    return [one for one in found if one.concerns(version)][:limit]


def belonging(ticket, actor: Actor) -> list[Match]:
    """Known errors that the ticket is linked to, itself or by its problem, in any state but draft. One query."""
    return _found([], None, "", actor, ticket_id=ticket.pk)[: MOST * 2]


def fitting_ticket(ticket, actor: Actor) -> list[Match]:
    """Known errors that fit a ticket's title, service and version and do not belong to it already. Three queries.

    None of versions that its region did not run when it was registered, nor the ticket names.
    """
    terms = terms_of(words_asked(ticket.title)) or []
    if not terms:
        return []
    version = getattr(ticket.detail(), "version", "")
    running = _Running(concerned.regions_of_case(ticket), ticket.registered_at or timezone.now())
    found = _found(terms, ticket.service_id, version, actor, ticket_id=ticket.pk, running=running)
    return [one for one in found if not one.belongs and one.concerns(version)][:MOST]


@dataclass(frozen=True)
class _Running:
    """The regions, and the moment, of which it is asked what they run."""

    regions: Iterable[int] = ()
    at: datetime | None = None


NOBODY = _Running()


def _found(
    terms: list[Term], service, version: str, actor: Actor, *, ticket_id, running: _Running = NOBODY
) -> list[Match]:
    runs, asked = concerned.runs("tickets_ticket.service_id", running.regions, running.at)
    readable, reader = prepared.scope(actor)
    longest = sorted(terms, key=lambda term: -len(term.parts[0]) if term.parts else 0)[:MOST_WORDS]
    shared = " + ".join(["(title.words @@ %s::tsquery)::int"] * len(longest)) or "0"
    enough = "shared.words >= 2 or (shared.words = 1 and (tickets_ticket.service_id = %s or %s))"
    sql = f"""
        select tickets_ticket.number, tickets_ticket.title, tickets_ticket.state, tickets_ticket.service_id,
               its.affected_versions, coalesce(workaround.body, ''), its.used, {_BELONGS} as belongs,
               {_OFFERED_HERE} as offered, {runs} as runs
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
    values = [ticket_id, *here, *asked, *(f"({term.query})" for term in longest), audiences_of(actor), *reader]
    values += [ticket_id, service, len(longest) == 1, *here, service, version, version, MOST_LOOKED_AT]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Match(*row) for row in cursor.fetchall()]
