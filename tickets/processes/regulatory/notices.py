"""A field safety notice of the manufacturer: a case that every region acknowledges, each by its own track."""

from __future__ import annotations

from engine.context import Context
from regions import directory
from tickets import codes, effects
from tickets.processes.regulatory.codes import Regime

WHY = "a rule of the case itself"


def send(context: Context) -> None:
    """All regions read the case from now on, and each has its time to answer."""
    from tickets.processes.regulatory import opening

    if context.root.visibility != codes.Visibility.JOINT:
        effects.make_joint(context)
    opening.open_notice(context, directory.regions())


def of(ticket) -> list[tuple[int, str]]:
    """(organisation, state) of each region's answer; asked only of a case that every region reads."""
    from tickets.models import RegulatoryTrack

    if ticket.visibility != codes.Visibility.JOINT or not ticket.pk or not getattr(ticket, "has_tracks", True):
        return []
    rows = RegulatoryTrack.objects.unscoped(WHY).filter(ticket_id=ticket.pk, regime=Regime.NOTICE)
    return list(rows.order_by("organisation__position").values_list("organisation_id", "state"))


def unanswered(ticket) -> list[int]:
    """The regions that have not answered, in the order of the strip."""
    return [organisation for organisation, state in of(ticket) if state != "done"]
