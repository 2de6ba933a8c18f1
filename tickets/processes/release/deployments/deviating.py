"""A region that waits or does without: signed by those who may, recorded as a deviation, and looked at in time."""

from __future__ import annotations

from engine.context import Context
from engine.errors import NotPossible, Reason
from regions import directory
from tickets import days
from tickets.deviations.codes import Kind
from tickets.guards import parent_open
from tickets.processes.release import rolling
from tickets.processes.release.deployments import effects, signed
from tickets.processes.release.deployments.reading import WHY

DUE, DEVIATION = "deviation_due", "deviation"
SIGNED_IN = {signed.DEFER: "sign_deferral", signed.OPT_OUT: "sign_opt_out"}


def new_date_within_limit(context: Context) -> Reason | None:
    return _within(context, "new_date")


def expiry_within_limit(context: Context) -> Reason | None:
    return _within(context, "expiry_date")


def _within(context: Context, name: str) -> Reason | None:
    """The day that is typed, or that the first of two has typed."""
    from tickets.deviations import rules

    if context.has(name):
        return rules.within_limit(context, name)
    context.data[name] = context.subject.deviation_until
    return rules.within_limit(context, name)


def sign_deferral(context: Context) -> None:
    _sign(context, signed.DEFER, then="defer")


def sign_opt_out(context: Context) -> None:
    _sign(context, signed.OPT_OUT, then="opt_out")


def _sign(context: Context, purpose: str, *, then: str) -> None:
    """Whoever has signed for another day is told, and asked to sign anew."""
    signed.void_outdated(context, signed.DEFER, signed.OPT_OUT)
    signed.sign(context, purpose, then=then)


def defer(context: Context) -> None:
    _deviate(context, Kind.DEFERRAL, signed.DEFER)


def opt_out(context: Context) -> None:
    _deviate(context, Kind.OPT_OUT, signed.OPT_OUT)


def _deviate(context: Context, kind: Kind, purpose: str) -> None:
    """The record, and its last day; the time leaves the calendar with the state."""
    from tickets.deviations.opening import open_deviation

    row = context.subject
    said = _said(row, SIGNED_IN[purpose])
    row.deviation = open_deviation(
        context,
        region=directory.organisation(row.region_id),
        kind=kind,
        reason=said.get("reason", ""),
        cost=said.get("deviation_cost", ""),
        expires_on=row.deviation_until,
        granted_by=", ".join(str(one.role_label) for one in signed.of(row, purpose)),
        ticket=context.root,
        row=row,
    )
    row.planned_start = row.planned_end = row.no_go_at = None
    effects.stop_reminding(context)
    context.when_due(DUE, days.begins(row.deviation_until), reason=DEVIATION, subject=row)
    effects.tell_leader(context)
    rolling.row_moved(context, row)


def _said(row, step: str) -> dict[str, str]:
    """What the last signer wrote: the words of the step's newest event."""
    from tickets.models import Event, TextVersion

    events = Event.objects.unscoped(WHY).filter(ticket_id=row.ticket_id, subject_type=row.kind, subject_id=row.pk)
    seq = events.filter(step=step).order_by("-seq").values_list("seq", flat=True).first()
    rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=row.ticket_id, event_seq=seq, part=None, redacted=False)
    return dict(rows.values_list("field", "body"))


def renewed(context: Context) -> None:
    """The row says the new last day, and is due for review then. Raises NotPossible once the release has ended."""
    from tickets.models import DeviationDetail

    row = context.subject
    if reason := parent_open(context):
        raise NotPossible(reason)
    row.deviation_until = DeviationDetail.objects.get(ticket_id=row.deviation_id).expires_on
    context.when_due(DUE, days.begins(row.deviation_until), reason=DEVIATION, subject=row)


def due(context: Context) -> None:
    context.subject.reminders += 1
    context.tell(effects.REGION)
    effects.tell_leader(context)


def end_record(context: Context) -> None:
    from tickets.deviations.opening import end_deviation

    row = context.subject
    if row.deviation_id is not None:
        end_deviation(context, row.deviation, context.data["what_changed"])
    row.deviation, row.deviation_until = None, None
    context.call_off(DUE, subject=row)
