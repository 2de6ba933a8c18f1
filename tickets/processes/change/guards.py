"""Why a step of a change may not be taken: its type, its content, its assessments. Times have a file of their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from tickets.processes.change import codes, risk
from tickets.processes.change.codes import AssessmentKind, ChangeType, Touches, Verdict
from tickets.processes.change.times import A_MOMENT

NOT_TOUCHED = ("", Touches.NO)


# --- Conditions of rights ---


def one_region_alone(context: Context) -> Reason | None:
    """One region is affected and owns it, nothing shared is touched, and no vendor carries it out."""
    ticket, detail = context.subject, context.subject.detail()
    origin = directory.organisation(ticket.origin_id)
    alone = origin is not None and origin.tier == "region" and not ticket.affected_ids() - {origin.pk}
    if not alone or detail.vendor_works or detail.touches_shared not in NOT_TOUCHED:
        text = _("The change concerns more than your region. Ask the joint change manager.")
        return Reason("not_one_region", text)
    return None


# --- Its type ---


def _of(context: Context, *types: str) -> Reason | None:
    if context.subject.is_of(*types):
        return None
    found = context.subject.detail().get_change_type_display()
    return Reason("other_type", _("This is not done with a change of the type “%(type)s”.") % {"type": found})


def is_standard(context: Context) -> Reason | None:
    return _of(context, ChangeType.STANDARD)


def is_normal(context: Context) -> Reason | None:
    return _of(context, *codes.NORMAL)


def is_minor(context: Context) -> Reason | None:
    return _of(context, ChangeType.MINOR)


def is_major(context: Context) -> Reason | None:
    return _of(context, ChangeType.MAJOR)


def is_emergency(context: Context) -> Reason | None:
    return _of(context, ChangeType.EMERGENCY)


def not_standard(context: Context) -> Reason | None:
    return _of(context, *codes.NORMAL, ChangeType.EMERGENCY)


def not_emergency(context: Context) -> Reason | None:
    return _of(context, *codes.NORMAL, ChangeType.STANDARD)


def stays_normal(context: Context) -> Reason | None:
    """A normal change becomes minor or major; a standard or an emergency change is registered as one."""
    if context.data.get("change_type") not in (None, *codes.NORMAL):
        text = _("Choose minor or major. A standard or an emergency change is registered as one.")
        return Reason("not_normal", text, "change_type")
    return None


def type_is_another(context: Context) -> Reason | None:
    if context.data.get("change_type") in (None, context.subject.detail().change_type):
        return Reason("same_type", _("Choose another type than the present one."), "change_type")
    return None


def new_window_is_named(context: Context) -> Reason | None:
    """Both ends anew: what stood there was the window that no longer fits."""
    for name in ("wanted_start", "wanted_end"):
        if not context.has(name):
            return Reason("required", _("State the new window, from and to."), name)
    return None


def level_is_lower(context: Context) -> Reason | None:
    level, now = context.data.get("risk_level"), context.subject.detail().risk_level
    if not level or not risk.is_below(level, now):
        return Reason("not_lower", _("Choose a lower level than the present one."), "risk_level")
    return None


def type_limits_met(context: Context) -> Reason | None:
    """A minor change has low risk, one region and no shared configuration."""
    ticket, detail = context.subject, context.subject.detail()
    if context.data.get("change_type", detail.change_type) != ChangeType.MINOR:
        return None
    level = context.data.get("risk_level") or detail.risk_level
    fits = level == codes.RiskLevel.LOW and len(ticket.affected_ids()) == 1 and detail.touches_shared == Touches.NO
    if not fits:
        text = _("A minor change has low risk, concerns one region and touches no shared configuration.")
        return Reason("not_minor", text)
    return None


def template_when_standard(context: Context) -> Reason | None:
    is_of_type = context.data.get("change_type") == ChangeType.STANDARD
    if is_of_type and not (context.has("change_template") or context.subject.detail().template_id):
        return Reason("template_missing", _("Choose an approved template."), "change_template")
    return None


# --- What it is about ---


def wanted_is_a_period(context: Context) -> Reason | None:
    return _is_a_period(context, "wanted_start", "wanted_end")


def authorised_is_a_period(context: Context) -> Reason | None:
    return _is_a_period(context, "authorised_start", "authorised_end")


def _is_a_period(context: Context, start: str, end: str) -> Reason | None:
    detail = context.subject.detail()
    since, until = (context.data.get(name) or getattr(detail, name) for name in (start, end))
    if since and until and since >= until:
        return Reason("no_period", _("The end must lie after the start."), end)
    return None


def problem_is_a_problem(context: Context) -> Reason | None:
    problem = context.data.get("problem_link")
    if problem is not None and problem.process != "problem":
        return Reason("not_a_problem", _("Name a problem."), "problem_link")
    return None


def something_changed(context: Context) -> Reason | None:
    if not any(context.has(one.name) or context.data.get(one.name) is False for one in context.step.rule.inputs):
        return Reason("nothing_changed", _("Fill in one of the fields at least."))
    return None


def level_not_below_computed(context: Context) -> Reason | None:
    """Raised by hand as one likes; lowered below what the answers give only by the forum (C3)."""
    detail = context.subject.detail()
    level = context.data.get("risk_level") or detail.risk_level
    computed = detail.risk_computed
    if answers_risk(context):
        computed = risk.in_force(context.at).level(answers_with(context))
    if level and computed and risk.is_below(level, computed) and not detail.risk_decision:
        text = _("The answers give the level “%(level)s”. You may raise it; only the forum lowers it.")
        return Reason("below_computed", text % {"level": codes.RiskLevel(computed).label}, "risk_level")
    return None


def answers_with(context: Context) -> dict[str, str]:
    """The answers on risk as they will stand after the step, to the questions that are asked now."""
    given = {name: context.data.get(name) for name in risk.FIELDS}
    return context.subject.risk_answers_now(context.at) | {name: one for name, one in given.items() if one}


def answers_risk(context: Context) -> bool:
    return any(context.has(name) for name in risk.FIELDS)


def risk_is_computed(context: Context) -> Reason | None:
    if not context.subject.detail().risk_computed:
        text = _("Answer the questions on risk first, in the plan.")
        return Reason("risk_not_answered", text)
    return None


def draft_is_complete(context: Context) -> Reason | None:
    """An emergency is requested in one step: what is asked for at the registration must be known here too."""
    ticket = context.subject
    known = {
        "title": ticket.title,
        "change_reason": ticket.said().get("change_reason"),
        "services": ticket.services(),
        "affected_regions": ticket.affected_ids(),
    }
    for name, value in known.items():
        if not value and not context.has(name):
            return Reason("incomplete", _("State what is changed, why, and whom it concerns."), name)
    return None


def ground_has_its_incident(context: Context) -> Reason | None:
    """A P1 or a major incident is linked; security reasons stand in words."""
    ground, incident = context.data.get("emergency_ground"), context.data.get("emergency_incident")
    if ground == codes.Ground.SECURITY:
        return None
    fits = incident is not None and (
        incident.process == "major-incident"
        if ground == codes.Ground.MAJOR_INCIDENT
        else incident.process == "incident" and incident.priority == 1
    )
    if not fits:
        text = _("Name the incident of priority P1, or the major incident, that it is for.")
        return Reason("no_emergency", text, "emergency_incident")
    return None


# --- What was assessed ---


def mandatory_assessments_done(context: Context) -> Reason | None:
    missing = context.subject.missing_assessments()
    if missing:
        text = _("Still to be assessed: %(what)s.")
        return Reason("assessments_missing", text % {"what": ", ".join(map(named, missing))})
    return None


def named(needed: tuple[str, int | None]) -> str:
    """What is to be assessed, with the region that does it where each does its own."""
    kind, region = needed
    label = str(AssessmentKind(kind).label)
    return f"{label} ({directory.organisation(region).name})" if region else label


def assessed_as_it_stands(context: Context) -> Reason | None:
    """What the content asks for was assessed, also where it was changed after that. An emergency waits for nobody."""
    if context.subject.is_of(ChangeType.EMERGENCY) or not context.subject.missing_assessments():
        return None
    what = ", ".join(map(named, context.subject.missing_assessments()))
    text = _("The content as it is now asks for more: %(what)s. Send the change back, so that this is assessed.")
    return Reason("assessments_missing", text % {"what": what})


def no_stop_verdict(context: Context) -> Reason | None:
    stops = [one for one in context.subject.assessments() if one.verdict == Verdict.STOP]
    if stops:
        text = _("%(what)s says stop. Change the content, or send the change back.")
        return Reason("stopped", text % {"what": ", ".join(str(AssessmentKind(one.kind).label) for one in stops)})
    return None


def condition_is_stated(context: Context) -> Reason | None:
    if context.data.get("verdict") == Verdict.CONDITION and not context.has("assessment_condition"):
        return Reason("condition_missing", _("Write what must be done first."), "assessment_condition")
    return None


# --- Who says yes ---


def taken_up_ahead(context: Context) -> Reason | None:
    at = context.data.get("taken_up_at")
    if at is not None and at <= context.at:
        return Reason("in_the_past", _("Choose a time that lies ahead."), "taken_up_at")
    return None


def decider_is_not_requester_or_implementer(context: Context) -> Reason | None:
    """By person, under whatever hat: who wants it, owns it or carries it out never says the deciding yes (C9)."""
    person = context.actor.person_id
    if person is None or person not in context.subject.bound_persons():
        return None
    return Reason("own_change", _("You have asked for the change, own it or carry it out. Somebody else decides."))


def phone_call_is_told(context: Context) -> Reason | None:
    """A yes by telephone has a name and a time."""
    if not context.data.get("phone_decision"):
        return None
    for name in ("phone_person", "phone_at"):
        if not context.has(name):
            return Reason("phone_incomplete", _("State who said yes by telephone, and when."), name)
    at, requested = context.data["phone_at"], context.subject.detail().requested_at
    if at > context.at + A_MOMENT or (requested and at < requested - A_MOMENT):
        text = _("The call was made after the emergency was requested, and before now.")
        return Reason("phone_time", text, "phone_at")
    if context.data["phone_person"].pk == context.actor.person_id:
        return Reason("phone_oneself", _("State the other person, not yourself."), "phone_person")
    return None


def phone_unconfirmed(context: Context) -> Reason | None:
    """There is a yes by telephone that waits for its confirmation."""
    detail = context.subject.detail()
    if detail.phone_at is None or detail.phone_confirmed_at is not None:
        return Reason("nothing_to_confirm", _("No decision by telephone waits to be confirmed."))
    return None


def is_who_said_yes(context: Context) -> Reason | None:
    """The person herself confirms, and nobody in her place."""
    if context.actor.person_id != context.subject.detail().phone_person_id:
        return Reason("other_person", _("Whoever said yes by telephone confirms it."))
    return None


def phone_approval_confirmed(context: Context) -> Reason | None:
    detail = context.subject.detail()
    if detail.phone_at is not None and detail.phone_confirmed_at is None:
        return Reason("phone_not_confirmed", _("The decision by telephone has not been confirmed."))
    return None
