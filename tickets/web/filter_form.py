"""The filter form of the list, written out: nineteen lists of choices in every page, which no template each makes.

What the lists hold is `queue_filters.choices_of`; their options are kept as markup for as long as those are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from regions import directory
from tickets.filters import FILTERS
from tickets.web import queue_filters

FIRST = ("q", "process", "priority", "state", "holder", "region", "service", "assignee")
MORE = (
    "due",
    "hold",
    "safety",
    "area",
    "early_life",
    "older_than",
    "offered",
    "awaited",
    "confirm",
    "watched",
    "reporter",
    "visibility",
    "historic",
)
NOT_FOR_VENDOR = frozenset({"region", "visibility", "confirm", "historic"})


class FilterForm:
    """The filters as fields; a value from the address that the lists do not hold is kept as a choice of its own."""

    def __init__(self, filters: Mapping[str, str], actor):
        self._filters, self._actor = filters, actor
        left_out = frozenset() if actor.is_customer_side else NOT_FOR_VENDOR
        self._shown = [name for name in (*FIRST, *MORE) if name not in left_out]

    @property
    def hidden_fields(self) -> SafeString:
        """The filters in force that have no field here; the order has its own list."""
        rest = ((name, value, name) for name, value in self._filters.items() if name not in (*self._shown, "sort"))
        return format_html_join("", '<input type="hidden" name="{}" value="{}" id="id_{}">', rest)

    @property
    def first(self) -> SafeString:
        return self._fields(FIRST)

    @property
    def more(self) -> SafeString:
        return self._fields(MORE)

    @property
    def more_chosen(self) -> bool:
        return any(self._filters.get(name) for name in MORE)

    def _fields(self, names: Iterable[str]) -> SafeString:
        each = ((name, FILTERS[name].label, self._control(name)) for name in names if name in self._shown)
        return format_html_join("\n", '<label for="id_{}">{}{}</label>', each)

    def _control(self, name: str) -> SafeString:
        value = self._filters.get(name, "")
        listed = queue_filters.choices_of(name, self._actor)
        if listed:
            return format_html('<select name="{0}" id="id_{0}">{1}</select>', name, self._options(name, value, listed))
        given = format_html(' value="{}"', value) if value else ""
        return format_html('<input type="search" name="{0}"{1} id="id_{0}">', name, given)

    def _options(self, name: str, value: str, listed: list[tuple]) -> SafeString:
        """The kept options with the chosen one marked."""
        blank = format_html('<option value=""{}>{}</option>', "" if value else _SELECTED, pgettext("filter", "All"))
        key = (__name__, *queue_filters.kept_under(name, self._actor))
        options = directory.remembered(key, lambda: options_of(listed))
        if not value:
            return blank + options
        plain = f'<option value="{escape(value)}">'
        if plain in options:
            return blank + mark_safe(options.replace(plain, f"{plain[:-1]}{_SELECTED}>", 1))  # noqa: S308 escaped above
        words = queue_filters.words_for(name, value, self._actor)
        return blank + format_html('<option value="{}" selected>{}</option>', value, words) + options


_SELECTED = mark_safe(" selected")


def options_of(choices: Iterable[tuple]) -> SafeString:
    """The choices as options, groups as `optgroup`; none is selected."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html('<optgroup label="{}">{}</optgroup>', value, options_of(label))
                if isinstance(label, list)
                else format_html('<option value="{}">{}</option>', value, label),
            )
            for value, label in choices
        ),
    )
