"""Personal data found afterwards: hiding a text or file at once, and settling what becomes of it (law.md 3.2 step 4).

Hiding moves the words into a `HiddenPart` and leaves a mark in every row that held them, so that no door has to know
of it. Settling moves them back, or drops them everywhere (`tickets.forgetting`). Either is one step of the ticket,
and one by the program on each other ticket with the same words or file; these are locked first, in order.
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
from tickets import article_hiding, codes, files, forgetting
from tickets.forgetting import rows_of
from tickets.models import Attachment, HiddenPart, Link, Task, TextVersion, Ticket
from tickets.search.index import about_to_forget

FILE = "file"
HOURS_TO_ASSESS = 72  # from knowledge to the authority (GDPR art. 33)
ROWS = {TextVersion: ("body", "salt"), Attachment: ("name", "file", "sha256", "salt")}
NOT_PROSE = frozenset({"answers", "table"})  # no sentence stands in their place
EMPTIED = frozenset({"salt", "file", "sha256"})
# Columns that repeat a text's words, here and on the tickets they were carried to: model, how its tickets are named.
COPIES = (
    ("tickets.ticket", "pk__in", ("title", "vendor_reference", "planned_version", "tags")),
    ("tickets.incidentdetail", "pk__in", ("version", "deviation_id")),
    ("tickets.regionleg", "ticket_id__in", ("units",)),
    ("tickets.servicerequestdetail", "pk__in", ("ordered_for", "cost_centre")),
    ("tickets.task", "ticket_id__in", ("title",)),
    ("tickets.diarynumber", "ticket_id__in", ("number",)),
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
    """Out of sight at once; the information security roles are told and have three days to assess it.

    What the program hides is a copy that was found from where a person hid it: it leads no further.
    """
    chosen = context.data["hidden_part"]
    rows = _same(chosen)
    others = [] if context.actor.is_system else _locked_copies(rows)
    about_to_forget()
    context.audience = _circle_of({row.audience for row in rows})
    context.notes["hidden"] = {"part": _what(chosen), "for": context.audience}
    context.tell("personal_data", kind="personal_data")
    context.add(lambda event, texts: _task(context, directory.organisation(context.root.origin_id), _to_assess()))
    context.then.append(lambda finished: _put_away(finished, chosen, rows, others))


def _circle_of(audiences: set[str]) -> str:
    """Who reads that something was hidden: whoever could read it; of a promise inside one region that family alone."""
    if len(audiences) == 1 and codes.promiser(*audiences) is not None:
        return next(iter(audiences))
    is_open = all(map(codes.is_read_by_vendor, audiences))
    return codes.Audience.ALL if is_open else codes.Audience.CUSTOMER


def _what(row) -> str:
    return row.field if isinstance(row, TextVersion) else FILE


def _same(chosen) -> list:
    """Every row of its ticket with the same words or the same content; of a field, all its versions."""
    rows = type(chosen).objects.unscoped(WHY).filter(ticket_id=chosen.ticket_id, part=None, redacted=False)
    if isinstance(chosen, Attachment):
        return list(rows.filter(sha256=chosen.sha256))
    versions = Q(field=chosen.field) if is_field(chosen.field) else Q(pk=chosen.pk)
    return list(rows.filter(versions | Q(body=chosen.body)))


def _put_away(context: Context, chosen, rows: list, others: list) -> None:
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
    part.kept = [_taken(row, ROWS[type(row)], part=part) | {"chosen": row == chosen} for row in rows]
    part.kept += [_taken(row, said) for row, said in _repeating(rows)]
    part.save(update_fields=["kept"])
    for other in others:
        event = _cascade(context, other.ticket_id, {"hidden_part": other.part_key})
        HiddenPart.objects.unscoped(WHY).filter(ticket_id=other.ticket_id, event_seq=event.seq).update(copy_of=part)
    if not context.actor.is_system:
        ids = {part.ticket_id, *(other.ticket_id for other in others)}
        article_hiding.hide_copies(context, ids, _words(rows), part)


def _taken(row, columns, **more) -> dict:
    """Put marks into the columns of a row; gives what they held."""
    values = {column: _plain(getattr(row, column)) for column in columns}
    marks = {column: _stand_in(column, value, HIDDEN) for column, value in values.items()}
    rows_of(type(row)).filter(pk=row.pk).update(**marks, **more)
    return {"model": row._meta.label_lower, "pk": row.pk, "values": values}


def _plain(value):
    return value if isinstance(value, list) else str(value)


def _stand_in(column: str, value, mark: str):
    return "" if column in EMPTIED else [mark] if isinstance(value, list) else mark


def _repeating(rows: list) -> list[tuple]:
    """Each row with columns that hold the same words, on the tickets and those linked with them; and which columns."""
    if not (words := _words(rows)):
        return []
    ids, found = _linked(rows), []
    for label, key, columns in COPIES:
        for row in rows_of(apps.get_model(label)).filter(**{key: ids}):
            said = [column for column in columns if _says(getattr(row, column), words)]
            found += [(row, said)] if said else []
    return found


def _words(rows: list) -> set[str]:
    return {row.body for row in rows if isinstance(row, TextVersion)}


def _says(value, words: set[str]) -> bool:
    return (", ".join(value) if isinstance(value, list) else value) in words


def _locked_copies(rows: list) -> list:
    """`_copies`, their tickets locked in the order of their keys; what was written while we waited is among them."""
    found = _copies(rows)
    repeating = (row for group in (rows, *map(_same, found)) for row, _said in _repeating(group))
    _lock({*(row.ticket_id for row in found), *map(_ticket_of, repeating)})
    return _copies(rows)


def _lock(ids: set[int]) -> None:
    rows = Ticket.objects.unscoped(WHY).filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _ticket_of(row) -> int:
    return row.pk if isinstance(row, Ticket) else row.ticket_id


def _copies(rows: list) -> list:
    """The same words wherever links carried them, or the same file on any ticket: one row for each part to be hidden.

    In the order of their tickets.
    """
    found, seen, waiting = [], set(rows), [rows]
    while waiting:
        for row in _carried(waiting.pop()):
            if row not in seen:
                same = _same(row)
                seen |= {row, *same}
                found.append(row)
                waiting.append(same)
    return sorted(found, key=lambda row: (row.ticket_id, row.pk))


def _carried(rows: list):
    """The same words on tickets that are linked with theirs, and the same file on any ticket."""
    if isinstance(rows[0], Attachment):
        found = Attachment.objects.unscoped(WHY).filter(sha256=rows[0].sha256)
    else:
        found = TextVersion.objects.unscoped(WHY).filter(ticket_id__in=_linked(rows), body__in=_words(rows))
    found = found.filter(part=None, redacted=False, ticket__registered_at__isnull=False)
    return found.exclude(ticket_id=rows[0].ticket_id).order_by("ticket_id", "pk")


def _linked(rows: list) -> set[int]:
    """The ticket of the rows and every other one it was ever linked with."""
    here = rows[0].ticket_id
    links = Link.objects.unscoped(WHY).filter(Q(ticket_id=here) | Q(other_id=here))
    return {here, *(pk for pair in links.values_list("ticket_id", "other_id") for pk in pair)}


def _cascade(context: Context, ticket_id: int, data: dict):
    """The same step on another ticket, by the program; returns its event."""
    how = {"actor": SYSTEM, "via": context.via, "cause": f"step:{context.step.name}"}
    return perform_within(type(context.root), ticket_id, context.step.name, data=data, **how)


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


def _with_another() -> str:
    """Why a copy is settled: a person's reason is about the case that she decided on, and stays there."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Decided with another case that has the same text or file")


# --- Settling ---


def replaceable_length(context: Context) -> int:
    """How many characters may stand in the place of the part that is settled; 0 where none may."""
    part = chosen_part(context)
    is_removed = context.data.get("personal_data_verdict") == codes.PersonalDataVerdict.REDACT
    if part is None or not is_removed or not is_field(part.what) or INPUTS[part.what].kind in NOT_PROSE:
        return 0
    copies = [(apps.get_model(one["model"]), one["values"]) for one in part.kept]
    columns = [model._meta.get_field(name) for model, values in copies if model not in ROWS for name in values]
    return min([column.max_length or 20_000 for column in columns], default=INPUTS[part.what].max_length)


def settle(context: Context) -> None:
    """Back into sight, or gone for good here and wherever else the program keeps it; the vendor deletes its copy."""
    part = chosen_part(context)
    is_removed = context.data["personal_data_verdict"] == codes.PersonalDataVerdict.REDACT
    context.audience = _circle_of({part.audience})
    context.notes["settled"] = {"part": part.what, "verdict": str(context.data["personal_data_verdict"])}
    context.notes["settled"]["for"] = context.audience
    context.tell("participants")
    vendor = directory.organisation(context.root.vendor_id)
    if is_removed and vendor is not None and codes.is_read_by_vendor(context.audience):
        context.add(lambda event, texts: _task(context, vendor, _to_delete(), audience=codes.Audience.ALL))
        context.tell("vendor", kind="personal_data")
    if is_removed and context.has("replacement"):
        context.texts[:] = [text for text in context.texts if text.field != "replacement"]
        context.write(part.what, context.data["replacement"], audience=part.audience)
    _lock({copy.ticket_id for copy in _undecided_copies(part)})
    about_to_forget()
    context.then.append(lambda finished: _decide(finished, part, is_removed=is_removed))


def _undecided_copies(part: HiddenPart):
    """What the program hid on other tickets because of this part, in the order of their tickets."""
    return HiddenPart.objects.unscoped(WHY).filter(copy_of=part, verdict="").order_by("ticket_id", "pk")


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
    copies = list(_undecided_copies(part))
    if is_removed and not context.actor.is_system:  # what the program settles is forgotten with what led to it
        forgetting.forget(sorted({one.ticket_id for one in (part, *copies)}), kept)
    for copy in copies:
        data = {"settled_part": copy.pk, "personal_data_verdict": context.data["personal_data_verdict"]}
        _cascade(context, copy.ticket_id, data | {"reason": _with_another()})
    article_hiding.settle_copies(context, part, _with_another())


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
        rows_of(model).filter(pk=entry["pk"], **held).update(**now)
    if model in ROWS:
        rows_of(model).filter(pk=entry["pk"]).update(**({"redacted": True} if mark else {"part": None}))
    if model is Attachment and not mark:
        files.findable_again(Attachment.objects.unscoped(WHY).get(pk=entry["pk"]))
