"""Parts hidden as personal data: what may be hidden, the marks that stay, and what those who decide still read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from sla import wording
from tickets import codes, hiding, selectors
from tickets.models import Event, HiddenPart
from tickets.models.hidden import settles
from tickets.web import changes, showing


@dataclass
class Mark:
    """One part that was hidden: what it is, by whom, and what became of it."""

    label: str
    at: datetime
    by: str
    removed_at: datetime | None = None
    removed_by: str = ""
    reason: str = ""
    settle_url: str = ""


@dataclass
class PutAway:
    """What a part held, for those who decide about it."""

    label: str
    texts: list[str] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)


def hide_url(ticket, row) -> str:
    """Where a text or file is hidden; empty for one that is hidden, removed or missing."""
    if row is None or row.part_id is not None or row.redacted:
        return ""
    return f"{step_address(ticket, 'hide_personal_data')}?hidden_part={row.part_key}"


def step_address(ticket, name: str) -> str:
    return reverse("tickets:step", args=[ticket.number, name])


def choices_of_parts(ticket, actor) -> list[tuple[str, str]]:
    """Every text and file that the actor reads and that is not hidden, by what it is, when and from where."""
    texts = [one for one in selectors.all_texts(ticket, actor) if one.part_id is None and not one.redacted]
    newest = {one.field: one for one in texts if hiding.is_field(one.field)}
    shown = [*newest.values(), *sorted(_said(texts), key=lambda one: -one.event_seq)]
    seqs = {one.event_seq for one in shown}
    rows = Event.objects.unscoped("of a ticket read through the scope").filter(ticket_id=ticket.pk, seq__in=seqs)
    times = dict(rows.values_list("seq", "at"))
    found = [(one.part_key, _called(changes.label_of(one.field), times.get(one.event_seq), one)) for one in shown]
    files = selectors.attachments(ticket, actor).filter(part=None, redacted=False)
    return found + [(one.part_key, _called(one.name, one.at, one)) for one in files]


def _said(texts: list) -> list:
    return [one for one in texts if not hiding.is_field(one.field)]


def _called(name: str, at, row) -> str:
    return ", ".join(filter(None, [name, wording.long_time(at) if at else "", showing.full_name(row.organisation_id)]))


def choices_of_undecided(ticket) -> list[tuple[str, str]]:
    return [(str(part.pk), _called(changes.part_words(part.what), part.at, part)) for part in hiding.undecided(ticket)]


def has_hidden(actor) -> dict:
    """Whether anything was hidden, asked along with the case's row (`ticket_called`)."""
    rows = HiddenPart.objects.unscoped("whether there are any to be looked up in scope")
    return {"has_hidden": Exists(rows.filter(ticket_id=OuterRef("pk")))}


def marks_of(ticket, actor, *, texts, files) -> list[Mark]:
    """The marks beside a ticket; one query, none where the reader's rows show no mark and she decides about none."""
    if not getattr(ticket, "has_hidden", True):
        return []
    if not settles(actor, ticket) and not any(one.part_id for one in (*texts, *files)):
        return []
    reasons = {one.event_seq: one.body for one in texts if one.field == "reason"}
    return [_mark(ticket, actor, part, reasons) for part in selectors.hidden_parts(ticket, actor)]


def _mark(ticket, actor, part, reasons: dict[int, str]) -> Mark:
    mark = Mark(changes.part_words(part.what), part.at, _who(ticket, part.hidden_by, part.hidden_for_id, actor))
    if part.verdict == codes.PersonalDataVerdict.REDACT:
        mark.removed_at, mark.reason = part.settled_at, reasons.get(part.settled_seq, "")
        mark.removed_by = _who(ticket, part.settled_by, part.settled_for_id, actor)
    elif settles(actor, ticket):
        mark.settle_url = f"{step_address(ticket, 'settle_personal_data')}?settled_part={part.pk}"
    return mark


def _who(ticket, person, organisation_id, actor) -> str:
    name = showing.person_shown(ticket, person, organisation_id, actor) if organisation_id else ""
    return ", ".join(filter(None, [name, showing.full_name(organisation_id)])) or _("The program")


def put_away_for(subject, state, actor) -> list[PutAway]:
    """What is to be decided about, on the page where it is decided; for nobody else and nowhere else."""
    if subject.kind != "ticket" or state.name != "settle_personal_data" or not settles(actor, subject):
        return []
    return [_put_away(subject, part) for part in hiding.undecided(subject)]


def _put_away(ticket, part) -> PutAway:
    shown = PutAway(_called(changes.part_words(part.what), part.at, part))
    for entry in part.kept:
        values = entry["values"]
        if "body" in values and values["body"] not in shown.texts:
            shown.texts.append(values["body"])
        if "file" in values:
            shown.files.append(
                {"name": values["name"], "url": reverse("tickets:hidden", args=[ticket.number, part.pk])}
            )
    shown.files = shown.files[:1]  # several rows of one part hold one content
    return shown
