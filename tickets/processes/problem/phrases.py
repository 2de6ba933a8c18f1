"""What the steps of a problem read as in the timeline, and how it stands in a sentence."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tickets.web import showing
from tickets.web.changes import FACTS, LABELS
from tickets.web.phrases import PHRASES
from tickets.web.sentence import SENTENCES

STEPS = {
    ("problem", "register"): (_("registered the problem."), "plus"),
    ("problem", "assess"): (_("began to assess it: %(priority)s."), "st-triage"),
    ("problem", "start_rca"): (_("started the root-cause analysis."), "st-active"),
    ("problem", "target_passed"): (_("reminded: the day to aim for has passed."), "clock"),
    ("problem", "describe_cause"): (_("described the cause."), "note"),
    ("problem", "approve_unknown_cause"): (_("approved that the cause is unknown."), "check"),
    ("problem", "to_vendor"): (_("sent it to %(offered)s."), "arrow"),
    ("problem", "declare_ke"): (_("declared a known error."), "st-resolved"),
    ("problem", "start_fix"): (_("started the fix."), "st-active"),
    ("problem", "fix_delivered"): (_("reported the fix as delivered. The regions are asked."), "st-resolved"),
    ("problem", "verify_region"): (_("confirmed that the fix works."), "check"),
    ("problem", "not_fixed"): (_("said that it is not fixed."), "st-affected"),
    ("problem", "resolve"): (_("marked it as fixed."), "st-resolved"),
    ("problem", "accept_risk"): (_("accepted the risk for the time being."), "alert"),
    ("problem", "advise_risk"): (_("gave advice on the risk."), "note"),
    ("problem", "wake"): (_("took the accepted risk up again."), "st-active"),
    ("problem", "hold"): (_("made it dormant: %(hold)s, until %(until)s."), "st-hold"),
    ("problem", "resume_assess"): (_("took up the assessment again."), "st-active"),
    ("problem", "resume_rca"): (_("took up the root-cause analysis again."), "st-active"),
    ("problem", "resume_known_error"): (_("took up the known error again."), "st-active"),
    ("problem", "resume_fix"): (_("took up the fix again."), "st-active"),
    ("problem", "cancel"): (_("wrote it off."), "st-cancelled"),
    ("problem", "link_incidents"): (_("linked incidents to it."), "arrow"),
    ("problem", "unlink_incidents"): (_("took linked incidents away."), "x"),
    ("problem", "incident_linked"): (_("noted that an incident was linked to it."), "arrow"),
    ("problem", "incident_unlinked"): (_("noted that an incident was unlinked."), "x"),
    ("incident", "problem_found"): (_("noted that a problem was named as its cause."), "arrow"),
    ("incident", "problem_lost"): (_("noted that its problem was taken away."), "x"),
    ("incident", "problem_closed"): (_("noted that its problem was closed."), "st-closed"),
}
STANDING = {
    ("problem", "new"): _("Has been with %(holder)s for %(age)s and waits to be assessed."),
    ("problem", "assess"): _("Has been with %(holder)s for %(age)s and is being assessed."),
    ("problem", "rca"): _("Has been with %(holder)s for %(age)s, where the root cause is looked for."),
    ("problem", "known_error"): _("Is a known error that waits for a fix. It lies with %(holder)s."),
    ("problem", "fix_in_progress"): _("A fix is on its way. It lies with %(holder)s."),
    ("problem", "verify"): _("A fix has been delivered, and the affected regions are asked whether it works."),
    ("problem", "resolved"): pgettext_lazy(
        "sentence", "Is fixed, as the regions say. It remains to write down what was learnt."
    ),
    ("problem", "risk_accepted"): _("The risk has been accepted for the time being."),
    ("problem", "cancelled"): _("Was written off on %(day)s."),
    ("problem", "closed"): _("Was fixed and closed on %(day)s, after %(age)s."),
}


def _count(said: dict) -> str:
    return str(said["count"])


def _regions(said: dict) -> str:
    """Those that came, and those that were taken away."""
    gone = [gettext("no longer %(region)s") % {"region": showing.short_name(pk)} for pk in said.get("removed", ())]
    return ", ".join([*map(showing.short_name, said.get("added", ())), *gone])


FIELD_LABELS = {
    "incidents": _("Linked incidents"),
    "incidents_gone": _("Incidents no longer linked"),
    "regions": _("Affected regions"),
    "deployed": _("Regions where the fix is in use"),
    "confirmed": _("Confirmed for"),
}
FIELD_FACTS = {
    "incidents": _count,
    "incidents_gone": _count,
    "regions": _regions,
    "deployed": lambda said: ", ".join(map(showing.short_name, said["regions"])),
    "confirmed": lambda said: showing.short_name(said["region"]),
}


def add() -> None:
    """Let the timeline, the sentence of a case and the changed fields use these words."""
    PHRASES.update(STEPS)
    SENTENCES.update(STANDING)
    LABELS.update(FIELD_LABELS)
    FACTS.update(FIELD_FACTS)
