"""Why a change may not be put at a time, or be done now: windows, collisions, freezes, notice, the regions' go."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from roles.actor import hats_of
from sla import wording
from tickets.balloting.codes import FOR
from tickets.change_calendar import collisions, freezes, notice
from tickets.models import Event
from tickets.processes.change.codes import AnswerKind, ChangeType, Go, Outcome, RegionResult, Verdict

# The stage whose votes decide on a change of the type.
DECIDED_IN = {ChangeType.MINOR: "minor", ChangeType.MAJOR: "cab", ChangeType.EMERGENCY: "ecab"}
A_MOMENT = timedelta(minutes=5)  # clocks of two machines


def planned_is_a_period(context: Context) -> Reason | None:
    start, end = _planned(context)
    if start and end and start >= end:
        return Reason("no_period", _("The end must lie after the start."), "planned_end")
    return None


def window_authorised(context: Context) -> Reason | None:
    """Inside what was decided; a change of a template has no other window than its plan."""
    start, end = _planned(context)
    detail = context.subject.detail()
    if not start or not end or detail.authorised_start is None:
        return None
    if start < detail.authorised_start or end > detail.authorised_end:
        text = _("The time lies outside the decided window, %(start)s to %(end)s.")
        said = {"start": _moment(detail.authorised_start), "end": _moment(detail.authorised_end)}
        return Reason("outside_window", text % said, "planned_start")
    return None


def no_collision_or_reason(context: Context) -> Reason | None:
    """Another change at the same time in the same region or service; accepted with a reason."""
    start, end = _planned(context)
    if not start or not end or context.has("collision_reason"):
        return None
    ticket = context.subject
    found = collisions.between(
        start, end, ticket.affected_ids(), ticket.services(), actor=context.actor, leave_out=ticket.pk
    )
    if found:
        numbers = ", ".join(f"{one.change.number} ({_span(one.start, one.end)})" for one in found)
        text = _("Collides with %(numbers)s. Choose another time, or write why it is accepted.")
        return Reason("collision", text % {"numbers": numbers}, "collision_reason")
    return None


def freeze_respected_or_overridden(context: Context) -> Reason | None:
    start, end = _planned(context)
    if not start or not end or context.subject.detail().freeze_overridden_at is not None:
        return None
    if freezes.during(start, end, context.subject.affected_ids()):
        text = _("The time lies in a change freeze. Choose another time, or have it allowed all the same.")
        return Reason("frozen_time", text, "planned_start")
    return None


def notice_period_kept(context: Context) -> Reason | None:
    """The regions are told in time; an emergency waits for nothing."""
    start, _end = _planned(context)
    kind = context.subject.detail().change_type
    if not start or kind == ChangeType.EMERGENCY:
        return None
    earliest = notice.earliest_start(kind, context.at)
    if start < earliest:
        text = _("The regions must be told in time: not before %(day)s.")
        return Reason("too_soon", text % {"day": _moment(earliest)}, "planned_start")
    return None


def regional_window_approved(context: Context) -> Reason | None:
    ticket = context.subject
    said = ticket.answers(AnswerKind.WINDOW)
    left = [pk for pk in ticket.own_infrastructure() if pk not in said or said[pk].verdict == Verdict.STOP]
    if left:
        text = _("Has not said yes to the window for its own infrastructure: %(regions)s.")
        return Reason("window_not_approved", text % {"regions": _names(left)})
    return None


def touches_own_infrastructure(context: Context) -> Reason | None:
    """Without a hat nobody is asked for."""
    if context.hat is not None and context.hat.organisation.pk not in context.subject.own_infrastructure():
        return Reason("not_touched", _("The change does not touch your own infrastructure."))
    return None


def implementer_may_work(context: Context) -> Reason | None:
    """Whoever carries it out works on cases at an organisation that takes part."""
    person = context.data.get("implementer")
    if person is not None and place_of(person, context) is None:
        text = _("The person does not work on cases in the support organisation, an affected region or the vendor.")
        return Reason("does_not_work", text, "implementer")
    return None


def place_of(person, context: Context):
    """The organisation where the person carries the change out; None where she works at none that takes part."""
    key = (__name__, person.pk, context.subject.pk)
    if key not in context.shared:
        context.shared[key] = _place_of(person, context.subject, context.at)
    return context.shared[key]


def _place_of(person, ticket, at):
    takes_part = {ticket.origin_id, ticket.holder_id, *ticket.affected_ids()}
    for hat in hats_of(person, at=at):
        is_here = hat.tier in ("support", "vendor") or hat.organisation.pk in takes_part
        if is_here and "ticket.work" in hat.capabilities:
            return hat.organisation
    return None


def implementer_is_not_who_decided(context: Context) -> Reason | None:
    """Nobody carries out what she said the deciding yes to (C9), under whatever hat."""
    person = context.data.get("implementer")
    deciding = {context.actor.person_id} if context.step.target == "authorised" else set()
    if person is not None and person.pk in deciders(context.subject) | deciding:
        text = _("The person has decided on the change, and cannot carry it out. Choose somebody else.")
        return Reason("has_decided", text, "implementer")
    return None


def deciders(ticket) -> set[int]:
    """Who took the step that authorised it, and whose yes it rests on; unscoped, a rule of the ticket itself."""
    rows = Event.objects.unscoped("a rule of the ticket itself").filter(
        ticket_id=ticket.pk, subject_type="ticket", target="authorised"
    )
    return (set(rows.values_list("user_id", flat=True)) - {None}) | _said_yes(ticket)


def _said_yes(ticket) -> set[int]:
    """Who voted for it where it was decided. A vendor that consents to carrying it out has not decided on it."""
    ballot = ticket.ballot(DECIDED_IN.get(ticket.detail().change_type, ""))
    if ballot is None:
        return set()
    standing = ballot.standing_votes()
    votes = (standing.get(seat.key) for seat in ballot.parties() if seat.is_counted)
    return {one.person for one in votes if one is not None and one.choice in FOR}


# --- Now ---


def inside_window(context: Context) -> Reason | None:
    detail = context.subject.detail()
    if detail.planned_start is None or not detail.planned_start - A_MOMENT <= context.at <= detail.planned_end:
        return Reason("outside_time", _("The planned time has not begun, or is over."))
    return None


def region_go_when_needed(context: Context) -> Reason | None:
    ticket = context.subject
    said = ticket.answers(AnswerKind.GO)
    stops = [pk for pk in ticket.affected_ids() if pk in said and said[pk].verdict != Go.GO]
    silent = [pk for pk in ticket.affected_ids() if pk not in said] if ticket.detail().needs_go else []
    if stops or silent:
        text = _("Has not given its go: %(regions)s.")
        return Reason("no_go", text % {"regions": _names([*stops, *silent])})
    return None


def actual_times_fit(context: Context) -> Reason | None:
    data, detail = context.data, context.subject.detail()
    start, end = (data.get(name) or getattr(detail, name) for name in ("actual_start", "actual_end"))
    if start and end and start > end:
        return Reason("no_period", _("The end must lie after the start."), "actual_end")
    if end and end > context.at + A_MOMENT:
        return Reason("in_the_future", _("The time lies ahead. State when it was done."), "actual_end")
    return None


def every_affected_region_answered(context: Context) -> Reason | None:
    ticket = context.subject
    left = ticket.affected_ids() - ticket.answers(AnswerKind.RESULT).keys()
    if left:
        text = _("Has not verified yet: %(regions)s.")
        return Reason("regions_not_answered", text % {"regions": _names(left)})
    return None


def some_region_failed(context: Context) -> Reason | None:
    if not _failed(context.subject):
        return Reason("no_failure", _("Every region says that it works. Complete it as successful."))
    return None


def no_region_failed(context: Context) -> Reason | None:
    if failed := _failed(context.subject):
        text = _("Says that it does not work: %(regions)s.")
        return Reason("region_failed", text % {"regions": _names(failed)})
    return None


def _failed(ticket) -> list[int]:
    return [pk for pk, one in ticket.answers(AnswerKind.RESULT).items() if one.verdict != RegionResult.OK]


def outcome_fits(context: Context) -> Reason | None:
    """What was backed out has not succeeded, and nothing else was backed out."""
    outcome, was_backed_out = context.data.get("change_outcome"), context.subject.detail().back_out_done_at is not None
    if (outcome == Outcome.SUCCESSFUL and was_backed_out) or (outcome == Outcome.BACKED_OUT and not was_backed_out):
        text = _("The outcome does not fit: the change was, or was not, backed out.")
        return Reason("outcome_unfit", text, "change_outcome")
    return None


def _planned(context: Context) -> tuple:
    detail = context.subject.detail()
    return tuple(context.data.get(name) or getattr(detail, name) for name in ("planned_start", "planned_end"))


def _names(pks) -> str:
    rows = sorted((directory.organisation(pk) for pk in pks), key=lambda one: one.position)
    return ", ".join(one.short_name or one.name for one in rows)


def _span(start, end) -> str:
    """When another change is planned: the planner chooses another time without leaving the form."""
    same_day = timezone.localdate(start) == timezone.localdate(end)
    return f"{wording.row_time(start)}–{wording.clock_time(end) if same_day else wording.row_time(end)}"


def _moment(at) -> str:
    return wording.exact_time(at)
