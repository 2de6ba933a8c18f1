"""Needs on Start: what waits for those who prepare them, and what became of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import steps
from roles.kept import AnyOf
from tickets.models import Event, NeedDetail, NeedVoice, Ticket
from tickets.processes.need import figures, saying
from tickets.processes.need.figures import PROCESS
from tickets.selectors import as_process
from tickets.web import addresses, start, turns
from tickets.workflows import Need

NARROWS = "only narrows what the reader reads"
MOST_SHOWN = 5
# Turn: the step that is meant ("" for none), and why it waits.
WAITS = {
    "need_to_prepare": ("prepare", _("A need from your region. State its benefit and how important it is to you.")),
    "effect_to_report": ("report_effect", _("It has been in use for the agreed time. Say what came of it with you.")),
    "need_woken": ("", _("The day that it rested until has come. Take it to the forum, or choose a new day.")),
    "need_to_review": (
        "start_joint_review",
        _("The region has prepared it. Look for needs alike, and ask all regions."),
    ),
    "need_to_joint": ("take_to_joint", _("A need that no region has raised. Ask all regions whether it is theirs.")),
    "need_to_decide": ("", _("It stands on the agenda of the forum, which decides how important it is.")),
    "need_to_convert": (
        "convert",
        _("The forum has prioritised it. Name the change, release or order that it leads to."),
    ),
    "need_to_close": ("close", _("Every region has said what came of it.")),
}


def _turns(actor) -> list:
    """For the regions' leaders and the coordinator. No query of its own."""
    prepares, manages = turns.places(actor, "need.prepare"), turns.places(actor, "need.manage")
    found, needs = [], Q(process=PROCESS)
    if prepares:
        silent = NeedVoice.objects.unscoped(NARROWS).filter(region_id__in=prepares, effect_at=None)
        found += [
            turns.Turn("need_to_prepare", needs & Q(state="submitted", origin_id__in=prepares)),
            turns.Turn("effect_to_report", needs & _asked() & _among(silent)),
        ]
    if manages:
        silent = NeedVoice.objects.unscoped(NARROWS).filter(effect_at=None)
        found += [
            turns.Turn("need_woken", needs & Q(state="joint_review") & turns.last_was(step="wake", via="timer")),
            turns.Turn("need_to_review", needs & Q(state="regional_prepared")),
            turns.Turn("need_to_joint", needs & Q(state="submitted", origin_id__in=manages)),
            turns.Turn("need_to_decide", needs & Q(state="joint_review")),
            turns.Turn("need_to_convert", needs & Q(state="prioritised")),
            turns.Turn("need_to_close", needs & _asked() & ~_among(silent)),
        ]
    return found


def _asked() -> Q:
    """The regions have been asked what came of it."""
    asked = NeedDetail.objects.filter(effect_asked_at__isnull=False)
    return Q(state="effect_followup") & _among(asked)


def _among(rows) -> Q:
    return Q(AnyOf("pk", ArraySubquery(rows.values("ticket_id"))))


def _row(turn: str):
    """How a case of this turn reads."""
    step, why = WAITS[turn]

    def row(ticket) -> start.Row:
        url = reverse("tickets:detail", args=[ticket.number])
        label = str(steps(Need)[step].rule.label) if step else str(pgettext_lazy("button", "Go on"))
        act = start.Act(label, addresses.step_of(ticket, step) if step else url)
        return start.Row(ticket, url, start.titled(label, ticket), str(why), ticket.updated_at, [act])

    return row


# --- One's own needs ---


@dataclass(frozen=True)
class Own:
    """A need of the reader's, with the last turn that it took."""

    number: str
    title: str
    url: str
    said: str
    at: object


def own(actor) -> dict | None:
    """What became of what I asked for; two queries, none for those who hand in no needs."""
    if not actor.can("need.submit"):
        return None
    since = timezone.now() - timedelta(days=figures.of("told_days"))
    rows = Ticket.objects.visible_to(actor).filter(process=PROCESS, reporter_id=actor.person_id, historic=False)
    rows = rows.filter(registered_at__isnull=False).filter(Q(closed_at=None) | Q(closed_at__gte=since))
    found = [as_process(one) for one in rows.order_by("-updated_at", "-pk")[:MOST_SHOWN]]
    turned = _last_turns(found, actor) if found else {}
    return {
        "template": "tickets/need/own.html",
        "rows": [_own(one, *turned.get(one.pk, (None, ""))) for one in found],
    }


def _last_turns(needs, actor) -> dict:
    """The last event of each that says something to whoever asked, with its sentence."""
    by_id = {one.pk: one for one in needs}
    rows = Event.objects.visible_to(actor).filter(ticket_id__in=by_id, step__in=saying.TURNS, subject_type="ticket")
    found = [(one, saying.sentence(by_id[one.ticket_id], one)) for one in rows.order_by("seq")]
    return {event.ticket_id: (event, said) for event, said in found if said}


def _own(need, event, said: str) -> Own:
    url = reverse("tickets:detail", args=[need.number])
    return Own(need.number, need.title, url, said or need.state_label(), event.at if event else need.updated_at)


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS.update({turn: _row(turn) for turn in WAITS})
    start.MORE_PARTS.append(own)
