"""A region's notice to the manufacturer, given in the case that both read, and the manufacturer's receipt (law.md 3.7).

The manufacturer's own duty begins with it: its track opens, or is told of a further notice. The receipt is a row of the
region's track, beside the report that it answers: neither is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.perform import perform_within
from regions import directory
from roles.actor import SYSTEM
from tickets.processes.regulatory import opening
from tickets.processes.regulatory.codes import Regime, Stage

WHY = "a notice to the manufacturer itself"


@dataclass(frozen=True)
class Notice:
    """One region's notice: when it was sent, and when the manufacturer confirmed it; None while that waits."""

    track_id: int
    organisation: object
    sent_at: datetime
    received_at: datetime | None


def notices(ticket_id: int) -> list[Notice]:
    """The notices given in a case, by region; one query. Unscoped: they are the manufacturer's as well."""
    from tickets.models import RegulatoryReport

    rows = RegulatoryReport.objects.unscoped(WHY).filter(track__ticket_id=ticket_id, track__regime=Regime.DEVICE)
    found = list(rows.filter(stage__in=(Stage.TO_MAKER, Stage.RECEIVED)).select_related("track").order_by("pk"))
    received = {one.track_id: one.sent_at for one in found if one.stage == Stage.RECEIVED}
    made = [
        Notice(
            one.track_id,
            directory.organisation(one.track.organisation_id),
            one.sent_at,
            received.get(one.track_id),
        )
        for one in found
        if one.stage == Stage.TO_MAKER
    ]
    return sorted(made, key=lambda one: one.organisation.position)


def waiting(found: Iterable[Notice]) -> list[Notice]:
    return [one for one in found if one.received_at is None]


def a_notice_waits(context: Context) -> Reason | None:
    if not waiting(notices(context.root.pk)):
        return Reason("no_notice_waits", _("No region's notice waits to be confirmed."))
    return None


def give(context: Context) -> None:
    """Of `mark_sent`: the manufacturer that reads the case has the notice there, and its own duty with it."""
    vendor = directory.organisation(context.root.vendor_id) if context.root.vendor_since else None
    if context.data["report_stage"] != Stage.TO_MAKER or vendor is None:
        return
    if _track_of(context.root, vendor) is None:
        opening.open_makers(context, vendor)
    context.then.append(lambda finished: _take(finished, _track_of(finished.root, vendor), "notice_came"))


def _track_of(ticket, vendor):
    from tickets.models import RegulatoryTrack

    rows = RegulatoryTrack.objects.unscoped(WHY).filter(ticket_id=ticket.pk, organisation_id=vendor.pk)
    return rows.filter(regime=Regime.MAKER).first()


def confirm(context: Context) -> None:
    """Every notice that waits is received now; each region hears it of its own."""
    from tickets.models import RegulatoryReport

    person, role = context.actor.person, context.hat.label
    for one in waiting(notices(context.root.pk)):
        receipt = {"track_id": one.track_id, "stage": Stage.RECEIVED, "sent_by": person, "role": role}
        context.add(
            lambda event, texts, receipt=receipt: RegulatoryReport(sent_at=event.at, event_seq=event.seq, **receipt)
        )
        context.then.append(lambda finished, pk=one.track_id: _take(finished, _called(pk), "receipt_came"))


def _called(pk: int):
    from tickets.models import RegulatoryTrack

    return RegulatoryTrack.objects.unscoped(WHY).get(pk=pk)


def _take(finished: Context, track, name: str) -> None:
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"track:{finished.subject.pk}", "at": finished.at}
    perform_within(type(track), track.pk, name, **how)
