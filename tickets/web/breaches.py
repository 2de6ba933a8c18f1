"""Exceeded times: what was said of them beside the clocks, and the list of what goes to the vendor's forum."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import ngettext

from regions import directory
from sla import wording
from tickets.escalating import explaining, said
from tickets.models import Clock


def choices_of_clocks(ticket, actor, *, step: str) -> list[tuple[str, str]]:
    """Each exceeded time once, by its latest round: what is measured, under which agreement, and when.

    To dispute those with a reason that the actor may dispute, also of promises to others.
    """
    times = list(explaining.by_time(explaining.exceeded(ticket, actor)).values())
    if step != "dispute_breach":
        return [(str(rounds[0].pk), called(rounds)) for rounds in times]
    found = explaining.statements(ticket, actor, texts={})
    own = [(rounds[0].pk, called(rounds)) for rounds in times if _may_dispute(explaining.of_time(rounds, found))]
    others = [group for group in _of_others(times, found) if _may_dispute(group)]
    return [(str(pk), line) for pk, line in (*own, *((one[0].row.clock_id, called_in(one)) for one in others))]


def possible_owners(ticket, actor) -> list:
    found = explaining.possible_owners(ticket, explaining.exceeded(ticket, actor))
    return [one for one in directory.organisations() if one.pk in found]


def called(rounds: list) -> str:
    """One line for a time, however many rounds of it were exceeded; the latest comes first."""
    text = ngettext(
        "%(metric)s (%(agreement)s): exceeded %(at)s",
        "%(metric)s (%(agreement)s): exceeded %(count)s times, last %(at)s",
        len(rounds),
    )
    return text % {
        "metric": said.capitalised(said.metric_words(rounds[0].metric)),
        "agreement": rounds[0].version.agreement.label,
        "count": len(rounds),
        "at": wording.row_time(rounds[0].breached_at),
    }


def called_in(statements: list) -> str:
    """One line for a time of a promise to others, as what was said of it has it; the agreement is theirs."""
    text = ngettext(
        "%(metric)s: exceeded %(at)s", "%(metric)s: exceeded %(count)s times, last %(at)s", len(_moments(statements))
    )
    return text % {
        "metric": said.capitalised(said.metric_words(statements[0].row.metric)),
        "count": len(_moments(statements)),
        "at": wording.row_time(_moments(statements)[0]),
    }


def has_exceeded(actor) -> dict:
    """Whether any time of the case has been exceeded, asked along with its row (`ticket_called`)."""
    late = Clock.objects.unscoped("whether there are any to be looked up in scope")
    return {"has_exceeded": Exists(late.filter(ticket_id=OuterRef("pk"), breached_at__isnull=False))}


def panel(ticket, actor, *, words, actions) -> list[dict]:
    """What was said of the exceeded times, with what the reader can do; two queries where there are any."""
    if not getattr(ticket, "has_exceeded", True):
        return []
    times = explaining.by_time(explaining.exceeded(ticket, actor)).values()
    found = explaining.statements(ticket, actor, texts=words)
    own = [
        {
            "called": called(rounds),
            "moments": [one.breached_at for one in rounds] if len(rounds) > 1 else [],
            "statements": explaining.of_time(rounds, found),
            "unexplained": sum(one.pk not in found for one in rounds),
            "explain_url": _step(ticket, "explain_breach", rounds[0].pk) if actions.can("explain_breach") else "",
            "dispute_url": _step(ticket, "dispute_breach", rounds[0].pk),
        }
        for rounds in times
    ]
    return own + [_of_other(ticket, statements) for statements in _of_others(times, found)]


def _of_others(times, found: dict) -> list[list]:
    """What was said of times that the reader does not see itself: a list a time, newest statement first."""
    seen = {one.pk for rounds in times for one in rounds}
    groups: dict[int, dict] = {}
    for clock_id, statements in found.items():
        if clock_id not in seen:
            first = statements[-1].row.event_seq
            groups.setdefault(first, {})[clock_id] = statements
    return [[one for statements in group.values() for one in statements] for group in groups.values()]


def _of_other(ticket, statements: list) -> dict:
    moments = _moments(statements)
    once = {one.row.event_seq: one for one in statements}
    return {
        "called": called_in(statements),
        "moments": moments if len(moments) > 1 else [],
        "statements": sorted(once.values(), key=lambda one: one.row.event_seq, reverse=True),
        "unexplained": 0,
        "explain_url": "",
        "dispute_url": _step(ticket, "dispute_breach", statements[0].row.clock_id),
    }


def _moments(statements: list) -> list:
    return sorted({one.row.breached_at for one in statements}, reverse=True)


def _may_dispute(statements: list) -> bool:
    return any(one.may_dispute for one in statements)


def _step(ticket, name: str, clock_id: int) -> str:
    return f"{reverse('tickets:step', args=[ticket.number, name])}?{urlencode({'breached_clock': clock_id})}"
