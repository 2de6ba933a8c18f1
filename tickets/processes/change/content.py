"""What a change is about, as its steps fill it in: regions, services, risk. Its words are texts of the ticket."""

from __future__ import annotations

from engine.context import Context
from regions import directory
from tickets import codes as ticket_codes
from tickets.grants import end_grants_of, grant_organisation
from tickets.models import AffectedRegion, Link, OwnInfrastructure
from tickets.processes import touching
from tickets.processes.change import guards, risk
from tickets.processes.change.subject import WHY


def keep(context: Context, column: str, value) -> None:
    """Set a column of the change's own row. Not for what an input fills: that is done already."""
    setattr(context.subject.detail(), column, value)
    context.subject.detail_changed = True


def take_in(context: Context) -> None:
    """Whatever of the content the step asked for."""
    if context.has("services"):
        touching.set_services(context)
    if context.has("affected_regions"):
        _set_regions(context)
    if "own_infrastructure" in context.data:
        _set_infrastructure(context)
    _weigh_risk(context)
    if context.has("problem_link"):
        _solves(context, context.data["problem_link"])


def _set_regions(context: Context) -> None:
    """Exactly these are affected. Those that come read it from now on, unless it has named readers."""
    ticket = context.subject
    wanted, before = {one.pk for one in context.data["affected_regions"]}, ticket.affected_ids()
    coming, leaving = sorted(wanted - before), sorted(before - wanted)
    if not coming and not leaving:
        return
    staying = [one for one in ticket.affected() if one.region_id in wanted]
    fresh = [AffectedRegion(region=directory.organisation(pk), since=context.at) for pk in coming]
    for row in fresh:
        context.add(lambda event, texts, row=row: _of(event.ticket, row))
        if ticket.visibility == ticket_codes.Visibility.REGION:
            grant_organisation(context, row.region, ticket_codes.GrantLevel.COMMENT, reason="affected")
    if leaving:
        rows = AffectedRegion.objects.unscoped(WHY).filter(ticket_id=ticket.pk, region_id__in=leaving)
        context.then.append(lambda finished: rows.delete())
        for pk in leaving:
            place = directory.organisation(pk)
            context.then.append(lambda finished, place=place: end_grants_of(finished.root, place, reason="affected"))
    ticket.__dict__["_affected"] = sorted([*staying, *fresh], key=lambda one: one.region.position)
    context.notes["regions"] = {"added": coming, "removed": leaving, "for": ticket_codes.Audience.CUSTOMER}


def _of(ticket, row):
    row.ticket = ticket
    return row


def _set_infrastructure(context: Context) -> None:
    ticket = context.subject
    wanted = {one.pk for one in context.data["own_infrastructure"] or ()}
    before = ticket.own_infrastructure()
    for pk in sorted(wanted - before):
        context.add(lambda event, texts, pk=pk: OwnInfrastructure(ticket=event.ticket, region_id=pk))
    if leaving := before - wanted:
        rows = OwnInfrastructure.objects.unscoped(WHY).filter(ticket_id=ticket.pk, region_id__in=leaving)
        context.then.append(lambda finished: rows.delete())
    ticket.__dict__["_infrastructure"] = frozenset(wanted)


def _weigh_risk(context: Context) -> None:
    """The answers with the version of their questions, and the level they give; a level by hand stands above it."""
    if not guards.answers_risk(context):
        return
    asked, answers = risk.in_force(context.at), guards.answers_with(context)
    detail, level = context.subject.detail(), asked.level(answers)
    keep(context, "risk_answers", answers)
    keep(context, "risk_version", asked.version)
    keep(context, "risk_computed", level)
    keep(context, "risk_decision", "")  # that was about other answers
    if not context.has("risk_level") and level and risk.is_below(detail.risk_level, level):
        keep(context, "risk_level", level)
    context.notes["risk"] = {"version": asked.version, "level": level, "for": ticket_codes.Audience.ALL}


def _solves(context: Context, problem) -> None:
    """The problem is solved by this change: one link, shown at both ends."""
    ticket, kind = context.subject, ticket_codes.LinkKind.SOLVED_BY
    keep(context, "problem", problem)
    rows = Link.objects.unscoped(WHY).filter(ticket_id=problem.pk, other_id=ticket.pk, kind=kind, ended_at=None)
    if ticket.pk is None or not rows.exists():
        context.add(lambda event, texts: Link(ticket=problem, other=event.ticket, kind=kind, created_at=event.at))
