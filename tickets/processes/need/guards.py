"""Why a step of a need may not be taken (specification: guards and conditions)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from engine.context import Context
from engine.errors import Reason
from regions import directory
from tickets import codes as ticket_codes
from tickets.guards_between import region_of
from tickets.models import Ticket
from tickets.processes.need import deciding, figures, results
from tickets.processes.need.codes import BenefitMet


def raised_by_support(context: Context) -> Reason | None:
    """It has no region of origin that could prepare it."""
    if _is_of_a_region(context.subject):
        text = _("The region that it comes from prepares it first.")
        return Reason("of_a_region", text)
    return None


def _is_of_a_region(need) -> bool:
    return directory.organisation(need.origin_id).tier == "region"


def at_its_own_table(context: Context) -> Reason | None:
    """The region declines while it prepares the need, the support organisation in the joint preparation."""
    if context.hat is None:
        return None
    is_regional = context.subject.state == "submitted" and _is_of_a_region(context.subject)
    if is_regional and context.hat.tier != "region":
        return Reason("in_regional_preparation", _("The region that it comes from decides while it prepares the need."))
    if not is_regional and context.hat.tier == "region":
        return Reason("in_joint_preparation", _("The need is in the joint preparation: it is declined there."))
    return None


def region_has_not_joined(context: Context) -> Reason | None:
    """A region joins once. Without a hat nobody is asked for."""
    if context.hat is None:
        return None
    region = region_of(context.hat.organisation)
    if any(one.region_id == region.pk for one in context.subject.voices()):
        return Reason("has_joined", _("%(region)s is behind the need already.") % {"region": region.name})
    return None


def region_has_not_reported(context: Context) -> Reason | None:
    if context.hat is None:
        return None
    region = region_of(context.hat.organisation)
    if any(one.region_id == region.pk and one.effect_at for one in context.subject.voices()):
        return Reason("has_reported", _("%(region)s has already said what came of it.") % {"region": region.name})
    return None


def something_is_in_use(context: Context) -> Reason | None:
    """A person follows up what is in use in a region or for all, though other parts of it go on. The program knows."""
    need = context.subject
    if context.hat is None or any(one.deployed_at for one in need.affected()):
        return None
    found = results.found(need)
    if any(results.is_used(one) for one in found):
        return None
    return Reason("not_in_use", _missing([one for one in found if not results.is_settled(one)], context.actor))


def _missing(waited_for: list, actor) -> str:
    """What is waited for, by the numbers that the reader may read."""
    if not waited_for:
        return _("Nothing of what it led to has come into use.")
    rows = Ticket.objects.visible_to(actor).filter(pk__in=[one.pk for one in waited_for])
    numbers = ", ".join(rows.order_by("pk").values_list("number", flat=True))
    if not numbers:
        return _("Nothing of it is in use yet, in any region behind it: what it led to goes on.")
    return _("Nothing of it is in use yet, in any region behind it. It waits for %(numbers)s.") % {"numbers": numbers}


# --- Checks on what was typed ---


def declined_by_the_forum(context: Context) -> Reason | None:
    """In joint review it is declined by a decision; before that by whoever prepares it."""
    if context.subject.state != "joint_review":
        return None
    found = deciding.rejections(context.subject)
    said = (context.data.get("decision_link") or "").strip()
    if said in found:
        return None
    if not found:
        text = _("In joint review a forum declines it. The chair notes the decision there first.")
        return Reason("no_decision", text, "decision_link")
    text = _("Cite the decision as it is called: %(decisions)s.")
    return Reason("no_decision", text % {"decisions": ", ".join(found)}, "decision_link")


def parked_within_limit(context: Context) -> Reason | None:
    day, today = context.data.get("review_at"), timezone.localdate(context.at)
    most = figures.of("park_days")
    if day and not today < day <= today + timedelta(days=most):
        text = ngettext("Choose a day within %(days)d day.", "Choose a day within %(days)d days.", most)
        return Reason("not_within_180_days", text % {"days": most}, "review_at")
    return None


def results_fit(context: Context) -> Reason | None:
    """Changes, releases and service requests that have been registered and that those who read the need may know of."""
    named = context.data.get("resulting_tickets") or []
    if any(one.process not in results.KINDS or one.registered_at is None for one in named):
        text = _("Name changes, releases or service requests that have been registered.")
        return Reason("no_result", text, "resulting_tickets")
    if any(one.visibility == ticket_codes.Visibility.CONFIDENTIAL for one in named):
        text = _("A confidential case cannot be named here: the need is read by all regions.")
        return Reason("confidential_result", text, "resulting_tickets")
    return None


def results_are_new(context: Context) -> Reason | None:
    named = context.data.get("resulting_tickets") or []
    known = results.ids(context.subject)
    if old := [one.number for one in named if one.pk in known]:
        text = _("Already linked: %(numbers)s. Leave these out.") % {"numbers": ", ".join(old)}
        return Reason("already_linked", text, "resulting_tickets")
    return None


def silent_regions_explained(context: Context) -> Reason | None:
    """It is closed when every region behind it has said what came of it, or with the reason why some have not."""
    silent = [directory.organisation(one.region_id) for one in context.subject.voices() if one.effect_at is None]
    if not silent or context.has("reason"):
        return None
    names = ", ".join(one.short_name or one.name for one in silent)
    text = _("%(regions)s: no answer on what came of it. Write why it is closed all the same.") % {"regions": names}
    return Reason("effect_missing", text, "reason")


def benefit_agrees(context: Context) -> Reason | None:
    """Where every region said no, it is not closed as if the benefit had been met."""
    said = {one.benefit_met for one in context.subject.voices() if one.effect_at}
    if context.data.get("benefit_met") == BenefitMet.YES and said == {BenefitMet.NO}:
        text = _("Every region that has answered says no.")
        return Reason("regions_say_no", text, "benefit_met")
    return None
