"""What a step asks for. One declaration serves the web form, the REST input, validation and the audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

KINDS = frozenset(
    {"text", "long_text", "tags", "code", "codes", "choice", "bool", "integer", "datetime", "date", "files"}
    | {"organisation", "organisations", "team", "person", "persons", "role", "service", "services"}
    | {"ticket", "tickets", "part", "share", "article", "table", "answers", "catalogue_item", "money", "shares"}
    | {"template", "parts"}
)
TEXT_KINDS = frozenset({"text", "long_text", "tags", "answers"})


@dataclass(frozen=True)
class Input:
    """One field of a step.

    `stored` says where the value lands: "" (only the step's effects use it), "ticket" (a column of
    the subject), "detail" (a column of its detail row), "part" (a column of the subject where that is a part, else
    left to the effects). Words of the kinds text, long_text and tags
    are always kept as a text version as well, since an event holds no free text.
    `audience` is who may read the value: "all" (also the vendor), "customer", "owner" (the organisation that the
    subject belongs to, and the support organisation), or "event" (whoever reads the event). `of_one`: what is asked for
    belongs to one subject and means nothing for another. `of_data`: the choices are the collaboration's data, and
    where it has none the field is not asked for.
    """

    name: str
    kind: str
    label: object
    help: object = ""
    stored: str = ""
    audience: str = "all"
    choices: Callable[[], Iterable[tuple[str, object]]] | None = None
    max_length: int = 20_000
    low: int | None = None
    high: int | None = None
    column: str = ""
    of_one: bool = False
    of_data: bool = False

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of input: {self.kind}")

    @property
    def is_asked(self) -> bool:
        return not self.of_data or any(True for _one in self.choices())

    @property
    def is_text(self) -> bool:
        return self.kind in TEXT_KINDS

    @property
    def target(self) -> str:
        """The column's name where it differs from the input's."""
        return self.column or self.name


def as_text(value) -> str:
    """The value of a text kind as its text version holds it; answers as JSON that is the same for the same answers."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return ", ".join(value) if isinstance(value, list) else value


def words_in(value) -> list[str]:
    """Every word that somebody may have written in the value of a text kind: what is searched for personal numbers."""
    if isinstance(value, dict):
        return [word for name, each in value.items() for word in (str(name), *words_in(each))]
    if isinstance(value, list):
        return [word for each in value for word in words_in(each)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


class Registry:
    """All inputs by name. Filled by the apps that own workflows, at import."""

    def __init__(self):
        self._inputs: dict[str, Input] = {}

    def add(self, *inputs: Input) -> None:
        for one in inputs:
            if one.name in self._inputs and self._inputs[one.name] != one:
                raise ValueError(f"two inputs are called {one.name}")
            self._inputs[one.name] = one

    def __getitem__(self, name: str) -> Input:
        return self._inputs[name]

    def __contains__(self, name: str) -> bool:
        return name in self._inputs

    def __iter__(self):
        return iter(self._inputs.values())


INPUTS = Registry()
