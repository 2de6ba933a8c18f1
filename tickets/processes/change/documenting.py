"""What an emergency change leaves for afterwards: everything that a normal change has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.inputs import INPUTS
from tickets.processes.change import risk
from tickets.processes.change.subject import PLAN

WORDS = ("change_reason", "consequence_if_not", "result_text")
COLUMNS = ("touches_data", "touches_secrecy", "contract_effect", "risk_level")
LATER = (
    "change_reason", "consequence_if_not",
    *(one for one in PLAN if one not in ("implementation_plan", "back_out_plan")), *risk.FIELDS,
    *COLUMNS, "touches_shared", "cost_estimate",
)  # fmt: skip


def missing(ticket) -> list[str]:
    """The names of what is not written yet."""
    said, detail = ticket.said(), ticket.detail()
    texts = [one for one in (*WORDS, *PLAN) if one != "back_out_max_minutes" and not said.get(one)]
    columns = [one for one in (*COLUMNS, "back_out_max_minutes") if not getattr(detail, one)]
    if detail.back_out_done_at is not None:  # backed out before it was finished: what followed stands instead
        texts = [one for one in texts if one != "result_text"]
    return [*texts, *columns]


def full_documentation(context: Context) -> Reason | None:
    if left := missing(context.subject):
        fields = ", ".join(str(INPUTS[name].label).lower() for name in left)
        return Reason("not_documented", _("Still to be documented: %(fields)s.") % {"fields": fields})
    return None
