"""How each rule of a duty to report is broken, and what it then says."""

from dataclasses import replace
from datetime import timedelta

from regions import directory
from tests import parties
from tests.processes.breaking import data


def own_it(context) -> None:
    context.hat = replace(context.hat, organisation=directory.by_slug(parties.REGION_IT))


def knows_nothing(context) -> None:
    context.subject.aware_at = context.subject.significant_at = None


def open_already(context) -> None:
    from tickets.models import RegulatoryTrack

    made = RegulatoryTrack(
        ticket=context.root, organisation=context.hat.organisation, regime="nis2", opened_at=context.at
    )
    _write(made)


def _write(track) -> None:
    """Past the guard of the database, which wants a step."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select set_config('engine.subject', 'tickets_regulatorytrack:new', true)")
    track.__dict__["state"] = "assessing"
    track.save()


def was_sent(context) -> None:
    context.subject.__dict__["_sent"] = {context.data["report_stage"]: context.at}


def nothing_sent(context) -> None:
    context.subject.__dict__["_sent"] = {}


def sent_before_the_notification(context) -> None:
    context.data = context.data | {"report_stage": "final"}
    context.subject.__dict__["_sent"] = {"notification": context.at}


def ahead(context):
    return context.at + timedelta(hours=1)


def notice_out(context) -> None:
    """All regions read the case, and the notice waits for a region's answer."""
    from tickets.models import RegulatoryTrack

    context.root.visibility = "joint"
    region = directory.by_slug(parties.NEIGHBOUR)
    _write(RegulatoryTrack(ticket=context.root, organisation=region, regime="notice", opened_at=context.at))


def another_case(context) -> None:
    """One in which no notice was given."""
    from tests.tickets import places

    context.root.pk = places.joint().pk


SPOILED = {
    "no_notice_sent": (notice_out, "notice_sent", ""),
    "every_region_acknowledged": (notice_out, "notice_unanswered", ""),
    "acts_for_itself": (own_it, "not_its_own_duty", ""),
    "regime_is_own": (data(report_regime="device"), "decided_by_others", "report_regime"),
    "regime_is_not_open": (open_already, "track_exists", "report_regime"),
    "knowledge_is_past": (data(report_aware_at=ahead), "in_the_future", "report_aware_at"),
    "later_knowledge_has_reason": (data(report_aware_at=lambda context: context.at), "reason_missing", "reason"),
    "sent_in_order": (sent_before_the_notification, "sent_before_that", "report_sent_at"),
    "knowledge_is_recorded": (knows_nothing, "knowledge_missing", ""),
    "stage_is_of_regime": (data(report_stage="breach"), "not_of_this_law", "report_stage"),
    "stage_is_not_sent": (was_sent, "already_sent", "report_stage"),
    "stage_before_is_sent": (data(report_stage="final"), "stage_before_missing", "report_stage"),
    "sent_after_knowledge": (data(report_sent_at=ahead), "in_the_future", "report_sent_at"),
    "a_notice_waits": (another_case, "no_notice_waits", ""),
    "all_reports_sent": (nothing_sent, "reports_left", ""),
}


def _of(regime: str):
    def lies():
        from django.utils import timezone

        from tests.processes.regulatory import opened

        track = opened.track()
        track.regime = regime
        return track, timezone.now(), "decided_by_others"

    return lies


BY_WHO = {
    "is_for_security": _of("device"),
    "is_for_device": _of("nis2"),
    "is_for_maker": _of("nis2"),
    "is_for_receiver": _of("nis2"),
}
