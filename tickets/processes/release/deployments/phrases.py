"""What the steps of a region's row read as in the timeline, and what its changed fields are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.processes.release.deployments.codes import VendorOutcome
from tickets.web import changes, receipts
from tickets.web.phrases import PHRASES

OF_ROW = {
    "create": (_("asked %(region)s to plan its deployment."), "plus"),
    "plan": (_("planned the deployment in %(region)s."), "clock"),
    "start_test": (_("started the regional test in %(region)s."), "st-triage"),
    "test_done": (_("finished the regional test in %(region)s."), "check"),
    "confirm_training": (_("confirmed the training in %(region)s."), "check"),
    "confirm_communication": (_("confirmed the communication in %(region)s."), "check"),
    "sign_go": (_("signed go for %(region)s."), "check"),
    "go": (_("noted %(region)s as ready: everybody has signed."), "st-resolved"),
    "no_go": (_("said no-go for %(region)s."), "x"),
    "deploy_start": (_("started the deployment in %(region)s."), "st-active"),
    "deploy_done": (_("confirmed %(region)s as deployed."), "rocket"),
    "vendor_report": (_("reported on the deployment in %(region)s."), "note"),
    "sign_verify": (_("signed the verification in %(region)s."), "check"),
    "verify": (_("noted %(region)s as verified: both have signed."), "st-resolved"),
    "fail": (_("marked the deployment in %(region)s as failed."), "alert"),
    "roll_back": (_("confirmed the rollback in %(region)s."), "undo"),
    "sign_deferral": (_("signed that %(region)s deploys later."), "check"),
    "defer": (_("noted that %(region)s deploys later: everybody has signed."), "clock"),
    "sign_opt_out": (_("signed that %(region)s opts out."), "check"),
    "opt_out": (_("noted that %(region)s opts out: everybody has signed."), "x"),
    "deviation_renewed": (_("noted that the deviation of %(region)s was renewed."), "clock"),
    "deviation_due": (_("reminded %(region)s that its deviation is due for review."), "clock"),
    "replan": (_("planned the deployment in %(region)s anew."), "clock"),
    "allow_freeze": (_("let %(region)s deploy in the joint change freeze."), "lock"),
    "remind": (_("reminded %(region)s of its deployment."), "clock"),
}
LABELS = {
    "wave": _("Wave"),
    "environment": _("Environment"),
    "planned_start": _("Planned start"),
    "planned_end": _("Planned end"),
    "vendor_deploys": _("Ordered of the vendor"),
    "freeze_allowed_at": _("Allowed during the freeze"),
    "test_environment": _("Test environment"),
    "test_started_at": _("Test started"),
    "tested_at": _("Tested"),
    "trained_at": pgettext_lazy("deployment", "Training confirmed"),
    "communicated_at": pgettext_lazy("deployment", "Communication confirmed"),
    "reserve_routine": _("The reserve routine is in place"),
    "staffing": _("The staffing is in place"),
    "back_out": _("The way back is tried out, and its time is known"),
    "signed_at": _("Signed at"),
    "go_at": pgettext_lazy("deployment", "Go given"),
    "no_go_at": pgettext_lazy("deployment", "No-go"),
    "actual_start": _("Actual start"),
    "actual_end": _("Actual end"),
    "reported_at": pgettext_lazy("deployment", "Reported by the vendor"),
    "verified_at": pgettext_lazy("deployment", "Verified at"),
    "rolled_back_at": pgettext_lazy("deployment", "Rolled back at"),
    "defects": _("Defects found"),
    "reminded_of": pgettext_lazy("deployment", "Reminded of"),
    "deviation_until": pgettext_lazy("deployment", "Deviation until"),
    "reminders": _("Reminders without an answer"),
    "vendor_report": pgettext_lazy("deployment", "The vendor reports"),
}
REMINDED_OF = {
    "go": _("go"),
    "start": pgettext_lazy("deployment", "the deployment"),
    "verify": pgettext_lazy("deployment", "the verification"),
}
RECEIPTS = {
    "plan": _("The time is planned. It stands in the change calendar."),
    "sign_go": _("You have signed go. The page says who is still to sign."),
    "no_go": _("No-go is noted with your name and reason."),
    "sign_verify": _("You have signed the verification. The page says who is still to sign."),
    "vendor_report": _("Reported. The region confirms it itself."),
}


def register() -> None:
    PHRASES.update({("deployment", step): said for step, said in OF_ROW.items()})
    PHRASES["incident", "deployment_found"] = (_("noted that a deployment was named as its cause."), "alert")
    receipts.TEXTS.update({("deployment", step): said for step, said in RECEIPTS.items()})
    for name, label in LABELS.items():
        changes.LABELS.setdefault(name, label)
    changes.FACTS.setdefault("defects", lambda said: str(len(said["cases"])))
    changes.FACTS.setdefault("reminded_of", lambda said: str(REMINDED_OF[said]))
    changes.FACTS.setdefault("vendor_report", lambda said: str(VendorOutcome(said["outcome"]).label))
