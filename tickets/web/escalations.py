"""The escalation rules in plain words, and for one of them what it would have done in the last thirty days."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from engine.errors import Refused
from regions import directory
from roles.models import User
from roles.web.answers import lacks
from sla import escalations as known
from sla.models import Trigger
from tickets.escalating import rehearsing, rules_in_words, said
from tickets.paging import page_of
from tickets.web import showing

CAPABILITY = "sla.edit_targets"
DAYS = 30
PER_PAGE = 100


@require_GET
def rules(request):
    """Every rule that is in force today, by what it speaks of."""
    if not request.actor.is_customer_side:
        raise PermissionDenied
    groups = [
        {"label": Trigger(trigger).label, "rules": rules_in_words.folded(rows)}
        for trigger, rows in groupby(_in_force(), key=lambda one: one.trigger)
    ]
    meant = [{"label": one.label, "roles": said.roles_words(one.roles)} for one in known.groups().values() if one.roles]
    context = {"groups": groups, "meant": meant, "may_rehearse": may_rehearse(request.actor)}
    return render(request, "tickets/escalations.html", context)


@require_GET
def rehearsal(request, rule: str):
    """The rule on a page of the cases of the last thirty days: moments, and who of today's people would be told."""
    if not may_rehearse(request.actor):
        raise lacks(CAPABILITY)
    found = next((one for one in _in_force() if one.slug == rule), None)
    if found is None:
        raise Http404
    until = timezone.now()
    since = until - timedelta(days=DAYS)
    rows = rehearsing.cases(found, request.actor, since=since, until=until)
    try:
        page = page_of(rows, rehearsing.NEWEST, cursor=request.GET.get("cursor", ""), size=PER_PAGE)
    except Refused as refused:
        messages.warning(request, str(refused.reasons[0].text))
        return redirect("tickets:escalation", rule=rule)
    would = rehearsing.would(found, page.rows, since=since, until=until) if page.rows else []
    context = {
        "words": rules_in_words.words_of(found),
        "days": DAYS,
        "looked_at": len(page.rows),
        "rows": _rows(would, request.actor),
        "next_url": _address(rule, page.next),
        "previous_url": _address(rule, page.previous),
    }
    return render(request, "tickets/escalation.html", context)


def may_rehearse(actor) -> bool:
    """Whoever answers for the rules, in the support organisation."""
    return any(hat.tier == "support" and CAPABILITY in hat.capabilities for hat in actor.hats)


def _in_force() -> list:
    order = {trigger: number for number, trigger in enumerate(Trigger.values)}
    rows = known.rules_on(timezone.localdate())
    return sorted(rows, key=lambda one: (order[one.trigger], one.stage, one.process, one.priority or 0))


def _rows(would, actor) -> list[dict]:
    """One query for the names of those who would be told; of the vendor's people the role alone."""
    ids = {pk for one in would for pk in one.reached.people}
    names = {one.pk: one.short_name for one in User.objects.filter(pk__in=ids)} if ids else {}
    return [
        {
            "ticket": one.ticket,
            "at": one.moment.at,
            "told": [_told(row, names, actor, one.ticket) for row in one.reached.told],
            "unstaffed": [said.unstaffed_words(row) for row in one.reached.unstaffed],
        }
        for one in would
    ]


def _told(row: dict, names: dict[int, str], actor, ticket) -> dict:
    place = directory.organisation(row["organisation"])
    shown = ticket.names_shown_to(actor, place)
    return {
        "where": said.called(row["roles"], row["organisation"]),
        "names": ", ".join(names.get(pk, "") for pk in row["people"]) if shown else "",
        "count": len(row["people"]),
        "place": showing.full_name(row["organisation"]),
    }


def _address(rule: str, cursor: str) -> str:
    return f"{reverse('tickets:escalation', args=[rule])}?{urlencode({'cursor': cursor})}" if cursor else ""
