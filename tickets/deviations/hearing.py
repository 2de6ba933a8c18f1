"""Who is told of deviations: the roles of the region that renew and end them, and those who lead the joint releases."""

from __future__ import annotations

from regions import directory
from tickets import telling_whom
from tickets.deviations.effects import ROLES, SUPPORT


def register() -> None:
    """Make the groups known to those who tell; called once, when the app is ready."""
    telling_whom.MORE_PLACES.update(
        {
            ROLES: (frozenset({"deviation.renew"}), lambda ticket, event: {ticket.origin_id}),
            SUPPORT: (frozenset({"release.approve"}), lambda ticket, event: {directory.support_org().pk}),
        }
    )
