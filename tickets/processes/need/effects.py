"""What the steps of a need bring about: number, regions and their voices, rest, follow-up, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from regions import directory
from tickets import codes as ticket_codes
from tickets import days
from tickets import effects as every_effect
from tickets.areas import tagging
from tickets.areas.tagging import set_areas
from tickets.balloting.guards import DECISION
from tickets.guards_between import region_of
from tickets.models import AffectedRegion, NeedVoice, Ticket
from tickets.models.number import next_number
from tickets.processes.need import codes, figures, results, silence
from tickets.processes.need.whom import ASKED, COORDINATORS, DEPLOYED_IN, EVERY_LEADER, LEADERS, ORIGIN_LEADERS

WAKE, ASK = "wake", "ask_effect"
CUSTOMER = ticket_codes.Audience.CUSTOMER
WHY = "a rule of the need itself"


def keep(context: Context, column: str, value) -> None:
    """Set a column of the need's own row. Not for what an input fills: that is done already."""
    setattr(context.subject.detail(), column, value)
    context.subject.detail_changed = True


def reached(context: Context, column: str) -> None:
    """It has come so far; the first time is kept."""
    if getattr(context.subject.detail(), column) is None:
        keep(context, column, context.at)


def tell_reporter(context: Context) -> None:
    """Whoever asked hears of it in a sentence (`saying`)."""
    context.tell("reporter")


# --- Its beginning ---


def hand_in(context: Context) -> None:
    """Number and readers. The region that it comes from holds it, and prepares it; else the support organisation."""
    ticket, setting = context.subject, directory.setting(context.subject.process)
    ticket.registered_at = context.at
    ticket.number = next_number(setting.prefix, timezone.localtime(context.at).year)
    ticket.visibility = setting.default_visibility
    ticket.holder = ticket.origin
    ticket.detail()
    ticket.detail_changed = True  # the row is there from now on: regions and areas are read along with it
    set_areas(context)
    if directory.organisation(ticket.origin_id).tier == "region":
        _concern(context, ticket.origin)
        context.tell(ORIGIN_LEADERS)
    else:
        context.tell(COORDINATORS)
    silence.watch(context)
    if ticket.patient_safety not in ("", ticket_codes.PatientSafety.NO):
        context.tell("patient_safety", kind="patient_safety")


def _concern(context: Context, region) -> None:
    """The region is behind the need from now on."""
    if region.pk not in context.subject.affected_ids():
        context.add(lambda event, texts: AffectedRegion(ticket=event.ticket, region=region, since=event.at))


def _speak(context: Context) -> None:
    """What the region says: its priority here, its reason as words of the event."""
    region, rank = region_of(context.hat.organisation), context.data["regional_priority"]
    _concern(context, region)
    context.notes["voice"] = {"region": region.pk, "rank": str(rank), "for": CUSTOMER}
    context.add(
        lambda event, texts: NeedVoice(
            ticket=event.ticket, region=region, rank=rank, since=event.at, event_seq=event.seq
        )
    )


# --- Preparation ---


def prepared(context: Context) -> None:
    reached(context, "prepared_at")
    set_areas(context)
    _speak(context)
    context.tell(COORDINATORS)
    tell_reporter(context)


def take_over(context: Context) -> None:
    """In the joint preparation it lies with the support organisation."""
    context.subject.holder = directory.support_org()


def taken_to_joint(context: Context) -> None:
    """Every region is asked whether the need is theirs, too; it stands on the agenda of the forum from now on."""
    reached(context, "joint_at")
    set_areas(context)
    take_over(context)
    context.tell(EVERY_LEADER)
    tell_reporter(context)


def joined(context: Context) -> None:
    _speak(context)
    context.tell(COORDINATORS)
    context.tell(ORIGIN_LEADERS)
    tell_reporter(context)


def prioritised(context: Context) -> None:
    """By the decision that is the step's cause."""
    reached(context, "prioritised_at")
    keep(context, "decision", context.cause.removeprefix(DECISION)[:60])
    context.tell(EVERY_LEADER)
    tell_reporter(context)


def converted(context: Context) -> None:
    reached(context, "converted_at")
    results.link(context)
    context.tell(LEADERS)
    tell_reporter(context)


# --- Rest ---


def parked(context: Context) -> None:
    """It rests until the morning of its day: then the program takes it up, whoever has left meanwhile."""
    take_over(context)
    wakes_at = days.morning(context.data["review_at"])
    context.subject.hold_until = wakes_at  # nobody is reminded of silence before
    context.when_due(WAKE, wakes_at, reason="need_review")
    context.tell(LEADERS)
    tell_reporter(context)


def woken(context: Context) -> None:
    reached(context, "joint_at")
    context.subject.hold_until = None
    keep(context, "review_at", None)
    context.call_off(WAKE)
    context.tell(COORDINATORS)
    context.tell(EVERY_LEADER)
    tell_reporter(context)


# --- In use ---


def result_came(context: Context) -> None:
    """Somebody linked a case to the need from that case."""
    _note_link(context)
    results.linked(context)
    need, came = context.subject, context.data["linked_ticket"]
    context.then.append(lambda finished: tagging.carry(need, [came], finished.at))


def result_went(context: Context) -> None:
    _note_link(context)
    results.linked(context)


def _note_link(context: Context) -> None:
    linked = context.data["linked_ticket"]
    context.notes["link"] = {"kind": results.KIND, "ticket": linked.pk, "for": CUSTOMER}


def deployed(context: Context) -> None:
    """The release and the region that the due row names. Raises NotPossible where not all who read the need may know.

    Whoever asked hears of it when it is the own region.
    """
    release, region = _named_by(context.cause)
    if release is None or region is None or region.pk not in context.subject.affected_ids():
        raise NotPossible(Reason("release_gone", _("The release is not there any more.")))
    detail, service = release.detail(), directory.service(release.service_id)
    since = results.in_use_since(release, region) or context.at
    context.notes["in_use"] = {
        "region": region.pk,
        "version": detail.release_version,
        "service": (service.parent_id or service.pk) if service else None,
        "ticket": release.pk,
        "since": since.isoformat(),
        "for": CUSTOMER,
    }
    here = AffectedRegion.objects.unscoped(WHY).filter(ticket_id=context.subject.pk, region_id=region.pk)
    context.then.append(lambda finished: here.update(deployed_at=since))
    context.tell(DEPLOYED_IN)
    if region.pk == context.subject.origin_id:
        tell_reporter(context)


def put_back(context: Context) -> None:
    """It is not in use any more in the region that the due row names. Raises NotPossible where it is, or never was."""
    release, region = _named_by(context.cause)
    in_use = {one.region_id for one in context.subject.affected() if one.deployed_at}
    if release is None or region is None or region.pk not in in_use or results.in_use_since(release, region):
        raise NotPossible(Reason("release_gone", _("The release is not there any more.")))
    context.notes["out_of_use"] = {"region": region.pk, "for": CUSTOMER}
    here = AffectedRegion.objects.unscoped(WHY).filter(ticket_id=context.subject.pk, region_id=region.pk)
    context.then.append(lambda finished: here.update(deployed_at=None))
    context.tell(DEPLOYED_IN)
    context.tell(COORDINATORS)
    if region.pk == context.subject.origin_id:
        tell_reporter(context)


def _named_by(cause: str) -> tuple:
    words = cause.split(":")
    if words[:2] != ["due", "release"] or len(words) != 4 or not all(one.isdecimal() for one in words[2:]):
        return None, None
    rows = Ticket.objects.unscoped("named by the due row").filter(pk=int(words[2]), process="release")
    release = rows.filter(visibility=ticket_codes.Visibility.JOINT).first()
    if release is not None:
        release.__class__ = release.workflow_class()
    return release, directory.organisation(int(words[3]))


def nothing_came_of_it(context: Context) -> None:
    """All that it had led to was called off or has failed: it waits again for what it is to lead to."""
    _only_when_it_came(context, results.FALL)
    keep(context, "converted_at", None)
    context.call_off(results.START)
    context.tell(LEADERS)
    context.tell(COORDINATORS)
    tell_reporter(context)


def _only_when_it_came(context: Context, step: str) -> None:
    """Raises NotPossible: then the program has nothing left to do."""
    if results.came(context.subject) != step:
        raise NotPossible(Reason("results_go_on", _("What the need led to is not done yet.")))


# --- Follow-up ---


def followup_begun(context: Context) -> None:
    """What it led to is in use: after the agreed time the regions are asked what came of it.

    The program begins when everything is done; a person may do so when something is in use (guard).
    """
    if context.actor.is_system:
        _only_when_it_came(context, results.START)
    if results.is_missing_in(context.subject, context.subject.origin_id):
        context.notes["not_here"] = {"region": context.subject.origin_id, "for": CUSTOMER}
    reached(context, "followup_at")
    asks_at = context.at + timedelta(days=figures.of("followup_days"))
    keep(context, "effect_due_at", asks_at)
    context.subject.hold_until = asks_at  # nobody is reminded of silence before
    context.when_due(ASK, asks_at, reason="effect_due")
    for step in (results.START, results.FALL):
        context.call_off(step)
    context.tell(LEADERS)
    context.tell(COORDINATORS)
    tell_reporter(context)


def effect_asked(context: Context) -> None:
    context.subject.hold_until = None
    keep(context, "effect_asked_at", context.at)
    context.tell(ASKED)
    context.tell(COORDINATORS)


def effect_reported(context: Context) -> None:
    """For the region of whoever says so, and no other."""
    region, met = region_of(context.hat.organisation), context.data["benefit_met"]
    context.notes["effect"] = {"region": region.pk, "met": str(met), "for": CUSTOMER}
    here = NeedVoice.objects.unscoped(WHY).filter(ticket_id=context.subject.pk, region_id=region.pk)
    context.then.append(
        lambda finished: here.update(effect_at=finished.at, benefit_met=met, effect_seq=finished.event.seq)
    )
    context.tell(COORDINATORS)
    if region.pk == context.subject.origin_id:
        tell_reporter(context)


# --- Its end ---


def closed(context: Context) -> None:
    met = context.data["benefit_met"]
    keep(context, "benefit_met", met)
    context.notes["closed_with"] = {"met": str(met), "for": CUSTOMER}
    context.tell(LEADERS)
    _end(context)


def declined(context: Context) -> None:
    context.tell(LEADERS)
    _end(context)


def withdrawn(context: Context) -> None:
    code = codes.Declined.WITHDRAWN
    keep(context, "declined", code)
    context.notes["need_decline_code"] = {"old": "", "new": code.value, "for": CUSTOMER}
    if context.subject.registered_at is None:
        context.subject.closed_at = context.at  # a draft that nobody else has seen
        return
    context.tell(ORIGIN_LEADERS)
    _end(context)


def _end(context: Context) -> None:
    for step in (WAKE, ASK, results.START, results.FALL, silence.STEP):
        context.call_off(step)
    every_effect.close(context)
    tell_reporter(context)
