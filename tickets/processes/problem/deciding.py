"""The forum's decision that an accepted risk rests on: one of those that were taken about this problem."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets.balloting.codes import Result
from tickets.models import Decision

WHY = "a rule of the problem itself"
WAITS = ("known_error", "fix_in_progress")  # from here the risk may be accepted
CITED = re.compile(r"([a-z0-9-]+) (\d{4}) § (\d+)")


def decisions(problem) -> list[Decision]:
    """What forums have approved about the problem and nothing has undone, the newest first."""
    rows = Decision.objects.unscoped(WHY).filter(ticket_id=problem.pk, result=Result.APPROVED)
    replaced = Decision.objects.unscoped(WHY).filter(replaces__isnull=False).values("replaces_id")
    return list(rows.exclude(pk__in=replaced).order_by("-at", "-pk"))


def named(problem) -> str:
    """The newest decision as it is cited, for a form that is empty; "" where there is none."""
    return next((str(one) for one in decisions(problem)), "")


def forum_has_decided(context: Context) -> Reason | None:
    """What is cited is such a decision: the forum is named with year and number, as in “cab 2026 § 4”."""
    said = (context.data.get("decision_link") or "").strip()
    found = [str(one) for one in decisions(context.root)]
    if not said or said in found:
        return None
    if not found:
        text = _("No forum has decided about this problem yet. The chair notes the decision there first.")
        return Reason("no_decision", text, "decision_link")
    text = _("Cite a decision about this problem as it is called: %(decisions)s.")
    return Reason("no_decision", text % {"decisions": ", ".join(found)}, "decision_link")
