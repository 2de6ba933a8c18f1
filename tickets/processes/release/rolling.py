"""The regions' rows move, and the release with them: early life support begins with the last region that verifies."""

from __future__ import annotations

from collections.abc import Callable

from engine.context import Context
from engine.perform import take
from roles.actor import SYSTEM
from tickets.processes.release.deployments import reading

# What else follows when a region has verified: (context of the row's step, row) each, before anything is written.
WHEN_VERIFIED: list[Callable[[Context, object], None]] = []
# What follows when a region that had verified has put it back, told alike.
WHEN_ROLLED_BACK: list[Callable[[Context, object], None]] = []
VERIFIED = "verified"


def row_moved(context: Context, row) -> None:
    """Effect's part of a row's step that may have been the last one to wait for."""
    if row.state == VERIFIED:
        for follow in WHEN_VERIFIED:
            follow(context, row)
    context.then.append(begin_els)


def verified_row_rolled_back(context: Context, row) -> None:
    for follow in WHEN_ROLLED_BACK:
        follow(context, row)


def begin_els(finished: Context) -> None:
    """Once every region that neither defers nor opts out has verified, and the rollout goes on."""
    ticket = finished.root
    if ticket.state != "rollout":
        return
    ticket.__dict__.pop("_deployments", None)  # a row of it has just moved
    if reading.unfinished(ticket):
        return
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"event:{finished.event.seq}", "at": finished.at}
    take(ticket, "enter_els", version=ticket.version, **how)
