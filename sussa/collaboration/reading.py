"""YAML files into rows that know their file, line and keys."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from sussa.collaboration.problems import Place, Problem

# The C parser is several times faster; the Python one reads the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Row:
    """One entry of a section: its values as YAML gives them, and the line of each key."""

    section: str
    file: str
    line: int
    values: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    item_lines: dict[str, list[int]] = field(default_factory=dict)

    def place(self, key: str = "", item: int | None = None) -> Place:
        """Where `key` stands, or an item of its list; where the row begins when it has no such key."""
        line = self.lines.get(key, self.line) if item is None else self.item_lines[key][item]
        return Place(self.file, line, f"{self.section}.{key}" if key else self.section)


@dataclass
class Files:
    """All rows of a folder by section, with the problems met while reading."""

    folder: Path
    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # Whether a whole file is missing from the rows.
    unreadable: bool = False

    def section(self, name: str) -> list[Row]:
        return self.rows.get(name, [])


def read_folder(folder: Path) -> Files:
    """Read every *.yaml of `folder`. A section may be spread over several files. Never raises on bad content."""
    files = Files(folder)
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not paths:
        text = _("There are no data files here. Give the folder that holds the collaboration's *.yaml files.")
        files.problems.append(Problem(Place(str(folder), 0), text))
        files.unreadable = True
    for path in paths:
        _read_file(path, files)
    return files


def _read_file(path: Path, files: Files) -> None:
    try:
        top = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except UnicodeDecodeError:
        files.problems.append(Problem(Place(path.name, 0), _("The file is not UTF-8. Save it as UTF-8.")))
        files.unreadable = True
        return
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        text = _("This is not valid YAML: %(reason)s. Correct the line or the one before it.") % {"reason": reason}
        files.problems.append(Problem(Place(path.name, mark.line + 1 if mark else 0), text))
        files.unreadable = True
        return
    if top is None:
        return
    if not isinstance(top, yaml.MappingNode):
        text = _("A file holds sections, each a name and a list. Begin with the name of a section.")
        files.problems.append(Problem(Place(path.name, _line(top)), text))
        return
    for key, _at, value in _pairs(top, path.name, "", files):
        _read_section(key, value, path.name, files)


def _read_section(name: str, node: yaml.Node, file: str, files: Files) -> None:
    rows = files.rows.setdefault(name, [])
    entries = [node] if isinstance(node, yaml.MappingNode) else getattr(node, "value", None)
    if not isinstance(entries, list):
        text = _("A section is a list of entries, each beginning with a hyphen.")
        files.problems.append(Problem(Place(file, _line(node), name), text))
        return
    for entry in entries:
        if not isinstance(entry, yaml.MappingNode):
            text = _("An entry consists of keys and values, such as “slug: example”.")
            files.problems.append(Problem(Place(file, _line(entry), name), text))
            continue
        row = Row(name, file, _line(entry))
        for key, line, value in _pairs(entry, file, name, files):
            row.values[key] = _value(value)
            row.lines[key] = line
            if isinstance(value, yaml.SequenceNode):
                row.item_lines[key] = [_line(item) for item in value.value]
        rows.append(row)


def _pairs(node: yaml.MappingNode, file: str, within: str, files: Files):
    """Key, its line, and value of a mapping; a key given twice is a problem and counts once."""
    seen: dict[str, int] = {}
    for key_node, value in node.value:
        key = str(key_node.value)
        if key in seen:
            text = _("The key stands twice, first on line %(line)d. Remove one of the two.") % {"line": seen[key]}
            files.problems.append(Problem(Place(file, _line(key_node), f"{within}.{key}" if within else key), text))
            continue
        seen[key] = _line(key_node)
        yield key, seen[key], value


def _value(node: yaml.Node) -> object:
    """The node as text, number, flag, day, None, list or dict."""
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, yaml.YAMLError):
        # Such as 2026-02-30, which has the shape of a day without being one.
        return node.value


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
