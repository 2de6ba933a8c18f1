"""What those are told who hear of a release: what has happened, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets import days
from tickets.models import RegionDeployment
from tickets.telling_asks import do, do_in, is_of_region, to
from tickets.telling_until import falls_due


def begins(ticket, event):
    """The morning of the day from which it is to be rolled out."""
    day = ticket.detail().target_start
    return days.begins(day) if day else None


HAPPENED = {
    "create": _("A new release is planned"),
    "propose_scope": _("A scope of the release has been proposed"),
    "fix_scope": _("The scope of the release is fixed"),
    "rescope": _("The scope of the release has been changed"),
    "deliver": _("The release has been delivered"),
    "start_acceptance": _("The acceptance test of the release has begun"),
    "report_test": _("A region has reported its test"),
    "confirm_training": _("The training material is ready"),
    "confirm_communication": _("The communication is prepared"),
    "name_change": _("The change that authorises the release has been named"),
    "reject_delivery": _("The delivery of the release was rejected"),
    "sign_approval": _("The approval of the release has been signed by one more"),
    "approve": _("The release is approved for rollout"),
    "start_rollout": _("The rollout of the release has begun"),
    "halt": _("The rollout has been stopped"),
    "sign_lift": _("One more has signed that the stop is lifted"),
    "lift": _("The stop is lifted, and the rollout goes on"),
    "enter_els": _("Early life support of the release has begun"),
    "els_ends": _("Early life support is about to end"),
    "complete": _("Early life support of the release is over"),
    "review_late": _("The time for the review has passed"),
    "close": _("The release is closed"),
    "sign_cancel": _("One of two has signed that the release is called off"),
    "cancel": _("The release is called off"),
    "publish_notes": _("The release notes have been published"),
    "report_defect": _("A defect has been reported in the acceptance test"),
    "mend_defect": _("A defect is mended"),
    "reopen_defect": _("A defect was not mended after all"),
    "waive_defect": _("It is accepted that a defect is lived with"),
    "end_waiver": _("A defect is no longer accepted"),
    "waiver_expired": _("The time for which a defect was accepted is over"),
    "record_result": _("A test result has been recorded"),
}

PLAN_ROW = do_in(RegionDeployment, "plan", _("Plan when your region deploys it."))
BUILD = do("deliver", _("Build it from the fixed scope, and deliver it."), until=begins)
SIGN = do("sign_approval", _("Sign the approval for rollout, or say what is missing."))
LOOK_AT_DEFECTS = do("sign_approval", _("A critical defect stops the approval: see that it is mended or waived."))
ASKED = {
    "create": (PLAN_ROW,),
    "fix_scope": (BUILD, PLAN_ROW),
    "rescope": (BUILD, PLAN_ROW),
    "reject_delivery": (do("deliver", _("Read the defects, mend them and deliver anew.")),),
    "deliver": (do("start_acceptance", _("Start the acceptance test, or reject the delivery.")), PLAN_ROW),
    "start_acceptance": (
        do("report_test", _("Run the test cases in your region, and report the result."), until=begins),
        do("confirm_training", _("Prepare the training material, and confirm it."), until=begins),
    ),
    "confirm_training": (
        do_in(
            RegionDeployment,
            "confirm_training",
            _("Train those who need it in your region, and confirm it in your region's row."),
            until=begins,
        ),
        SIGN,
    ),
    "confirm_communication": (
        do_in(
            RegionDeployment,
            "confirm_communication",
            _("Tell those concerned in your region, and confirm it in your region's row."),
            until=begins,
        ),
    ),
    "sign_approval": (SIGN,),
    "approve": (
        do("start_rollout", _("Start the rollout."), until=begins),
        do_in(RegionDeployment, "sign_go", _("Decide on go for your region.")),
    ),
    "start_rollout": (do_in(RegionDeployment, "deploy_start", _("Deploy it in your region's planned window.")),),
    "halt": (
        do("sign_lift", _("Deploy nothing until the stop is lifted. You are among those who sign that.")),
        to(is_of_region, _("Deploy nothing until the stop is lifted.")),
    ),
    "sign_lift": (do("sign_lift", _("Sign it, too, when the rollout can go on.")),),
    "lift": (do_in(RegionDeployment, "deploy_start", _("Deploy it in your region's planned window.")),),
    "els_ends": (do("complete", _("See whether the criteria are met, and complete it.")),),
    "complete": (do("close", _("Look back: what went well, what did not?"), until=falls_due("review_late")),),
    "review_late": (do("close", _("Look back now, and close the release.")),),
    "sign_cancel": (do("sign_cancel", _("Sign it, too, or let the release go on.")),),
    "publish_notes": (to(is_of_region, _("Read them, and tell those concerned in your region.")),),
    "report_defect": (LOOK_AT_DEFECTS,),
    "reopen_defect": (LOOK_AT_DEFECTS,),
    "end_waiver": (LOOK_AT_DEFECTS,),
    "waiver_expired": (LOOK_AT_DEFECTS,),
}

HAPPENED_TO_PART = {
    "plan": _("A region has planned its deployment"),
    "replan": _("A region has planned its deployment anew"),
    "test_done": _("A region's test is done, and go or no-go is decided on"),
    "sign_go": _("Another signature for go has been given"),
    "go": _("A region has given its go"),
    "no_go": _("A region has said no-go"),
    "deploy_start": _("The deployment in a region has begun"),
    "deploy_done": _("The release is deployed in a region"),
    "vendor_report": _("The vendor has reported on a deployment"),
    "verify": _("A region has verified the deployment"),
    "fail": _("The deployment in a region has failed"),
    "roll_back": _("A region has gone back to the version before"),
    "defer": _("A region has deferred the release"),
    "opt_out": _("A region has opted out of the release"),
    "deviation_due": _("A region's deviation is due for review"),
    "deviation_renewed": _("A region's deviation has been renewed"),
    "allow_freeze": _("A deployment is allowed during a freeze"),
    "remind": _("Something is missing before a region's deployment"),
}

VERIFY = do_in(RegionDeployment, "sign_verify", _("Try it in production, and sign the verification."))
GO = do_in(
    RegionDeployment,
    "sign_go",
    _("Decide on go or no-go, and sign it."),
    until=falls_due("remind", part=RegionDeployment, reason="go"),
)
REPLAN = do_in(RegionDeployment, "replan", _("Plan a new time."))
OF_DEPLOYMENT = {
    "test_done": (GO,),
    "sign_go": (GO,),
    "deploy_done": (VERIFY,),
    "vendor_report": (
        do_in(RegionDeployment, "deploy_done", _("Confirm in your own row that it is deployed.")),
        VERIFY,
    ),
    "remind": (
        GO,
        VERIFY,
        do_in(
            RegionDeployment, "deploy_start", _("The planned window is over: start the deployment, or plan a new time.")
        ),
        REPLAN,
    ),
    "no_go": (REPLAN,),
    "deviation_due": (REPLAN,),
    "allow_freeze": (do_in(RegionDeployment, "plan", _("Plan your deployment: the freeze does not stop it.")),),
}

SAYS = (
    ("release", HAPPENED, ASKED),
    ("deployment", HAPPENED_TO_PART, OF_DEPLOYMENT),
)
