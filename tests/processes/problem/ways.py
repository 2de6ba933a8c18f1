"""For every step of a problem: where it is taken from, by whom and with what."""

from __future__ import annotations

from django.utils import timezone

from tests import parties
from tests.processes.problem import places as at
from tests.tickets import places
from tests.tickets.way import COMMON_ALONG, Way, after, its_clock, of_any_process, why
from tickets.models import Clock
from tickets.workflows import Problem

ADVICE = {"safety_advice": "Godtas om omstarten står i rutinen."}
PROBLEM_FOUND = {"incident_linked", "incident_unlinked"}


def linking(subject) -> dict:
    return {"incident_links": [places.incident().number]}


def explained():
    """A problem of the region with one incident of the region."""
    return at.registered(problem_origin="incidenter", incident_links=[places.incident().number])


def its_incident(subject) -> dict:
    from tickets.processes.problem import reach

    return {"incident_links": [one.number for one in reach.incidents(subject)]}


def late():
    """A problem at the vendor, which owes a root cause: that time has been exceeded."""
    ticket = at.at_vendor()
    rows = Clock.all_objects.filter(ticket=ticket, metric="resolve", version__agreement__kind="uc")
    rows.update(breached_at=timezone.now())
    return ticket


def opened(state: str = "") -> object:
    """Held by its region: what every process has is done by its desk."""
    return at.registered()


NARROWED = {"reason": "Bara en region"}
COMMON = {
    "explain_breach": Way(late, parties.support_manager, why),
    "dispute_breach": Way(
        after(late, "explain_breach", parties.support_manager, why),
        parties.support_manager,
        lambda s: its_clock(s, dispute_text="Vi väntade på loggar."),
    ),
    "narrow": Way(at.at_support, parties.support, NARROWED),
    "widen": Way(after(at.at_support, "narrow", parties.support, NARROWED), parties.support, {"reason": "Rör fler"}),
    "merge": Way(at.at_support, at.manager, lambda s: {"merged_tickets": [at.registered().number]}),
    "hand_over_support": Way(at.registered, parties.desk, places.OFFER),
    "hand_back": Way(at.at_support, parties.support, places.OFFER),
}
OWN = {
    "record_decision": Way(lambda: at.problem("known_error"), at.chair, {}, cause=f"decision:{at.FORUM} 2026 § 1"),
    "assess": Way(at.registered, at.manager, at.ASSESSING),
    "start_rca": Way(at.at_support, at.manager, lambda s: at.analysing()),
    "describe_cause": Way(at.at_support, at.manager, {"five_whys": "Därför att minnet inte frigörs."}),
    "approve_unknown_cause": Way(at.at_support, at.object_owner, {"reason": "Felet går inte att återskapa."}),
    "to_vendor": Way(at.at_support, at.manager, at.TO_VENDOR),
    "declare_ke": Way(lambda: at.problem("rca"), at.manager, at.DECLARING),
    "start_fix": Way(
        lambda: at.problem("known_error"), at.manager, {"planned_version": "4.2.1", "fix_reference": "CR-20871"}
    ),
    "fix_delivered": Way(
        lambda: at.problem("fix_in_progress"),
        at.deployer,
        {"fixed_version": "4.2.1", "deployed_regions": [parties.REGION]},
    ),
    "verify_region": Way(lambda: at.problem("verify"), at.region_manager, {"comment": "Provat på tre avdelningar."}),
    "not_fixed": Way(lambda: at.problem("verify"), at.region_manager, {"evidence": "Samma fel i morse."}),
    "resolve": Way(
        after(lambda: at.problem("verify"), "verify_region", at.region_manager, {}),
        at.manager,
        {"solution": "Rättat i 4.2.1."},
    ),
    "accept_risk": Way(at.decided, at.object_owner, lambda s: at.accepting(s) | ADVICE),
    "advise_risk": Way(lambda: at.problem("known_error"), parties.support_security, ADVICE),
    "wake": Way(lambda: at.problem("risk_accepted"), at.manager),
    "hold": Way(at.at_support, at.manager, lambda s: at.resting()),
    "resume_assess": Way(lambda: at.dormant("assess"), at.manager),
    "resume_rca": Way(lambda: at.dormant("rca"), at.manager),
    "resume_known_error": Way(lambda: at.dormant("known_error"), at.manager),
    "resume_fix": Way(lambda: at.dormant("fix_in_progress"), at.manager),
    "close": Way(
        lambda: at.problem("resolved"),
        at.manager,
        {"lessons": "Mät minnet före release.", "known_error_kept_reason": "Äldre versioner finns kvar."},
    ),
    "cancel": Way(at.at_support, at.manager, {"reason": "Inget problem"}),
    "mark_duplicate": Way(at.at_support, at.manager, lambda s: {"master_ticket": at.registered().number}),
    "undo_duplicate": Way(lambda: at.problem("duplicate"), at.manager, {"reason": "Två olika"}),
    "link_incidents": Way(explained, at.region_manager, linking),
    "unlink_incidents": Way(explained, at.region_manager, its_incident),
}
WAYS = {Problem: of_any_process(opened, at.at_support, at.at_vendor) | COMMON | OWN}
# Born with its first step; the rest only move along with another step, or by the clock. Each has its own test.
ALONG = {Problem: {"register", "target_passed"} | PROBLEM_FOUND | COMMON_ALONG}
