"""What the forum has decided about a need, and which forum that is: data of the collaboration (`ballot_rules`)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tickets.balloting import opening
from tickets.balloting.codes import Result
from tickets.models import Decision

RULE = "need-priority"
WHY = "a rule of the need itself"


def forum(at: datetime) -> str:
    """The slug of the forum that prioritises needs."""
    return opening.rule_for(RULE, at).forum


def rejections(need) -> list[str]:
    """The decisions of that forum that declined it and that nothing has undone, as they are cited, the newest first."""
    rows = Decision.objects.unscoped(WHY).filter(ticket_id=need.pk, forum=forum(timezone.now()))
    undone = rows.filter(replaces__isnull=False).values("replaces_id")
    found = rows.filter(result=Result.REJECTED).exclude(pk__in=undone)
    return [str(one) for one in found.order_by("-at", "-pk")]


def named(need) -> str:
    """The newest of them, for a form that is empty; "" where there is none."""
    return next(iter(rejections(need)), "")
