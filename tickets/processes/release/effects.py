"""What the steps of a release bring about: its scope, its delivery, its halt, who is told, and what is due."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from engine.context import Context
from regions import directory
from sla.workdays import after_working_days
from tickets import codes as ticket_codes
from tickets import days, words
from tickets import effects as every_effect
from tickets.balloting.guards import DECISION
from tickets.models import AffectedRegion, RegionAnswer
from tickets.processes import touching
from tickets.processes.release import figures, rolling, scoping, signing
from tickets.processes.release.codes import HaltGround, Purpose
from tickets.processes.release.deployments import making
from tickets.processes.release.parties import OPERATIONS
from tickets.processes.release.scoping import keep
from tickets.processes.release.states import S

PROCESS_ROLE, OWNER, ALL_REGIONS, VENDOR = "process_role", "owner", "all_regions", "vendor"
TRAINERS, REGIONAL_TRAINERS, TESTERS = "release_trainers", "release_regional_trainers", "release_testers"
LEADER, DECIDERS = "release_test_leader", "scope_deciders"
ELS_ENDS, REVIEW_LATE = "els_ends", "review_late"
REMINDERS = (ELS_ENDS, REVIEW_LATE)


# --- Telling ---


def tell_all(context: Context) -> None:
    """Every region; and the vendor, once it has the release."""
    context.tell(ALL_REGIONS)
    context.tell(VENDOR)


def tell_leaders(context: Context) -> None:
    context.tell(PROCESS_ROLE)
    context.tell(OWNER)


# --- Its beginning ---


def begin(context: Context) -> None:
    """It gets its number and a row for every region; every region is concerned."""
    every_effect.record_reporter(context)
    every_effect.register(context)
    touching.set_services(context)
    _concern_every_region(context)
    making.create_rows(context)
    if context.hat.tier == "support":
        keep(context, "owner", context.actor.person)
    tell_leaders(context)


def _concern_every_region(context: Context) -> None:
    rows = [AffectedRegion(region=region, since=context.at) for region in directory.regions()]
    for row in rows:
        context.add(lambda event, texts, row=row: _of(event.ticket, row))
    context.subject.__dict__["_affected"] = rows


def _of(ticket, row):
    row.ticket = ticket
    return row


def edit(context: Context) -> None:
    if context.has("services"):
        touching.set_services(context)


def propose_scope(context: Context) -> None:
    """What the forum is asked to decide on; whoever proposes it leads the release from now on."""
    scoping.propose(context)
    if context.subject.detail().owner_id is None:
        keep(context, "owner", context.actor.person)
    context.tell(DECIDERS)


def fix_scope(context: Context) -> None:
    """The scope is frozen, with its number; the vendor reads the release from now on, and builds it."""
    ticket = context.subject
    scoping.freeze(context)
    keep(context, "scope_decision", context.cause.removeprefix(DECISION))
    if ticket.vendor_id is None:
        ticket.vendor, ticket.vendor_since = directory.vendor(), context.at
    tell_all(context)
    tell_leaders(context)


def rescope(context: Context) -> None:
    """Another scope: what was delivered, confirmed and signed was of the one before."""
    fix_scope(context)
    _begin_again(context)
    for column in ("training_at", "communication_at"):
        keep(context, column, None)


def _begin_again(context: Context) -> None:
    """It is delivered and tested anew."""
    for column in ("delivered_at", "delivered_number", "acceptance_at"):
        keep(context, column, None)
    keep(context, "build_id", "")
    keep(context, "missing_items", [])
    keep(context, "regulatory_note_read", False)
    _forget_results(context)
    signing.void(context, Purpose.APPROVE, Purpose.CANCEL)


def _forget_results(context: Context) -> None:
    rows = RegionAnswer.objects.unscoped(signing.WHY).filter(ticket_id=context.subject.pk, ended_at=None)
    context.subject.__dict__["_answers"] = []
    context.then.append(lambda finished: rows.update(ended_at=finished.at))


def _relate(context: Context, cases) -> None:
    scoping.link(context, [one.pk for one in cases], ticket_codes.LinkKind.RELATED)


# --- Delivered and tested ---


def deliver(context: Context) -> None:
    keep(context, "delivered_at", context.at)
    keep(context, "delivered_number", context.subject.detail().scope_number)
    keep(context, "missing_items", sorted(one.pk for one in context.data.get("missing_items") or ()))
    tell_leaders(context)
    context.tell(ALL_REGIONS)


def start_acceptance(context: Context) -> None:
    regions = context.data["participating_regions"]
    keep(context, "participants", sorted(one.pk for one in regions))
    keep(context, "acceptance_at", context.at)
    names = [one.name for one in sorted(regions, key=lambda one: one.position)]
    context.notes["participants"] = {"old": [], "new": names, "for": ticket_codes.Audience.ALL}
    context.tell(TESTERS)
    context.tell(LEADER)
    context.tell(TRAINERS)


def report_test(context: Context) -> None:
    """The protocol, and what the region found; its verdict is kept as its answer."""
    words.keep_files(context, context.data["test_protocol"])
    _relate(context, context.data.get("defect_links") or ())


def reject_delivery(context: Context) -> None:
    """The defects are linked, and the vendor delivers anew."""
    _relate(context, context.data["defect_links"])
    _begin_again(context)
    tell_all(context)


def confirm_training(context: Context) -> None:
    keep(context, "training_at", context.at)
    context.tell(REGIONAL_TRAINERS)
    tell_leaders(context)


def confirm_communication(context: Context) -> None:
    keep(context, "communication_at", context.at)
    context.tell(ALL_REGIONS)


def name_change(context: Context) -> None:
    """The change that authorises the rollout is linked, so that each is found from the other.

    Whoever has signed the approval has signed it under the change before.
    """
    if "release_change" in context.notes:
        signing.void(context, Purpose.APPROVE)
    _relate(context, [context.data["release_change"]])
    tell_leaders(context)


def note_read(context: Context) -> None:
    keep(context, "regulatory_note_read", True)


def approve(context: Context) -> None:
    keep(context, "approved_at", context.at)
    tell_all(context)
    tell_leaders(context)


# --- Rolled out ---


def start_rollout(context: Context) -> None:
    keep(context, "rollout_at", context.at)
    tell_all(context)


def halt(context: Context) -> None:
    """Who stopped it lifts it as well, beside the release manager; who stops more, or as well, is one of them.

    The first moment counts as the stop's, the gravest ground as its ground; whoever had signed its end signs anew.
    """
    ticket, hat, is_first = context.subject, context.hat, context.source == S.ROLLOUT
    detail = ticket.detail()
    waves = {int(one) for one in context.data.get("affected_waves") or ()}
    if is_first:
        keep(context, "halted_at", context.at)
        keep(context, "halted_by", hat.organisation)
    elif context.notes.get("halt_ground", {}).get("old") == HaltGround.PATIENT_SAFETY:
        keep(context, "halt_ground", HaltGround.PATIENT_SAFETY)
        del context.notes["halt_ground"]
    is_managers = hat.tier == "support" and OPERATIONS in hat.capabilities
    before = set() if is_first else set(detail.halters)
    keep(context, "halters", sorted(before if is_managers else before | {hat.organisation.pk}))
    is_all = not waves or not (is_first or detail.halted_waves)
    keep(context, "halted_waves", [] if is_all else sorted(waves | set(() if is_first else detail.halted_waves)))
    signing.void(context, Purpose.LIFT)
    _relate(context, context.data.get("halt_incidents") or ())
    tell_all(context)
    tell_leaders(context)


def lift(context: Context) -> None:
    """The rollout goes on; what the last region has verified meanwhile counts."""
    keep(context, "halted_at", None)
    keep(context, "halted_by", None)
    keep(context, "halt_ground", "")
    keep(context, "halted_waves", [])
    keep(context, "halters", [])
    context.then.append(rolling.begin_els)
    tell_all(context)
    tell_leaders(context)


def enter_els(context: Context) -> None:
    """So many days from the day of the last verification, as the collaboration has agreed."""
    until = timezone.localdate(context.at) + timedelta(days=figures.of("els_days"))
    keep(context, "els_until", until)
    before = until - timedelta(days=figures.of("els_remind_days"))
    context.when_due(ELS_ENDS, max(context.at, days.morning(before)), reason="els")
    context.tell(ALL_REGIONS)
    context.tell(VENDOR)
    tell_leaders(context)


def complete(context: Context) -> None:
    """Early life support is over from today on, where it was to go on for longer."""
    today = timezone.localdate(context.at)
    if context.subject.detail().els_until > today:
        keep(context, "els_until", today)
    keep(context, "completed_at", context.at)
    context.call_off(ELS_ENDS)
    context.when_due(REVIEW_LATE, after_working_days(context.at, figures.of("review_days")), reason="review")
    tell_all(context)


def end(context: Context) -> None:
    """Its rows are at rest, and nothing of it is due any more."""
    for step in REMINDERS:
        context.call_off(step)
    making.close_rows(context)
    every_effect.close(context)
    tell_all(context)
