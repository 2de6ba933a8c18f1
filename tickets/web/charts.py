"""Bars as plain shapes: places and lengths are worked out here, so that the page needs neither script nor style."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, LEFT, TOP, BAR, STEP, RIGHT = 300, 88, 6, 24, 34, 34


@dataclass(frozen=True)
class Part:
    """One side's share of a bar; `url` opens its cases."""

    tier: str
    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Shape:
    """A rectangle of the picture."""

    tier: str
    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    """One row: its words, its shapes, where they stand, and the numbers for the table."""

    label: str
    parts: list[Part]
    total: int
    url: str
    shapes: list[Shape]
    y: str
    text_y: str
    end: str


@dataclass(frozen=True)
class Chart:
    """A picture of bars, with its finding as title; `keys` are the sides told apart in it."""

    name: str
    title: str
    hint: str
    bars: list[Bar]
    keys: list[tuple[str, str]]
    height: str

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH} {self.height}"


def bars(name: str, title: str, hint: str, rows, keys: dict[str, str]) -> Chart:
    """A chart of horizontal bars; `rows` are (label, parts, url). The longest bar fills the width."""
    most = max((sum(part.count for part in parts) for _label, parts, _url in rows), default=0) or 1
    scale = (WIDTH - LEFT - RIGHT) / most
    made = [_bar(place, *row, scale=scale) for place, row in enumerate(rows)]
    return Chart(name, title, hint, made, list(keys.items()), str(TOP + STEP * len(rows)))


def _bar(place: int, label: str, parts: list[Part], url: str, *, scale: float) -> Bar:
    at, shapes = float(LEFT), []
    for part in parts:
        if part.count:
            shapes.append(Shape(part.tier, f"{at:.1f}", f"{max(part.count * scale - 1, 1):.1f}"))
            at += part.count * scale
    y = TOP + STEP * place
    total = sum(part.count for part in parts)
    return Bar(label, parts, total, url, shapes, str(y), str(y + 17), f"{at + 6:.1f}")
