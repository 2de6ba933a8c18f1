"""Why a step of the acceptance test may not be taken, and what a region's go asks of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from engine.context import Context
from engine.errors import Reason
from roles.actor import hats_of
from tickets.processes.release.acceptance import figures, reading
from tickets.processes.release.acceptance.codes import NEEDS_WORDS, DefectState

CUSTOMER = ("region", "support")
MOST_NAMED = 3


# --- What others ask ---


def no_open_critical_here(context: Context) -> Reason | None:
    """Before a region's go: each critical defect is mended or waived, but for what concerns another region alone."""
    defects = reading.open_critical(context.root, at=context.at, region=context.subject.region_id)
    if not defects:
        return None
    text = ngettext(
        "A critical defect is open: %(numbers)s. It is mended first, or waived with an owner.",
        "Critical defects are open: %(numbers)s. They are mended first, or waived with an owner.",
        len(defects),
    )
    return Reason("critical_defects", text % {"numbers": ", ".join(str(one.number) for one in defects)})


def region_has_run_its_cases(context: Context) -> Reason | None:
    """A region says that its test went well only when it has run every case on the present build."""
    if context.data.get("region_result") != "ok" or context.hat is None:
        return None
    left = reading.left_to_run(context.root, context.hat.organisation.pk)
    if not left:
        return None
    text = ngettext(
        "Your region has a test case left to run: %(numbers)s.",
        "Your region has test cases left to run: %(numbers)s.",
        len(left),
    )
    named = ", ".join(str(one.number) for one in left[:MOST_NAMED]) + (" …" if len(left) > MOST_NAMED else "")
    return Reason("cases_left", text % {"numbers": named}, "region_result")


# --- Test cases and results ---


def region_takes_part(context: Context) -> Reason | None:
    """In the joint test those that were named; afterwards each region tests for itself."""
    ticket, hat = context.root, context.hat
    if ticket.state != "acceptance" or hat is None or hat.tier != "region" or _leads(context):
        return None
    if hat.organisation.pk not in ticket.detail().participants:
        return Reason("not_taking_part", _("Your region takes no part in the joint acceptance test."))
    return None


def case_in_force(context: Context) -> Reason | None:
    number = context.data.get("test_case")
    if number is not None and all(one.number != number for one in context.root.test_cases()):
        return Reason("not_found", _("There is no such test case here. Choose one from the list."), "test_case")
    return None


def result_told_in_words(context: Context) -> Reason | None:
    if context.data.get("case_outcome") in NEEDS_WORDS and not context.has("case_comment"):
        return Reason("comment_needed", _("Write what happened."), "case_comment")
    return None


def copies_from_release(context: Context) -> Reason | None:
    """Another release of the collaboration with test cases in force."""
    from tickets.models import AcceptanceCase

    other = context.data.get("copy_from")
    if other is None:
        return None
    rows = AcceptanceCase.objects.visible_to(context.actor).filter(ticket_id=other.pk, withdrawn_at=None)
    if other.pk == context.root.pk or not rows.exists():
        return Reason("nothing_to_copy", _("Name another release that has test cases."), "copy_from")
    return None


# --- Defects ---


def concerns_own_region(context: Context) -> Reason | None:
    if context.data.get("only_region") and context.hat is not None and context.hat.tier != "region":
        return Reason("no_region", _("Only a region can say that it concerns it alone."), "only_region")
    return None


def defect_ticket_fits(context: Context) -> Reason | None:
    linked = context.data.get("defect_ticket")
    if linked is not None and linked.process not in ("incident", "problem"):
        return Reason("not_incident_or_problem", _("Name an incident or a problem."), "defect_ticket")
    return None


def _named(context: Context):
    number = context.data.get("defect")
    return next((one for one in context.root.defects() if one.number == number), None)


def _is(context: Context, *states: DefectState) -> bool:
    defect, day = _named(context), timezone.localdate(context.at)
    return defect is not None and reading.state_of(defect, context.root.waivers(), day) in states


def defect_not_mended(context: Context) -> Reason | None:
    if context.data.get("defect") is not None and not _is(context, DefectState.OPEN, DefectState.WAIVED):
        return Reason("not_open", _("There is no such defect that is left. Choose one from the list."), "defect")
    return None


def defect_is_open(context: Context) -> Reason | None:
    if context.data.get("defect") is not None and not _is(context, DefectState.OPEN):
        return Reason("not_open", _("There is no such open defect. Choose one from the list."), "defect")
    return None


def defect_is_mended(context: Context) -> Reason | None:
    if context.data.get("defect") is not None and not _is(context, DefectState.MENDED):
        return Reason("not_mended", _("There is no such mended defect. Choose one from the list."), "defect")
    return None


def defect_is_waived(context: Context) -> Reason | None:
    if context.data.get("defect") is not None and not _is(context, DefectState.WAIVED):
        return Reason("not_waived", _("There is no such waived defect. Choose one from the list."), "defect")
    return None


def region_speaks_of_its_own(context: Context) -> Reason | None:
    """A region mends and reopens what it found itself; the test leader and the release manager anything."""
    defect = _named(context)
    if defect is None or context.hat is None or context.hat.tier != "region" or _leads(context):
        return None
    if defect.region_id != context.hat.organisation.pk:
        return Reason("not_own_defect", _("Another one found the defect, and says when it is mended."), "defect")
    return None


def _leads(context: Context) -> bool:
    return context.root.detail().test_leader_id == context.actor.person_id


def region_waives_its_own(context: Context) -> Reason | None:
    """What concerns several is waived for all of them by those who approve the release."""
    defect = _named(context)
    if defect is None or context.hat is None or context.hat.tier != "region":
        return None
    if not defect.only_region or defect.region_id != context.hat.organisation.pk:
        text = _("The defect concerns more than your region. Those who approve the release can waive it.")
        return Reason("not_own_defect", text, "defect")
    return None


def waiver_ends_in_time(context: Context) -> Reason | None:
    until = context.data.get("waiver_until")
    if until is None:
        return None
    today, days = timezone.localdate(context.at), figures.of("waiver_longest_days")
    if not today <= until <= today + timedelta(days=days):
        text = _("A waiver ends at a day ahead, within %(days)d days.") % {"days": days}
        return Reason("not_in_time", text, "waiver_until")
    return None


def waiver_owner_works_here(context: Context) -> Reason | None:
    owner = context.data.get("waiver_owner")
    if owner is not None and all(hat.tier not in CUSTOMER for hat in hats_of(owner, at=context.at)):
        text = _("%(person)s has no role today in a region or the support organisation.")
        return Reason("no_role", text % {"person": owner.get_full_name()}, "waiver_owner")
    return None
