"""How each rule of a change, and of what was voted on it, is broken in memory."""

from copy import copy
from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from regions import directory
from tests import parties
from tests.people import person
from tests.processes.breaking import data, detail, kept
from tests.processes.change import places as at
from tests.processes.problem import places as problems
from tests.tickets import places
from tickets.processes.change import linking


def both(*spoils):
    def spoil(context):
        for one in spoils:
            one(context)

    return spoil


def ballots(state: str):
    """The ticket's votes, all in another state."""

    def spoil(context):
        changed = []
        for one in context.root.ballots():
            other = copy(one)
            other.__dict__["state"] = state
            changed.append(other)
        context.root.know_ballots(changed)

    return spoil


def no_cause(context) -> None:
    context.cause = ""


def minutes(number: int):
    return lambda context: context.at + timedelta(minutes=number)


def region(slug: str):
    return lambda context: directory.by_slug(slug).pk


def says(kind: str, verdict: str):
    """What the region answers."""
    answers = {kind: [SimpleNamespace(region_id=directory.by_slug(parties.REGION).pk, verdict=verdict)]}
    return lambda context: answers


def not_said(context) -> None:
    context.root.__dict__["_answers"] = {}


def an_incident(context):
    return [places.incident()]


def own_change(context) -> None:
    context.root.reporter_id = context.actor.person_id


def names_who_decided(context) -> None:
    """Whoever authorised it is to carry it out."""
    context.data = context.data | {"implementer": at.lead().user}


def collides(context) -> None:
    """Another change at the same time, in the same region."""
    other = at.change("authorised")
    at.take(
        other, "schedule", at.deployer(), collision_reason="Provas.",
        **at.scheduling(planned_start=context.data["planned_start"], planned_end=context.data["planned_end"]),
    )  # fmt: skip
    context.data = context.data | {"collision_reason": ""}


def freezes(context) -> None:
    from tests.change_calendar.planning import freeze

    days = (timezone.localdate(context.data[name]) for name in ("planned_start", "planned_end"))
    freeze(*days)


def already_caused(context) -> None:
    ticket = context.root
    named = linking.caused_ids(ticket)
    if not named:
        incident = places.incident()
        at.take(ticket, "link_caused", at.lead(), at=timezone.now(), caused_incidents=[incident.number])
        context.data = context.data | {"caused_incidents": [incident]}


def nobody_wrote(context) -> None:
    context.root.__dict__["_said"] = {}


def votes_at_stake(context) -> None:
    """The content that was voted on is about to change."""
    made = at.change("regional_review", affected_regions=[parties.REGION, parties.NEIGHBOUR])
    made = at.vote(made, "regional-review", at.region_lead())
    context.root.know_ballots(made.ballots())
    fields = {"edit": {"title": "Ett annat namn"}, "write_plan": {"test_plan": "Inget test."}}
    changed = {"set_type": {"change_type": "standard"}, "assess_cost": {"cost_estimate": 1}}
    context.data = {"void_votes": None} | (fields | changed | {"lower_risk": {"risk_level": "medium"}})[
        context.step.name
    ]


SPOILED = {
    # Its type
    "is_standard": (detail(change_type="normal_major"), "other_type", ""),
    "is_normal": (detail(change_type="standard"), "other_type", ""),
    "is_minor": (detail(change_type="normal_major"), "other_type", ""),
    "is_major": (detail(change_type="normal_minor"), "other_type", ""),
    "is_emergency": (detail(change_type="normal_major"), "other_type", ""),
    "not_standard": (detail(change_type="standard"), "other_type", ""),
    "not_emergency": (detail(change_type="emergency"), "other_type", ""),
    "type_is_another": (data(change_type=None), "same_type", "change_type"),
    "level_is_lower": (data(risk_level="high"), "not_lower", "risk_level"),
    "new_window_is_named": (data(wanted_end=None), "required", "wanted_end"),
    "stays_normal": (data(change_type="emergency"), "not_normal", "change_type"),
    "type_limits_met": (
        both(data(change_type="normal_minor"), detail(touches_shared="yes")),
        "not_minor",
        "",
    ),
    "template_when_standard": (
        data(change_type="standard", change_template=None),
        "template_missing",
        "change_template",
    ),
    # Its content
    "wanted_is_a_period": (data(wanted_start=minutes(10), wanted_end=minutes(5)), "no_period", "wanted_end"),
    "authorised_is_a_period": (
        data(authorised_start=minutes(10), authorised_end=minutes(5)),
        "no_period",
        "authorised_end",
    ),
    "problem_is_a_problem": (data(problem_link=lambda context: places.incident()), "not_a_problem", "problem_link"),
    "areas_differ": (data(programme_areas=[]), "nothing_changed", ""),
    "something_changed": (lambda context: context.data.clear(), "nothing_changed", ""),
    "level_not_below_computed": (
        data(**(at.LOW_RISK | {"risk_reach": "regions", "risk_tested": "no", "risk_level": "low"})),
        "below_computed",
        "risk_level",
    ),
    "risk_is_computed": (detail(risk_computed=""), "risk_not_answered", ""),
    "draft_is_complete": (both(kept(_affected=[]), data(affected_regions=None)), "incomplete", "affected_regions"),
    "ground_has_its_incident": (
        data(emergency_ground="p1", emergency_incident=lambda context: places.incident()),
        "no_emergency",
        "emergency_incident",
    ),
    # What was assessed
    "mandatory_assessments_done": (kept(_assessments=()), "assessments_missing", ""),
    "decision_stands": (
        both(kept(_decision_undone=True), detail(change_type="normal_major")),
        "decision_undone",
        "",
    ),
    "assessed_as_it_stands": (kept(_assessments=()), "assessments_missing", ""),
    "no_stop_verdict": (
        kept(_assessments=[SimpleNamespace(kind="security", verdict="stopp", organisation_id=0)]),
        "stopped",
        "",
    ),
    "condition_is_stated": (
        data(verdict="ok_villkor", assessment_condition=""),
        "condition_missing",
        "assessment_condition",
    ),
    # Who says yes
    "taken_up_ahead": (data(taken_up_at=minutes(-1)), "in_the_past", "taken_up_at"),
    "decider_is_not_requester_or_implementer": (own_change, "own_change", ""),
    "phone_call_is_told": (data(phone_decision=True, phone_person=None), "phone_incomplete", "phone_person"),
    "phone_unconfirmed": (detail(phone_confirmed_at=minutes(0)), "nothing_to_confirm", ""),
    "is_who_said_yes": (detail(phone_person_id=0), "other_person", ""),
    "phone_approval_confirmed": (detail(phone_at=minutes(-1), phone_confirmed_at=None), "phone_not_confirmed", ""),
    "ecab_has_said_yes": (
        both(ballots("pending"), data(phone_decision=False)),
        "not_voted",
        "phone_decision",
    ),
    "phone_person_decides": (
        data(phone_decision=True, phone_person=lambda context: at.requester().user),
        "does_not_decide",
        "phone_person",
    ),
    "budget_decision_when_needed": (detail(contract_effect="yes"), "budget_decision_missing", ""),
    "vote_is_over": (ballots("pending"), "vote_not_over", ""),
    "regions_must_vote_again": (
        lambda context: as_the_regions_said(context),
        "as_voted",
        "",
    ),
    "regions_have_said_yes": (
        both(lambda context: context.root.__dict__.update(state="cab_review"), kept(_ballots=[])),
        "content_changed",
        "",
    ),
    "content_is_as_decided": (kept(_ballots=[]), "content_changed", ""),
    "full_documentation": (nobody_wrote, "not_documented", ""),
    # What was voted
    "ballot_passed": (kept(_ballots=[]), "not_voted", ""),
    "ballot_failed": (ballots("passed"), "ballot_not_failed", ""),
    "frozen_as_voted": (kept(_ballots=[]), "content_changed", ""),
    "no_open_ballot": (kept(_ballots=[SimpleNamespace(state="pending")]), "ballot_open", ""),
    "by_decision": (no_cause, "by_decision", ""),
    "deadline_long_enough": (data(vote_deadline=minutes(-1)), "deadline_too_short", "vote_deadline"),
    "void_votes_said": (votes_at_stake, "voids_votes", "void_votes"),
    # Times
    "planned_is_a_period": (data(planned_start=minutes(10), planned_end=minutes(5)), "no_period", "planned_end"),
    "window_authorised": (data(planned_end=minutes(60 * 24 * 90)), "outside_window", "planned_start"),
    "no_collision_or_reason": (collides, "collision", "collision_reason"),
    "freeze_respected_or_overridden": (freezes, "frozen_time", "planned_start"),
    "notice_period_kept": (data(planned_start=minutes(60)), "too_soon", "planned_start"),
    "regional_window_approved": (kept(_infrastructure={1}, _answers={}), "window_not_approved", ""),
    "touches_own_infrastructure": (kept(_infrastructure=frozenset()), "not_touched", ""),
    "implementer_may_work": (
        data(implementer=lambda context: person("region-kliniker", parties.NEIGHBOUR)),
        "does_not_work",
        "implementer",
    ),
    "implementer_is_not_who_decided": (names_who_decided, "has_decided", "implementer"),
    "inside_window": (detail(planned_start=minutes(10)), "outside_time", ""),
    "region_go_when_needed": (both(detail(needs_go=True), not_said), "no_go", ""),
    "actual_times_fit": (data(actual_end=minutes(60)), "in_the_future", "actual_end"),
    "every_affected_region_answered": (not_said, "regions_not_answered", ""),
    "some_region_failed": (kept(_answers=lambda context: says("result", "ok")(context)), "no_failure", ""),
    "no_region_failed": (kept(_answers=lambda context: says("result", "not_ok")(context)), "region_failed", ""),
    "outcome_fits": (data(change_outcome="aterstalld"), "outcome_unfit", "change_outcome"),
    # What it caused
    "caused_are_named": (data(incidents_caused="yes", caused_incidents=None), "incidents_missing", "caused_incidents"),
    "caused_are_incidents": (
        data(caused_incidents=lambda context: [problems.registered()]),
        "not_an_incident",
        "caused_incidents",
    ),
    "none_when_no": (data(incidents_caused="no", caused_incidents=an_incident), "incidents_named", "incidents_caused"),
    "failed_needs_problem_or_reason": (
        data(change_outcome="misslyckad", failure_problem=None, reason=""),
        "problem_missing",
        "failure_problem",
    ),
    "failure_problem_is_one": (
        data(failure_problem=lambda context: places.incident()),
        "not_a_problem",
        "failure_problem",
    ),
    "caused_are_new": (already_caused, "already_linked", "caused_incidents"),
}


def as_the_regions_said(context) -> None:
    """The content is what the last vote of the regions was about."""
    from tickets.balloting import freezing

    found = next(one for one in context.root.ballots() if one.stage == "regional-review")
    other = copy(found)
    other.digest = freezing.digest(freezing.content(context.root))
    context.root.know_ballots([other])


def of_two_regions():
    return at.submitted(affected_regions=[parties.REGION, parties.NEIGHBOUR])


BY_WHO = {"one_region_alone": lambda: (of_two_regions(), timezone.now(), "not_one_region")}
