"""How each rule of the acceptance test is broken, in memory."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from regions import directory
from tests import parties
from tests.people import actor
from tests.processes.breaking import data


def a_defect(**columns):
    """One defect that stands there, as `columns` say."""
    made = {"number": 1, "pk": 0, "severity": "critical", "mended_at": None, "region_id": 0, "only_region": False}

    def spoil(context):
        context.root.__dict__["_defects"] = [SimpleNamespace(**made | columns)]
        context.root.__dict__["_waivers"] = []
        context.data["defect"] = 1

    return spoil


def of_another_region(**columns):
    """It is said for a region, and somebody else has found it."""

    def spoil(context):
        a_defect(**columns)(context)
        context.hat = actor("region-objektledare", parties.REGION).hats[0]
        context.root.detail().test_leader_id = None

    return spoil


def cases_are_left(context) -> None:
    context.root.__dict__["_test_cases"] = [SimpleNamespace(number=1, pk=1)]
    context.root.__dict__["_test_results"] = []
    context.data["region_result"] = "ok"


def its_region_alone(context) -> None:
    context.hat = actor("sussa-driftsattningsansvarig", parties.SUPPORT_ORG).hats[0]
    context.data["only_region"] = True


def without_part(context) -> None:
    context.root.__dict__["state"] = "acceptance"
    context.root.detail().participants = [directory.by_slug(parties.NEIGHBOUR).pk]
    context.root.detail().test_leader_id = None
    context.hat = parties.desk().hats[0]


def told_with_no_words(context) -> None:
    context.data |= {"case_outcome": "not_ok", "case_comment": ""}


SPOILED = {
    "no_open_critical_here": (a_defect(), "critical_defects", ""),
    "region_has_run_its_cases": (cases_are_left, "cases_left", "region_result"),
    "region_takes_part": (without_part, "not_taking_part", ""),
    "case_in_force": (data(test_case=4_711), "not_found", "test_case"),
    "result_told_in_words": (told_with_no_words, "comment_needed", "case_comment"),
    "copies_from_release": (data(copy_from=lambda context: context.root), "nothing_to_copy", "copy_from"),
    "concerns_own_region": (its_region_alone, "no_region", "only_region"),
    "defect_ticket_fits": (
        data(defect_ticket=lambda context: context.root),
        "not_incident_or_problem",
        "defect_ticket",
    ),
    "defect_not_mended": (data(defect=4_711), "not_open", "defect"),
    "defect_is_open": (data(defect=4_711), "not_open", "defect"),
    "defect_is_mended": (a_defect(), "not_mended", "defect"),
    "defect_is_waived": (a_defect(), "not_waived", "defect"),
    "region_speaks_of_its_own": (of_another_region(), "not_own_defect", "defect"),
    "region_waives_its_own": (of_another_region(), "not_own_defect", "defect"),
    "waiver_ends_in_time": (
        data(waiver_until=lambda context: timezone.localdate(context.at) - timedelta(days=1)),
        "not_in_time",
        "waiver_until",
    ),
    "waiver_owner_works_here": (
        data(waiver_owner=lambda context: parties.vendor().user),
        "no_role",
        "waiver_owner",
    ),
}
