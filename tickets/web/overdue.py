"""The list of what goes to the vendor's forum: cases with times exceeded by a fifth or more, with reason and owner."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from engine.errors import Refused
from sla import wording
from tickets.escalating import said, selection
from tickets.paging import page_of
from tickets.web import showing


@require_GET
def for_forum(request):
    """The case with the latest overrun first; each reader's own."""
    try:
        page = page_of(selection.for_forum(request.actor), selection.NEWEST, cursor=request.GET.get("cursor", ""))
    except Refused as refused:
        messages.warning(request, str(refused.reasons[0].text))
        return redirect("tickets:for_forum")
    context = {
        "rows": [_row(one) for one in selection.cases_of(request.actor, page.rows, now=timezone.now())],
        "next_url": _address(page.next),
        "previous_url": _address(page.previous),
    }
    return render(request, "tickets/for_forum.html", context)


def _row(case: selection.Case) -> dict:
    return {
        "ticket": case.ticket,
        "holder": showing.full_name(case.ticket.holder_id),
        "times": _groups(case),
        "latest": wording.row_time(case.latest_at),
        "statements": _statements(case),
        "missing": _missing(case),
    }


def _groups(case: selection.Case) -> list[dict]:
    """What was exceeded and by how much, a line a time, under the agreement that it was promised in."""
    groups: dict[str, list[str]] = {}
    for one in case.times:
        groups.setdefault(one.newest.version.agreement.label, []).append(_line(one))
    return [{"agreement": label, "lines": lines} for label, lines in groups.items()]


def _line(time: selection.Time) -> str:
    """Such as "Solution, 45 h: 9 h over", or where it was exceeded again and again "…: 3 times, 9 h over at most"."""
    text = ngettext("%(time)s: %(over)s over", "%(time)s: %(count)s times, %(over)s over at most", len(time.rounds))
    return text % {
        "time": _promised(time.newest),
        "count": len(time.rounds),
        "over": said.working_time(_minutes(time.worst)),
    }


def _promised(clock) -> str:
    metric = said.capitalised(said.metric_words(clock.metric))
    if clock.amount is None:
        return metric
    return _("%(metric)s, %(amount)s") % {"metric": metric, "amount": said.working_time(_minutes(clock.amount))}


def _statements(case: selection.Case) -> list[dict]:
    """The newest reason of each time that has one; the same words of several times once."""
    found = {}
    for one in case.times:
        if one.statement is not None:
            found[one.statement.event_seq] = one.statement
    return [{"row": row, "owner": showing.full_name(row.owner_id)} for row in found.values()]


def _missing(case: selection.Case) -> str:
    """How many of the times have no reason yet; "" where each has one."""
    if not case.unexplained:
        return ""
    if case.exceeded == 1:
        return _("The reason is missing")
    said_of = {"count": case.unexplained, "total": case.exceeded}
    return _("The reason is missing for %(count)s of %(total)s") % said_of


def _minutes(span) -> int:
    return int(span.total_seconds() // 60)


def _address(cursor: str) -> str:
    return f"{reverse('tickets:for_forum')}?{urlencode({'cursor': cursor})}" if cursor else ""
