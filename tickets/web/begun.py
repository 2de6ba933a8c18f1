"""What a person has begun to write about a case and not sent: shown where it was written, to that person alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Exists, Value
from django.db.models.functions import Concat
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from engine.step import steps
from roles import drafts
from roles.kept import Given
from roles.models import Draft
from tickets import codes
from tickets.models import Ballot, Handoff, MiRegionRow, RegionDeployment, RegionLeg, RegulatoryTrack
from tickets.processes import PROCESSES
from tickets.web import addresses


@dataclass(frozen=True)
class Form:
    """A form that was begun: what it is called and where it is gone on with."""

    label: str
    url: str
    saved_at: datetime


@dataclass(frozen=True)
class Begun:
    """The draft of the note, which stands in its box, and the steps whose forms were begun."""

    note: Draft | None = None
    text: str = ""
    audience: str = ""
    forms: list[Form] = field(default_factory=list)


def has_begun(actor) -> dict:
    """Whether the person has drafts on the case, asked along with its row (`ticket_called`)."""
    number = Given("number", output_field=CharField())
    here = Concat(Value(reverse("tickets:list")), number, Value("/"))
    return {"has_begun": Exists(drafts.of(actor.user).filter(form__startswith=here))}


def begun(person, ticket, actor) -> Begun:
    """The person's drafts on the ticket; one query where there are any.

    A note that is not begun is for the circle that is usual for the actor.
    """
    here = reverse("tickets:detail", args=[ticket.number])
    rows = list(drafts.of(person).filter(form__startswith=here)) if getattr(ticket, "has_begun", True) else []
    note = next((one for one in rows if one.form == addresses.step_of(ticket, "add_note")), None)
    said = dict(note.fields) if note else {}
    forms = [Form(_label(one), one.form, one.saved_at) for one in rows if one is not note]
    usual = codes.Audience.CUSTOMER if actor.is_customer_side else codes.Audience.ALL
    return Begun(note, said.get("note_text", ""), said.get("note_audience") or usual, forms)


def _label(draft: Draft) -> str:
    try:
        parts = resolve(draft.form.partition("?")[0]).kwargs
    except Resolver404:
        parts = {}
    return step_label(parts["name"], is_part="pk" in parts or "region" in parts) if "name" in parts else _("A form")


def step_label(name: str, *, is_part: bool) -> str:
    """The step's label, of a hand-off or region's part or of any kind of case."""
    parts = (Handoff, RegionLeg, RegulatoryTrack, MiRegionRow, RegionDeployment, Ballot)
    workflows = parts if is_part else PROCESSES.values()
    return next((str(steps(one)[name].rule.label) for one in workflows if name in steps(one)), name)


def called(number: str, name: str, **part) -> str:
    """What the form of a step is called, by its address: the step and the case."""
    return f"{step_label(name, is_part=bool(part))}: {number}"
