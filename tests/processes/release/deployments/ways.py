"""For every step of a region's row: where it is taken from, by whom and with what.

Steps that are signed by several are taken by the first of them here; the last one also moves the row.
"""

from __future__ import annotations

from django.utils import timezone

from tests.people import actor
from tests.processes.release import places as releases
from tests.processes.release.deployments import places as at
from tests.tickets.way import Way
from tickets.models import RegionDeployment


def of_a_major_release():
    return at.row(releases.release("planning", release_type="major"))


ROWS = {
    "plan": Way(lambda: at.in_state("not_planned"), at.manager, lambda s: at.planning(hours=200)),
    "start_test": Way(lambda: at.planned("delivered"), at.manager, {"test_environment": "test"}),
    "test_done": Way(lambda: at.in_state("regional_test"), at.manager, lambda s: at.protocol()),
    "confirm_training": Way(at.planned, at.trainer, {"training_completion": "Alla avdelningar."}),
    "confirm_communication": Way(at.planned, at.communicator, {"communication_done": "Intranätet."}),
    "sign_go": Way(lambda: at.tested("approved"), at.leader, at.TICKS),
    "no_go": Way(at.tested, at.leader, {"reason": "Utbildningen håller inte."}),
    "deploy_start": Way(at.rolling, at.manager, lambda s: {"actual_start": timezone.now()}),
    "deploy_done": Way(at.deploying, at.manager, lambda s: {"actual_end": timezone.now()}),
    "vendor_report": Way(
        lambda: at.ready(vendor_deploys=True),
        at.vendor,
        lambda s: {"vendor_outcome": "started", "actual_start": timezone.now()},
    ),
    "sign_verify": Way(at.deployed, at.clinician, {"smoke_test": "Ordination går att göra."}),
    "fail": Way(at.deploying, at.manager, lambda s: at.failing()),
    "roll_back": Way(at.deployed, at.manager, lambda s: at.rolling_back()),
    "sign_deferral": Way(of_a_major_release, at.leader, lambda s: at.deferring()),
    "sign_opt_out": Way(lambda: at.in_state("not_planned"), at.leader, lambda s: at.opting_out()),
    "replan": Way(at.turned_down, at.manager, lambda s: at.planning(hours=200, what_changed="Mer utbildning.")),
    "allow_freeze": Way(
        lambda: at.in_state("not_planned"),
        lambda: actor("sussa-objektledare-it", releases.SUPPORT),
        {"freeze_override_reason": "Säkerhetsrättning."},
    ),
}
WAYS = {RegionDeployment: ROWS}
ALONG = {
    RegionDeployment: {"create", "go", "verify", "defer", "opt_out", "deviation_due", "deviation_renewed", "remind"}
}
