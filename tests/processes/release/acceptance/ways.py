"""For every step of the acceptance test: where it is taken from, by whom and with what."""

from tests.processes.release import places as releases
from tests.processes.release.acceptance import places as at
from tests.tickets.way import Way

OF_TEST = {
    "add_test_case": Way(lambda: releases.release("acceptance"), at.manager, at.CASE),
    "copy_test_cases": Way(
        lambda: releases.release("acceptance"), at.manager, lambda s: {"copy_from": at.testing().number}
    ),
    "withdraw_test_case": Way(at.testing, at.manager, {"test_case": 1, "reason": "Ersatt"}),
    "record_result": Way(at.testing, at.tester, {"test_case": 1, "case_outcome": "ok"}),
    "report_defect": Way(at.testing, at.tester, at.DEFECT),
    "mend_defect": Way(at.with_defect, at.tester, {"defect": 1, "mended_build": "10.1.0-55"}),
    "reopen_defect": Way(at.mended, at.tester, {"defect": 1, "reason": "Tom igen"}),
    "waive_defect": Way(at.with_defect, at.object_leader, lambda s: at.waiving()),
    "end_waiver": Way(at.waived, at.object_leader, {"defect": 1, "reason": "Går inte att leva med"}),
}
ALONG = {"waiver_expired"}
