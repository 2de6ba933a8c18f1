"""A region's own part of a shared incident: how it joins, comes in with a merged case, and becomes a case of its own.

Effects of the incident's and the parts' steps. A part moves along with them and has events of its own.
"""

from __future__ import annotations

from engine.context import Context
from regions import directory
from tickets import codes
from tickets.confirming import close_when_all_answered, stop_waiting
from tickets.grants import end_grants_of, grant_now, grant_organisation
from tickets.guards_between import region_of

SHARED_COLUMNS = ("title", "service_id", "category_open", "tags")


def join(context: Context) -> None:
    """ "We too": the reader's region gets a part with its own reporter, patient-safety answer and units."""
    region, data = region_of(context.hat.organisation), context.data
    take_part(
        context,
        region,
        reporter=context.actor.person,
        reporter_organisation=context.hat.organisation,
        patient_safety=data["leg_patient_safety"],
        users_affected=data["leg_users_affected"],
        whole_region=bool(data.get("leg_whole_region")),
        units=data.get("leg_units") or "",
        joined_at=context.at,
    )
    context.tell("holder")
    context.tell("process_role")
    if data["leg_patient_safety"] != codes.PatientSafety.NO:
        context.tell("patient_safety", kind="patient_safety")


def restate(context: Context) -> None:
    """What the region now says of its impact; those who follow up patient safety hear of a new worry."""
    leg = context.subject
    context.tell("holder")
    propose_impact(context, len(context.root.leg_regions()))
    if leg.patient_safety != codes.PatientSafety.NO and leg.patient_safety != context.before("leg_patient_safety"):
        context.tell("patient_safety", kind="patient_safety")


def take_part(context: Context, region, **columns) -> None:
    """Let `region` have a part with these facts; one that was only named on the incident gets them now.

    The region reads the incident from now on. A solved incident waits for it: it has the fault still.
    """
    from tickets.models import RegionLeg

    ticket = context.root
    leg = next((one for one in ticket.legs() if one.region_id == region.pk), None) or RegionLeg(region=region)
    leg.ticket = ticket
    for name, value in (columns | {"joined_seq": ticket.event_seq + 1}).items():
        setattr(leg, name, value)
    if leg.pk:
        stop_waiting(context, leg)
    context.move(leg, "join")
    grant_organisation(context, region, codes.GrantLevel.COMMENT, reason="affected")
    context.call_off("close", subject=ticket)
    propose_impact(context, len(ticket.leg_regions() | {region.pk}))


def propose_impact(context: Context, regions: int) -> None:
    """Several regions are the widest impact: propose the priority that follows, where it is a higher one."""
    ticket = context.root
    proposed = directory.priority(codes.Impact.I1, ticket.urgency) if regions > 1 and ticket.urgency else None
    if proposed and (ticket.priority is None or proposed < ticket.priority):
        ticket.proposed_priority = proposed


# --- A case of its own ---


def split_out(context: Context) -> None:
    """The part ends here and goes on as an incident of its region, with its words, reporter and time."""
    stop_waiting(context, context.subject)
    context.then.append(_own_case)
    close_when_all_answered(context, but=context.subject)
    context.tell("holder")
    context.tell("affected")


def _own_case(context: Context) -> None:
    from tickets.carrying import carry, copy_ledger
    from tickets.models import Link

    leg, old = context.subject, context.root
    since = leg.joined_at or old.registered_at
    reporter = leg.reporter or context.actor.person
    place = leg.reporter_organisation or (context.hat.organisation if leg.reporter_id is None else leg.region)
    columns = {name: getattr(old, name) for name in SHARED_COLUMNS} | {
        "origin": leg.region,
        "holder": leg.region,
        "reporter": reporter,
        "reporter_organisation": place,
        "patient_safety": leg.patient_safety or old.patient_safety,
        "visibility": directory.setting(old.process).default_visibility,
    }
    facts = {"users_affected": leg.users_affected, "whole_region": leg.whole_region}
    facts |= {"started_at": old.detail().started_at, "reserve_routine": old.detail().reserve_routine}
    data = {"affected_units": leg.units}
    new = carry(context, type(old), columns, _words_of(leg), since=since, facts=facts, data=data, cause="split")
    copy_ledger(old, new, since=since, until=context.at)
    Link.objects.create(ticket=new, other=old, kind=codes.LinkKind.SPLIT_FROM, created_at=context.at)
    _read_on(context, leg)


def _words_of(leg) -> dict[str, tuple[str, str]]:
    """What the region wrote when it joined; a part that was only named goes on with the shared symptom."""
    from tickets.models import TextVersion

    rows = TextVersion.objects.unscoped("carried to the region's own case").filter(ticket_id=leg.ticket_id)
    rows = rows.filter(part=None, redacted=False)
    own = {
        row.field: (row.body, row.audience) for row in rows.filter(event_seq=leg.joined_seq, field__startswith="leg_")
    }
    words = {"symptom": own.get("leg_symptom"), "contact": own.get("leg_contact")}
    if words["symptom"] is None:
        shared = rows.filter(field="symptom").order_by("-event_seq").first()
        words["symptom"] = (shared.body, shared.audience) if shared else None
    if leg.units:
        words["affected_units"] = (leg.units, codes.Audience.ALL)
    return {name: said for name, said in words.items() if said}


def _read_on(context: Context, leg) -> None:
    """The region took part, so it may go on reading the shared incident, and no longer writes in it."""
    end_grants_of(context.root, leg.region, reason="affected")
    grant_now(context, leg.region, codes.GrantLevel.VIEW, reason="was_part")
