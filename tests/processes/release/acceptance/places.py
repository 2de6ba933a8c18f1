"""Releases whose acceptance test has come so far, led there by the people whose work it is."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests import cases, parties
from tests.people import actor
from tests.processes.release import places as releases

REGION, NEIGHBOUR, SUPPORT = parties.REGION, parties.NEIGHBOUR, parties.SUPPORT_ORG
CASE = {
    "case_name": "Ordinera från mall",
    "case_doing": "Öppna en testpatient och ordinera ur mallen.",
    "case_expected": "Ordinationen står i listan.",
}
DEFECT = {"defect_title": "Listan blir tom", "defect_severity": "critical"}


def manager():
    """The joint release manager."""
    return actor("sussa-driftsattningsansvarig", SUPPORT)


def object_leader():
    return actor("sussa-objektledare", SUPPORT)


def region_leader(region: str = REGION):
    return actor("region-objektledare", region)


def tester(region: str = REGION):
    return parties.desk(region)


def testing():
    """In its acceptance test, with one case."""
    return cases.step(releases.release("acceptance"), "add_test_case", manager(), **CASE)


def with_result(outcome: str = "ok"):
    return cases.step(testing(), "record_result", tester(), test_case=1, case_outcome=outcome)


def with_defect(who=None, **data):
    return cases.step(testing(), "report_defect", who or tester(), **DEFECT | data)


def mended():
    return cases.step(with_defect(), "mend_defect", tester(), defect=1, mended_build="10.1.0-55")


def waiving(days: int = 30, **data) -> dict:
    return {
        "defect": 1,
        "waiver_owner": object_leader().user.email,
        "waiver_reason": "Listan kan laddas om.",
        "waiver_until": timezone.localdate() + timedelta(days=days),
    } | data


def waived(days: int = 30):
    return cases.step(with_defect(), "waive_defect", object_leader(), **waiving(days))
