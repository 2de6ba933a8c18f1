"""`{% load ui %}`: the marks, fields and parts of pages. What each takes is listed in templates/components/README.md.

Everything takes explicit arguments and asks the database for nothing.
"""

from uuid import UUID, uuid4

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions.money import in_kronor, signed
from roles import titles
from sla import wording
from sussa.web import fields, marks, queue_row

register = template.Library()

for _mark in (
    marks.icon,
    marks.state,
    marks.prio,
    marks.clock,
    marks.party,
    marks.audience,
    marks.safety,
    marks.person,
    marks.when,
    queue_row.queue_row,
):
    register.simple_tag(_mark)
register.simple_tag(marks.strip)
register.simple_tag(marks.ledger_bar)

for _filter in (wording.span, wording.age, wording.age_words, wording.days):
    register.filter(_filter.__name__, _filter)
register.filter("role", titles.as_kept)


# --- Time and numbers -------------------------------------------------------------------------


@register.filter
def per_cent(share, decimals: int = 1) -> str:
    """0.904 as "90,4 %"."""
    return wording.per_cent(share, decimals=decimals)


@register.filter
def kronor(amount) -> str:
    """12500 as "12 500 kr"."""
    return in_kronor(amount)


@register.filter
def hours(number) -> str:
    """1250.5 as "1 250,50", below zero with a minus sign."""
    return signed(number_format(number, 2, force_grouping=True))


# --- Forms ------------------------------------------------------------------------------------


@register.simple_tag
def field(
    bound, layout: str = "row", hints=None, rows: int | None = None, hide_label: bool = False, autofocus: bool = False
):
    """A form field with its label, help and errors in FKUI's markup, from a BoundField."""
    return fields.render(bound, layout=layout, hints=hints, rows=rows, hide_label=hide_label, autofocus=autofocus)


@register.simple_tag
def form_fields(form):
    """All fields of a form in order, hidden ones first."""
    return format_html_join(
        "", "{}", ((fields.render(bound),) for bound in (*form.hidden_fields(), *form.visible_fields()))
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms):
    """What needs to be corrected, each linked to its field; nothing when nothing does."""
    errors = [row for form in forms if form is not None for row in fields.errors_of(form)]
    heading = ngettext("One thing needs to be corrected", "%(count)s things need to be corrected", len(errors))
    return {"errors": errors, "heading": heading % {"count": len(errors)}}


@register.simple_tag
def once(form=None):
    """The hidden mark that makes a second press of the same button count as one.

    Give the form: a form that is shown again with its errors keeps its mark, any other gets a new one.
    """
    kept = form.data.get("once", "") if form is not None and form.is_bound else ""
    return format_html('<input type="hidden" name="once" value="{}">', _uuid(kept) or uuid4())


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except (ValueError, TypeError, AttributeError):
        return ""


# --- Parts of pages ---------------------------------------------------------------------------


@register.simple_block_tag(end_name="endpanel")
def panel(
    content, title: str, id: str, aside: str = "", level: int = 2, body: bool = True, foot: str = "", css: str = ""
):
    """A framed section with a heading. `body=False` where the content brings its own padding (facets, todo, steps)."""
    return format_html(
        '<section class="panel{}" aria-labelledby="{}"><header><h{} id="{}">{}</h{}>{}</header>{}{}</section>',
        f" {css}" if css else "",
        id,
        level,
        id,
        title,
        level,
        format_html('<span class="dense muted">{}</span>', aside) if aside else "",
        format_html('<div class="panel__body">{}</div>', content) if body else content,
        format_html('<div class="panel__foot">{}</div>', foot) if foot else "",
    )


_MESSAGE_ICONS = {"info": "info", "warning": "risk", "error": "alert", "success": "check"}


@register.simple_block_tag(end_name="endmessage")
def message(content, kind: str = "info", heading: str = "", role: str = "", id: str = ""):
    """A lasting message: info, warning, error or success. `role="status"` or `"alert"` where it must be read out."""
    return format_html(
        '<div class="message-box message-box--{}"{}{}>{}<div class="message-box__content">{}{}</div></div>',
        kind,
        format_html(' role="{}"', role) if role else "",
        format_html(' id="{}"', id) if id else "",
        marks.icon(_MESSAGE_ICONS[kind]),
        format_html('<h2 class="message-box__heading">{}</h2>', heading) if heading else "",
        content,
    )


@register.simple_block_tag(end_name="endnothing")
def nothing(content, title: str, icon: str = "check", level: int = 3):
    """Nothing here: why, and in the content one way on. `level` is the heading's, 2 where no heading stands above."""
    return format_html(
        '<div class="empty">{}<h{level}>{}</h{level}>{}</div>', marks.icon(icon), title, content, level=level
    )


@register.inclusion_tag("components/step.html")
def step(
    label,
    url="",
    note="",
    *,
    name="",
    version=None,
    opens_form=False,
    inline=False,
    look="secondary",
    reasons=(),
    who="",
):
    """A step: a button that works, or with `reasons` what stands in the way and `who` can.

    `opens_form` gives a link to the step's own form (with `inline` it opens under the button where script runs);
    otherwise the button posts `version` and `once` to `url`.
    """
    return {
        "label": label,
        "url": url,
        "note": note,
        "name": name,
        "version": version,
        "opens_form": opens_form,
        "inline": inline,
        "look": look,
        "reasons": [str(getattr(reason, "text", reason)) for reason in reasons],
        "who": who,
        "once": uuid4(),
    }


@register.inclusion_tag("components/ledger.html")
def ledger(rows, sums, note="", url=""):
    """The time ledger: bar in order, one sum per party (`name`, `tier`, `span`), a note and a link to the rows."""
    return {"rows": rows, "sums": sums, "note": note, "url": url}


@register.inclusion_tag("components/toast.html")
def toast(text, undo_url="", undo_label="", icon="check"):
    """A receipt after a step, with a way back where there is one."""
    return {"text": text, "undo_url": undo_url, "undo_label": undo_label or _("Undo"), "icon": icon, "once": uuid4()}


@register.filter
def undo_url(flash) -> str:
    """The way back a flash message carries: `messages.success(request, text, extra_tags="undo:/path/")`."""
    tags = flash.extra_tags or ""
    return tags.removeprefix("undo:") if tags.startswith("undo:/") else ""
