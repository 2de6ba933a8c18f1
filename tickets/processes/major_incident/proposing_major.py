"""From incidents to a candidate: by a person, or by the rule (P1, or several regions of a service in a short time)."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from engine.perform import create_within, take
from regions import directory
from roles.actor import SYSTEM
from tickets import codes
from tickets.escalating import rows
from tickets.models import Link, Ticket
from tickets.processes import PROCESSES
from tickets.processes.major_incident import figures, kin
from tickets.resuming import resume_afterwards

PROCESS = "major-incident"
STEP = "meet_major_rule"


def propose_from(context: Context) -> None:
    """Of the incident's own step: a candidate by the same person, or the one under way takes it in."""
    words = context.data["motivation"]
    context.then.append(lambda finished: _propose(finished, words))


def propose_by_rule(context: Context) -> None:
    by_priority = context.subject.priority == 1
    text = _("%(regions)d regions have registered the same service within %(minutes)d minutes.")
    said = {"regions": figures.of("rule_regions"), "minutes": figures.of("rule_minutes")}
    words = _("An incident has priority P1.") if by_priority else text % said
    context.then.append(lambda finished: _propose(finished, words))


def rule_still_holds(context: Context) -> None:
    """P1, or several regions; neither part of one already nor kept from most readers. Raises NotPossible."""
    ticket = context.subject
    if ticket.visibility == codes.Visibility.CONFIDENTIAL or kin.major_of(ticket) is not None:
        raise NotPossible(Reason("nothing_to_propose", _("It is already part of a major incident.")))
    if ticket.priority != 1 and not _one_of_several(ticket):
        raise NotPossible(Reason("too_few_regions", _("Too few regions have registered the same service.")))


def _one_of_several(ticket) -> bool:
    """Whether enough regions registered its service in the time before it, and still work on it."""
    others = Ticket.objects.unscoped("a rule of the program").filter(
        historic=False,
        closed_at=None,
        process=ticket.process,
        service_id=ticket.service_id,
        registered_at__gte=ticket.registered_at - timedelta(minutes=figures.of("rule_minutes")),
        registered_at__lte=ticket.registered_at,
        origin_id__in={region.pk for region in directory.regions()} - {ticket.origin_id},
    )
    wanted = figures.of("rule_regions") - 1
    return len(others.values_list("origin_id").distinct()[:wanted]) == wanted


def _propose(finished: Context, words: str) -> None:
    """Two at once of one service meet in one candidate: whoever comes second waits and finds it."""
    incident = finished.root
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"{PROCESS}:{incident.service_id}"])
    under_way = kin.under_way_of(incident.service_id)
    how = {"via": finished.via, "cause": f"incident:{incident.pk}", "at": finished.at}
    data = {"linked_incidents": [incident.number]}
    if under_way is not None:
        major = type(under_way).lock(under_way.pk, SYSTEM)
        take(major, "link_incident", actor=SYSTEM, data=data, version=major.version, **how)
        return
    hat = finished.hat.assignment_id if finished.hat else None
    data |= {"motivation": words}
    workflow = PROCESSES[PROCESS]
    create_within(workflow, workflow.birth, actor=finished.actor, hat=hat, data=data, process=PROCESS, **how)


def weigh_registered(context: Context) -> None:
    """Of `register`: the program looks, once it stands, whether several regions have the same service.

    Afterwards, and not in the request: two that register at once see each other only when both stand.
    """
    ticket = context.subject
    of_a_region = ticket.origin_id in {region.pk for region in directory.regions()}
    if of_a_region and not ticket.historic and ticket.visibility != codes.Visibility.CONFIDENTIAL:
        context.when_due(STEP, context.at, reason="regions")


def weigh_priority(context: Context) -> None:
    """Of `prioritise`: an incident that becomes P1 lets the program propose."""
    ticket = context.subject
    if ticket.priority == 1 and not ticket.historic:
        context.when_due(STEP, context.at, reason="priority")


# --- Of the incident itself ---


def enter(context: Context) -> None:
    ticket, major = context.subject, context.data["major_ticket"]
    kind = codes.LinkKind.IN_MAJOR
    links = Link.objects.unscoped("its own link").filter(ticket_id=ticket.pk, other_id=major.pk, kind=kind)
    if links.filter(ended_at=None).exists():
        return
    context.notes["link"] = {"kind": kind, "ticket": major.pk, "for": codes.Audience.CUSTOMER}
    context.add(lambda event, texts: Link(ticket=event.ticket, other=major, kind=kind, created_at=event.at))
    context.tell("holder")


def heed(context: Context) -> None:
    """P1 from now on, and a P1 never waits; one that is solved already keeps its priority."""
    ticket = context.subject
    if ticket.state == "resolved" or ticket.priority == 1:
        return
    ticket.priority, ticket.proposed_priority = 1, None
    rows.watch_silence_anew(context)
    if ticket.hold:
        resume_afterwards(context)
    context.tell("holder")


def leave(context: Context) -> None:
    context.tell("holder")
