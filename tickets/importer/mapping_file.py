"""A mapping file's keys with their lines: every mistake is told as file:line: key: what and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.utils.translation import gettext as _


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a mapping file. `line` counts from 1; 0 where the whole file is meant."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line or "", f" {self.key}" if self.key else "") if part)
        return f"{place}: {self.text}"


class MappingRefused(Exception):
    """The mapping cannot be used. Carries every problem, in order of place."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Section:
    """The keys below one key of the file. Values are always the text that stands there: `no` is Norway, not false."""

    file: str
    path: str
    line: int
    nodes: dict[str, tuple[int, yaml.Node]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, text: str) -> None:
        line = self.nodes[name][0] if name in self.nodes else self.line
        self.problems.append(Problem(self.file, line, self.key(name) if name else self.path, text))

    def has(self, name: str) -> bool:
        return name in self.nodes

    def only(self, *known: str) -> None:
        """Tell of every key that is none of `known`."""
        for name in self.nodes:
            if name not in known:
                text = _("There is no such key. Use one of: %(known)s.") % {"known": ", ".join(known)}
                self.wrong(name, text)

    def text(self, name: str, *, default: str | None = None) -> str:
        """The text at `name`; a missing one is a problem unless there is a default."""
        if name not in self.nodes:
            if default is None:
                self.wrong(name, _("This key is missing. Add it."))
            return default or ""
        node = self.nodes[name][1]
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            self.wrong(name, _("Give one value here."))
            return default or ""
        return node.value

    def choice(self, name: str, choices: Iterable[str], *, default: str | None = None) -> str:
        value = self.text(name, default=default)
        if value and value not in (allowed := sorted(choices)):
            self.wrong(name, _("“%(value)s” is none of: %(known)s.") % {"value": value, "known": ", ".join(allowed)})
            return ""
        return value

    def texts(self, name: str, *, needed: bool = False) -> tuple[str, ...]:
        """The texts at `name`, written as one value or as a list."""
        if name not in self.nodes:
            if needed:
                self.wrong(name, _("This key is missing. Add it."))
            return ()
        node = self.nodes[name][1]
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not items or not all(isinstance(item, yaml.ScalarNode) and item.value for item in items):
            self.wrong(name, _("Give one value or a list of values here."))
            return ()
        return tuple(item.value for item in items)

    def section(self, name: str, *, needed: bool = False) -> Section:
        """The keys below `name`; an empty section where there are none."""
        if name not in self.nodes:
            if needed:
                self.wrong(name, _("This key is missing. Add it."))
            return Section(self.file, self.key(name), self.line, problems=self.problems)
        line, node = self.nodes[name]
        return _section(self.file, self.key(name), line, node, self.problems)

    def is_section(self, name: str) -> bool:
        return isinstance(self.nodes[name][1], yaml.MappingNode)


def _section(file: str, path: str, line: int, node: yaml.Node, problems: list[Problem]) -> Section:
    found = Section(file, path, line, problems=problems)
    if not isinstance(node, yaml.MappingNode):
        problems.append(Problem(file, line, path, _("Give keys with values here.")))
        return found
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(file, at, path, _("A key must be one text.")))
        elif key.value in found.nodes:
            problems.append(Problem(file, at, found.key(key.value), _("This key stands twice. Remove one.")))
        else:
            found.nodes[key.value] = (at, value)
    return found


def read_sections(path: Path) -> Section:
    """The file as its top section. Raises MappingRefused when it cannot be read at all."""
    try:
        top = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise MappingRefused([Problem(str(path), 0, "", _("The file cannot be read: %s.") % error.strerror)]) from None
    except UnicodeDecodeError:
        raise MappingRefused([Problem(path.name, 0, "", _("The file is not UTF-8. Save it as UTF-8."))]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        text = _("This is not valid YAML: %(reason)s. Correct the line or the one before it.") % {"reason": reason}
        raise MappingRefused([Problem(path.name, mark.line + 1 if mark else 0, "", text)]) from None
    if top is None:
        raise MappingRefused([Problem(path.name, 0, "", _("The file is empty."))])
    return _section(path.name, "", 1, top, [])
