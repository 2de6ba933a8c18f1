"""Taking a waiting ticket up again in the same breath as another step: a reply came, or it became a P1."""

from __future__ import annotations

from engine.context import Context
from engine.perform import take
from roles.actor import SYSTEM


def resume_afterwards(context: Context) -> None:
    """Let the program take the ticket up again once this one is written, in the same transaction."""
    context.then.append(_resume)


def _resume(finished: Context) -> None:
    ticket, cause = finished.root, f"event:{finished.event.seq}"
    take(
        ticket,
        ticket.resuming_step(),
        actor=SYSTEM,
        via=finished.via,
        cause=cause,
        version=ticket.version,
        at=finished.at,
    )
