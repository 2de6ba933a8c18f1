"""What the steps of the acceptance test bring about: rows beside the event, and who hears of it."""

from __future__ import annotations

from engine.context import Context
from tickets import codes as shared
from tickets import days
from tickets.models import AcceptanceCase, AcceptanceDefect, AcceptanceResult, DefectWaiver, TextVersion
from tickets.processes.release.acceptance.codes import Severity

WHY = "the release's own"
EXPIRED = "waiver_expired"
LEADERS = "release_leaders"
OWNERS = "waiver_owners"
APPROVERS = "release_approvers"


def _next(rows) -> int:
    """The next number of a release's rows; its lock is held."""
    return (rows.order_by("-number").values_list("number", flat=True).first() or 0) + 1


# --- Test cases ---


def add_case(context: Context) -> None:
    number = _next(AcceptanceCase.objects.unscoped(WHY).filter(ticket_id=context.root.pk))
    scope = context.root.detail().scope_number
    context.notes["test_case"] = {"number": number, "for": shared.Audience.ALL}
    context.add(
        lambda event, texts: AcceptanceCase(
            ticket=event.ticket,
            number=number,
            event_seq=event.seq,
            from_scope=scope,
            name=texts["case_name"],
            doing=texts["case_doing"],
            expected=texts["case_expected"],
        )
    )


def copy_cases(context: Context) -> None:
    """Those of another release that the actor reads; their words stay that release's, and are read where it is."""
    other = context.data["copy_from"]
    first = _next(AcceptanceCase.objects.unscoped(WHY).filter(ticket_id=context.root.pk))
    rows = AcceptanceCase.objects.visible_to(context.actor).filter(ticket_id=other.pk, withdrawn_at=None)
    scope, copied = context.root.detail().scope_number, list(rows.order_by("number"))
    context.notes["copied_cases"] = {"count": len(copied), "ticket": other.pk, "for": shared.Audience.ALL}
    for number, case in enumerate(copied, start=first):
        context.add(_copy_of(case, number, scope))


def _copy_of(case, number: int, scope: int):
    def make(event, texts):
        return AcceptanceCase(
            ticket=event.ticket,
            number=number,
            event_seq=event.seq,
            from_scope=scope,
            name_id=case.name_id,
            doing_id=case.doing_id,
            expected_id=case.expected_id,
        )

    return make


def withdraw_case(context: Context) -> None:
    number = context.data["test_case"]
    rows = AcceptanceCase.objects.unscoped(WHY).filter(ticket_id=context.root.pk, number=number)
    context.notes["test_case"] = {"number": number, "for": shared.Audience.ALL}
    context.then.append(lambda finished: rows.update(withdrawn_at=finished.at))


def _case_of(context: Context):
    number = context.data.get("test_case")
    return next((one for one in context.root.test_cases() if one.number == number), None)


def record_result(context: Context) -> None:
    case, outcome, detail = _case_of(context), context.data["case_outcome"], context.root.detail()
    scope, build = detail.scope_number, detail.build_id
    context.notes["test_case"] = {"number": case.number, "outcome": outcome, "for": shared.Audience.ALL}
    context.add(
        lambda event, texts: AcceptanceResult(
            ticket=event.ticket,
            case=case,
            region=event.organisation,
            outcome=outcome,
            comment=texts.get("case_comment"),
            scope_number=scope,
            build_id=build,
            person=context.actor.person,
            at=event.at,
            event_seq=event.seq,
        )
    )


# --- Defects ---


def report_defect(context: Context) -> None:
    """A critical one is told to those who lead and approve the release, and to the vendor that has it."""
    data, detail, root, case = context.data, context.root.detail(), context.root, _case_of(context)
    number = _next(AcceptanceDefect.objects.unscoped(WHY).filter(ticket_id=root.pk))
    region = context.hat.organisation if context.hat.tier == "region" else None
    said = {"number": number, "severity": data["defect_severity"], "for": shared.Audience.ALL}
    context.notes["defect"] = said
    linked = data.get("defect_ticket")
    context.add(
        lambda event, texts: AcceptanceDefect(
            ticket=event.ticket,
            number=number,
            event_seq=event.seq,
            title=texts["defect_title"],
            description=texts.get("defect_text"),
            reference=texts.get("defect_reference"),
            severity=data["defect_severity"],
            region=region,
            only_region=bool(data.get("only_region")),
            case=case,
            linked=linked,
            scope_number=detail.scope_number,
            build_id=detail.build_id,
            person=context.actor.person,
            at=event.at,
        )
    )
    context.tell(LEADERS)
    if data["defect_severity"] == Severity.CRITICAL:
        context.tell(APPROVERS)
        context.tell("vendor")


def _defect_of(context: Context):
    number = context.data["defect"]
    context.notes["defect"] = {"number": number, "for": shared.Audience.ALL}
    return next(one for one in context.root.defects() if one.number == number)


def mend_defect(context: Context) -> None:
    """It works on the build that is named; a waiver of it is needed no more."""
    defect, build, person = _defect_of(context), context.data["mended_build"], context.actor.person
    rows = AcceptanceDefect.objects.unscoped(WHY).filter(pk=defect.pk)
    context.then.append(
        lambda finished: rows.update(mended_at=finished.at, mended_by=person, mended_build=build.strip())
    )
    _end_waiver(context, defect)
    context.tell(LEADERS)


def reopen_defect(context: Context) -> None:
    defect = _defect_of(context)
    rows = AcceptanceDefect.objects.unscoped(WHY).filter(pk=defect.pk)
    context.then.append(lambda finished: rows.update(mended_at=None, mended_by=None, mended_build=""))
    context.tell(LEADERS)
    if defect.severity == Severity.CRITICAL:
        context.tell(APPROVERS)
        context.tell("vendor")


# --- Waivers ---


def waive_defect(context: Context) -> None:
    """From now until the end of its last day; one whose day has passed gives way to it."""

    defect, data = _defect_of(context), context.data
    context.notes["waiver_owner"] = {"person": data["waiver_owner"].pk, "for": shared.Audience.CUSTOMER}
    _end_waiver(context, defect)
    context.then.append(lambda finished: _waiver(finished, defect).save(force_insert=True))
    context.when_due(EXPIRED, days.is_over(data["waiver_until"]), reason=f"defect-{defect.number}")
    context.tell(LEADERS)
    context.tell(APPROVERS)
    context.tell(OWNERS)


def _waiver(finished: Context, defect):
    data = finished.data
    words = TextVersion.objects.unscoped(WHY).filter(ticket_id=finished.root.pk, field="waiver_reason")
    return DefectWaiver(
        ticket_id=finished.root.pk,
        defect_id=defect.pk,
        owner=data["waiver_owner"],
        reason=words.get(event_seq=finished.event.seq),
        until=data["waiver_until"],
        organisation=finished.hat.organisation,
        granted_by=finished.actor.person,
        at=finished.at,
        event_seq=finished.event.seq,
    )


def end_waiver(context: Context) -> None:
    _end_waiver(context, _defect_of(context))
    context.tell(LEADERS)
    context.tell(APPROVERS)


def _end_waiver(context: Context, defect) -> None:
    rows = DefectWaiver.objects.unscoped(WHY).filter(defect_id=defect.pk, ended_at=None)
    context.then.append(lambda finished: rows.update(ended_at=finished.at))
    context.call_off(EXPIRED, reason=f"defect-{defect.number}")


def waiver_expired(context: Context) -> None:
    """The defect is open again: those who owned and led it hear of it."""
    context.tell(OWNERS)
    context.tell(LEADERS)
    context.tell(APPROVERS)
