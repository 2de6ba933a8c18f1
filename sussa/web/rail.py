"""The main menu: what it holds, for whom, and the counts beside it.

An entry whose address does not exist in this installation is left out, and so is one whose capability the
person lacks, or which is for the customer side where she is of the other. A count is a function of the actor that an
app's pages register; it is asked once per page and only where the menu is shown. The pages of a process add their
own entries (`tickets.web.menu`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sla import agreement_versions
from tickets.web.menu import COLLABORATION, REGISTERS, WORK, Entry, with_more


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    items: tuple[Entry, ...]


GROUPS = (
    Group(
        WORK,
        pgettext_lazy("menu", "Work"),
        (
            Entry(
                ("start", "tickets:start"),
                pgettext_lazy("menu", "Start"),
                "start",
                key="g s",
                urgent=True,
                counted=_("that need you"),
            ),
            Entry(("tickets:list",), pgettext_lazy("menu", "Cases"), "list", key="g a"),
            Entry(("tickets:articles",), pgettext_lazy("menu", "Knowledge"), "book", key="g k"),
        ),
    ),
    Group(
        COLLABORATION,
        pgettext_lazy("menu", "Collaboration"),
        (
            Entry(
                ("overview", "tickets:overview"),
                pgettext_lazy("menu", "Overview"),
                "bars",
                key="g o",
                capability="overview.read",
            ),
            Entry(
                ("tickets:for_forum",),
                _("To the vendor's forum"),
                "clock",
                any_of=("overview.read", "overview.vendor", "contract.read", "sla.dispute"),
            ),
        ),
    ),
    Group(
        REGISTERS,
        pgettext_lazy("menu", "Registers"),
        (
            Entry(("roles:register",), _("Roles and people"), "people"),
            Entry(("sla:agreements",), _("Agreements"), "file", may=agreement_versions.may_read),
            Entry(("tickets:escalations",), _("Escalations"), "alert", customer_side=True),
            Entry(("sla:calendars",), _("Calendars"), "clock", customer_side=True),
            Entry(("frame:outgoing",), _("Outgoing messages"), "box", capability="outbox.resend"),
        ),
    ),
)

_counts: dict[str, Callable] = {}


def register_count(url_name: str, count: Callable) -> None:
    """Show `count(actor)` beside the entry of this url name. One query at most; None shows nothing."""
    _counts[url_name] = count


def menu(actor, path: str) -> list[Group]:
    """The menu of this actor with the entry of `path` marked."""
    groups = [replace(group, items=_entries(with_more(group.slug, group.items), actor)) for group in GROUPS]
    open_entry = max(
        (entry.url for group in groups for entry in group.items if _is_under(path, entry.url)), key=len, default=None
    )
    return [
        replace(group, items=tuple(replace(entry, current=entry.url == open_entry) for entry in group.items))
        for group in groups
        if group.items
    ]


def address(*names: str) -> str:
    """The address of the first of these url names that exists; empty when none does."""
    return next((found for found in map(_address, names) if found), "")


def _entries(entries, actor) -> tuple[Entry, ...]:
    shown = (entry for entry in entries if _is_for(entry, actor))
    placed = (replace(entry, url=address(*entry.names), count=_count(entry, actor)) for entry in shown)
    return tuple(entry for entry in placed if entry.url)


def _is_for(entry: Entry, actor) -> bool:
    if entry.customer_side and not actor.is_customer_side:
        return False
    if entry.may is not None and not entry.may(actor):
        return False
    if entry.any_of and not any(map(actor.can, entry.any_of)):
        return False
    return not entry.capability or actor.can(entry.capability)


def _count(entry: Entry, actor) -> int | None:
    found = next((_counts[name] for name in entry.names if name in _counts), None)
    return found(actor) if found else None


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


@cache
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
