"""Writing one step down: columns, words, event, ledger, due steps and messages, all in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from engine import due, history
from engine.context import Context
from engine.step import steps
from roles import rows
from tickets import codes

# Columns whose values hold people's own words: the event names the text version, never the value.
WORDED_COLUMNS = frozenset({"title", "vendor_reference", "planned_version", "tags", "local_reference", "units"})
# Columns that the database guard watches beside state and version (migration 0002).
GUARDED_COLUMNS = frozenset({"holder_id", "hold", "priority", "visibility"})
# Columns of a ticket that every step stores.
BOOKS = frozenset({"state", "version", "updated_at", "event_seq", "event_digest"})
# Columns that the vendor does not read.
CUSTOMER_COLUMNS = frozenset(
    {"reporter_id", "assignee_id", "team_id", "satisfaction", "co_holder_id", "supplier_id", "visibility"}
)


@dataclass
class Page:
    """What the step of one subject has to write down."""

    root: object
    contexts: list[Context]  # the parts that moved along come last
    before: dict | None
    changed: list
    is_guarded: bool
    texts: list
    events: list
    taken: Context  # the step itself: its event is the answer
    guarded_parts: list  # the parts whose state or version moved

    @property
    def parts(self) -> list:
        return [context.subject for context in self.contexts if context.subject is not self.root]


def write(subject, contexts, before):
    """Save `subject`, its ticket and the parts that moved along, with everything the step brought about.

    Returns the event of the step itself. Needs the transaction in which the ticket was locked or born.
    """
    return write_many([(subject, contexts, before)])[0]


def write_many(taken):
    """As `write` for (subject, contexts, before) of one model, no two of one ticket: one statement a table.

    Returns the events of the steps, in order.
    """
    pages = [_page(*one) for one in taken]
    contexts = [context for page in pages for context in page.contexts]
    kind = type(pages[0].root)
    guarded = [row for page in pages for row in ([page.root] if page.is_guarded else []) + page.guarded_parts]
    _let_through(guarded, [page.root for page in pages if page.before is None])
    _save_parts([part for page in pages for part in page.parts])
    for page in pages:
        _chain(page.root, page.contexts, page.events)
    _save(pages)
    _insert(pages)
    kind.follow([(page.root, page.before[id(page.root)] if page.before else None, page.taken.at) for page in pages])
    off, on = ([row for one in contexts for row in getattr(one, name)] for name in ("not_due", "due"))
    if not kind.keep_time(pages, off, on):
        due.call_off(off)
        due.schedule(on)
    kind.send(contexts, [context.event for context in contexts])
    for context in contexts:
        for follow in context.then:
            follow(context)
    return [page.taken.event for page in pages]


def _page(subject, contexts, before) -> Page:
    root, last = subject.root, contexts[-1]
    version, part_version = root.version, subject.version
    changed = [(one, _changes(one, before[id(one)] if before else None)) for one in unique(root, subject)]
    _stamp(subject, root, last, changed, is_birth=before is None)
    contexts = contexts + [part for context in contexts for part in _moved_parts(context)]
    for context in contexts:
        context.audience = context.audience or context.subject.event_audience(context)
    if last.audience == codes.Audience.ALL:
        root.updated_at = last.at
    texts = [_text_versions(root, context, number) for number, context in enumerate(contexts, start=1)]
    events = [
        _event(context, texts[number], changed if context is last else _moved_columns(context))
        for number, context in enumerate(contexts)
    ]
    is_guarded = before is None or root.version != version or bool(GUARDED_COLUMNS & changed[0][1].keys())
    unmoved = [subject] if subject.version == part_version and not subject._state.adding else []
    parts = [one.subject for one in contexts if one.subject is not root and one.subject not in unmoved]
    return Page(root, contexts, before, changed, is_guarded, texts, events, last, parts)


def unique(root, subject) -> list:
    """The ticket and, where it is another, the part of it that took the step."""
    return [root] if subject is root else [root, subject]


def _moved_parts(context) -> list[Context]:
    """The contexts of the rows that take a step along with `context`, their transitions done."""
    moved = []
    for part, name in context.parts:
        declared = steps(type(part))[name]
        sub = Context(
            subject=part,
            step=declared,
            actor=context.actor,
            at=context.at,
            via=context.via,
            hat=context.hat,
            cause=f"step:{context.step.name}",
            source=part.state,
        )
        getattr(part, declared.method)()
        part.version += 1
        moved.append(sub)
    return moved


def _moved_columns(context) -> list:
    """What a part that moved along was changed in, where it was asked to remember (`PartSubject.remember`)."""
    before = context.subject.__dict__.pop("_before", None)
    return [] if before is None else [(context.subject, _changes(context.subject, before))]


def _changes(one, before: dict | None) -> dict:
    now = one.snapshot()
    if before is None:
        return {key: (None, value) for key, value in now.items() if value not in (None, "", [], False, 0)}
    return {key: (before[key], value) for key, value in now.items() if before[key] != value}


def _stamp(subject, root, context, changed, *, is_birth: bool) -> None:
    """Versions and the time of change. A quiet step leaves both alone, unless everybody may see it."""
    moved = context.step.target is not None and context.source != subject.state
    loud = not context.step.rule.quiet
    if is_birth:
        root.created_at = context.at
    of_root, of_part = changed[0][1], changed[-1][1]
    if is_birth or (loud and (of_root or moved)):
        root.updated_at = context.at
    if is_birth or (loud and (of_root or root.detail_changed or (moved and subject is root))):
        root.version += 1
    if subject is not root and (moved or of_part):
        subject.version += 1


def _text_versions(root, context, number: int) -> list:
    _events, texts = root.rows_of_history()
    author = context.actor.person_id
    made = []
    for text in context.texts:
        made.append(
            texts(
                event_seq=root.event_seq + number,
                field=text.field,
                body=text.body,
                salt=text.salt,
                digest=history.text_digest(text.body, text.salt),
                audience=text.audience or context.audience,
                organisation=context.hat.organisation if context.hat else None,
                author_id=author,
            )
        )
    return made


def _event(context, texts, changed):
    subject, root, hat, actor = context.subject, context.subject.root, context.hat, context.actor
    said = dict(context.notes)
    for one, columns in changed:
        prefix = "" if one is root else f"{one.kind}."
        for key, (old, new) in columns.items():
            if key not in WORDED_COLUMNS and not (one is not root and key == "ticket_id"):
                name = prefix + key.removesuffix("_id")
                said[name] = {"old": plain(old), "new": plain(new), "for": _reader_of(key)}
    for text in texts:
        said[text.field] = {"text": text.digest, "for": text.audience}
    events, _texts = root.rows_of_history()
    event = events(
        seq=root.event_seq + 1,
        subject_type=subject.kind,
        subject_id=0,
        step=context.step.name,
        source=context.source,
        target=context.step.target or subject.state,
        at=context.at,
        via=context.via,
        user=actor.user,
        acting_person=actor.acting_person,
        organisation=subject.event_organisation(context),
        role=hat.role if hat else "",
        role_label=hat.label if hat else "",
        deputy_for_id=hat.deputy_for_id if hat else None,
        audience=context.audience,
        changed=said,
        cause=context.cause,
    )
    root.event_seq += 1
    return event


def _reader_of(column: str) -> str:
    return codes.Audience.CUSTOMER if column in CUSTOMER_COLUMNS else codes.Audience.ALL


def plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _let_through(guarded, born) -> None:
    """Tell the database guard exactly which rows this step writes; the guard strikes each off as it passes.

    A row without a change of what is guarded is not named: its pass would be left over for somebody else.
    In the same breath tickets that are born get their keys, so that their parts can be written and chained first.
    """
    tokens = [f"{one._meta.db_table}:{'new' if one._state.adding else one.pk}" for one in guarded]
    if not tokens:
        return
    keys = ", nextval(pg_get_serial_sequence(%s, 'id'))" * len(born)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select set_config('engine.subject', %s, true){keys}",
            [",".join(tokens), *(root._meta.db_table for root in born)],
        )
        _passes, *given = cursor.fetchone()
    for root, key in zip(born, given, strict=True):
        root.pk = key


def _save_parts(parts) -> None:
    """One statement for the new rows of a kind and one for the changed ones."""
    by_kind = defaultdict(list)
    for part in parts:
        part.ticket = part.ticket  # a ticket being born has its key by now
        by_kind[(type(part), part._state.adding)].append(part)
    for (model, is_new), of_kind in by_kind.items():
        _store(model, is_new, of_kind)


def _save(pages) -> None:
    """One statement for the tickets that are born, one for those that changed, and as many for details."""
    kept = {page.root.pk: page for page in pages if not page.root._state.adding}
    rows.insert([page.root for page in pages if page.root._state.adding])
    if kept:
        columns = {_field_name(page.root, key) for page in kept.values() for key in page.changed[0][1]}
        rows.update([page.root for page in kept.values()], columns | BOOKS)
    details = defaultdict(list)
    for page in pages:
        if page.root.detail_changed:
            page.root.detail_changed = False
            detail = page.root.detail()
            is_new = detail.ticket_id is None or detail._state.adding
            detail.ticket_id = page.root.pk
            details[(type(detail), is_new)].append(detail)
    for (model, is_new), of_kind in details.items():
        _store(model, is_new, of_kind)


def _store(model, is_new: bool, those) -> None:
    if is_new:
        rows.insert(those)
    else:
        rows.update(those, {field.name for field in model._meta.concrete_fields if not field.primary_key})


def _field_name(one, attname: str) -> str:
    return next(field.name for field in one._meta.concrete_fields if field.attname == attname)


def _chain(root, contexts, events) -> None:
    """Give each event its place in the ticket's chain; the ticket remembers the head."""
    for context, event in zip(contexts, events, strict=True):
        event.subject_id = 0 if context.subject is root else context.subject.pk
        event.digest = root.event_digest = history.digest_of(event, root.event_digest)


def _insert(pages) -> None:
    """Words, events and the rows that effects added, one statement a table."""
    for page in pages:
        for row in (*(text for group in page.texts for text in group), *page.events):
            setattr(row, page.root.owner_column, page.root)
    flat = [text for page in pages for group in page.texts for text in group]
    rows.insert(flat)
    rows.insert([event for page in pages for event in page.events])
    added = defaultdict(list)
    for page in pages:
        for context, event, words in zip(page.contexts, page.events, page.texts, strict=True):
            context.event = event
            by_field = {text.field: text for text in words}
            for make in context.rows:
                row = make(event, by_field)
                added[type(row)].append(row)
    for made in added.values():
        rows.insert(made)
