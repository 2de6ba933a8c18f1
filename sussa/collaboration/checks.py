"""Everything that can be said against the files before anything is written: shape, references, duplicates."""

from difflib import get_close_matches

from django.utils.translation import gettext as _

from sussa.collaboration.problems import Place, Problem
from sussa.collaboration.reading import Files, Row
from sussa.collaboration.rules import check_rules
from sussa.collaboration.schema import BY_NAME, SECTIONS, Column, Section
from sussa.collaboration.values import wrong_with


def check(files: Files, *, slug: str) -> list[Problem]:
    """Every problem of the files, the first kind met first: readable? right shape and references? rules?

    Rules that span rows are tried only on rows whose shape is right.
    """
    problems = files.problems + _unknown_sections(files)
    for section in SECTIONS:
        for row in files.section(section.name):
            problems += _row_shape(section, row)
        problems += _duplicates(section, files.section(section.name))
    if files.unreadable:
        # What could not be read would make every reference to it look wrong.
        return problems
    problems += _collaboration_row(files, slug) + _references(files)
    return problems or check_rules(files)


def key_of(section: Section, row: Row) -> tuple:
    """What names the row within its section."""
    return tuple(row.values.get(part) for part in section.key)


def _unknown_sections(files: Files) -> list[Problem]:
    found = []
    for name, rows in files.rows.items():
        if name not in BY_NAME:
            place = Place(rows[0].file, rows[0].line, name) if rows else Place(str(files.folder), 0, name)
            found.append(Problem(place, _("There is no such section. %(hint)s") % {"hint": _hint(name, BY_NAME)}))
    return found


def _collaboration_row(files: Files, slug: str) -> list[Problem]:
    rows = files.section("collaboration")
    if not rows:
        text = _("The section is missing. Add it with slug, name, kind and status.")
        return [Problem(Place(str(files.folder), 0, "collaboration"), text)]
    found = [Problem(row.place(), _("A folder holds one collaboration. Remove this one.")) for row in rows[1:]]
    named = rows[0].values.get("slug")
    if isinstance(named, str) and named != slug:
        text = _("The files are of “%(named)s” but “%(slug)s” was asked for. Load it by its own slug.")
        found.append(Problem(rows[0].place("slug"), text % {"named": named, "slug": slug}))
    return found


def _row_shape(section: Section, row: Row) -> list[Problem]:
    found = []
    for key, value in row.values.items():
        column = section.columns.get(key)
        if column is None:
            text = _("There is no such key. %(hint)s") % {"hint": _hint(key, section.columns)}
            found.append(Problem(row.place(key), text))
        elif wrong := wrong_with(column, value):
            found.append(Problem(row.place(key), wrong))
    for column in section.columns.values():
        if column.must_be_given and column.name not in row.values:
            place = Place(row.file, row.line, f"{section.name}.{column.name}")
            found.append(Problem(place, _("The key is missing. Add it.")))
    return found


def _duplicates(section: Section, rows: list[Row]) -> list[Problem]:
    """Rows that name themselves alike, or hold alike what only one may hold."""
    found = []
    for parts in (section.key, *section.alone):
        seen: dict[tuple, Row] = {}
        for row in rows:
            values = tuple(row.values.get(part) for part in parts)
            if any(isinstance(value, list | dict) or value in (None, "") for value in values):
                continue
            first = seen.setdefault(values, row)
            if first is not row:
                text = _("“%(value)s” already stands in %(file)s, line %(line)d. Remove or rename one of the two.")
                shown = {"value": shown_key(values), "file": first.file, "line": first.line}
                found.append(Problem(row.place(parts[-1]), text % shown))
    return found


def shown_key(values: tuple) -> str:
    """A row's key as one text, for messages and for remembering it."""
    return " / ".join(str(value) for value in values)


def _references(files: Files) -> list[Problem]:
    slugs = {section.name: {row.values.get("slug") for row in files.section(section.name)} for section in SECTIONS}
    found = []
    for section in SECTIONS:
        for row in files.section(section.name):
            for column in section.columns.values():
                if column.refers_to and row.values.get(column.name) is not None:
                    found += _reference(row, column, slugs[column.refers_to])
    return found


def _reference(row: Row, column: Column, known: set) -> list[Problem]:
    value = row.values[column.name]
    if wrong_with(column, value):
        return []
    named = enumerate(value) if column.is_list else [(None, value)]
    text = _("“%(value)s” is not in the section %(section)s. %(hint)s")
    return [
        Problem(
            row.place(column.name, item),
            text % {"value": slug, "section": column.refers_to, "hint": _hint(slug, {s for s in known if s})},
        )
        for item, slug in named
        if slug not in known
    ]


def _hint(word: str, known) -> str:
    """What was probably meant, or what there is to choose from, or that it has to be added."""
    words = sorted(str(name) for name in known)
    if near := get_close_matches(str(word), words, n=1):
        return _("Did you mean “%(word)s”?") % {"word": near[0]}
    if words and len(words) <= 30:
        return _("Choose one of: %(words)s.") % {"words": ", ".join(words)}
    return _("Add it there or correct the word.")
