"""A row of the list of cases as markup. Written out: a template for each of its marks costs half the page."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sla import wording
from sussa.web import marks

_ROW = (
    '<tr data-row>{}<td class="c-prio">{}</td><th class="ticket" scope="row">{}</th><td class="c-state">{}</td>'
    '<td class="c-clock">{}</td><td class="c-strip">{}</td></tr>'
)
_PICK = (
    '<td class="pick"><label class="pickbox"><input type="checkbox" name="rows" value="{}" form="bulk" data-pick>'
    '<span class="sr-only">{}</span></label></td>'
)
_NOTHING = mark_safe("")


def queue_row(row) -> SafeString:
    """A case in a list: `row` has what the page says of it, made by the page (tickets/web/queue_rows.py)."""
    pick = format_html(_PICK, row.pick, row.ticket.number) if row.pick else _NOTHING
    return format_html(_ROW, pick, _priority(row), _title(row), _state(row), _clock(row), marks.strip(row.cells))


def _priority(row) -> SafeString:
    if row.ticket.priority:
        return marks.prio(row.ticket.priority)
    if not row.ticket.is_ranked:
        return _NOTHING
    return format_html(
        '<span class="muted" aria-hidden="true">–</span><span class="sr-only">{}</span>', _("No priority yet")
    )


def _title(row) -> SafeString:
    ticket = row.ticket
    return format_html(
        '<a href="{}" data-row-link>{}</a><span class="sub"><span class="id">{}</span>{}{}{}{}{}</span>',
        row.url,
        ticket.title,
        ticket.number,
        format_html("<span>{}</span>", row.service) if row.service else _NOTHING,
        _reference(row),
        marks.safety(row.safety),
        _tag(_("Confidential")) if ticket.visibility == "confidential" else _NOTHING,
        _tag(_("Imported")) if ticket.historic else _NOTHING,
    )


def _reference(row) -> SafeString:
    if not row.ticket.vendor_reference:
        return _NOTHING
    return format_html('<span>{} <span class="id">{}</span></span>', row.vendor, row.ticket.vendor_reference)


def _tag(word: str) -> SafeString:
    return format_html('<span class="tag">{}</span>', word)


def _state(row) -> SafeString:
    return format_html(
        '{}<span class="sub">{}{}</span>',
        marks.state(row.state.label, row.state.id, row.state.category),
        marks.party(row.holder, row.holder_tier) if row.holder else _NOTHING,
        format_html(" <span>{}</span>", row.assignee) if row.assignee else _NOTHING,
    )


def _clock(row) -> SafeString:
    """Two lines: what is due, and beneath it how old the case is; where nothing is due, the age stands first."""
    age = _NOTHING if row.age is None else _age(wording.age(row.age))
    first, beside = (marks.clock(row.due.mark, row.due.text, chip=True), age) if row.due else (age, _NOTHING)
    changed = format_html("<span>{} {}</span>", pgettext("column", "Changed"), marks.when(row.ticket.updated_at, "row"))
    return format_html('{}<span class="sub">{}{}</span>', first, beside, changed)


def _age(age: str) -> SafeString:
    return format_html('<span class="age"><span class="sr-only">{} </span>{}</span>', _("Open for"), age)
