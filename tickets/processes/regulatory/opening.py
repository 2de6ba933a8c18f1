"""How tracks begin: by declaring a major incident for its regions, or by hand for one's own organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from engine import due
from engine.context import Context
from regions import directory
from tickets import codes
from tickets.processes.regulatory import effects
from tickets.processes.regulatory.codes import Regime
from tickets.processes.regulatory.regimes import REPORTS

SETTLED = ("not_reportable", "done")


def open_tracks(context: Context, regions: Iterable, aware_at: Mapping[int, datetime] | datetime | None = None) -> None:
    """Let each of `regions` have a track of every law that may concern it; one that has it keeps it.

    `aware_at` is when each region knew, by its id, or when all did; the instant of the step where nothing is said.
    The region corrects it. Call it from an effect of a step of the ticket.
    """
    known = {(one.organisation_id, one.regime) for one in tracks_of(context.root)}
    opened = False
    for region in regions:
        at = aware_at.get(region.pk) if isinstance(aware_at, Mapping) else aware_at
        for regime in regimes_of(context.root):
            if (region.pk, regime) not in known:
                _open(context, region, regime, at or context.at, by_program=True)
                opened = True
    if opened:
        context.tell("regulatory_regions")


def open_own(context: Context) -> None:
    """Of the ticket's step: the own organisation's track, read by it and the support organisation alone."""
    context.audience = codes.Circle.SUPPORT
    _open(context, context.hat.organisation, context.data["report_regime"], context.data["report_aware_at"])


def open_notice(context: Context, regions: Iterable) -> None:
    """Let each region have a field safety notice to acknowledge; counted from now."""
    for region in regions:
        _open(context, region, Regime.NOTICE, context.at)
    context.tell("regulatory_notices")


def open_makers(context: Context, vendor) -> None:
    """Let the manufacturer have its own duty to assess, known from now on as far as the program knows."""
    _open(context, vendor, Regime.MAKER, context.at, by_program=True)


def _open(context: Context, organisation, regime: str, aware_at: datetime, *, by_program: bool = False) -> None:
    from tickets.models import RegulatoryTrack

    track = RegulatoryTrack(
        ticket=context.root, organisation=organisation, regime=regime, aware_at=aware_at, opened_at=context.at,
        known_by_program=by_program,
    )  # fmt: skip
    context.move(track, "open")
    context.then.append(lambda finished: _keep_times(finished, track))


def _keep_times(finished: Context, track) -> None:
    """The track has its key by now: its reminders can be written."""
    part = Context(subject=track, step=finished.step, actor=finished.actor, at=finished.at, via=finished.via)
    effects.keep_times(part)
    due.schedule(part.due)


def regimes_of(ticket) -> list[str]:
    """The laws that a fault in the ticket's service may concern; a person opens any other by hand."""
    service = directory.service(ticket.service_id)
    found = [Regime.NIS2, Regime.GDPR]
    if service is not None and service.regulatory_class != service.Regulatory.NONE:
        found.append(Regime.DEVICE)
    if ticket.patient_safety in (codes.PatientSafety.RISK, codes.PatientSafety.OCCURRED):
        found.append(Regime.LEX_MARIA)
    return [str(one) for one in found]


def tracks_of(ticket) -> list:
    """Every track of the ticket, whoever's: a rule of the ticket itself, shown to nobody."""
    from tickets.models import RegulatoryTrack

    rows = RegulatoryTrack.objects.unscoped("a rule of the ticket itself")
    return list(rows.filter(ticket_id=ticket.pk)) if ticket.pk else []


def unsettled(ticket) -> list:
    """The tracks that are neither reported to the end nor signed as nothing to report."""
    return [one for one in tracks_of(ticket) if one.state not in SETTLED]


__all__ = ["REPORTS", "open_own", "open_tracks", "regimes_of", "tracks_of", "unsettled"]
