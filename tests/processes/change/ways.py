"""For every step of a change: where it is taken from, by whom and with what."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests import parties
from tests.processes.change import places as at
from tests.processes.late import exceeded
from tests.tickets import places
from tests.tickets.way import COMMON_ALONG, Way, after, its_clock, of_any_process, why
from tickets.workflows import Change

LATE = {"decision_late", "review_late", "retro_late", "phone_late"}
BY_THE_PROGRAM = {"pick_template", "template_refused", "incident_linked", "incident_unlinked", "areas_came"}
NARROWED = {"reason": "Bara en region"}
OFFER = places.OFFER
MINOR_PLAN = ("risk_level", "implementation_plan", "test_plan", "back_out_plan", "verification_plan")
CONDITION = {"assessment_condition": "Utbilda driften först."}


def deadline(days: int = 30) -> dict:
    return {"vote_deadline": timezone.now() + timedelta(days=days)}


def assessed(kind: str, who, **data) -> Way:
    return Way(lambda: at.assessing(), who, at.VERDICT | CONDITION | data)


def window() -> dict:
    return {"wanted_start": timezone.now() + timedelta(days=30), "wanted_end": timezone.now() + timedelta(days=31)}


def decided(place, who, data) -> Way:
    """A step that a forum's decision brings about."""
    return Way(place, who, data, cause=at.CAUSE)


def opened(state: str = "") -> object:
    """Held by its region: what every process has is done by its desk."""
    return at.submitted(who=at.region_lead())


def at_support():
    return at.assessing()


def at_vendor():
    """Where the vendor takes part: it carries the change out."""
    return at.submitted(vendor_works=True)


def late():
    return exceeded(at_support())


def with_window_to_say_yes_to():
    return at.change("authorised", own_infrastructure=[parties.REGION])


def backing_out() -> dict:
    return {"back_out_done_at": timezone.now(), "back_out_effect": "Svaren kom en timme senare."}


def verified():
    return at.verified(at.change("validating"), at=timezone.now())


def council_lapsed():
    """A vote of the regions that was voided by another content."""
    ticket = at.change("regional_review")
    return at.take(ticket, "edit", at.lead(), title="Byte av svarstjänst", void_votes=True)


def changed_in_cab():
    ticket = at.change("cab_review")
    return at.take(ticket, "edit", at.lead(), title="Byte av svarstjänst", void_votes=True)


def said_no():
    ticket = at.change("regional_review")
    return at.vote(ticket, "regional-review", at.region_lead(), "reject", reject_code="patient_safety")


COMMON = {
    "explain_breach": Way(late, parties.support_manager, why),
    "dispute_breach": Way(
        after(late, "explain_breach", parties.support_manager, why),
        parties.support_manager,
        lambda s: its_clock(s, dispute_text="Vi väntade på loggar."),
    ),
    "narrow": Way(at_support, parties.support, NARROWED),
    "widen": Way(after(at_support, "narrow", parties.support, NARROWED), parties.support, {"reason": "Rör fler"}),
    "hand_over_support": Way(opened, parties.desk, OFFER),
    "hand_back": Way(at_support, parties.support, OFFER),
}
BEGINNING = {
    "submit": Way(at.draft, at.requester, lambda s: at.submitting("normal_major")),
    "edit": Way(at.submitted, at.lead, {"title": "Byte av svarstjänst", "services": ["provsvar", "integrationer"]}),
    "write_plan": Way(at.submitted, at.lead, at.PLAN | at.LOW_RISK | {"risk_level": "medium"}),
    "tag_areas": Way(at.submitted, at.lead, {"programme_areas": ["primarvard", "akut-vard"]}),
    "accept_assess": Way(
        at.submitted, at.lead, lambda s: {"change_owner": "me", "assessors": [at.security().user.email]}
    ),
    "set_type": Way(
        lambda: at.take(at.submitted(), "write_plan", at.lead(), **at.LOW_RISK),
        at.lead,
        {"change_type": "normal_minor", "reason": "En region, låg risk."},
    ),
    "return": Way(at_support, at.lead, {"missing_text": "Vem som återställer."}),
    "reject": Way(at.submitted, at.lead, {"change_reject_code": "risk", "reason": "För stor risk i december."}),
    "assess_technology": assessed("technology", lambda: at.of_support("arkitekturrepresentant")),
    "assess_regional_it": assessed("regional_it", at.technician),
    "assess_security": assessed("security", at.security),
    "assess_patient_safety": assessed("patient_safety", at.device_specialist),
    "assess_operations": assessed("operations", at.deployer),
    "assess_training": assessed("training", lambda: at.of_support("utbildningskoordinator")),
    "assess_cost": assessed("cost", lambda: at.of_support("ekonomicontroller"), cost_estimate=120_000),
    "assess_legal": assessed("legal", lambda: at.of_support("jurist")),
}
DECIDING = {
    "to_minor": Way(lambda: at.planned(at.assessing("normal_minor")), at.lead, lambda s: deadline(), stands=MINOR_PLAN),
    "to_cab_minor": Way(at.minor, at.region_lead, lambda s: at.window(), stands=MINOR_PLAN),
    "to_regional": Way(
        lambda: at.planned(at.assessing()),
        at.lead,
        lambda s: deadline(),
        stands=(*at.PLAN, "risk_level", "affected_regions"),
    ),
    "regional_passed": Way(lambda: at.regions_say_yes(at.change("regional_review")), at.lead, lambda s: deadline()),
    "vote_anew": Way(council_lapsed, at.lead, lambda s: deadline()),
    "back_to_regional": Way(changed_in_cab, at.lead, lambda s: deadline()),
    "regional_failed": Way(said_no, at.lead),
    "cab_authorise": decided(lambda: at.cab_says_yes(at.change("cab_review")), at.lead, lambda s: at.window()),
    "cab_reject": decided(lambda: at.change("cab_review"), at.lead, {"reason": "För dyrt i år."}),
    "postpone": decided(
        lambda: at.change("cab_review"),
        at.lead,
        lambda s: {"reason": "Fler svar behövs.", "taken_up_at": timezone.now() + timedelta(days=5)},
    ),
    "take_up": Way(lambda: at.change("postponed"), at.lead, lambda s: deadline()),
    "rework_postponed": Way(lambda: at.change("postponed"), at.lead, {"reason": "Skrivs om från början."}),
    "record_decision": decided(at_support, at.lead, {}),
    "put_to_vote": Way(
        lambda: at.assessing(contract_effect="yes"), lambda: at.of_support("avtalsansvarig"), lambda s: deadline()
    ),
    "lower_risk": decided(
        lambda: at.planned(at.assessing(), risk_reach="regions", risk_level="high"),
        at.lead,
        {"risk_level": "low", "reason": "CAB bedömer den som rutin."},
    ),
}
IN_TIME = {
    "approve_window": Way(with_window_to_say_yes_to, at.technician, {"verdict": "ok", "comment": "Passar."}),
    "schedule": Way(lambda: at.change("authorised"), at.deployer, lambda s: soon()),
    "override_freeze": Way(
        lambda: at.change("authorised"), at.it_leader, {"freeze_override_reason": "Säkerhetsrättning."}
    ),
    "reschedule": Way(lambda: at.change("scheduled"), at.deployer, lambda s: soon() | {"reason": "Sjukdom."}),
    "reschedule_to_cab": Way(
        lambda: at.change("scheduled"), at.deployer, lambda s: window() | {"reason": "Leveransen är sen."}
    ),
    "reschedule_to_assess": Way(
        lambda: at.minor("scheduled"), at.deployer, lambda s: window() | {"reason": "Leveransen är sen."}
    ),
    "reschedule_to_ecab": Way(
        lambda: at.emergency("scheduled"), at.deployer, lambda s: window() | {"reason": "Leveransen är sen."}
    ),
    "region_go": Way(lambda: at.change("scheduled"), at.region_deployer, {"go_verdict": "go"}),
}
CARRYING_OUT = {
    "start": Way(lambda: at.change("scheduled"), at.implementer),
    "finish": Way(
        lambda: at.change("implementing"), at.implementer, lambda s: at.finishing(), stands=("actual_start",)
    ),
    "back_out": Way(lambda: at.change("validating"), at.deployer, lambda s: backing_out()),
    "verify_region": Way(lambda: at.change("validating"), at.region_deployer, {"region_result": "ok"}),
    "validate": Way(verified, at.deployer, {"result_text": "Alla svar kom fram."}),
    "validate_failed": Way(
        lambda: at.standard("verified", result="not_ok"), at.deployer, {"result_text": "Enheten syns inte i regionen."}
    ),
    "validate_standard": Way(lambda: at.standard("verified"), at.deployer, {"result_text": "Enheten syns."}),
    "link_caused": Way(
        lambda: at.change("validating"), at.lead, lambda s: {"caused_incidents": [places.incident().number]}
    ),
    "review_done": Way(
        lambda: at.change("review"), at.lead, lambda s: at.OUTCOME | {"change_outcome": "misslyckad", "reason": "Känd."}
    ),
    "cancel": Way(at.submitted, at.lead, {"reason": "Behövs inte längre."}),
}
URGENT = {
    "emergency_request": Way(lambda: at.submitted("emergency", vendor_works=True), at.security, at.URGENT),
    "ecab_approve": Way(
        lambda: at.ecab_says_yes(at.emergency(), at=timezone.now() - timedelta(hours=1)),
        at.lead,
        lambda s: at.window(),
    ),
    "ecab_reject": Way(at.emergency, at.it_leader, {"reason": "Kan vänta till måndag."}),
    "confirm_phone": Way(at.by_phone, at.it_leader),
    "start_now": Way(lambda: ready_now(), at.vendor_worker),
    "document": Way(lambda: at.emergency("review"), at.lead, lambda s: at.documenting()),
    "retro_gate": decided(
        lambda: at.emergency("documented"), at.lead, lambda s: at.OUTCOME | {"retro_verdict": "befogad"}
    ),
}


def soon() -> dict:
    """After the time of notice, inside the decided window."""
    start = timezone.now() + timedelta(days=17)
    return at.scheduling(planned_start=start, planned_end=start + timedelta(hours=2))


def ready_now():
    """An authorised emergency whose implementer was named when it was requested."""
    ticket = at.emergency("ecab_review", implementer=at.vendor_worker().user.email)
    ticket = at.ecab_says_yes(ticket, at=timezone.now() - timedelta(hours=1))
    return at.take(ticket, "ecab_approve", at.lead(), at=timezone.now(), **at.window())


WAYS = {
    Change: of_any_process(opened, at_support, at_vendor)
    | COMMON
    | BEGINNING
    | DECIDING
    | IN_TIME
    | CARRYING_OUT
    | URGENT
}
for left_out in ("merge", "propose_priority", "report_solution"):
    del WAYS[Change][left_out]
# Born with its first step; the rest only move along with another step, or by the clock. Each has its own test.
ALONG = {Change: {"open"} | LATE | BY_THE_PROGRAM | COMMON_ALONG - {"take_in", "let_go"}}
