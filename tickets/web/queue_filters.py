"""The filters of the list as people meet them: choices in words, chips that take one away, and the standing views.

The names and their meaning are those of `tickets.filters`; nothing here decides which rows are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from regions import directory
from tickets import codes, counting, saved_views
from tickets.areas import register as programme_areas
from tickets.filters import FILTERS
from tickets.paging import ORDERS
from tickets.web.showing import SHORT_HOLD
from tickets.workflows import PROCESSES

MOST_SAVED = 20  # saved views above the list; the others stand on their page
DAYS = ("3", "7", "14", "30", "90")
RUNS_OUT = ("1", "3", "7")  # days


def chosen(parameters: Mapping[str, str]) -> dict[str, str]:
    """The filters in the address, and the order; empty ones and other names left out."""
    return {name: parameters[name].strip() for name in (*FILTERS, "sort") if parameters.get(name, "").strip()}


def address(path: str, filters: Mapping[str, str], **changes: str) -> str:
    """`path` with the filters; a change to "" takes a filter away."""
    kept = {name: value for name, value in {**filters, **changes}.items() if value}
    return f"{path}?{urlencode(kept, safe=',')}" if kept else path


# --- Choices in words ---


def choices_of(name: str, actor) -> list[tuple]:
    """The values people choose among, with their words; a list in a pair is a group. Empty where any text will do.

    Made once a language and organisation while the directory keeps its rows: read it, never change it.
    """
    key = (__name__, *kept_under(name, actor))
    return directory.remembered(key, lambda: [_spoken(one) for one in _made_choices(name, actor)])


def kept_under(name: str, actor) -> tuple[str, ...]:
    """All that the choices depend on besides the directory."""
    return name, get_language(), _own_name(actor)


def _spoken(choice: tuple) -> tuple:
    """The choice with its words in the language of now."""
    value, label = choice
    return (str(value), [_spoken(one) for one in label] if isinstance(label, list) else str(label))


def _made_choices(name: str, actor) -> list[tuple]:
    makers = {
        "process": lambda: [(slug, str(one._meta.verbose_name)) for slug, one in PROCESSES.items()],
        "priority": lambda: (
            [(str(key), label) for key, label in codes.Priority.choices] + [("none", _("Without priority"))]
        ),
        "state": _states,
        "holder": lambda: _organisations(actor),
        "region": _regions,
        "service": _services,
        "area": _areas,
        "assignee": lambda: [("me", _("Me")), ("none", pgettext("person", "Nobody"))],
        "reporter": lambda: [("me", _("Me"))],
        "hold": lambda: [(str(key), str(label)) for key, label in SHORT_HOLD.items()],
        "safety": lambda: [("any", _("Risk, has occurred or not known")), *codes.PatientSafety.choices],
        "older_than": _ages,
        "newer_than": _ages,
        "visibility": lambda: list(codes.Visibility.choices),
        "watched": lambda: [("1", _("By me"))],
        "early_life": lambda: [("any", _("A release that is new now"))],
        "historic": lambda: [("include", _("Shown as well")), ("only", _("Only these"))],
        "due": lambda: [("over", _("Exceeded")), *_runs_out()],
        "side": _sides,
        "handed": _ways,
        **dict.fromkeys(("offered", "awaited", "confirm"), lambda: _mine(actor)),
        "origin": _regions,
    }
    return makers[name]() if name in makers else []


def _states() -> list[tuple]:
    labels: dict[str, list[str]] = {}
    for workflow in PROCESSES.values():
        for state, label in workflow.States.choices:
            known = labels.setdefault(str(state), [])
            if str(label) not in known:
                known.append(str(label))
    each = [(state, " / ".join(words)) for state, words in labels.items() if state != "draft"]
    return [("open", _("All open")), ("closed", _("All closed")), ("all", _("Open and closed")), (_("State"), each)]


def _mine(actor) -> list[tuple]:
    return [("me", _own_name(actor))]


def _own_name(actor) -> str:
    hat = actor.preferred_hat()
    return hat.organisation.name if hat else _("My organisation")


def _regions() -> list[tuple]:
    return [("me", _("My region")), *((one.slug, one.short_name or one.name) for one in directory.regions())]


def _organisations(actor) -> list[tuple]:
    parties = [one for one in (*directory.regions(), directory.support_org(), directory.vendor()) if one]
    return [("me", _("My organisation")), *((one.slug, one.short_name or one.name) for one in parties)]


def _services() -> list[tuple]:
    return [(one.slug, one.name if one.parent_id is None else f"– {one.name}") for one in directory.services()]


def _areas() -> list[tuple]:
    """Retired ones as well: old cases have them."""
    chosen_today = dict(programme_areas.offered())
    return [
        (one.slug, one.label if one.slug in chosen_today else _("%(area)s (retired)") % {"area": one.label})
        for one in programme_areas.areas()
    ]


def _ages() -> list[tuple]:
    return [(days, ngettext("%(days)s day", "%(days)s days", int(days)) % {"days": days}) for days in DAYS]


def _runs_out() -> list[tuple]:
    return [
        (days, ngettext("Runs out within %(days)s day", "Runs out within %(days)s days", int(days)) % {"days": days})
        for days in RUNS_OUT
    ]


def _side_names() -> dict[str, str]:
    support, vendor = directory.support_org(), directory.vendor()
    return {
        "region": _("The regions"),
        "support": support.short_name if support else "",
        "vendor": vendor.short_name if vendor else "",
    }


def _sides() -> list[tuple]:
    return list(_side_names().items())


def _ways() -> list[tuple]:
    names = _side_names()
    return [(f"{one}-{other}", f"{names[one]} → {names[other]}") for one in names for other in names if one != other]


def words_for(name: str, value: str, actor) -> str:
    """A filter's value (several, separated by commas) in words; what is not known stands as it was written."""
    if not (listed := choices_of(name, actor)):
        return value
    flat = {key: label for one in listed for key, label in (one[1] if isinstance(one[1], list) else [one])}
    return ", ".join(str(flat.get(one.strip(), one.strip())) for one in value.split(","))


# --- The chips ---


def chips(path: str, filters: Mapping[str, str], actor) -> list[dict[str, str]]:
    """One chip a filter in force, with the address of the list without it."""
    return [
        {
            "label": f"{FILTERS[name].label}: {words_for(name, value, actor)}",
            "url": address(path, filters, **{name: ""}),
        }
        for name, value in filters.items()
        if name in FILTERS
    ]


# --- Standing views ---


@dataclass(frozen=True)
class View:
    """A named set of filters; only a link."""

    label: str
    filters: dict[str, str]


def views_of(actor) -> list[View]:
    """The standing views of the side the person works on, the one opened first at the front."""
    hat = actor.preferred_hat()
    tier = hat.tier if hat else "region"
    vendor = directory.vendor()
    open_ = {"state": "open"}
    mine = View(_("Mine"), {"assignee": "me", **open_})
    receive = View(_("To accept"), {"offered": "me", **open_})
    answer = View(_("Waiting for our answer"), {"awaited": "me", **open_})
    urgent = View(_("P1 and P2"), {"priority": "1,2", **open_})
    at_us = View(pgettext("view", "With us"), {"holder": "me", **open_})
    at_vendor = (
        View(_("With %(organisation)s") % {"organisation": vendor.short_name}, {"side": "vendor", **open_})
        if vendor
        else None
    )
    every = View(pgettext("view", "All open"), open_)
    if tier == "vendor":
        return [at_us, receive, mine, answer, every]
    if tier == "support":
        free = View(_("Not assigned"), {"holder": "me", "assignee": "none", **open_})
        return [one for one in (at_us, receive, free, mine, answer, urgent, at_vendor, every) if one]
    region = View(_("The region's open"), {"region": "me", **open_})
    own_urgent = View(urgent.label, {"region": "me", **urgent.filters})
    own_at_vendor = View(at_vendor.label, {"region": "me", **at_vendor.filters}) if at_vendor else None
    confirm = View(_("To confirm"), {"confirm": "me", **open_})
    return [one for one in (region, mine, at_us, receive, answer, confirm, own_urgent, own_at_vendor, every) if one]


def first_filters(actor) -> dict[str, str]:
    """What the list opens with: the view that the person chose to open first, else the usual one of her side."""
    view = saved_views.first_of(actor)
    return chosen(view.filters) if view else views_of(actor)[0].filters


def view_links(path: str, filters: Mapping[str, str], actor) -> list[dict]:
    """The standing views and the saved ones, with how many each holds; two queries.

    A standing view has no order of its own: the one that people chose is kept between them.
    """
    sort = {"sort": filters["sort"]} if filters.get("sort") in ORDERS else {}
    plain = {name: value for name, value in filters.items() if name != "sort"}
    standing = [(view.label, view.filters, sort) for view in views_of(actor)]
    saved = [(name, chosen(kept), {}) for name, kept in saved_views.named(actor, most=MOST_SAVED)]
    counts = saved_views.counts([kept for _label, kept, _sort in standing + saved], actor)
    return [
        {
            "label": label,
            "url": address(path, {**kept, **own}),
            "count": None if count is None else counting.written(count),
            "current": plain == {name: value for name, value in kept.items() if name != "sort"},
            "is_saved": place >= len(standing),
        }
        for place, ((label, kept, own), count) in enumerate(zip(standing + saved, counts, strict=True))
    ]
