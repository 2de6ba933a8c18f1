"""The service catalogue of the data files: what its versions say, checked as by hand, and published where new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from regions.kinds import OrganisationKind
from regions.models import ServiceComponent
from sussa.collaboration.problems import DataRefused, Place, Problem
from sussa.collaboration.reading import Files, Row
from tickets.processes.service_request.catalogue import lines
from tickets.processes.service_request.catalogue.models import CatalogueItem, CatalogueVersion, Fulfiller
from tickets.processes.service_request.catalogue.publishing import (
    PLAIN,
    Wanted,
    as_kept,
    faults,
    publish_loaded,
    wanted_of,
)

# How a fault of a version is called by the key that it stands at.
_KEYS = {"title": "title_sv", "lead": "lead_sv"}


def check_catalogue(files: Files) -> Iterator[Problem]:
    """Regions own items, every item has a version, and each version could have been published by hand."""
    kinds = {row.values["slug"]: row.values["kind"] for row in files.section("organisations")}
    versioned = {row.values["item"] for row in files.section("catalogue_versions")}
    for row in files.section("catalogue_items"):
        region = row.values.get("region")
        if region and kinds[region] != OrganisationKind.REGION:
            yield Problem(row.place("region"), _("Only a region has items of its own. Name one, or remove the key."))
        if row.values["slug"] not in versioned:
            text = _("The item says nothing. Add a version of it to the section catalogue_versions.")
            yield Problem(row.place("slug"), text)
    own = {row.values["slug"] for row in files.section("catalogue_items") if row.values.get("region")}
    for row in files.section("catalogue_versions"):
        yield from _version(row)
        if row.values["item"] not in own and row.values["fulfiller"] == Fulfiller.REGION:
            text = _("A joint item is not delivered by the region itself. Name who does.")
            yield Problem(row.place("fulfiller"), text)


def _version(row: Row) -> Iterator[Problem]:
    problems = [*_unreadable(row)]
    yield from problems
    if not problems:
        wanted = _wanted(row, service=None)
        yield from (Problem(row.place(_KEYS.get(key, key)), text) for key, text in faults(wanted).items())


def _unreadable(row: Row) -> Iterator[Problem]:
    """Lines that cannot be read, and answers and help for what is not asked."""
    wrong: list[Problem] = []
    names = {one.name for _at, one in _read(row, "questions", lines.read_question, wrong)}
    for key, read in (("answers", lines.read_answer), ("helps", lines.read_help)):
        for at, line in _read(row, key, read, wrong):
            if line[0] not in names:
                text = _("No question has the name “%(word)s”. Correct the word.") % {"word": line[0]}
                wrong.append(Problem(row.place(key, at), text))
    yield from wrong


def _read(row: Row, key: str, read: Callable, problems: list[Problem]) -> list[tuple[int, tuple]]:
    found = []
    for at, text in enumerate(row.values.get(key) or []):
        try:
            found.append((at, read(text)))
        except lines.Unreadable as error:
            problems.append(Problem(row.place(key, at), str(error)))
    return found


def _wanted(row: Row, *, service: ServiceComponent | None) -> Wanted:
    """What the row says, once its lines can be read."""
    said = {name: row.values[name] for name in PLAIN if row.values.get(name) is not None}
    if "price" in said:
        said["price"] = Decimal(said["price"])
    asked = [lines.read_question(text) for text in row.values.get("questions") or []]
    answers = [lines.read_answer(text) for text in row.values.get("answers") or []]
    helps = [lines.read_help(text) for text in row.values.get("helps") or []]
    return Wanted(questions=lines.put_together(asked, answers, helps), service=service, **said)


def write_versions(
    rows: list[Row], items: dict[str, CatalogueItem], services: dict[str, ServiceComponent]
) -> tuple[list[str], set[str]]:
    """Publish the versions that are new; the keys of those, and of all that the database has.

    A version that people published for the same first day stands. Raises DataRefused for one that says something
    else than what has been published, and for a new one in the past of an item that is in the catalogue already.
    """
    published = _published(items)
    in_use = {item for item, _day in published}
    made, problems = [], []
    for row in sorted(rows, key=lambda one: one.values["valid_from"]):
        item, day = items[row.values["item"]], row.values["valid_from"]
        wanted = _wanted(row, service=services.get(row.values.get("service")))
        known = published.get((item.pk, day), [])
        if not known and item.pk in in_use and day < timezone.localdate():
            text = _("The item is in the catalogue: let a new version begin today or later.")
            problems.append(Problem(row.place("valid_from"), text))
        elif not known:
            publish_loaded(item, wanted)
            made.append(_key(item, day))
        elif all(one.published_by_id is None for one in known) and wanted_of(known[-1]) != as_kept(wanted):
            problems.append(Problem(_differs(row, known[-1], as_kept(wanted)), _stays()))
    if problems:
        raise DataRefused(problems)
    by_pk = {item.pk: item for item in items.values()}
    return made, {_key(by_pk[pk], day) for pk, day in published}


def _key(item: CatalogueItem, day: date) -> str:
    return f"{item.slug} / {day}"


def _stays() -> str:
    return _("This version has been published and stays as it is. Put it back, or add one with a new first day.")


def _differs(row: Row, version: CatalogueVersion, wanted: Wanted) -> Place:
    """Where the first difference stands."""
    said = wanted_of(version)
    names = (name for name in (*PLAIN, "service", "questions") if getattr(said, name) != getattr(wanted, name))
    return row.place(next(names, "valid_from"))


def _published(items: dict[str, CatalogueItem]) -> dict[tuple[int, date], list[CatalogueVersion]]:
    """By item and first day, in the order of their numbers."""
    found: dict[tuple[int, date], list[CatalogueVersion]] = {}
    rows = CatalogueVersion.objects.filter(item__in=items.values(), state=CatalogueVersion.State.PUBLISHED)
    for version in rows.select_related("service").order_by("number"):
        found.setdefault((version.item_id, version.valid_from), []).append(version)
    return found
