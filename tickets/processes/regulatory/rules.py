"""What may be recorded of a duty to report, and who decides on which."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions import directory
from tickets.guards_between import region_of
from tickets.processes.regulatory import notices, regimes
from tickets.processes.regulatory.regimes import REPORTS

CLOCKS_DIFFER = timedelta(minutes=5)
DECIDED_BY = {
    "regulatory.track": regimes.FOR_SECURITY,
    "regulatory.device": regimes.FOR_DEVICE,
    "regulatory.vendor": regimes.FOR_MAKER,
}


# --- Who decides: conditions of a right ---


def is_for_security(context: Context) -> Reason | None:
    return _decided_by(context, regimes.FOR_SECURITY, _("Those responsible for information security decide on this."))


def is_for_device(context: Context) -> Reason | None:
    return _decided_by(context, regimes.FOR_DEVICE, _("Those responsible for medical devices decide on this."))


def is_for_maker(context: Context) -> Reason | None:
    return _decided_by(context, regimes.FOR_MAKER, _("The manufacturer decides on this."))


def is_for_receiver(context: Context) -> Reason | None:
    return _decided_by(context, regimes.FOR_RECEIVER, _("Those who receive a field safety notice answer it."))


def _decided_by(context: Context, own, text) -> Reason | None:
    return None if context.subject.regime in own else Reason("decided_by_others", text)


# --- Of the ticket ---


def acts_for_itself(context: Context) -> Reason | None:
    """A duty lies on the organisation itself; its own IT decides nothing for it. Without a hat nobody is asked."""
    if context.hat is None or region_of(context.hat.organisation) == context.hat.organisation:
        return None
    text = _("%(region)s assesses its own duty to report.") % {"region": region_of(context.hat.organisation).name}
    return Reason("not_its_own_duty", text)


def regime_is_own(context: Context) -> Reason | None:
    """The role that opens an assessment is one that may decide on it."""
    if context.data.get("report_regime") in regimes_of(context.actor, [context.hat.organisation.pk]):
        return None
    return Reason("decided_by_others", _("Another role assesses this. Choose one that is yours."), "report_regime")


def regimes_of(actor, organisations) -> set[str]:
    """The laws whose duties the actor assesses at these organisations."""
    held = set().union(*(hat.capabilities for hat in actor.hats if hat.organisation.pk in organisations))
    return {str(one) for capability, own in DECIDED_BY.items() if capability in held for one in own}


def regime_is_not_open(context: Context) -> Reason | None:
    from tickets.models import RegulatoryTrack

    rows = RegulatoryTrack.objects.unscoped("a rule of the ticket itself").filter(
        ticket_id=context.root.pk,
        organisation_id=context.hat.organisation.pk,
        regime=context.data.get("report_regime") or "",
    )
    if rows.exists():
        text = _("Your organisation is assessing this already. Reopen the assessment if it was decided.")
        return Reason("track_exists", text, "report_regime")
    return None


def no_notice_sent(context: Context) -> Reason | None:
    """A case is one notice: a later one of the manufacturer is a case of its own."""
    if notices.of(context.root):
        return Reason("notice_sent", _("The notice has been sent to the regions already."))
    return None


def every_region_acknowledged(context: Context) -> Reason | None:
    """The case stays open until each region has answered; the support organisation reads which have not."""
    silent = notices.unanswered(context.root)
    if not silent:
        return None
    if context.actor.is_system or "support" in context.actor.tiers:
        text = _("The field safety notice is not acknowledged by: %(regions)s.")
        named = ", ".join(directory.organisation(pk).name for pk in silent)
        return Reason("notice_unanswered", text % {"regions": named})
    return Reason("notice_unanswered", _("Not every region has acknowledged the field safety notice."))


# --- Of a track ---


def knowledge_is_past(context: Context) -> Reason | None:
    for name in ("report_aware_at", "report_significant_at"):
        at = context.data.get(name)
        if at and at > context.at + CLOCKS_DIFFER:
            return Reason("in_the_future", _("The time lies ahead. State when your organisation knew."), name)
    return None


def later_knowledge_has_reason(context: Context) -> Reason | None:
    """Nobody gets more time than was stated once without saying why; what the program assumed is free to correct."""
    track, data = context.subject, context.data
    if track.known_at is None or track.known_by_program or context.has("reason"):
        return None
    stated = (data.get("report_aware_at"), data.get("report_significant_at") or track.significant_at)
    if min(filter(None, stated), default=track.known_at) > track.known_at:
        text = _("This is later than what was stated before, and gives more time. Say why.")
        return Reason("reason_missing", text, "reason")
    return None


def knowledge_is_recorded(context: Context) -> Reason | None:
    if context.subject.known_at is None:
        return Reason("knowledge_missing", _("First record when your organisation came to know of it."))
    return None


def stage_is_of_regime(context: Context) -> Reason | None:
    if regimes.report_of(context.subject.regime, context.data.get("report_stage") or "") is None:
        return Reason("not_of_this_law", _("This law has no such report. Choose one from the list."), "report_stage")
    return None


def stage_is_not_sent(context: Context) -> Reason | None:
    """Each report is sent once; a progress report as often as it is asked for."""
    stage = context.data.get("report_stage")
    one = regimes.report_of(context.subject.regime, stage or "")
    if one is not None and not one.is_asked and stage in context.subject.sent():
        return Reason("already_sent", _("It is marked as sent already."), "report_stage")
    return None


def stage_before_is_sent(context: Context) -> Reason | None:
    """A report whose time begins with another one comes after that."""
    one = regimes.report_of(context.subject.regime, context.data.get("report_stage") or "")
    if one is not None and one.after is not None and one.after not in context.subject.sent():
        text = _("First mark “%(stage)s” as sent: the time of this one begins there.") % {"stage": one.after.label}
        return Reason("stage_before_missing", text, "report_stage")
    return None


def sent_in_order(context: Context) -> Reason | None:
    """A report that follows another was not sent before it."""
    one = regimes.report_of(context.subject.regime, context.data.get("report_stage") or "")
    before = context.subject.sent().get(one.after) if one is not None and one.after else None
    at = context.data.get("report_sent_at")
    if at and before and at < before:
        text = _("“%(stage)s” was sent after that. Check the time.") % {"stage": one.after.label}
        return Reason("sent_before_that", text, "report_sent_at")
    return None


def sent_after_knowledge(context: Context) -> Reason | None:
    at, known = context.data.get("report_sent_at"), context.subject.known_at
    if at and at > context.at + CLOCKS_DIFFER:
        return Reason("in_the_future", _("The time lies ahead. State when it was sent."), "report_sent_at")
    if at and known and at < known:
        return Reason("sent_before_known", _("It was sent before your organisation knew of it."), "report_sent_at")
    return None


def all_reports_sent(context: Context) -> Reason | None:
    left = [one for one in REPORTS[context.subject.regime] if not one.is_asked]
    left = [str(one.stage.label) for one in left if one.stage not in context.subject.sent()]
    if left:
        return Reason("reports_left", _("Not marked as sent: %(reports)s.") % {"reports": ", ".join(left)})
    return None
