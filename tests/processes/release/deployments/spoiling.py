"""How each rule of a region's row is broken, in memory."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from regions import directory
from tests import parties
from tests.people import actor
from tests.processes.breaking import data
from tests.processes.problem.spoiling import day_after
from tickets.change_calendar.rows import FreezePeriod
from tickets.processes.release import signing


def of_row(**columns):
    def spoil(context):
        for name, value in columns.items():
            setattr(context.subject, name, value)

    return spoil


def release_in(state: str):
    return lambda context: context.root.__dict__.update(state=state)


def out_of_a_halted_wave(context) -> None:
    context.subject.wave = 7
    context.root.detail().halted_waves = [7]
    release_in("halted")(context)


def later(**hours):
    return data(**{name: lambda context, n=count: context.at + timedelta(hours=n) for name, count in hours.items()})


def a_freeze(slug: str = ""):
    """The planned time runs into one: of the region, or of everybody."""

    def spoil(context):
        day = timezone.localdate(context.data["planned_start"])
        place = directory.by_slug(slug) if slug else None
        row = FreezePeriod(name="Jul", kind="christmas", organisation=place, first_day=day, last_day=day)
        row.made_at = context.at
        row.save()

    return spoil


def somebody_of_it(context) -> None:
    context.hat = actor("region-objektagare-it", parties.REGION).hats[0]


def has_signed(purpose: str, by: str = "person_id"):
    """The actor has: herself, or by somebody `in_stead_of` her."""

    def spoil(context):
        row, who = context.subject, {"person_id": 0, "in_stead_of": None} | {by: context.actor.person_id}
        said = {"row_id": row.pk, "digest": signing.digest_of(row, purpose), "party": "business"}
        context.root.__dict__["_signs"] = [SimpleNamespace(purpose=purpose, **said, **who)]

    return spoil


def before_the_window(context) -> None:
    context.at = context.subject.planned_start - timedelta(hours=1)


SPOILED = {
    "window_is_a_period": (
        data(planned_end=lambda context: context.data["planned_start"]),
        "no_period",
        "planned_end",
    ),
    "planned_ahead": (later(planned_start=-3, planned_end=-2), "in_the_past", "planned_start"),
    "joint_freeze_respected": (a_freeze(), "frozen_time", "planned_start"),
    "own_freeze_explained": (a_freeze(parties.REGION), "own_freeze", "freeze_override_reason"),
    "release_delivered": (release_in("scoped"), "not_delivered", ""),
    "release_approved": (release_in("acceptance"), "not_approved", ""),
    "rollout_not_halted": (release_in("halted"), "halted", ""),
    "prepared_for_go": (of_row(communicated_at=None), "not_prepared", ""),
    "go_checklist_complete": (data(go_back_out=False), "checklist_incomplete", "go_back_out"),
    "no_go_recorded_if_awaiting_go": (of_row(no_go_at=None), "no_go_first", ""),
    "window_over_if_ready": (lambda context: setattr(context, "source", "ready"), "window_open", ""),
    "ordered_by_region": (of_row(vendor_deploys=False), "not_ordered", ""),
    "defects_are_cases": (data(defect_links=lambda context: [context.root]), "not_a_defect", "defect_links"),
    "incidents_are_incidents": (
        data(deployment_incidents=lambda context: [context.root]),
        "not_an_incident",
        "deployment_incidents",
    ),
    "stays_in_halted_wave": (out_of_a_halted_wave, "wave_halted", "wave"),
    "rolled_back_after_it_came": (
        lambda context: setattr(context.subject, "actual_end", context.data["actual_end"] + timedelta(seconds=1)),
        "no_period",
        "actual_end",
    ),
    "window_has_begun": (before_the_window, "outside_time", ""),
    "deployed_inside_window": (later(actual_start=-1), "outside_time", "actual_start"),
    "end_fits": (later(actual_end=1), "in_the_future", "actual_end"),
    "reported_times_fit": (later(actual_start=0, actual_end=-1), "no_period", "actual_end"),
    "decides_on_go": (somebody_of_it, "decided_by_others", ""),
    "decides_on_deferral": (
        lambda context: setattr(context, "hat", actor("region-driftsattningsansvarig", parties.REGION).hats[0]),
        "decided_by_others",
        "",
    ),
    "may_go": (has_signed("go"), "signed_already", ""),
    "may_verify": (has_signed("verify", "in_stead_of"), "signed_already", ""),
    "may_defer": (has_signed("defer"), "signed_already", ""),
    "may_opt_out": (has_signed("opt_out", "in_stead_of"), "signed_already", ""),
    "new_date_within_limit": (data(new_date=day_after(400)), "deviation_too_long", "new_date"),
    "expiry_within_limit": (data(expiry_date=day_after(400)), "deviation_too_long", "expiry_date"),
}
BY_WHO: dict = {}
