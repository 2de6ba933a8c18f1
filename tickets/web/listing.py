"""The page of a register: its views, its filters, a table that is leafed through, and the same rows as a file.

The page extends `tickets/listing.html`: it says in `said`, `columns` and `rows` what is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from engine.errors import Refused
from regions import directory
from tickets.listed import MOST_IN_A_FILE, Found
from tickets.web.sheets import sheet


@dataclass(frozen=True)
class Choice:
    """A filter that is chosen. `every` is what no choice is called; `options` gives pairs of value and label."""

    name: str
    label: object
    every: object
    options: Callable[[], Iterable[tuple[str, object]]]


def regions() -> list[tuple[str, str]]:
    return [(one.slug, one.name) for one in directory.regions()]


def services() -> list[tuple[str, str]]:
    """Each service, and its parts below it."""
    return [(one.slug, one.name if one.parent_id is None else f"– {one.name}") for one in directory.services()]


REGION = Choice("region", gettext_lazy("Region"), pgettext_lazy("regions", "All"), regions)
SERVICE = Choice("service", gettext_lazy("Service"), pgettext_lazy("services", "All"), services)


@dataclass(frozen=True)
class Register:
    """What a register is asked for. The first of its `views` is the one called "", shown where none is chosen.

    `address` and `file` are the names of its addresses; `words` is what the field of words is called, `everything` the
    way back from filters that keep nothing, and `none_fits` says so.
    """

    address: str
    title: object
    views: tuple[tuple[str, object], ...]
    words: object
    choices: tuple[Choice, ...]
    none_fits: object
    everything: object
    file: str = ""

    def asked(self, request) -> dict[str, str]:
        names = ("q", *(one.name for one in self.choices), "which")
        return {name: request.GET.get(name, "").strip() for name in names}

    def url(self, asked: dict | None = None) -> str:
        return _url(self.address, asked or {})

    def page(self, request, listed, *, hidden: Iterable[str] = ()) -> Page:
        """The page that is asked for, as `listed` reads it (`tickets.listed`), without the views that are `hidden`."""
        asked, start, found, faults = self.asked(request), _start(request), Found(), []
        try:
            found = listed(asked, request.actor, start=start)
        except Refused as refused:
            faults = [str(reason.text) for reason in refused.reasons]
            asked["q"] = ""  # may hold a personal number
        views = [one for one in self.views if one[0] not in hidden]
        return Page(request, self, views, asked, start, found, faults)

    def as_file(self, request, listed, name: str, header: Iterable, line: Callable) -> HttpResponse:
        """The same rows as a table called `name` and today: `line` gives the cells of one."""
        try:
            found = listed(self.asked(request), request.actor, size=MOST_IN_A_FILE)
        except Refused as refused:
            return refused_file(refused)
        lines = [line(one) for one in found.rows]
        if found.more is not None:
            lines.append([_("Only the first %(shown)s of %(all)s. Filter to get the others.") % _counted(found)])
        return sheet(f"{name}-{timezone.localdate():%Y-%m-%d}", header, lines)


@dataclass(frozen=True)
class Page:
    """One answer of a register, as its template reads it."""

    request: object
    register: Register
    views: list[tuple[str, object]]
    asked: dict[str, str]
    start: int
    found: object
    faults: list[str]

    def answer(self, template: str, rows: list, **more) -> HttpResponse:
        context = {"page": self, "rows": rows, **more}
        return render(self.request, template, context, status=422 if self.faults else 200)

    @property
    def view(self) -> object:
        """What the view is called that is shown."""
        named = dict(self.register.views)
        return named.get(self.asked["which"], named[""])

    @property
    def tabs(self) -> list[dict]:
        """The views; what else is asked for stays."""
        return [
            {"label": label, "url": self.url(which=which), "current": which == self.asked["which"]}
            for which, label in self.views
        ]

    @property
    def choices(self) -> list[dict]:
        return [{"one": one, "chosen": self.asked[one.name]} for one in self.register.choices]

    @property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.asked.items() if name != "which")

    @property
    def all_url(self) -> str:
        return self.register.url()

    @property
    def next_url(self) -> str:
        return self.url(start=self.found.more) if self.found.more else ""

    @property
    def first_url(self) -> str:
        return self.url() if self.start else ""

    @property
    def file_url(self) -> str:
        return _url(self.register.file, self.asked) if self.register.file else ""

    def url(self, **changed) -> str:
        """The address of what is asked for, with that changed."""
        return self.register.url(self.asked | changed)


def _url(address: str, asked: dict) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse(address) + (f"?{query}" if query else "")


def _counted(found: Found) -> dict[str, int]:
    return {"shown": len(found.rows), "all": found.total}


def _start(request) -> int:
    said = request.GET.get("start", "")
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def refused_file(refused: Refused) -> HttpResponse:
    """Why there is no file, in plain words."""
    words = "\n".join(str(one.text) for one in refused.reasons)
    return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
