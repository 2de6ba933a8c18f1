"""Which moments of a case start, stop, resume and restart which clock: the one table.

A clock belongs to an agreement and to the organisation that owes it (the provider). `story` finds the moments of each
provider; a metric that is not named here has no clock under that agreement. Reasons: docs/decisions/clocks.md.
"""

from __future__ import annotations

from enum import StrEnum

from regions.kinds import OrganisationKind as Kind
from sla.clock import Act
from sla.models import Agreement, Metric


class Moment(StrEnum):
    """Something that happened between a case and one provider."""

    ASKED = "asked"  # the case was handed to it, or registered with it; not yet accepted
    RECEIVED = "received"  # it accepted, and holds the case
    ON = "on"  # from here on the solution is its matter (asked, returned to it, reopened, ...)
    OFF = "off"  # no longer: solved, reported as solved, given back, refused, closed
    ASSESSED = "assessed"  # its people have looked at the case and said something of it
    TAKEN_UP = "taken_up"  # somebody there works on it
    FORWARDED = "forwarded"  # it handed the case on
    UPDATED = "updated"  # words or a date that its customer may read
    QUESTIONED = "questioned"  # its answer is awaited
    ANSWERED = "answered"


M, RUN_ON = Moment, (Act.START, Act.RESUME)  # on with what was used, or from nothing where it never ran

RECEPTION = {M.ASKED: (Act.RESTART,), M.RECEIVED: (Act.STOP,), M.OFF: (Act.STOP,)}
FIRST_WORD = {M.ASKED: (Act.START,), M.UPDATED: (Act.STOP,), M.OFF: (Act.STOP,)}
SOLUTION = {M.ON: RUN_ON, M.OFF: (Act.STOP,)}
INTERVAL = {M.ON: RUN_ON, M.UPDATED: (Act.RESTART,), M.OFF: (Act.STOP,)}

# By kind of agreement and kind of the provider, then by metric.
MARKS = {
    (Agreement.Kind.SLA, Kind.SUPPORT_ORG): {
        Metric.ACKNOWLEDGE: RECEPTION | {M.ASSESSED: (Act.STOP,)},
        Metric.RESPOND: FIRST_WORD,
        Metric.UPDATE: INTERVAL,
        Metric.RESOLVE: SOLUTION,
    },
    (Agreement.Kind.OLA, Kind.SUPPORT_ORG): {
        # From the hand-over to the assessment; it counts while the support organisation holds the case.
        Metric.ACKNOWLEDGE: {
            M.ASKED: (Act.RESTART,),
            M.ASSESSED: (Act.STOP,),
            M.FORWARDED: (Act.STOP,),
            M.OFF: (Act.STOP,),
        },
        # From the assessment until it is handed on or somebody works on it.
        Metric.RESPOND: {
            M.ASSESSED: (Act.START,),
            M.FORWARDED: (Act.STOP,),
            M.TAKEN_UP: (Act.STOP,),
            M.OFF: (Act.STOP,),
        },
        Metric.UPDATE: INTERVAL,
        Metric.RESOLVE: SOLUTION,
    },
    (Agreement.Kind.OLA, Kind.IT_MT): {
        Metric.ACKNOWLEDGE: RECEPTION,
        Metric.RESPOND: {M.ASKED: (Act.START,), M.RECEIVED: (Act.STOP,), M.OFF: (Act.STOP,)},
        Metric.UPDATE: INTERVAL,
        Metric.RESOLVE: SOLUTION,
    },
    (Agreement.Kind.OLA, Kind.REGION): {
        Metric.RESPOND: {M.QUESTIONED: (Act.RESTART,), M.ANSWERED: (Act.STOP,)},
    },
    (Agreement.Kind.UC, Kind.VENDOR): {
        Metric.ACKNOWLEDGE: RECEPTION,
        # The first status after the reception.
        Metric.RESPOND: FIRST_WORD,
        Metric.UPDATE: INTERVAL,
        Metric.RESOLVE: SOLUTION,
    },
}

# --- Which steps are such a moment, where it is not a change of holder, state or hold ---

ASSESSES = frozenset({"triage", "start_triage", "prioritise", "assign", "take", "start", "resolve"})
TAKES_UP = frozenset({"take", "start", "resolve"})
UPDATES = frozenset(
    {"add_note", "answer", "ask", "set_planned_dates", "report_solution", "hand_back"}
    | {"escalate_vendor", "hand_over_vendor", "hand_over_it"}
)
# The states in which a case has got its solution and waits to be confirmed, where they are called otherwise.
SOLVED = {"service-request": frozenset({"delivered"})}
USUALLY_SOLVED = frozenset({"resolved"})
# The thresholds of the clocks themselves.
THRESHOLDS = frozenset({"warn", "breach", "overrun"})
REPORTS_SOLUTION = "report_solution"
# Of a region's part: the fault remains, and what takes that back.
DECLINES = "region_decline"
UNDECLINES = frozenset({"resolve", "region_confirm", "split_out", "leave", "time_out"})
CONFIRMS = "region_confirm"


def solved_in(process: str) -> frozenset[str]:
    """The states in which a case of the process has got its solution."""
    return SOLVED.get(process, USUALLY_SOLVED)
