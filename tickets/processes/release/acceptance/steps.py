"""The steps of the acceptance test: what is tried, how it went in each region, the defects and who lives with them."""

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets.processes.release.acceptance import effects, guards
from tickets.processes.release.acceptance.subject import LEADER

MANAGER = Who("release.manage", "support")
TEST_LEADER = Who("release.acceptance", LEADER, ("region", "support"))
TESTERS = Who("release.test", "affected", ("region",))
APPROVERS = Who("release.approve", "support")
REGION_LEADS = Who("deployment.go", "affected", ("region",))
WRITING = ("planning", "scoped", "delivered", "acceptance")
TESTING = ("acceptance", "approved", "rollout", "halted")


class Tested:
    """Mixed into the workflow of releases."""

    __test__ = False  # no test of pytest's

    # fmt: off
    @step(WRITING, None, _("Add a test case"),
          by=(MANAGER, TEST_LEADER),
          needs=("case_name", "case_doing", "case_expected"),
          does=(effects.add_case,),
          quiet=True)
    def add_test_case(self): "Every region that takes part runs it."

    @step(WRITING, None, _("Copy test cases"),
          by=(MANAGER, TEST_LEADER),
          needs=("copy_from",),
          checks=(guards.copies_from_release,),
          does=(effects.copy_cases,),
          quiet=True)
    def copy_test_cases(self): "Those of an earlier release, as they stand there."

    @step(WRITING, None, _("Withdraw a test case"),
          by=(MANAGER, TEST_LEADER),
          needs=("test_case", "reason"),
          checks=(guards.case_in_force,),
          does=(effects.withdraw_case,),
          quiet=True)
    def withdraw_test_case(self): "Nobody runs it any more. What was found with it stands."

    @step(TESTING, None, _("Record a test result"),
          by=(TESTERS,),
          needs=("test_case", "case_outcome"), asks=("case_comment",),
          guards=(guards.region_takes_part,),
          checks=(guards.case_in_force, guards.result_told_in_words),
          does=(effects.record_result,),
          quiet=True)
    def record_result(self): "How it went in your region, on the build that was delivered last. The latest one holds."

    @step(TESTING, None, _("Report a defect"),
          by=(TESTERS, MANAGER, TEST_LEADER),
          needs=("defect_title", "defect_severity"),
          asks=("defect_text", "test_case", "only_region", "defect_ticket", "defect_reference"),
          guards=(guards.region_takes_part,),
          checks=(guards.case_in_force, guards.concerns_own_region, guards.defect_ticket_fits),
          does=(effects.report_defect,),
          quiet=True)
    def report_defect(self): "A critical one stops the approval, and every region's go, until it is mended or waived."

    @step(TESTING, None, _("Defect is mended"),
          by=(TESTERS, MANAGER, TEST_LEADER),
          needs=("defect", "mended_build"),
          checks=(guards.defect_not_mended, guards.region_speaks_of_its_own),
          does=(effects.mend_defect,),
          quiet=True)
    def mend_defect(self): "You have tried it anew, and it works."

    @step(TESTING, None, _("Open the defect anew"),
          by=(TESTERS, MANAGER, TEST_LEADER),
          needs=("defect", "reason"),
          checks=(guards.defect_is_mended, guards.region_speaks_of_its_own),
          does=(effects.reopen_defect,),
          quiet=True)
    def reopen_defect(self): "It was not mended after all."

    @step(TESTING, None, _("Waive a defect"),
          by=(APPROVERS, REGION_LEADS),
          needs=("defect", "waiver_owner", "waiver_reason", "waiver_until"),
          checks=(guards.defect_is_open, guards.region_waives_its_own, guards.waiver_owner_works_here,
                  guards.waiver_ends_in_time),
          does=(effects.waive_defect,),
          quiet=True)
    def waive_defect(self): "Somebody owns that it is lived with, until a day. Then it is open again."

    @step(TESTING, None, _("End the waiver"),
          by=(APPROVERS, REGION_LEADS),
          needs=("defect", "reason"),
          checks=(guards.defect_is_waived, guards.region_waives_its_own),
          does=(effects.end_waiver,),
          quiet=True)
    def end_waiver(self): "The defect is open again at once."

    @step(OPEN, None, _("A waiver has run out"),
          by=(SYSTEM_MAY,),
          does=(effects.waiver_expired,),
          quiet=True, also_ended=True)
    def waiver_expired(self): "Its last day has passed: the defect is open again."
    # fmt: on
