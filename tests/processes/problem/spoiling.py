"""How each rule of a problem is broken, in memory."""

from datetime import timedelta

from django.utils import timezone

from tests import parties
from tests.processes.breaking import data, detail
from tests.processes.problem import places as at
from tests.tickets import places
from tickets.processes.problem import reach


def day_after(days: int):
    return lambda context: timezone.localdate(context.at) + timedelta(days=days)


def all_have_confirmed(context) -> None:
    for row in context.root.affected():
        row.verified_at = context.at


def nobody_confirmed(context) -> None:
    context.root.__dict__["_affected"] = []


def dangerous(context) -> None:
    context.root.patient_safety = "risk"
    context.data.pop("safety_advice", None)


SPOILED = {
    "forum_has_decided": (data(decision_link="cab 2026 § 99"), "no_decision", "decision_link"),
    "incidents_linked_unless_proactive": (
        data(problem_origin="incidenter", incident_links=None),
        "incidents_missing",
        "incident_links",
    ),
    "links_are_incidents": (
        data(incident_links=lambda context: [context.root]),
        "not_an_incident",
        "incident_links",
    ),
    "links_are_new": (
        data(incident_links=lambda context: reach.incidents(context.root)),
        "already_linked",
        "incident_links",
    ),
    "links_are_linked": (data(incident_links=lambda context: [places.incident()]), "not_linked", "incident_links"),
    "target_ahead": (data(target_date=day_after(-1)), "in_the_past", "target_date"),
    "something_described": (
        data(five_whys="", cause_timeline="", contributing_factors=""),
        "nothing_described",
        "five_whys",
    ),
    "hold_within_90_days": (
        data(resume_at=lambda context: context.at + timedelta(days=90, seconds=1)),
        "not_within_90_days",
        "resume_at",
    ),
    "review_within_12_months": (data(review_at=day_after(367)), "not_within_12_months", "review_at"),
    "known_error_retired_or_reason": (
        data(known_error_kept_reason=""),
        "known_error_open",
        "known_error_kept_reason",
    ),
    "cause_or_known_symptom": (data(root_cause_code="okand"), "unknown_cause_not_approved", "root_cause_code"),
    "advice_when_patient_safety_or_security": (dangerous, "advice_missing", "safety_advice"),
    "held_from_this_state": (detail(held_from="nowhere"), "held_from_another_state", ""),
    "region_has_not_confirmed": (all_have_confirmed, "has_confirmed", ""),
    "verified_by_region_other_than_fixer": (nobody_confirmed, "not_verified", ""),
    "no_new_incident_in_quiet_period": (detail(last_linked_at=lambda context: context.at), "new_incident", ""),
}


def of_two_regions():
    return at.caused(places.incident(), places.incident(who=parties.desk(parties.NEIGHBOUR)))


BY_WHO = {
    "region_only": lambda: (of_two_regions(), timezone.now(), "not_of_one_region"),
    "handed_to_vendor": lambda: (at.registered(), timezone.now(), "not_with_vendor"),
}
