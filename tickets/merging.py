"""Cases that are one and the same: the duplicate leads to its main case, and its people are taken along there.

Nothing is moved away: notes, files and history stay on the duplicate. What the main case gets (readers, followers,
parts of regions) is marked with where it came from, so that the undo within 30 days takes exactly that back.
"""

from __future__ import annotations

from engine.context import Context
from engine.errors import EngineError, Reason, Refused
from engine.perform import perform_within, take
from roles.actor import SYSTEM
from tickets import codes
from tickets.clocks import keeping as counting_time
from tickets.confirming import close_when_all_answered, stop_waiting
from tickets.grants import end_grants_of, grant_organisation, groups_merged_into, revoke
from tickets.joining import take_part
from tickets.models import Link, TextVersion, Ticket, Watch


def merge(context: Context) -> None:
    """Mark each of the named cases as a duplicate of this one, all or none."""
    merged = sorted(context.data["merged_tickets"], key=lambda one: one.pk)
    context.notes["merged"] = {"count": len(merged), "for": codes.Audience.CUSTOMER}
    context.then.append(lambda finished: [_mark(finished, one) for one in merged])


def _mark(finished: Context, one) -> None:
    master = finished.root
    try:
        duplicate = Ticket.lock(one.pk, finished.actor)
        take(
            duplicate,
            "mark_duplicate",
            actor=finished.actor,
            via=finished.via,
            version=duplicate.version,
            data={"master_ticket": master.number},
            cause=f"merge:{master.pk}",
            at=max(finished.at, duplicate.updated_at),
        )
    except EngineError as refused:
        said = " ".join(str(reason.text) for reason in refused.reasons)
        raise Refused(Reason("not_merged", f"{one.number}: {said}", "merged_tickets")) from refused


def take_along(context: Context) -> None:
    """Of `mark_duplicate`: the main case takes in the duplicate's readers, followers and regions."""
    _tell_master(context, context.data["master_ticket"].pk, "take_in")


def give_back(context: Context) -> None:
    """Of `undo_duplicate`: the link ends, and the main case lets go of what came with it."""
    links = Link.objects.unscoped("the mark that is undone").filter(
        ticket_id=context.subject.pk, kind=codes.LinkKind.DUPLICATE_OF, ended_at=None
    )
    masters = list(links.values_list("other_id", flat=True))
    context.then.append(lambda finished: links.update(ended_at=finished.at))
    context.then.append(lambda finished: counting_time.count_together([finished.root.pk]))
    for pk in masters:
        _tell_master(context, pk, "let_go")


def _tell_master(context: Context, pk: int, name: str) -> None:
    def follow(finished: Context) -> None:
        data = {"merged_ticket": finished.root.number}
        perform_within(
            Ticket,
            pk,
            name,
            actor=SYSTEM,
            via=finished.via,
            data=data,
            cause=f"merge:{finished.root.pk}",
            at=finished.at,
        )

    context.then.append(follow)


# --- Steps of the main case, taken by the program ---


def take_in(context: Context) -> None:
    """Whoever reads, reported or follows the duplicate goes on here. Its regions get a part of an open incident."""
    old = _process_of(context.data["merged_ticket"])
    if context.subject.detail_model is not None and context.subject.closed_at is None:
        _regions(context, old)
    _readers(context, old)
    _followers(context, old)
    context.tell("holder")


def _process_of(ticket):
    ticket.__class__ = ticket.workflow_class()
    return ticket


def _regions(context: Context, old) -> None:
    """Each region of the duplicate that has no part here yet comes with its reporter, answers and words."""
    here = context.subject.leg_regions()
    coming = [leg for leg in old.legs() if leg.region_id not in here]
    for leg in coming:
        take_part(
            context,
            leg.region,
            reporter=leg.reporter or old.reporter,
            reporter_organisation=leg.reporter_organisation or old.reporter_organisation,
            patient_safety=leg.patient_safety,
            users_affected=leg.users_affected,
            whole_region=leg.whole_region,
            units=leg.units,
            joined_at=old.registered_at,
            merged_from=old,
        )
    if coming:
        _words(context, old)


def _words(context: Context, old) -> None:
    rows = TextVersion.objects.unscoped("carried to the main case").filter(ticket_id=old.pk, part=None, redacted=False)
    for field, name in (("symptom", "leg_symptom"), ("contact", "leg_contact")):
        newest = rows.filter(field=field).order_by("-event_seq").first()
        if newest is not None:
            context.write(name, newest.body, audience=newest.audience)


def _readers(context: Context, old) -> None:
    """The duplicate's owner, and whoever was let in to it by an earlier merge, read the main case."""
    reason = merged_reason(old)
    if old.origin_id != context.subject.origin_id and old.origin.tier == "region":
        grant_organisation(context, old.origin, codes.GrantLevel.COMMENT, reason=reason)
    for organisation in groups_merged_into(old):
        if organisation.pk not in (context.subject.origin_id, old.origin_id):
            grant_organisation(context, organisation, codes.GrantLevel.COMMENT, reason=reason)


def merged_reason(old) -> str:
    """Why a grant on the main case was given: it came with this duplicate."""
    return f"duplicate:{old.pk}"


def _followers(context: Context, old) -> None:
    people = set(Watch.objects.filter(ticket_id=old.pk).values_list("user_id", flat=True)) | {old.reporter_id} - {None}
    rows = [Watch(ticket=context.root, user_id=one, source=old) for one in sorted(people - {None})]
    context.then.append(lambda finished: Watch.objects.bulk_create(rows, ignore_conflicts=True))


def let_go(context: Context) -> None:
    """Exactly what came with the duplicate goes back with it."""
    old = context.data["merged_ticket"]
    leaving = [leg for leg in context.subject.legs() if leg.merged_from_id == old.pk]
    for leg in leaving:
        context.move(leg, "leave")
        stop_waiting(context, leg)
    context.then.append(lambda finished: revoke(finished, reason=merged_reason(old)))
    context.then.append(lambda finished: _no_part_no_grant(finished, leaving))
    context.then.append(lambda finished: Watch.objects.filter(ticket=finished.root, source_id=old.pk).delete())
    if leaving and context.subject.closed_at is None:
        close_when_all_answered(context, but=leaving)


def _no_part_no_grant(finished: Context, leaving) -> None:
    for leg in leaving:
        end_grants_of(finished.root, leg.region, reason="affected")
