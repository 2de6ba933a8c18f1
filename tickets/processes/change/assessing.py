"""Effects of an assessment: one in force for each kind and organisation; a condition is a task that must be done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engine.context import Context
from tickets import codes as ticket_codes
from tickets.guards_between import region_of
from tickets.models import Assessment, Task
from tickets.processes.change.codes import OF_THE_CUSTOMER, AssessmentKind, Verdict
from tickets.processes.change.subject import WHY

SIGNS_CONTRACTS = "contract.edit"  # who has this looks at the contract, everybody else at the law
LONGEST = 160


def assess(kind: str):
    """The effect that keeps a verdict of `kind`, with its words as the text of the event."""

    def keep_verdict(context: Context) -> None:
        _keep(context, kind)

    return keep_verdict


def assess_law_or_contract(context: Context) -> None:
    """Two look at it: the legal counsel at the law, the contract manager at the contract."""
    is_contract = SIGNS_CONTRACTS in context.hat.capabilities
    _keep(context, AssessmentKind.CONTRACT if is_contract else AssessmentKind.LEGAL)


def _keep(context: Context, kind: str) -> None:
    ticket, verdict = context.subject, context.data["verdict"]
    place = region_of(context.hat.organisation)
    earlier = Assessment.objects.unscoped(WHY).filter(
        ticket_id=ticket.pk, kind=kind, organisation_id=place.pk, ended_at=None
    )
    before = list(earlier.values_list("pk", flat=True))
    rows = Assessment.objects.unscoped(WHY).filter(pk__in=before)
    context.then.append(lambda finished: rows.update(ended_at=finished.at))
    context.then.append(lambda finished: _row(finished, kind, place, verdict).save())
    circle = ticket_codes.Audience.CUSTOMER if kind in OF_THE_CUSTOMER else ticket_codes.Audience.ALL
    context.notes["assessment"] = {"kind": kind, "verdict": verdict, "for": circle}
    if verdict == Verdict.CONDITION:
        title = _("Condition of %(kind)s: %(condition)s") % {
            "kind": AssessmentKind(kind).label,
            "condition": context.data["assessment_condition"],
        }
        add_condition(context, title)
    context.tell("process_role")
    context.tell("owner")


def _row(finished: Context, kind: str, place, verdict: str) -> Assessment:
    return Assessment(
        ticket_id=finished.root.pk,
        kind=kind,
        organisation_id=place.pk,
        person=finished.actor.person,
        verdict=verdict,
        at=finished.at,
        event_seq=finished.event.seq,
    )


def add_condition(context: Context, title: str) -> None:
    """A task that must be done before the change is carried out."""

    def make(event, texts):
        return Task(
            ticket=event.ticket,
            event_seq=event.seq,
            title=title[:LONGEST],
            blocking=True,
            organisation=event.organisation,
            audience=ticket_codes.Audience.CUSTOMER,
        )

    context.add(make)
