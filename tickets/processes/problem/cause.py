"""What must have been said, and by whom, before the search for a cause ends or a risk is lived with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets import codes as ticket_codes
from tickets.models import Event
from tickets.processes.problem.codes import RootCause
from tickets.processes.problem.guards import is_dangerous


def cause_or_known_symptom(context: Context) -> Reason | None:
    """A cause with words; one that nobody has found only where an approver has let the search end (features.md P4)."""
    if context.data.get("root_cause_code") != RootCause.UNKNOWN or _has_happened(context, "approve_unknown_cause"):
        return None
    text = _("Name the cause, or ask the object owner to approve that it is unknown.")
    return Reason("unknown_cause_not_approved", text, "root_cause_code")


def advice_when_patient_safety_or_security(context: Context) -> Reason | None:
    """A risk to patients or to information is not accepted before an expert has given advice."""
    ticket = context.subject
    is_security = context.data.get("security_risk") or ticket.category_open == ticket_codes.Category.ACCESS
    if not is_security and not is_dangerous(ticket.patient_safety):
        return None
    if context.has("safety_advice") or _has_happened(context, "advise_risk"):
        return None
    text = _("Advice of information security or medical technology is missing.")
    return Reason("advice_missing", text, "safety_advice")


def _has_happened(context: Context, step: str) -> bool:
    """Whether the step was taken since the problem was last taken up anew."""
    rows = Event.objects.unscoped("a rule of the problem itself").filter(ticket_id=context.subject.pk)
    anew = rows.filter(step__in=("assess", "wake", "undo_duplicate")).order_by("-seq").values_list("seq", flat=True)
    return rows.filter(step=step, seq__gt=anew.first() or 0).exists()
