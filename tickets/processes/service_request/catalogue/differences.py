"""What a version of an item says otherwise than the one before it, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets.processes.service_request.catalogue import wording
from tickets.processes.service_request.catalogue.editor_form import VersionForm
from tickets.processes.service_request.catalogue.models import CatalogueVersion
from tickets.processes.service_request.catalogue.publishing import PLAIN
from tickets.processes.service_request.catalogue.questions import Kind, Question, questions_of

QUIET = ("reason", "valid_from")


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


def of_facts(before: CatalogueVersion | None, after: CatalogueVersion) -> list[Difference]:
    """What changes beside the questions; nothing where there is no version before."""
    if before is None:
        return []
    names = [name for name in (*PLAIN, "service_id") if name not in QUIET]
    return [
        Difference(_label(name), _words(before, name), _words(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def of_questions(before: CatalogueVersion | None, after: CatalogueVersion) -> list[Difference]:
    """Questions that are new, gone or asked otherwise; told apart by their names."""
    old = {one.name: one for one in questions_of(before.form)} if before is not None else {}
    new = {one.name: one for one in questions_of(after.form)}
    found = [
        Difference(str(one.label), in_words(old[name]) if name in old else "–", in_words(one))
        for name, one in new.items()
        if old.get(name) != one
    ]
    found += [Difference(str(one.label), in_words(one), "–") for name, one in old.items() if name not in new]
    kept = [name for name in new if name in old]
    if kept != [name for name in old if name in new]:
        orders = [", ".join(str(asked[name].label) for name in asked if name in kept) for asked in (old, new)]
        found.append(Difference(_("Order of the questions"), *orders))
    return found


def in_words(one: Question) -> str:
    """How a question is asked and answered, in a line."""
    said = [str(one.label), str(Kind(one.kind).label).lower()]
    said.append(_("an answer is needed") if one.required else _("may be left out"))
    if one.choices:
        said.append(", ".join(str(label) for _key, label in one.choices))
    if one.kind == Kind.NUMBER:
        said.append(f"{one.least}–{one.most}")
    elif one.kind in (Kind.TEXT, Kind.LONG_TEXT):
        said.append(_("at most %(most)d characters") % {"most": one.most})
    if one.help.sv:
        said.append(str(one.help))
    return "; ".join(said)


def _label(name: str) -> str:
    return str(VersionForm.base_fields[name.removesuffix("_id")].label)


def _words(version: CatalogueVersion, name: str) -> str:
    value = getattr(version, name)
    if name == "service_id":
        return version.service.name if version.service else "–"
    if name == "price":
        return wording.price_of(version)
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if hasattr(value, "isoformat"):
        return date_format(value)
    shown = getattr(version, f"get_{name}_display", None)
    return str((shown() if shown else value) or "–")
