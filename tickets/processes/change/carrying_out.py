"""Effects of doing a change: its time, what the regions say for themselves, how it went, and what follows from that."""

from __future__ import annotations

from engine.context import Context
from engine.perform import perform_within
from engine.step import steps
from roles.actor import SYSTEM
from sla.workdays import after_working_days
from tickets import codes as ticket_codes
from tickets import effects as every_effect
from tickets.guards_between import region_of
from tickets.models import ProblemDetail, RegionAnswer, Ticket
from tickets.processes.change import effects, figures, linking
from tickets.processes.change.codes import AnswerKind, ChangeType, Outcome, RegionResult
from tickets.processes.change.content import keep
from tickets.processes.change.subject import WHY
from tickets.processes.change_template import outcomes


def put_in_time(context: Context) -> None:
    """What was allowed during a freeze was allowed for this time."""
    keep(context, "freeze_overridden_at", None)
    effects.name_implementer(context)
    effects.tell_implementer(context)
    effects.tell_regions(context)


def put_at_another_time(context: Context) -> None:
    """What the regions said of another time no longer holds."""
    forget_answers(context, AnswerKind.GO, AnswerKind.WINDOW)
    put_in_time(context)


def take_out_of_time(context: Context) -> None:
    """Decided anew: what was planned and authorised no longer holds."""
    for column in ("planned_start", "planned_end", "authorised_at", "authorised_start", "authorised_end"):
        keep(context, column, None)
    keep(context, "freeze_overridden_at", None)
    effects.forget_phone(context)
    forget_answers(context, AnswerKind.GO, AnswerKind.WINDOW)
    effects.decide_in_time(context)
    effects.tell_regions(context)
    effects.tell_leaders(context)


def forget_answers(context: Context, *kinds: str) -> None:
    rows = RegionAnswer.objects.unscoped(WHY).filter(ticket_id=context.subject.pk, kind__in=kinds, ended_at=None)
    context.then.append(lambda finished: rows.update(ended_at=finished.at))


def override_freeze(context: Context) -> None:
    keep(context, "freeze_overridden_at", context.at)
    context.tell(effects.PROCESS_ROLE)


# --- What a region says for itself ---


def answer(kind: str, field: str):
    """The effect that keeps the verdict in `field` as the answer of the actor's own region, and of no other."""

    def keep_answer(context: Context) -> None:
        region, verdict = region_of(context.hat.organisation), context.data[field]
        rows = RegionAnswer.objects.unscoped(WHY).filter(
            ticket_id=context.subject.pk, region_id=region.pk, kind=kind, ended_at=None
        )
        before = list(rows.values_list("pk", flat=True))
        context.then.append(lambda finished: _replace(finished, before, kind, region, verdict))
        context.notes["region_answer"] = {
            "region": region.pk,
            "kind": kind,
            "verdict": verdict,
            "for": ticket_codes.Audience.ALL,
        }
        effects.tell_leaders(context)

    return keep_answer


def _replace(finished: Context, before: list[int], kind: str, region, verdict: str) -> None:
    RegionAnswer.objects.unscoped(WHY).filter(pk__in=before).update(ended_at=finished.at)
    RegionAnswer(
        ticket_id=finished.root.pk,
        region_id=region.pk,
        kind=kind,
        verdict=verdict,
        at=finished.at,
        event_seq=finished.event.seq,
    ).save()


# --- Done ---


def begin(context: Context) -> None:
    if context.subject.detail().actual_start is None:
        keep(context, "actual_start", context.at)
    effects.tell_regions(context)


def finish(context: Context) -> None:
    """The regions are asked whether it works for them; what they said of an earlier attempt no longer holds."""
    forget_answers(context, AnswerKind.RESULT)
    effects.tell_regions(context)
    effects.tell_leaders(context)


def back_out(context: Context) -> None:
    keep(context, "outcome", Outcome.BACKED_OUT)
    begin_review(context)


def begin_review(context: Context) -> None:
    """Within ten working days somebody says how it went."""
    keep(context, "validated_at", context.at)
    at = after_working_days(context.at, figures.of("review_days"))
    context.when_due(effects.REVIEW_LATE, at, reason="review")
    effects.tell_regions(context)
    effects.tell_leaders(context)


def failed_validation(context: Context) -> None:
    keep(context, "outcome", Outcome.FAILED)
    begin_review(context)


def close_as_successful(context: Context) -> None:
    keep(context, "validated_at", context.at)
    keep(context, "outcome", Outcome.SUCCESSFUL)
    close(context)


def close(context: Context) -> None:
    """How it went counts on its template; what it mended is told to its problems."""
    ticket, detail = context.subject, context.subject.detail()
    effects.call_off(context)
    every_effect.close(context)
    effects.tell_regions(context)
    if detail.template_id is not None and ticket.is_of(ChangeType.STANDARD):
        outcomes.note(context, template=detail.template, outcome=detail.outcome, version=detail.template_version)
    if detail.outcome == Outcome.SUCCESSFUL:
        works = [pk for pk, one in ticket.answers(AnswerKind.RESULT).items() if one.verdict == RegionResult.OK]
        context.then.append(lambda finished: _report_fix(finished, works))


def review(context: Context) -> None:
    """The incidents that it caused are linked, and a problem that is to look into a failure."""
    linking.link_caused(context)
    if (problem := context.data.get("failure_problem")) is not None:
        linking.follow_up_in(context, problem)
    close(context)


def _report_fix(finished: Context, region_ids: list[int]) -> None:
    """Problems that wait for this change as their fix are told that it is in use, and ask the regions."""
    if not region_ids:
        return
    waiting = ProblemDetail.objects.filter(fix_id=finished.root.pk, ticket__state="fix_in_progress")
    for problem_id in sorted(waiting.values_list("ticket_id", flat=True)):
        problem = Ticket.lock(problem_id, SYSTEM)
        if not steps(type(problem))["fix_delivered"].possible_from(problem.state):
            continue
        data = {
            "fixed_version": problem.planned_version or finished.root.number,
            "deployed_regions": [str(pk) for pk in sorted(region_ids)],
        }
        how = {"actor": SYSTEM, "via": finished.via, "cause": f"change:{finished.root.pk}", "at": finished.at}
        perform_within(Ticket, problem_id, "fix_delivered", data=data, version=problem.version, **how)
