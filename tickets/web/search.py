"""The page behind the search box: hits newest first with the place where the words stand, and what they divide into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from engine.errors import Refused
from engine.inputs import INPUTS
from engine.personal_data import certain, detect_identifiers, has_certain, refusal
from tickets import articles
from tickets.filters import FILTERS
from tickets.models import Ticket
from tickets.search import asked, find, index
from tickets.web import queue_filters, showing
from tickets.web.articles import REGISTER, row_of

PER_PAGE = 25
SHOWN_VALUES = 8  # of a facet
KEPT_AS_VALUES = frozenset({"answers", "table"})
BEFORE, AFTER = 60, 140  # letters of a text shown around what was found


@require_GET
def search(request):
    """Hits for `q`, cut down by the filters of the list. The whole number of a case leads to the case itself."""
    filters = {name: value for name, value in queue_filters.chosen(request.GET).items() if name != "sort"}
    number = asked.whole_number(filters.get("q", ""))
    if number and Ticket.objects.visible_to(request.actor).filter(number=number).exists():
        return redirect("tickets:detail", number=number)
    if has_certain(filters.get("q", "")):
        messages.error(request, refusal(_("The search box"), certain(detect_identifiers(filters["q"]))))
        return redirect("tickets:search")  # neither the page nor its address repeats it
    path, faults, found = reverse("tickets:search"), (), find.NOTHING
    try:
        found = find.search(filters | {"cursor": request.GET.get("cursor", "")}, request.actor, size=PER_PAGE)
    except Refused as refused:
        faults = refused.reasons
    context = {
        "faults": faults,
        "words": filters.get("q", ""),
        "found": found,
        "hits": _hits(found),
        "rows": _rows(found, filters, request.actor),
        "knowledge": _knowledge(found, filters.get("q", ""), request),
        "facets": _facets(path, filters, found, request.actor),
        "chips": queue_filters.chips(
            path, {name: value for name, value in filters.items() if name != "q"}, request.actor
        ),
        "all_url": queue_filters.address(path, {"q": filters.get("q", "")}),
        "list_url": queue_filters.address(reverse("tickets:list"), {"state": "all"} | filters),
        "pager": _pager(path, filters, found, request.GET.get("cursor", "")),
    }
    return render(request, "tickets/search.html", context, status=422 if faults else 200)


def _hits(found: find.Found) -> str:
    count = number_format(found.total or 0, 0, force_grouping=True)
    if found.is_more:
        return _("%(count)s+ hits") % {"count": count}
    return ngettext("%(count)s hit", "%(count)s hits", found.total or 0) % {"count": count}


@dataclass(frozen=True)
class Hit:
    """One case among the hits."""

    ticket: object
    url: str
    title: SafeString
    state: showing.State
    holder: str
    place: str
    excerpt: SafeString


def _rows(found: find.Found, filters: Mapping[str, str], actor) -> list[Hit]:
    if not (tickets := found.page.rows):
        return []
    places = index.places(tickets, found.terms, actor)
    pattern = pattern_of(part for term in found.terms for part in term.parts)
    came_from = urlencode({"lista": urlencode({"state": "all", "historic": "include"} | filters)})
    return [_hit(ticket, places.get(ticket.pk), pattern, came_from, actor) for ticket in tickets]


def _hit(ticket, place: tuple[str, str] | None, pattern: re.Pattern, came_from: str, actor) -> Hit:
    field, body = place or ("", "")
    return Hit(
        ticket=ticket,
        url=f"{reverse('tickets:detail', args=[ticket.number])}?{came_from}",
        title=marked(ticket.title, pattern),
        state=showing.state_of(ticket, actor),
        holder=showing.short_name(ticket.holder_id),
        place=str(INPUTS[field].label) if field in INPUTS else "",
        excerpt=marked(around(as_read(field, body), pattern), pattern),
    )


def as_read(field: str, body: str) -> str:
    """The text as people wrote it: what was answered or filled in, without the notation in which it is kept."""
    if field not in INPUTS or INPUTS[field].kind not in KEPT_AS_VALUES:
        return body
    try:
        return ", ".join(_values(json.loads(body)))
    except ValueError:  # it was hidden, or a part of it was
        return body


def _values(found) -> Iterable[str]:
    if isinstance(found, dict):
        found = list(found.values())
    if not isinstance(found, list):
        return [] if found in (None, "") or isinstance(found, bool) else [str(found)]
    return [value for one in found for value in _values(one)]


def pattern_of(parts: Iterable[str]) -> re.Pattern:
    """Words that hold a part; a word that holds another part is found by that one already."""
    kept: list[str] = []
    for part in sorted({part.lower() for part in parts if part}, key=len):
        if not (re.fullmatch(r"\w+", part) and any(shorter in part for shorter in kept)):
            kept.append(part)
    longest = "|".join(map(re.escape, reversed(kept)))
    return re.compile(rf"(?<!\w)\w*(?:{longest})\w*" if longest else r"(?!)", re.IGNORECASE)


def around(text: str, pattern: re.Pattern) -> str:
    """A line of the text with the first of what the pattern finds in it."""
    line = " ".join(text.split())
    first = pattern.search(line)
    start = max(0, first.start() - BEFORE if first else 0)
    start = line.find(" ", start, first.start()) + 1 if start else 0
    cut = line[start : start + BEFORE + AFTER]
    return f"{'… ' if start else ''}{cut}{' …' if start + len(cut) < len(line) else ''}"


def marked(text: str, pattern: re.Pattern) -> SafeString:
    """The text with what the pattern finds in it marked."""
    pieces, at = [], 0
    for one in pattern.finditer(text):
        pieces += [escape(text[at : one.start()]), format_html("<mark>{}</mark>", one.group())]
        at = one.end()
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 every piece is escaped


def _knowledge(found: find.Found, words: str, request) -> dict | None:
    """The best articles that answer the words, beside the first page; None where there are none."""
    if request.GET.get("cursor"):
        return None
    known = articles.answering(found.terms, request.actor, size=articles.PROPOSED)
    count, url = number_format(known.total, 0, force_grouping=True), REGISTER.url({"q": words})
    return {"rows": [row_of(one) for one in known.rows], "count": count, "url": url} if known.rows else None


def _facets(path: str, filters: Mapping[str, str], found: find.Found, actor) -> list[dict]:
    """Each facet that divides the hits, with a link a value; one that is chosen already can be taken away above."""
    titles = {name: FILTERS[name].label for name in find.FACETS} | {"state": pgettext("facet", "State")}
    labels = {"open": _("All open"), "closed": _("All closed")}  # of the facet, where single states are no values
    shown = []
    for name, counted in found.facets.items():
        if name in filters or len(counted) < 2:
            continue
        values = [
            {
                "label": labels.get(value) or queue_filters.words_for(name, value, actor).removeprefix("– "),
                "count": number_format(count, 0, force_grouping=True),
                "url": queue_filters.address(path, filters, **{name: value}),
            }
            for value, count in counted[:SHOWN_VALUES]
        ]
        shown.append({"label": titles[name], "values": values})
    return shown


def _pager(path: str, filters: Mapping[str, str], found: find.Found, cursor: str) -> dict[str, str]:
    page = found.page
    return {
        "first_url": queue_filters.address(path, filters) if cursor else "",
        "previous_url": queue_filters.address(path, filters, cursor=page.previous) if page.previous else "",
        "next_url": queue_filters.address(path, filters, cursor=page.next) if page.next else "",
    }
