"""What the steps of a major incident and of its regions read as in the timeline, and how it stands in a sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.processes.major_incident.codes import Duty
from tickets.processes.regulatory import regimes
from tickets.web import changes
from tickets.web.phrases import PHRASES
from tickets.web.sentence import SENTENCES

SLUG = "major-incident"
STEPS = {
    "propose": (_("proposed a major incident."), "plus"),
    "declare": (_("declared a major incident."), "alert"),
    "reject": (pgettext_lazy("major incident", "turned it down."), "st-cancelled"),
    "link_incident": (_("linked incidents to it."), "arrow"),
    "start_investigation": (_("started the investigation."), "st-active"),
    "identify": (_("stated the suspected cause."), "st-triage"),
    "mitigate": (_("began to mitigate."), "st-active"),
    "monitor": (_("stated it as restored, and watches it."), "st-resolved"),
    "regress": (_("went back to investigating: it is not restored."), "undo"),
    "resolve": (pgettext_lazy("major incident", "stated it as resolved."), "st-resolved"),
    "start_review": (_("started the review."), "st-triage"),
    "add_action": (_("added an action."), "list"),
    "finish_action": (_("marked an action as done."), "check"),
    "action_late": (_("reminded of an action whose day has passed."), "clock"),
    "draft_review": (_("saved a draft of the review."), "note"),
    "sign_review": (_("signed the review."), "check"),
    "close": (pgettext_lazy("major incident", "signed as the second, and closed it."), "st-closed"),
    "downgrade": (_("downgraded it: no major incident."), "st-cancelled"),
    "hand_over_role": (_("offered a duty to somebody else."), "arrow"),
    "accept_role": (_("took over a duty."), "check"),
    "leave_duty": (_("left a duty."), "x"),
    "write_message": (_("wrote a status message."), "note"),
    "publish_message": (_("published the status message."), "bell"),
    "correct_message": (_("added to a status message."), "note"),
    "add_suffix": (_("added to a status message for the own region."), "note"),
    "log_entry": (_("wrote in the log."), "note"),
    "report_vendor_status": (_("reported how it stands."), "note"),
    "escalate": (_("reminded: %(raised)s."), "clock"),
}
OF_ROW = {
    "create": (_("asked %(region)s how it stands there."), "st-unknown"),
    "state_not_affected": (_("stated %(region)s as not affected."), "st-new"),
    "state_affected": (_("stated %(region)s as affected."), "st-affected"),
    "state_degraded": (_("stated %(region)s as degraded."), "st-degraded"),
    "oral_report": (_("noted %(region)s as affected, as told orally."), "st-affected"),
    "confirm_oral": (_("confirmed what was told orally of %(region)s."), "check"),
    "restore": (_("stated %(region)s as restored."), "st-resolved"),
    "unrestore": (_("stated %(region)s as affected again."), "st-affected"),
    "confirm": (_("confirmed for %(region)s that it works."), "st-resolved"),
    "decline": (_("said that %(region)s is still affected."), "st-affected"),
    "report_impact": (_("stated %(region)s's minutes of impact."), "clock"),
    "remind": (_("reminded %(region)s."), "clock"),
    "name_silent": (_("named %(region)s as silent: solved without its answer."), "alert"),
}
STANDS = {
    "candidate": _("Is proposed as a major incident, and waits for a decision."),
    "declared": _("Is declared. The team gathers."),
    "investigating": _("The cause is looked for."),
    "identified": _("The cause is identified as far as is known."),
    "mitigating": _("The fault is being mitigated."),
    "monitoring": _("It is restored, and is watched. The regions are asked to confirm."),
    "resolved": _("It is resolved. The review remains."),
    "review": _("It is resolved, and is being reviewed."),
    "rejected": _("Was turned down as a major incident on %(day)s."),
    "downgraded": _("Was downgraded on %(day)s: its incidents went on by themselves."),
    "closed": _("Was reviewed and closed on %(day)s, after %(age)s."),
}
# What happens to an incident because of a major one.
ON_INCIDENTS = {
    "propose_mi": (_("proposed that it becomes a major incident."), "alert"),
    "meet_major_rule": (_("proposed a major incident: the rule for it is met."), "alert"),
    "enter_major": (_("noted that it has become part of a major incident."), "arrow"),
    "heed_major": (_("noted that its major incident was declared."), "alert"),
    "leave_major": (_("noted that its major incident was downgraded."), "undo"),
}
LABELS = {
    "stated_by": _("Signed by"),
    "stated_at": _("Signed at"),
    "since": pgettext_lazy("row", "So since"),
    "guessed": _("Assumed affected by the team"),
    "oral": _("Told orally"),
    "affected_at": _("Impact began"),
    "reminders": _("Reminders without an answer"),
    "named_silent": _("Named as silent"),
    "message": _("Status message"),
    "duty": _("Duty"),
    "action": _("Action"),
    "action_owner": _("Who does it"),
    **{f"duty_{duty}": duty.label for duty in Duty},
    "duty_offered": _("Duty offered"),
}


def register() -> None:
    PHRASES.update({(SLUG, step): said for step, said in STEPS.items()})
    PHRASES.update({("incident", step): said for step, said in ON_INCIDENTS.items()})
    PHRASES.update({("region_row", step): said for step, said in OF_ROW.items()})
    SENTENCES.update({(SLUG, state): said for state, said in STANDS.items()})
    for name, label in LABELS.items():
        changes.LABELS.setdefault(name, label)
    changes.FACTS.setdefault("message", lambda said: str(said["number"]))
    changes.FACTS.setdefault("report", regimes.said_of)
    changes.FACTS.setdefault("duty_offered", lambda said: str(dict(Duty.choices).get(said["duty"], "")))
    changes.PEOPLE |= {f"duty_{duty}" for duty in Duty} | {"stated_by"}
