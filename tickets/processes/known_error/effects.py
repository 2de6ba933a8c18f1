"""What the steps of a known error bring about."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from engine.context import Context
from regions import directory
from tickets import codes, grants
from tickets.models import AffectedRegion, Event, Link, Task, Ticket
from tickets.models.number import next_number

REVIEW = "review_due"
TOLD = "workaround_published"  # the incident's own step
RETIRED = "workaround_withdrawn"
OFFERED, UNENDED = ("published", "under_change"), ("draft", "published", "under_change", "withdrawn")
OPEN_INCIDENT = {"process": "incident", "closed_at": None, "historic": False}


def born(context: Context) -> None:
    """Number, owner and readers; its title and service are the problem's where nothing else was said."""
    ticket, problem = context.subject, context.data["problem_link"]
    setting, support = directory.setting(ticket.process), directory.support_org()
    ticket.number = next_number(setting.prefix, timezone.localtime(context.at).year)
    ticket.created_at = ticket.updated_at = ticket.registered_at = context.at
    ticket.origin = ticket.holder = ticket.reporter_organisation = support
    ticket.reporter = context.actor.person
    ticket.visibility = setting.default_visibility
    _keep_secret(context, problem)
    ticket.service_id = problem.service_id
    if not ticket.title:
        ticket.title = problem.title
        context.write("title", problem.title)
    ticket.detail().problem_id = problem.pk
    ticket.detail_changed = True
    _link(context, problem, codes.LinkKind.FOLLOWS)
    set_regions(context)
    context.tell("process_role")
    context.tell("template_reviewers")


def _keep_secret(context: Context, problem) -> None:
    """Words of a confidential problem stay with its named readers."""
    if problem.visibility == codes.Visibility.CONFIDENTIAL:
        context.subject.visibility = codes.Visibility.CONFIDENTIAL
        context.then.append(lambda finished: grants.admit_named_readers(finished, problem))


def _link(context: Context, other, kind: str) -> None:
    context.notes["link"] = {"kind": kind, "ticket": other.pk, "for": codes.Audience.CUSTOMER}
    context.add(lambda event, texts: Link(ticket=event.ticket, other=other, kind=kind, created_at=event.at))


def change_problem(context: Context) -> None:
    """From now on it follows from this problem: its regions have it, its incidents hear of the workaround."""
    problem, detail = context.data["problem_link"], context.subject.detail()
    links = Link.objects.unscoped("its own link").filter(
        ticket_id=context.subject.pk, other_id=detail.problem_id, kind=codes.LinkKind.FOLLOWS, ended_at=None
    )
    context.then.append(lambda finished: links.update(ended_at=finished.at))
    detail.problem_id = problem.pk
    context.subject.detail_changed = True
    _link(context, problem, codes.LinkKind.FOLLOWS)
    rows = AffectedRegion.objects.unscoped("a rule of the problem itself").filter(ticket_id=problem.pk)
    known = context.subject.affected_ids()
    coming = [one.region for one in rows.select_related("region") if one.region_id not in known]
    if context.source in UNENDED and coming:
        _begin_regions(context, coming)
        _note_regions(context, [*(row.region for row in context.subject.affected()), *coming])
    if context.source in OFFERED:
        reach_incidents(context, TOLD, linked_before=context.at)
    context.tell("process_role")


def set_regions(context: Context) -> None:
    """A row for each region named; what a region has said already stays, and one no longer named goes."""
    named = context.data.get("affected_regions")
    if named is None:
        return
    _begin_regions(context, named)
    gone = context.subject.affected_ids() - {region.pk for region in named}
    if gone:
        rows = AffectedRegion.objects.unscoped("its own regions").filter(region_id__in=gone)
        context.then.append(lambda finished: rows.filter(ticket_id=finished.root.pk).delete())
    _note_regions(context, named)


def add_regions(context: Context) -> None:
    """The problem has come to concern further regions."""
    named = context.data["affected_regions"]
    known = context.subject.affected_ids()
    _begin_regions(context, named)
    coming = [one for one in named if one.pk not in known]
    _note_regions(context, [*(row.region for row in context.subject.affected()), *coming])


def _begin_regions(context: Context, named) -> None:
    """Rows of the regions that have none. Where the problem's fix was seen to work before, it works here too."""
    coming = [region for region in named if region.pk not in context.subject.affected_ids()]
    problem_id = context.subject.detail().problem_id
    rows = AffectedRegion.objects.unscoped("its own regions").filter(ticket_id=problem_id, region__in=coming)
    verified = dict(rows.values_list("region_id", "verified_at")) if coming else {}
    for region in coming:
        context.add(
            lambda event, texts, region=region: AffectedRegion(
                ticket=event.ticket, region=region, since=event.at, verified_at=verified.get(region.pk)
            )
        )


def _note_regions(context: Context, now) -> None:
    words = [sorted(one.name for one in those) for those in ([row.region for row in context.subject.affected()], now)]
    context.notes["affected_regions"] = {"old": words[0], "new": words[1], "for": codes.Audience.ALL}


def publish(context: Context) -> None:
    """Offered from now on, told to every region and to every open incident that it concerns."""
    detail = context.subject.detail()
    detail.published_at = context.at
    context.subject.detail_changed = True
    set_regions(context)
    remind_of_review(context)
    context.tell("all_regions")
    reach_incidents(context, TOLD)


def remind_of_review(context: Context) -> None:
    """The owner hears when the day of review has come; morning of that day."""
    context.call_off(REVIEW)
    context.when_due(REVIEW, morning(context.data["review_at"]), reason="review")


def morning(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8)))


def reach_incidents(context: Context, step: str, *, linked_before: datetime | None = None) -> None:
    """Let each open incident of the problem, or of the known error itself, say so in a step of its own.

    The program takes it right afterwards. `linked_before`: of the problem alone, without those that came along with
    the known error, and have heard of it.
    """
    if context.subject.visibility != codes.Visibility.JOINT:
        return  # an incident has readers who may not read it
    for incident in _incidents_of(context.subject, linked_before=linked_before):
        context.when_due(step, context.at, reason=f"known_error:{context.subject.pk}", subject=incident)


def _incidents_of(ticket, *, linked_before: datetime | None = None) -> list:
    """The open incidents that its problem causes or it solves, by rising id; unscoped, for the program's steps."""
    links = Link.objects.unscoped("the rule of cause and case").filter(ended_at=None)
    named = Q(other_id=ticket.detail().problem_id, kind=codes.LinkKind.CAUSED_BY)
    if linked_before is not None:
        named &= Q(created_at__lt=linked_before)
    else:
        named |= Q(other_id=ticket.pk, kind=codes.LinkKind.SOLVED_BY)
    rows = Ticket.objects.unscoped("the rule of cause and case").filter(
        pk__in=links.filter(named).values("ticket_id"), **OPEN_INCIDENT
    )
    return list(rows.order_by("pk"))


def tell_owner(context: Context) -> None:
    context.tell("owner")
    context.tell("process_role")


def tell_affected(context: Context) -> None:
    context.tell("affected")


def tell_process_role(context: Context) -> None:
    context.tell("process_role")


def drop_fix(context: Context) -> None:
    detail = context.subject.detail()
    detail.fix, detail.fix_reference = None, ""
    context.subject.detail_changed = True


def link_fix(context: Context) -> None:
    if context.data.get("fix_link") is not None:
        _link(context, context.data["fix_link"], codes.LinkKind.SOLVED_BY)
    context.tell("affected")


def verify_region(context: Context) -> None:
    """The fix is seen to work in one region: nobody there is offered the workaround any more."""
    region = context.data["verified_region"]
    rows = AffectedRegion.objects.unscoped("its own regions").filter(ticket_id=context.root.pk, region_id=region.pk)
    context.notes["region"] = {"old": None, "new": region.pk, "for": codes.Audience.ALL}

    def mark(finished: Context) -> None:
        rows.update(verified_at=finished.at, verified_seq=finished.event.seq)

    context.then.append(mark)


def unverify(context: Context) -> None:
    """The fix did not hold: the workaround is offered everywhere again."""
    rows = AffectedRegion.objects.unscoped("its own regions").filter(ticket_id=context.root.pk)
    context.then.append(lambda finished: rows.update(verified_at=None, verified_seq=0))


def propose(context: Context) -> None:
    """A task for the process role: the program proposes, a person retires."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Every region has verified the fix. Retire the known error, or say why it stays.")
    context.add(
        lambda event, texts: Task(
            ticket=event.ticket, event_seq=event.seq, title=title, organisation=directory.support_org()
        )
    )
    context.tell("process_role")


def end(context: Context) -> None:
    """Retired: closed, no longer offered, its reminders called off and the program's own tasks done."""
    context.subject.closed_at = context.at
    context.call_off(REVIEW)
    context.then.append(_finish_proposals)
    context.tell("affected")


def _finish_proposals(finished: Context) -> None:
    proposed = Event.objects.unscoped("its own proposals").filter(ticket_id=finished.root.pk, step="propose_retiring")
    tasks = Task.objects.unscoped("its own proposals").filter(ticket_id=finished.root.pk, done_at=None)
    tasks.filter(event_seq__in=proposed.values("seq")).update(done_at=finished.at, done_by=finished.actor.person)


def withdraw(context: Context) -> None:
    """Not to be used any more, for now: incidents that were told of it are told of this."""
    context.call_off(REVIEW)
    if context.source != "draft":
        context.tell("all_regions")
        reach_incidents(context, RETIRED)


def count_use(context: Context) -> None:
    context.subject.detail().used += 1
    context.subject.detail_changed = True
