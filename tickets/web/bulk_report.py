"""What the pages of a step on many tickets say: what was chosen, what a try showed, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from engine.errors import Reason
from engine.step import steps
from roles.actor import Actor
from tickets.bulk import runs
from tickets.bulk.judging import CHANGED, Verdict
from tickets.bulk.offered import offer_called, offered
from tickets.models import BulkRow, BulkRun
from tickets.web import showing
from tickets.web.receipts import REVERSES
from tickets.workflows import PROCESSES

Outcome = BulkRow.Outcome


@dataclass(frozen=True)
class Row:
    """One ticket in a table. `url` and `state` are empty where the reader no longer reads it."""

    number: str
    title: str
    url: str
    state: showing.State | None
    reasons: tuple[str, ...] = ()


def _row(number: str, ticket, actor: Actor, reasons: Iterable[Reason] = ()) -> Row:
    words = tuple(str(one.text) for one in reasons)
    if ticket is None:
        return Row(number, "", "", None, words)
    url = reverse("tickets:detail", args=[number])
    return Row(number, ticket.title, url, showing.state_of(ticket, actor), words)


def chosen(tickets: Sequence, actor: Actor) -> list[Row]:
    return [_row(one.number, one, actor) for one in tickets]


def tried(verdicts: Sequence[Verdict], actor: Actor) -> dict:
    """The verdicts, what cannot first."""
    rows = [(one.can, _row(one.pick.number, one.ticket, actor, one.reasons)) for one in verdicts]
    return {
        "is_tried": True,
        "cannot": [row for can, row in rows if not can],
        "can": [row for can, row in rows if can],
        "changed": sum(CHANGED in one.reasons for one in verdicts),
    }


def of_fields(verdicts: Sequence[Verdict], form) -> tuple[Reason, ...]:
    """What is wrong with the fields where no ticket can be taken: said once at each field, too."""
    found = {
        (why.field, str(why.text)): why
        for one in verdicts
        for why in one.reasons
        if why.field and why.field in form.fields
    }
    return tuple(found.values())


def label_of(step: str) -> str:
    """What the step is called, whether or not the reader may take it."""
    labels = [str(steps(one)[step].rule.label) for one in PROCESSES.values() if step in steps(one)]
    return " / ".join(dict.fromkeys(labels)) or step


def summaries(some: list[BulkRun]) -> list[dict]:
    progress = runs.progress_of(*some)
    return [{"run": one, "label": label_of(one.step), "progress": progress[one.pk]} for one in some]


def report(run: BulkRun, actor: Actor) -> dict:
    """How far it has come; when it is finished what became of each, and what can be done then."""
    (said,) = summaries([run])
    if not run.is_finished:
        return said
    lines = runs.lines_of(run, actor)
    refused = [one for one in lines if one.outcome == Outcome.REFUSED]
    undo = offer_called(REVERSES.get(run.step, ""), actor)
    return said | {
        "refused": [_row(one.number, one.ticket, actor, one.reasons) for one in refused],
        "done": [_row(one.number, one.ticket, actor) for one in lines if one.outcome == Outcome.DONE],
        "may_again": run.step in offered(actor),
        "undo": undo.label if undo else "",
    }
