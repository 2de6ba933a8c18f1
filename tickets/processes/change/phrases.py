"""What the steps of a change read as in the timeline, and how it stands in a sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.processes.change import codes
from tickets.web import showing
from tickets.web.changes import FACTS, LABELS
from tickets.web.phrases import PHRASES
from tickets.web.sentence import SENTENCES

STEPS = {
    "submit": (_("submitted the change."), "plus"),
    "edit": (_("changed the content."), "note"),
    "write_plan": (_("wrote the plan."), "note"),
    "tag_areas": (_("set the programme areas."), "note"),
    "areas_came": (_("took over the programme areas of the need that led to it."), "note"),
    "pick_template": (_("authorised it by its template."), "check"),
    "template_refused": (_("sent it back: the template does not fit."), "undo"),
    "accept_assess": (_("began to assess it."), "st-triage"),
    "set_type": (_("set the type."), "note"),
    "return": (_("sent it back to the draft."), "undo"),
    "reject": (pgettext_lazy("change", "turned it down."), "st-cancelled"),
    "assess_technology": (_("assessed technology."), "check"),
    "assess_regional_it": (_("assessed regional IT."), "check"),
    "assess_security": (_("assessed information security."), "check"),
    "assess_patient_safety": (_("assessed patient safety."), "check"),
    "assess_operations": (_("assessed operations and test."), "check"),
    "assess_training": (_("assessed training and communication."), "check"),
    "assess_cost": (_("assessed the cost."), "check"),
    "assess_legal": (_("assessed law and contract."), "check"),
    "decision_late": (_("reminded: the time to decide has passed."), "clock"),
    "to_minor": (_("asked the change managers."), "arrow"),
    "to_cab_minor": (_("authorised the minor change."), "check"),
    "to_regional": (_("sent it to the change council."), "arrow"),
    "regional_passed": (_("confirmed the regions' yes and sent it to the CAB."), "check"),
    "vote_anew": (_("opened the vote anew."), "arrow"),
    "back_to_regional": (_("sent it back to the change council."), "undo"),
    "regional_failed": (_("confirmed the regions' no."), "st-cancelled"),
    "cab_authorise": (_("authorised it as the CAB decided."), "check"),
    "cab_reject": (_("turned it down as the CAB decided."), "st-cancelled"),
    "postpone": (_("postponed it as the CAB decided."), "st-hold"),
    "take_up": (_("took it up again in the CAB."), "st-active"),
    "rework_postponed": (_("made it a draft again."), "undo"),
    "lower_risk": (_("lowered the level of risk as the CAB decided."), "note"),
    "approve_window": (_("answered on the window for the region's own infrastructure."), "check"),
    "schedule": (_("put it in time."), "clock"),
    "override_freeze": (_("allowed it during the change freeze."), "alert"),
    "reschedule": (_("moved it in time."), "clock"),
    "reschedule_to_cab": (_("moved it outside the decided window: the CAB decides."), "undo"),
    "reschedule_to_assess": (_("moved it outside the decided window: it is assessed anew."), "undo"),
    "reschedule_to_ecab": (_("moved it outside the decided window: it is decided anew."), "undo"),
    "region_go": (_("answered whether the region is ready."), "check"),
    "start": (_("began to carry it out."), "st-active"),
    "finish": (_("finished the implementation. The regions are asked."), "st-resolved"),
    "back_out": (_("backed out: everything is as it was."), "undo"),
    "verify_region": (_("verified it for the region."), "check"),
    "validate": (_("completed the verification."), "st-resolved"),
    "validate_failed": (_("completed the verification with a failure."), "st-affected"),
    "validate_standard": (_("completed the verification and closed it."), "st-closed"),
    "link_caused": (_("named incidents that it caused."), "arrow"),
    "review_done": (_("completed the review and closed it."), "st-closed"),
    "review_late": (_("reminded: the time for the review has passed."), "clock"),
    "cancel": (pgettext_lazy("change", "withdrew it."), "st-cancelled"),
    "emergency_request": (_("requested it as an emergency."), "alert"),
    "ecab_approve": (_("authorised the emergency."), "check"),
    "ecab_reject": (_("turned the emergency down."), "st-cancelled"),
    "confirm_phone": (_("confirmed the decision by telephone."), "check"),
    "phone_late": (_("reminded: the decision by telephone is not confirmed."), "clock"),
    "start_now": (_("began to carry it out at once."), "st-active"),
    "document": (_("documented the emergency."), "note"),
    "retro_late": (_("reminded: the emergency is not documented in time."), "clock"),
    "retro_gate": (_("settled the emergency as the CAB decided."), "st-closed"),
    "incident_linked": (_("noted that an incident was linked to it."), "arrow"),
    "incident_unlinked": (_("noted that an incident was unlinked."), "x"),
}
ON_INCIDENTS = {
    ("incident", "change_found"): (_("noted that a change was named as its cause."), "arrow"),
    ("incident", "change_lost"): (_("noted that its change was taken away."), "x"),
}
STANDING = {
    "draft": _("Was sent back and is being written anew."),
    "submitted": _("Has been with %(holder)s for %(age)s and waits for the change manager."),
    "assess": _("Has been with %(holder)s for %(age)s and is being assessed."),
    "regional_review": _("The affected regions vote on it in the change council."),
    "cab_review": _("The CAB votes on it and decides."),
    "ecab_review": _("An emergency that waits for two persons' yes."),
    "postponed": _("The CAB has postponed it."),
    "authorised": _("Has been authorised, and remains to be put in time."),
    "scheduled": _("Has been authorised and put in time."),
    "implementing": _("Is being carried out."),
    "validating": _("Has been carried out, and the affected regions are asked whether it works."),
    "review": _("Has been carried out. It remains to say how it went."),
    "closed": _("Was carried out and closed on %(day)s."),
    "rejected": pgettext_lazy("change", "Was turned down on %(day)s."),
    "cancelled": pgettext_lazy("change", "Was withdrawn on %(day)s."),
}


def _assessment(said: dict) -> str:
    kind, verdict = codes.AssessmentKind(said["kind"]).label, codes.Verdict(said["verdict"]).label
    return f"{kind}: {verdict}"


def _answer(said: dict) -> str:
    return f"{showing.short_name(said['region'])}: {codes.VERDICTS_OF[said['kind']](said['verdict']).label}"


def _risk(said: dict) -> str:
    return str(codes.RiskLevel(said["level"]).label) if said["level"] else "–"


FIELD_LABELS = {
    "assessment": pgettext_lazy("change", "Verdict"),
    "region_answer": _("The region's answer"),
    "risk": _("Computed level of risk"),
    "caused": _("Incidents that it caused"),
}
FIELD_FACTS = {
    "assessment": _assessment,
    "region_answer": _answer,
    "risk": _risk,
    "caused": lambda said: str(said["count"]),
}


def add() -> None:
    """Let the timeline, the sentence of a case and the changed fields use these words."""
    PHRASES.update({("change", name): words for name, words in STEPS.items()})
    PHRASES.update(ON_INCIDENTS)
    SENTENCES.update({("change", state): words for state, words in STANDING.items()})
    LABELS.update(FIELD_LABELS)
    FACTS.update(FIELD_FACTS)
