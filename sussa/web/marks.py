"""The marks of the interface as safe markup: state, priority, clock, party, audience, safety, region strip, ledger.

They stand in every row of a list, so they are made here and not by a template each. A mark says the same
by shape and by word; colour only repeats it. Nothing here asks the database or knows an organisation.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from sla import wording

# What a state looks like: its mark in the sprite and its tone. An unknown state falls back on its category.
_BY_STATE = {
    "draft": ("st-draft", ""),
    **dict.fromkeys(("new", "submitted", "candidate", "not_affected", "not_planned", "planned"), ("st-new", "")),
    **dict.fromkeys(("triage", "assess", "joint_review", "expert_review"), ("st-triage", "active")),
    **dict.fromkeys(("assigned", "scoped", "authorised"), ("st-assigned", "active")),
    "affected": ("st-affected", "critical"),
    "degraded": ("st-degraded", "hold"),
    "unknown": ("st-unknown", ""),
    **dict.fromkeys(("resolved", "restored", "delivered", "deployed"), ("st-resolved", "done")),
    **dict.fromkeys(("rejected", "cancelled", "withdrawn", "declined", "opted_out", "expired"), ("st-cancelled", "")),
    "duplicate": ("st-duplicate", ""),
    "reclassified": ("st-reclassified", ""),
}
_BY_CATEGORY = {
    "draft": ("st-draft", ""),
    "open": ("st-active", "active"),
    "waiting": ("st-hold", "hold"),
    "done": ("st-closed", "done"),
}

PRIORITIES = {
    1: pgettext_lazy("priority", "Critical"),
    2: pgettext_lazy("priority", "High"),
    3: pgettext_lazy("priority", "Medium"),
    4: pgettext_lazy("priority", "Low"),
}
_P1 = mark_safe(
    '<path d="M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5Z M6.2 3.5h1.6l-.3 4.3h-1z M6.2 9h1.6v1.6H6.2z" fill-rule="evenodd"/>'
)
_HEIGHTS = ((1.0, 9.4, 4.6), (4.6, 6.8, 7.2), (8.2, 4.2, 9.8), (11.8, 1.6, 12.4))

_CLOCK_ICONS = {"ok": "clock", "risk": "risk", "over": "alert", "paused": "pause"}
_AUDIENCE_ICONS = {"own": "home", "support": "home", "customer": "people", "all": "globe"}
SAFETY = {
    "vet_ej": pgettext_lazy("patient safety", "Not known"),
    "risk": pgettext_lazy("patient safety", "Risk"),
    "intraffat": pgettext_lazy("patient safety", "Has happened"),
}
STRIP_STATES = {
    "unknown": pgettext_lazy("region", "Not known"),
    "affected": pgettext_lazy("region", "Affected"),
    "degraded": pgettext_lazy("region", "Degraded"),
    "restored": pgettext_lazy("region", "Restored"),
    "confirmed": pgettext_lazy("region", "Confirmed"),
}
TIERS = ("region", "support", "vendor", "outside")


@lru_cache(maxsize=200, typed=True)
def icon(name: str) -> SafeString:
    """A mark of the sprite, hidden from screen readers: a word always stands beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def state(label: str, state_id: str = "", category: str = "open", *, chip: bool = False) -> SafeString:
    """A process state: its mark and its label. `chip` in a page head, plain in rows."""
    return _state(label if isinstance(label, str) else str(label), state_id, category, chip)


# Kept marks are told apart by type as well: words that are safe markup are not those that must be escaped.
@lru_cache(maxsize=500, typed=True)
def _state(label: str, state_id: str, category: str, chip: bool) -> SafeString:
    name, tone = _BY_STATE.get(state_id) or _BY_CATEGORY.get(category, _BY_CATEGORY["open"])
    classes = " ".join(filter(None, ("state", f"state--{tone}" if tone else "", "state--chip" if chip else "")))
    return format_html('<span class="{}">{}{}</span>', classes, icon(name), label)


def prio(level: int | None, *, full: bool = False) -> SafeString:
    """Bars, number and word; in rows the word is for screen readers only. None: not set yet."""
    if level not in PRIORITIES:
        return format_html('<span class="prio prio--none muted">{}</span>', _("No priority yet"))
    return _prio(level, str(PRIORITIES[level]), full)


@lru_cache(maxsize=50, typed=True)
def _prio(level: int, word: str, full: bool) -> SafeString:
    word = format_html(" {}", word)
    if not full:
        word = format_html('<span class="sr-only">{}</span>', word)
    return format_html(
        '<span class="prio prio--{0}"><svg class="prio__bars" viewBox="0 0 14 14" aria-hidden="true">{1}</svg>'
        "P{0}{2}</span>",
        level,
        _P1 if level == 1 else _bars(5 - level),
        word,
    )


def _bars(filled: int) -> SafeString:
    return format_html_join(
        "",
        '<rect{} x="{}" y="{}" width="2.4" height="{}" rx=".6"/>',
        (
            (mark_safe(' class="off"') if place >= filled else "", str(x), str(y), str(height))
            for place, (x, y, height) in enumerate(_HEIGHTS)
        ),
    )


def clock(kind: str, text: str, *, chip: bool = False) -> SafeString:
    """One clock: `kind` is ok, risk, over or paused; `text` says what is left or over."""
    chip_class = " clock--chip" if chip else ""
    return format_html(
        '<span class="clock clock--{}{}">{}{}</span>', kind, chip_class, icon(_CLOCK_ICONS.get(kind, "clock")), text
    )


@lru_cache(maxsize=500, typed=True)
def party(name: str, tier: str = "region") -> SafeString:
    """Who holds: square for the region side, circle for support, diamond for the vendor, ring for outside."""
    extra = "" if tier == "region" else f" party--{tier}"
    return format_html('<span class="party{}">{}</span>', extra, name)


def audience(level: str, text: str) -> SafeString:
    """Who reads a note, file or event: `level` is its audience; `text` names them."""
    return format_html(
        '<span class="audience audience--{}">{}<span class="sr-only">{} </span>{}</span>',
        level,
        icon(_AUDIENCE_ICONS.get(level, "people")),
        _("Seen by:"),
        text,
    )


def safety(answer: str, *, full: bool = False) -> SafeString:
    """The answer to the patient-safety question; nothing when the answer is no."""
    if answer not in SAFETY:
        return mark_safe("")
    prefix = _("Patient safety:")
    lead = format_html("{} ", prefix) if full else format_html('<span class="sr-only">{} </span>', prefix)
    word = str(SAFETY[answer])
    return format_html('<span class="safety">{}{}{}</span>', icon("heart"), lead, word.lower() if full else word)


def when(value, form: str = "row"):
    """A `time` element. `form`: row, clock, day, row_day, long or iso; the full time is its tooltip."""
    if value is None:
        return "–"
    writers = {
        "row": wording.row_time,
        "clock": wording.clock_time,
        "day": wording.long_day,
        "row_day": wording.row_day,
        "long": wording.long_time,
        "iso": lambda moment: moment.strftime("%Y-%m-%d"),
    }
    has_clock = hasattr(value, "hour")
    moment = wording.local(value)
    title = wording.long_time(value) if has_clock else wording.long_day(value)
    written = writers[form](moment)
    if form == "long" or written == title:
        return format_html(
            '<time datetime="{}">{}</time>', moment.isoformat(timespec="minutes") if has_clock else moment, written
        )
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="minutes") if has_clock else moment.isoformat(),
        title,
        written,
    )


def person(name: str, role: str = "", organisation: str = "") -> SafeString:
    """First name, role and organisation of who did it; the vendor's people by organisation and role."""
    rest = ", ".join(filter(None, (str(role), str(organisation))))
    if not rest:
        return format_html('<span class="person__name">{}</span>', name)
    return format_html('<span class="person__name">{}</span> <span class="person__role">{}</span>', name, rest)


def strip(cells: Iterable[Any]) -> SafeString:
    """The regions in one row, always in the order given.

    A cell has `letters`, `name`, `state` (a key of STRIP_STATES, or empty for not affected) and `mine`,
    as keys or as attributes. Only affected regions carry their letters; one sentence says the same in words.
    """
    rows = tuple(
        (_of(cell, "letters"), _of(cell, "name"), _of(cell, "state") or "", bool(_of(cell, "mine"))) for cell in cells
    )
    return _strip(rows, get_language())


@lru_cache(maxsize=1000, typed=True)
def _strip(rows: tuple[tuple[str, str, str, bool], ...], language: str) -> SafeString:
    """The strip in the language in force, which `language` names; the same ones stand in many rows."""
    boxes = format_html_join("", "{}", ((_box(letters, state_id, mine),) for letters, _name, state_id, mine in rows))
    return format_html('<span class="strip" role="img" aria-label="{}">{}</span>', strip_sentence(rows), boxes)


def strip_sentence(rows: Sequence[tuple[str, str, str, bool]]) -> str:
    """The strip in words: each state with its regions, and that the rest are not affected."""
    said = []
    for key, label in STRIP_STATES.items():
        names = [name for _letters, name, state_id, _mine in rows if state_id == key]
        if names:
            said.append(f"{label}: {', '.join(str(name) for name in names)}.")
    if not said:
        return _("No region is affected.")
    if any(state_id not in STRIP_STATES for _letters, _name, state_id, _mine in rows):
        said.append(_("The others: not affected."))
    return " ".join(said)


@lru_cache(maxsize=500, typed=True)
def _box(letters: str, state_id: str, mine: bool) -> SafeString:
    known = state_id in STRIP_STATES
    classes = " ".join(filter(None, (f"is-{state_id}" if known else "", "is-mine" if mine else "")))
    marked = format_html(' class="{}"', classes) if classes else ""
    return format_html("<b{}>{}</b>", marked, letters if known else "")


def ledger_bar(rows: Iterable[Any]) -> SafeString:
    """Whose time it was, in order. A row has `tier`, `name` and `span` (timedelta), as keys or as attributes."""
    parts = [(_of(row, "tier"), _of(row, "name"), _of(row, "span")) for row in rows]
    total = sum((span for _tier, _name, span in parts), timedelta()).total_seconds() or 1
    rects, at = [], 0.0
    for tier, _name, span in parts:
        share = 100 * span.total_seconds() / total
        rects.append(_rect(tier if tier in TIERS else "outside", at, share))
        at += share
    label = _("Time in order: %(rows)s.") % {
        "rows": "; ".join(f"{name}, {wording.span(span)}" for _tier, name, span in parts)
    }
    return format_html(
        '<svg class="ledger__bar" role="img" aria-label="{}">{}</svg>',
        label,
        format_html_join("", "{}", ((r,) for r in rects)),
    )


def _rect(tier: str, at: float, share: float) -> SafeString:
    place = format_html('x="{}%" y="0" width="{}%" height="22"', f"{at:.2f}", f"{share:.2f}")
    solid = format_html('<rect class="f-{}" {}/>', tier, place)
    if tier == "support":
        return format_html('{}<rect {} fill="url(#hatch)"/>', solid, place)
    return solid


def _of(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
