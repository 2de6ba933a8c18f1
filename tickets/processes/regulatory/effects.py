"""What the steps of a track bring about: decisions with their names, reports sent, and who is reminded when."""

from __future__ import annotations

from engine.context import Context
from engine.perform import perform_within
from roles.actor import SYSTEM
from sla.models import DueStep
from tickets.processes.regulatory import notices, regimes
from tickets.processes.regulatory.codes import Stage
from tickets.processes.regulatory.regimes import REPORTS

TOLD = {
    **dict.fromkeys(regimes.FOR_SECURITY, "regulatory_security"),
    **dict.fromkeys(regimes.FOR_DEVICE, "regulatory_device"),
    **dict.fromkeys(regimes.FOR_MAKER, "regulatory_maker"),
    **dict.fromkeys(regimes.FOR_RECEIVER, "regulatory_notice"),
}


def note_who_knew(context: Context) -> None:
    """The knowledge is somebody's statement from now on, no longer the program's assumption."""
    context.subject.known_by_program = False
    keep_times(context)


def keep_times(context: Context) -> None:
    """Remind before, and alarm at, the time of every report that is not sent."""
    stop_times(context)
    said = _said(context.subject)
    for one in REPORTS[context.subject.regime]:
        _keep_time(context, one, said)


def _keep_time(context: Context, one, said: set[tuple[str, str]]) -> None:
    """Each warning and the alarm once a time: what has been said of a report is said again only of a later time."""
    track, stage = context.subject, str(one.stage)
    if stage in track.sent() or one.is_asked or track.known_at is None:
        return
    if one.is_prompt:
        if ("remind", stage) not in said:
            at = one.rule(track.known_at, track.zone).after(track.known_at, track.zone)
            context.when_due("remind", at, reason=stage, subject=track)
        return
    due = track.due_at(one)
    if due is None:
        return
    began = regimes.began_at(one, aware_at=track.known_at, sent=track.sent())
    shares = one.rule(began, track.zone, track.event_kind).warn_at
    for percent, at in regimes.next_warnings(began, due, shares, now=context.at).items():
        reason = f"{stage}:{percent}"
        if at > context.at or ("remind", reason) not in said:
            context.when_due("remind", at, reason=reason, subject=track)
    if due > context.at or ("overdue", stage) not in said:
        context.when_due("overdue", due, reason=stage, subject=track)


def _said(track) -> set[tuple[str, str]]:
    """(step, reason) of every reminder that was given; one query."""
    rows = DueStep.objects.filter(subject_type=track._meta.label_lower, subject_id=track.pk, fired_at__isnull=False)
    return set(rows.values_list("step", "reason")) if track.pk else set()


def mark_sent(context: Context) -> None:
    """Keep when, by whom and under which number; the last report ends the track by itself."""
    track, data = context.subject, context.data
    _keep_sent(context, data["report_stage"], data["report_sent_at"], data.get("report_reference") or "")
    keep_times(context)
    wanted = {str(one.stage) for one in REPORTS[track.regime] if not one.is_asked}
    if wanted <= track.sent().keys():
        context.then.append(_finish)


def acknowledge(context: Context) -> None:
    """The region has read the notice and says what it does, with name, role and time. The last answer is told."""
    _sign(context)
    _keep_sent(context, Stage.ACKNOWLEDGED, context.at, "")
    stop_times(context)
    if set(notices.unanswered(context.root)) <= {context.subject.organisation_id}:
        context.tell(TOLD[context.subject.regime])


def _keep_sent(context: Context, stage: str, sent_at, reference: str) -> None:
    from tickets.models import RegulatoryReport

    track, person, role = context.subject, context.actor.person, context.hat.label
    context.notes["report"] = {"stage": str(stage), "sent_at": sent_at.isoformat(), "for": "support"}
    context.add(
        lambda event, texts: RegulatoryReport(
            track=track,
            stage=stage,
            sent_at=sent_at,
            reference=reference,
            sent_by=person,
            role=role,
            event_seq=event.seq,
        )
    )
    track.note_sent(stage, sent_at)


def _finish(finished: Context) -> None:
    """Every report of the law is sent."""
    track = finished.subject
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"step:{finished.step.name}", "at": finished.at}
    perform_within(type(track), track.pk, "finish", **how)


def sign(context: Context) -> None:
    """A decision that there is nothing to report has a name, a role and a time; its reason stands in the event."""
    _sign(context)
    stop_times(context)
    context.tell(TOLD[context.subject.regime])


def sign_reportable(context: Context) -> None:
    """A decision that it is to be reported is signed, too; the times go on until the reports are sent."""
    _sign(context)
    context.tell(TOLD[context.subject.regime])


def tell_of_it(context: Context) -> None:
    context.tell(TOLD[context.subject.regime])


def _sign(context: Context) -> None:
    track = context.subject
    track.decided_by, track.decided_role = context.actor.person, context.hat.label
    track.decided_at, track.decided_seq = context.at, context.root.event_seq + 1


def stop_times(context: Context) -> None:
    for step in ("remind", "overdue"):
        context.call_off(step, subject=context.subject)


def take_up_again(context: Context) -> None:
    """The decision no longer holds; it stays in the history."""
    track = context.subject
    track.decided_by, track.decided_role, track.decided_at, track.decided_seq = None, "", None, 0
    track.answer = ""
    keep_times(context)
    context.tell(TOLD[track.regime])


def remind(context: Context) -> None:
    """Say of which report; those who decide and the support organisation's people of the same kind are told."""
    stage, _colon, percent = context.cause.removeprefix("due:").partition(":")
    context.notes["report"] = {"stage": stage, "for": "support"} | ({"percent": int(percent)} if percent else {})
    context.tell(TOLD[context.subject.regime], kind="regulatory")
