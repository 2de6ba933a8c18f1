"""Checked rows into the database: what is new is made, what differs is changed, what is gone is kept and named."""

from django.db import models
from django.utils.translation import gettext as _

from regions.models import Collaboration
from roles.capabilities import UNIVERSAL
from roles.models import RoleCapability
from sla.models import AgreementVersion, CalendarVersion
from sussa.collaboration import agreements, calendars, catalogue
from sussa.collaboration.checks import key_of, shown_key
from sussa.collaboration.problems import DataRefused, Problem
from sussa.collaboration.reading import Files, Row
from sussa.collaboration.report import Report
from sussa.collaboration.rules import other_active
from sussa.collaboration.schema import SECTIONS, Column, Section
from tickets.models import CatalogueVersion


def _rows_of(model: type[models.Model]):
    """Every row of a section's table, whoever reads them."""
    scoped = getattr(model.objects, "unscoped", None)
    return scoped("the data files name all rows of a section") if scoped else model.objects


class Writing:
    """One load. Needs a transaction around it and rows that passed every check."""

    def __init__(self, files: Files):
        self.files = files
        self.report = Report()
        # Section -> slug -> the row in the database, for the sections that follow.
        self.rows: dict[str, dict[str, models.Model]] = {}
        self.collaboration: Collaboration | None = None
        self.remembered: dict[str, list[str]] = {}

    def run(self) -> Report:
        """Write every section. Raises DataRefused when the database holds what stands in the way."""
        row = self.files.section("collaboration")[0]
        slug = row.values["slug"]
        if other := other_active(slug, row.values["status"]):
            text = _("“%(other)s” is active in this database, and an installation serves one. End that one first.")
            raise DataRefused([Problem(row.place("status"), text % {"other": other})])
        before = Collaboration.objects.filter(slug=slug).values_list("loaded", flat=True).first() or {}
        for section in SECTIONS:
            known_before = set(before.get(section.name, ()))
            if section.model in (CalendarVersion, AgreementVersion, CatalogueVersion):
                self._versions(section, known_before)
            else:
                self._section(section, known_before)
        if self.remembered != before:
            Collaboration.objects.filter(slug=slug).update(loaded=self.remembered)
        return self.report

    def _section(self, section: Section, known_before: set[str]) -> None:
        rows = self.files.section(section.name)
        existing = self._existing(section)
        wanted = {shown_key(key_of(section, row)) for row in rows}
        gone = sorted(key for key in known_before - wanted if key in existing)
        self._refuse_taken(section, rows, {key: existing[key] for key in existing.keys() - wanted})
        self.rows[section.name] = {row.slug: row for row in existing.values() if hasattr(row, "slug")}
        self.report.created[section.name] = []
        for generation in self._generations(section, rows):
            self._rows(section, generation, existing)
        self._lists(section, rows, existing)
        self.report.kept += [(section.name, key, section.ends_by_date) for key in gone]
        self.report.count += len(rows)
        self.remembered[section.name] = sorted(wanted | set(gone))
        if section.model is Collaboration:
            self.collaboration = existing[shown_key(key_of(section, rows[0]))]

    def _versions(self, section: Section, known_before: set[str]) -> None:
        """Versions are published, never changed (sla.publishing)."""
        rows = self.files.section(section.name)
        if section.model is CalendarVersion:
            made, existing = calendars.write_versions(rows, self.rows["calendars"])
        elif section.model is CatalogueVersion:
            items, services = self.rows["catalogue_items"], self.rows["services"]
            made, existing = catalogue.write_versions(rows, items, services)
        else:
            made, existing = agreements.write_versions(rows, self.rows["agreements"], self.rows["calendars"])
        wanted = {shown_key(key_of(section, row)) for row in rows}
        gone = sorted(key for key in known_before - wanted if key in existing)
        self.report.created[section.name] = made
        self.report.kept += [(section.name, key, False) for key in gone]
        self.report.count += len(rows)
        self.remembered[section.name] = sorted(wanted | set(gone))

    def _existing(self, section: Section) -> dict[str, models.Model]:
        """The rows of the section in the database, by the key they have in the files."""
        rows = _rows_of(section.model).order_by("pk").select_related(*self._key_references(section))
        if section.scope:
            rows = rows.filter(**{section.scope: self.collaboration})
        return {shown_key(self._key_in_database(section, row)): row for row in rows}

    @staticmethod
    def _key_references(section: Section) -> list[str]:
        return [part for part in section.key if section.columns[part].refers_to]

    @staticmethod
    def _key_in_database(section: Section, row: models.Model) -> tuple:
        return tuple(
            getattr(row, part).slug if section.columns[part].refers_to else getattr(row, part) for part in section.key
        )

    def _refuse_taken(self, section: Section, rows: list[Row], others: dict[str, models.Model]) -> None:
        """Refuse a row that claims what a row outside the files holds and only one may hold."""
        problems = []
        for parts in section.alone:
            held = {
                tuple(getattr(row, section.columns[part].field.attname) for part in parts): key
                for key, row in others.items()
            }
            for row in rows:
                columns = [section.columns[part] for part in parts]
                claimed = tuple(
                    getattr(value, "pk", value) for value in (self._wanted(column, row) for column in columns)
                )
                if all(claimed) and claimed in held:
                    text = _("“%(key)s” in the database already has this. Choose another, or put that row back.")
                    problems.append(Problem(row.place(parts[-1]), text % {"key": held[claimed]}))
        if problems:
            raise DataRefused(problems)

    @staticmethod
    def _generations(section: Section, rows: list[Row]):
        """The rows in turns, parents before children."""
        if not section.parent:
            yield rows
            return
        waiting, done = list(rows), {None}
        while waiting:
            ready = [row for row in waiting if row.values.get(section.parent) in done]
            yield ready
            done |= {row.values["slug"] for row in ready}
            waiting = [row for row in waiting if row.values["slug"] not in done]

    def _rows(self, section: Section, rows: list[Row], existing: dict[str, models.Model]) -> None:
        """Make the new rows and change those that differ, one statement for each."""
        new, changed, touched = [], [], set()
        for row in rows:
            key = shown_key(key_of(section, row))
            wanted = {column.name: self._wanted(column, row) for column in section.plain}
            if key not in existing:
                existing[key] = section.model(**wanted, **self._owner(section))
                new.append(existing[key])
                self.report.created[section.name].append(key)
            elif section.by_hand and getattr(existing[key], section.by_hand):
                continue
            elif differing := self._change(section, key, existing[key], wanted):
                self._refuse_fixed(section, row, differing)
                changed.append(existing[key])
                touched |= differing
        _rows_of(section.model).bulk_create(new)
        if changed:
            _rows_of(section.model).bulk_update(changed, sorted(touched))
        self.rows[section.name] |= {row.slug: row for row in new if hasattr(row, "slug")}

    def _owner(self, section: Section) -> dict[str, Collaboration]:
        return {"collaboration": self.collaboration} if section.scope == "collaboration" else {}

    def _change(self, section: Section, key: str, row: models.Model, wanted: dict) -> set[str]:
        """Set what differs on `row`; the names of the columns that did."""
        differing = set()
        for column in section.plain:
            old = getattr(row, column.field.attname)
            new = wanted[column.name]
            if old == getattr(new, "pk", new):
                continue
            old_shown = self._slug_of(column, old) if column.refers_to else old
            self.report.changed.append((section.name, key, column.name, old_shown, getattr(new, "slug", new)))
            setattr(row, column.name, new)
            differing.add(column.name)
        return differing

    @staticmethod
    def _refuse_fixed(section: Section, row: Row, differing: set[str]) -> None:
        text = _("This stays as it was first loaded, or the past would change. Put it back, or add a new row.")
        if problems := [Problem(row.place(name), text) for name in sorted(differing & set(section.fixed))]:
            raise DataRefused(problems)

    def _slug_of(self, column: Column, pk: int | None) -> str | None:
        return next((slug for slug, row in self.rows[column.refers_to].items() if row.pk == pk), None)

    def _wanted(self, column: Column, row: Row) -> object:
        """The value the column is to have: as written, else the column's default."""
        value = row.values.get(column.name)
        if value is not None:
            return self.rows[column.refers_to][value] if column.refers_to else value
        return column.field.get_default()

    def _lists(self, section: Section, rows: list[Row], existing: dict[str, models.Model]) -> None:
        for column in section.lists:
            held = self._held(section, column, existing)
            for row in rows:
                key = shown_key(key_of(section, row))
                owner = existing[key]
                old, new = held.get(owner.pk, set()), self._named(column, row)
                if old == new:
                    continue
                if key not in self.report.created[section.name]:
                    self.report.changed.append((section.name, key, column.name, sorted(old - new), sorted(new - old)))
                self._set_list(column, owner, old, new)

    @staticmethod
    def _named(column: Column, row: Row) -> set[str]:
        named = set(row.values.get(column.name) or ())
        return named | UNIVERSAL if column.name == "capabilities" else named

    @staticmethod
    def _held(section: Section, column: Column, existing: dict[str, models.Model]) -> dict[int, set[str]]:
        """What each row of the section has in its list now: slugs, or capabilities."""
        word = "capabilities__capability" if column.field is None else f"{column.name}__slug"
        held: dict[int, set[str]] = {}
        owners = section.model.objects.filter(pk__in=[row.pk for row in existing.values()])
        for pk, name in owners.exclude(**{word: None}).values_list("pk", word):
            held.setdefault(pk, set()).add(name)
        return held

    def _set_list(self, column: Column, owner: models.Model, old: set[str], new: set[str]) -> None:
        if column.field is not None:
            getattr(owner, column.name).set([self.rows[column.refers_to][slug] for slug in sorted(new)])
            return
        RoleCapability.objects.filter(role=owner, capability__in=old - new).delete()
        RoleCapability.objects.bulk_create(RoleCapability(role=owner, capability=name) for name in sorted(new - old))
