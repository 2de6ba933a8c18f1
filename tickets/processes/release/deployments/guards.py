"""Why a step of a region's row may not be taken: the release is not there yet, or something is missing in the region.

Times have a file of their own, signatures and deviations too.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets.processes.release.deployments.codes import RowState as R
from tickets.processes.release.states import S

TICKED = ("go_reserve_routine", "go_staffing", "go_back_out")  # each stands in the column of the name without `go_`
PLANNABLE = (R.NOT_PLANNED, R.PLANNED, R.GO_DECISION, R.READY, R.DEFERRED, R.OPTED_OUT, R.FAILED, R.ROLLED_BACK)
DELIVERED = (S.DELIVERED, S.ACCEPTANCE, S.APPROVED, S.ROLLOUT, S.HALTED, S.ELS, S.COMPLETED)
APPROVED = (S.APPROVED, S.ROLLOUT, S.HALTED, S.ELS, S.COMPLETED)
ROLLING = (
    S.ROLLOUT,
    S.ELS,
    S.COMPLETED,
)  # a region that deferred or opted out comes later, until the release is closed
INCIDENTS = ("incident", "major-incident")
DEFECTS = (*INCIDENTS, "problem", "known-error")


def release_delivered(context: Context) -> Reason | None:
    if context.root.state not in DELIVERED:
        return Reason("not_delivered", _("The release has not been delivered."))
    return None


def release_approved(context: Context) -> Reason | None:
    if context.root.state not in APPROVED:
        return Reason("not_approved", _("The release is not approved for rollout."))
    return None


def rollout_not_halted(context: Context) -> Reason | None:
    """Rolling out; while it is halted only the waves go on that the halt does not concern."""
    release, row = context.root, context.subject
    if release.state in ROLLING:
        return None
    if release.state != S.HALTED:
        return Reason("no_rollout", _("The rollout is not under way."))
    waves = release.detail().halted_waves
    if not waves or row.wave in waves:
        return Reason("halted", _("The rollout is halted. Wait until the halt is lifted."))
    return None


def stays_in_halted_wave(context: Context) -> Reason | None:
    """A region leaves no wave that is halted: it would pass the halt."""
    release, row = context.root, context.subject
    waves = release.detail().halted_waves if release.state == S.HALTED else ()
    if row.wave not in waves or context.data.get("wave") in (None, *waves):
        return None
    text = _("Wave %(wave)d is halted. Stay in it until the halt is lifted.")
    return Reason("wave_halted", text % {"wave": row.wave}, "wave")


def missing_for_go(row) -> list[str]:
    """What the checklist lacks that others than the signers confirm, by its column."""
    delivered_at = row.ticket.detail().delivered_at
    is_tested = row.tested_at is not None and (delivered_at is None or row.test_started_at >= delivered_at)
    done = {"tested_at": is_tested, "trained_at": row.trained_at, "communicated_at": row.communicated_at}
    return [name for name, one in done.items() if not one]


CHECKED = {
    "tested_at": _("the regional test of what was delivered last"),
    "trained_at": _("training"),
    "communicated_at": _("communication"),
}


def prepared_for_go(context: Context) -> Reason | None:
    missing = missing_for_go(context.subject)
    if missing:
        text = _("Still missing: %(what)s.") % {"what": ", ".join(str(CHECKED[name]) for name in missing)}
        return Reason("not_prepared", text)
    return None


def is_ticked(row) -> bool:
    return all(getattr(row, name.removeprefix("go_")) for name in TICKED)


def go_checklist_complete(context: Context) -> Reason | None:
    """Whoever signs has ticked each: it is her word."""
    for name in TICKED:
        if not context.data.get(name):
            return Reason("checklist_incomplete", _("Tick it when it is in place. Otherwise say no-go."), name)
    return None


def no_go_recorded_if_awaiting_go(context: Context) -> Reason | None:
    if context.source == R.GO_DECISION and context.subject.no_go_at is None:
        return Reason("no_go_first", _("Say no-go before you plan anew."))
    return None


def ordered_by_region(context: Context) -> Reason | None:
    if not context.subject.vendor_deploys:
        return Reason("not_ordered", _("The region has not ordered the deployment."))
    return None


def defects_are_cases(context: Context) -> Reason | None:
    return _of_processes(context, "defect_links", DEFECTS, _("Name incidents, problems or known errors."))


def incidents_are_incidents(context: Context) -> Reason | None:
    return _of_processes(context, "deployment_incidents", INCIDENTS, _("Name incidents that have been registered."))


def _of_processes(context: Context, name: str, processes, text) -> Reason | None:
    named = context.data.get(name) or ()
    if any(one.process not in processes or one.state == "draft" for one in named):
        return Reason("not_an_incident" if name == "deployment_incidents" else "not_a_defect", text, name)
    return None
