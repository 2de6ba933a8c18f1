"""Tracks of the region, opened by the people whose duty it is."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from engine.perform import perform
from tests import cases, parties
from tests.people import actor
from tickets.models import RegulatoryTrack


def hours_ago(hours: float):
    return timezone.now() - timedelta(hours=hours)


def ASSESSING(subject=None, regime: str = "nis2", hours: float = 2) -> dict:
    return {"report_regime": regime, "report_aware_at": hours_ago(hours)}


NOTICE = {"notice_reference": "FSCA-2026-014", "notice_summary": "Starta om tjänsten efter varje uppdatering."}
ACKNOWLEDGED = {"notice_answer": "acted", "notice_measures": "Rutinen är införd på alla kliniker."}


def security(region: str = parties.REGION):
    return parties.region_security(region)


def device_specialist(region: str = parties.REGION):
    return actor("region-objektspecialist-medicinteknik", region)


def track(regime: str = "nis2", *, ticket=None, who=None, hours: float = 2) -> RegulatoryTrack:
    """The region's own track of an incident that all regions read."""
    from tests.tickets import places

    ticket, who = ticket or places.joint(), who or security()
    cases.step(ticket, "assess_reporting", who, **ASSESSING(regime=regime, hours=hours))
    return track_of(ticket, who.hats[0].organisation.slug, regime)


def vendor():
    return actor("cambio-major-incident-manager", parties.VENDOR_ORG)


def makers() -> RegulatoryTrack:
    """The manufacturer's own track of a case that it holds."""
    return track("maker", ticket=cases.at_vendor(), who=vendor())


def track_of(ticket, slug: str = parties.REGION, regime: str = "nis2") -> RegulatoryTrack:
    rows = RegulatoryTrack.objects.unscoped("test").select_related("ticket", "organisation")
    found = rows.get(ticket=ticket, organisation__slug=slug, regime=regime)
    found.ticket.__class__ = found.ticket.workflow_class()
    return found


def move(one: RegulatoryTrack, name: str, who=None, *, at=None, **data) -> RegulatoryTrack:
    perform(RegulatoryTrack, one.pk, name, actor=who or security(), via="test", data=data, at=at)
    return track_of(one.ticket, one.organisation.slug, one.regime)


def sent(one: RegulatoryTrack, stage: str, *, hours: float = 1, at=None, who=None, **data) -> RegulatoryTrack:
    when = at or hours_ago(hours)
    return move(one, "mark_sent", who, at=at, report_stage=stage, report_sent_at=when, **data)


def notice_sent() -> object:
    """A case at the support organisation whose notice every region is to acknowledge."""
    from tests.tickets import places

    return cases.step(places.case_at_support("triage"), "send_notice", parties.support(), **NOTICE)


def notice() -> RegulatoryTrack:
    """The region's own answer to a field safety notice, not given yet."""
    return track_of(notice_sent(), regime="notice")


def told_to_maker() -> RegulatoryTrack:
    """The manufacturer's own track, which began with the region's notice in a case that both read."""
    mine = track("device", ticket=cases.at_vendor(), who=device_specialist())
    sent(mine, "to_maker", who=device_specialist())
    return track_of(mine.ticket, parties.VENDOR_ORG, "maker")


def breach_sent() -> RegulatoryTrack:
    """A track whose only report is marked as sent."""
    return sent(track("gdpr_33"), "breach")


def not_reportable() -> RegulatoryTrack:
    return move(track(), "decide_not_reportable", reason="Verksamheten stod still i tjugo minuter.")


def all_sent() -> RegulatoryTrack:
    """Reopened after its reports were sent: nothing is left but to end it."""
    return move(breach_sent(), "reopen", reason="Myndigheten frågar.")
