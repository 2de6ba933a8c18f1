"""Personal data found afterwards: hiding a text or file at once, and settling what becomes of it (law.md 3.2 step 4).

Hiding moves the words into a `HiddenPart` and leaves a mark in every row that held them, so that no door has to know
of it. Settling moves them back, or drops them everywhere (`tickets.forgetting`).
"""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from engine.context import Context
from engine.inputs import INPUTS
from engine.perform import perform_within
from engine.personal_data import HIDDEN, REMOVED
from regions import directory
from roles.actor import SYSTEM
from roles.scope import ScopedManager
from tickets import codes, files, forgetting
from tickets.models import Attachment, HiddenPart, Link, Task, TextVersion

FILE = "file"
HOURS_TO_ASSESS = 72  # from knowledge to the authority (GDPR art. 33)
ROWS = {TextVersion: ("body", "salt"), Attachment: ("name", "file", "sha256", "salt")}
EMPTIED = frozenset({"salt", "file", "sha256"})
# Columns that repeat a text's words, here and on the tickets they were carried to: model, how its tickets are named.
COPIES = (
    ("tickets.ticket", "pk__in", ("title", "vendor_reference", "planned_version", "tags")),
    ("tickets.incidentdetail", "pk__in", ("version", "deviation_id")),
    ("tickets.regionleg", "ticket_id__in", ("units",)),
    ("tickets.task", "ticket_id__in", ("title",)),
)
WHY = "hiding is a rule of the ticket itself"


def is_field(name: str) -> bool:
    """Whether these are words about the ticket, with versions, and not what somebody said in one step."""
    return name in INPUTS and INPUTS[name].audience != "event"


def part_called(key: str, ticket, actor):
    """The text or file called `key` that the actor reads and that is not hidden; None where there is none."""
    kind, _dash, number = key.partition("-")
    model = {"text": TextVersion, "file": Attachment}.get(kind)
    if model is None or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    rows = model.objects.visible_to(actor).filter(ticket_id=ticket.pk, pk=int(number), part=None, redacted=False)
    return rows.first()


def undecided(ticket):
    return HiddenPart.objects.unscoped(WHY).filter(ticket_id=ticket.pk, verdict="").order_by("pk")


def chosen_part(context: Context) -> HiddenPart | None:
    """The part that is settled: the one named, or the only one there is."""
    rows = undecided(context.subject)
    named = context.data.get("settled_part")
    found = list(rows.filter(pk=named) if named else rows[:2])
    return found[0] if len(found) == 1 else None


def kept_file(part: HiddenPart) -> dict | None:
    """Name and stored name of the file that an undecided part keeps; None where it keeps words."""
    return next((one["values"] for one in part.kept if one["values"].get("file")), None)


# --- Hiding ---


def hide(context: Context) -> None:
    """Out of sight at once; the information security roles are told and have three days to assess it."""
    chosen = context.data["hidden_part"]
    rows = _same(context.subject, chosen)
    is_open = all(row.audience == codes.Audience.ALL for row in rows)
    context.audience = codes.Audience.ALL if is_open else codes.Audience.CUSTOMER
    context.notes["hidden"] = {"part": _what(chosen), "for": context.audience}
    context.tell("personal_data", kind="personal_data")
    context.add(lambda event, texts: _task(context, directory.organisation(context.root.origin_id), _to_assess()))
    context.then.append(lambda finished: _put_away(finished, chosen, rows))


def _what(row) -> str:
    return row.field if isinstance(row, TextVersion) else FILE


def _same(ticket, chosen) -> list:
    """Every row of the ticket with the same words or the same content; of a field, all its versions."""
    rows = type(chosen).objects.unscoped(WHY).filter(ticket_id=ticket.pk, part=None, redacted=False)
    if isinstance(chosen, Attachment):
        return list(rows.filter(sha256=chosen.sha256))
    versions = Q(field=chosen.field) if is_field(chosen.field) else Q(pk=chosen.pk)
    return list(rows.filter(versions | Q(body=chosen.body)))


def _put_away(context: Context, chosen, rows: list) -> None:
    ticket = context.root
    part = HiddenPart.objects.create(
        ticket=ticket,
        what=_what(chosen),
        audience=chosen.audience,
        organisation_id=chosen.organisation_id,
        event_seq=context.event.seq,
        at=context.at,
        hidden_by=context.actor.person,
        hidden_for=context.event.organisation,
    )
    words = {row.body for row in rows if isinstance(row, TextVersion)}
    part.kept = [_taken(row, ROWS[type(row)], part=part) for row in rows] + _copies(ticket, words)
    part.save(update_fields=["kept"])
    for other in _carried_to(ticket, rows):
        other.refresh_from_db()
        if other.part_id is None:
            _cascade(context, other.ticket_id, "hide_personal_data", {"hidden_part": other.part_key}, part)


def _taken(row, columns, **more) -> dict:
    """Put marks into the columns of a row; gives what they held."""
    values = {column: _plain(getattr(row, column)) for column in columns}
    marks = {column: _stand_in(column, value, HIDDEN) for column, value in values.items()}
    _rows(type(row)).filter(pk=row.pk).update(**marks, **more)
    return {"model": row._meta.label_lower, "pk": row.pk, "values": values}


def _rows(model):
    manager = model.objects
    return manager.unscoped(WHY) if isinstance(manager, ScopedManager) else manager.all()


def _plain(value):
    return value if isinstance(value, list) else str(value)


def _stand_in(column: str, value, mark: str):
    return "" if column in EMPTIED else [mark] if isinstance(value, list) else mark


def _copies(ticket, words: set[str]) -> list[dict]:
    """Put marks into the columns that hold the same words, on the ticket and those linked with it."""
    taken, ids = [], _linked(ticket)
    for label, key, columns in COPIES if words else ():
        for row in _rows(apps.get_model(label)).filter(**{key: ids}):
            said = [column for column in columns if _says(getattr(row, column), words)]
            if said:
                taken.append(_taken(row, said))
    return taken


def _says(value, words: set[str]) -> bool:
    return (", ".join(value) if isinstance(value, list) else value) in words


def _carried_to(ticket, rows: list) -> list:
    """The same words on tickets that are linked with this one, and the same file on any ticket."""
    if isinstance(rows[0], Attachment):
        found = Attachment.objects.unscoped(WHY).filter(sha256=rows[0].sha256)
    else:
        bodies = {row.body for row in rows}
        found = TextVersion.objects.unscoped(WHY).filter(ticket_id__in=_linked(ticket), body__in=bodies)
    found = found.filter(part=None, redacted=False, ticket__registered_at__isnull=False)
    return list(found.exclude(ticket_id=ticket.pk).order_by("ticket_id", "pk"))


def _linked(ticket) -> set[int]:
    """The ticket and every other one it was ever linked with."""
    links = Link.objects.unscoped(WHY).filter(Q(ticket_id=ticket.pk) | Q(other_id=ticket.pk))
    return {ticket.pk, *(pk for pair in links.values_list("ticket_id", "other_id") for pk in pair)}


def _cascade(context: Context, ticket_id: int, step: str, data: dict, part: HiddenPart) -> None:
    """The same step on another ticket, by the program; a part that it hides there is settled with this one."""
    cause = f"step:{context.step.name}"
    event = perform_within(type(context.root), ticket_id, step, actor=SYSTEM, via=context.via, data=data, cause=cause)
    HiddenPart.objects.unscoped(WHY).filter(ticket_id=ticket_id, event_seq=event.seq).update(copy_of=part)


def _task(context: Context, organisation, title: str, *, audience: str = codes.Audience.CUSTOMER) -> Task:
    due_at = context.at + timedelta(hours=HOURS_TO_ASSESS)
    made = {"title": title, "organisation": organisation, "audience": audience, "due_at": due_at}
    return Task(ticket=context.root, event_seq=context.event.seq, **made)


def _to_assess() -> str:
    """A task's title is kept as it was written, so it is written in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Personal data in the case: remove it or show it again, and assess whether it is a breach")


def _to_delete() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("Delete your copy of what was removed as personal data, and confirm it in a note")


# --- Settling ---


def replaceable_length(context: Context) -> int:
    """How many characters may stand in the place of the part that is settled; 0 where none may."""
    part = chosen_part(context)
    is_removed = context.data.get("personal_data_verdict") == codes.PersonalDataVerdict.REDACT
    if part is None or not is_removed or not is_field(part.what):
        return 0
    copies = [(apps.get_model(one["model"]), one["values"]) for one in part.kept]
    columns = [model._meta.get_field(name) for model, values in copies if model not in ROWS for name in values]
    return min([column.max_length or 20_000 for column in columns], default=INPUTS[part.what].max_length)


def settle(context: Context) -> None:
    """Back into sight, or gone for good here and wherever else the program keeps it; the vendor deletes its copy."""
    part = chosen_part(context)
    is_removed = context.data["personal_data_verdict"] == codes.PersonalDataVerdict.REDACT
    context.audience = part.audience if part.audience == codes.Audience.ALL else codes.Audience.CUSTOMER
    context.notes["settled"] = {"part": part.what, "verdict": str(context.data["personal_data_verdict"])}
    context.notes["settled"]["for"] = context.audience
    context.tell("participants")
    vendor = directory.organisation(context.root.vendor_id)
    if is_removed and vendor is not None and context.audience == codes.Audience.ALL:
        context.add(lambda event, texts: _task(context, vendor, _to_delete(), audience=codes.Audience.ALL))
        context.tell("vendor", kind="personal_data")
    if is_removed and context.has("replacement"):
        context.texts[:] = [text for text in context.texts if text.field != "replacement"]
        context.write(part.what, context.data["replacement"], audience=part.audience)
    context.then.append(lambda finished: _decide(finished, part, is_removed=is_removed))


def _decide(context: Context, part: HiddenPart, *, is_removed: bool) -> None:
    kept, part.kept = part.kept, []
    part.verdict, part.settled_seq, part.settled_at = (
        context.data["personal_data_verdict"],
        context.event.seq,
        context.at,
    )
    part.settled_by, part.settled_for = context.actor.person, context.event.organisation
    part.save()
    for entry in kept:
        _give_back(entry, mark=_lasting(context, entry) if is_removed else "")
    if is_removed:
        forgetting.forget(context.root, kept)
    for copy in HiddenPart.objects.unscoped(WHY).filter(copy_of=part, verdict=""):
        data = {"settled_part": copy.pk} | {name: context.data[name] for name in ("personal_data_verdict", "reason")}
        _cascade(context, copy.ticket_id, context.step.name, data, part.copy_of or part)


def _lasting(context: Context, entry: dict) -> str:
    """What stands in a row from now on: the mark, in a copy of the words what was written to replace them."""
    is_copy = apps.get_model(entry["model"]) not in ROWS
    return context.data.get("replacement") or REMOVED if is_copy else REMOVED


def _give_back(entry: dict, *, mark: str) -> None:
    """Put back what a row held, or a lasting mark; a column that was written anew meanwhile is left alone."""
    model = apps.get_model(entry["model"])
    for column, value in entry["values"].items():
        held = {column: _stand_in(column, value, HIDDEN)}
        now = {column: _stand_in(column, value, mark) if mark else value}
        _rows(model).filter(pk=entry["pk"], **held).update(**now)
    if model in ROWS:
        _rows(model).filter(pk=entry["pk"]).update(**({"redacted": True} if mark else {"part": None}))
    if model is Attachment and not mark:
        files.findable_again(Attachment.objects.unscoped(WHY).get(pk=entry["pk"]))
