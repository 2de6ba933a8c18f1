"""Figures of imported history, computed by the database from the tickets, events and texts that the import wrote."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection

from regions.kinds import TIERS
from tickets.importer.mapping import TEAM
from tickets.importer.run import SEPARATOR
from tickets.workflows import PROCESSES

DAY_S, HOUR_S = 86_400, 3_600


@dataclass(frozen=True)
class Figures:
    """`throughput` is last minus first event in days, `reopened_share` 0–1, `wait_hours` in hours of the clock.

    A hand-over is two events in a row with different teams, between lines when their holders are of different tiers.
    """

    cases: int
    events: int
    still_open: int
    throughput_mean_days: float | None
    throughput_median_days: float | None
    reopened_share: float | None
    handovers_between_teams: int
    handovers_between_lines: int
    wait_hours: float

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


# Only what the import wrote: an old case that is worked on afterwards does not move the figures of its log.
FIGURES = """
with history as (
  select e.ticket_id, e.seq, e.at, e.target, e.changed -> 'holder' as holder, t.closed_at,
         e.target = any(%(completed)s) as completed,
         lead(e.at) over (partition by e.ticket_id order by e.seq) as next_at
    from tickets_event e join tickets_ticket t on t.id = e.ticket_id
   where e.imported and t.historic and t.source_key like %(source)s
), cases as (
  select ticket_id, extract(epoch from max(at) - min(at)) as seconds, bool_or(closed_at is null) as still_open,
         coalesce(max(seq) filter (where not completed) > min(seq) filter (where completed), false) as reopened
    from history group by ticket_id
), tiers as (
  select o.id::text as id, k.tier from regions_organisation o
    join unnest(%(kinds)s::text[], %(tiers)s::text[]) as k(kind, tier) on k.kind = o.kind
)
select (select count(*) from cases), (select count(*) from history), (select count(*) from cases where still_open),
       (select avg(seconds) from cases), (select percentile_cont(0.5) within group (order by seconds) from cases),
       (select avg(reopened::int) from cases),
       (select count(*) from history h join tickets_textversion x on x.ticket_id = h.ticket_id and x.event_seq = h.seq
         where x.field = %(team)s and h.seq > 1),
       (select count(*) from history h join tiers was on was.id = h.holder ->> 'old'
          join tiers became on became.id = h.holder ->> 'new' where h.seq > 1 and was.tier <> became.tier),
       (select sum(extract(epoch from next_at - at)) from history where target = 'on_hold')
"""


def log_figures(source: str = "") -> Figures:
    """The figures of the log called `source`, or of all imported logs."""
    ends = {str(state) for workflow in PROCESSES.values() for state in workflow.terminal}
    with connection.cursor() as cursor:
        cursor.execute(
            FIGURES,
            {
                "completed": sorted(ends | {"resolved"}),
                "source": f"{source}{SEPARATOR}%" if source else "%",
                "kinds": list(TIERS),
                "tiers": list(TIERS.values()),
                "team": TEAM,
            },
        )
        cases, events, still_open, mean, median, reopened, teams, lines, wait = cursor.fetchone()
    return Figures(
        cases=cases,
        events=events,
        still_open=still_open,
        throughput_mean_days=_per(mean, DAY_S),
        throughput_median_days=_per(median, DAY_S),
        reopened_share=None if reopened is None else float(reopened),
        handovers_between_teams=teams,
        handovers_between_lines=lines,
        wait_hours=_per(wait or 0, HOUR_S) or 0.0,
    )


def _per(seconds, unit: int) -> float | None:
    return None if seconds is None else float(seconds) / unit
