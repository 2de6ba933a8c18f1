"""By which key a joint cost is divided among regions, and what of their figures that rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from regions import directory
from regions.models import Organisation, RegionMeasure
from regions.sharing import WHOLE, divided


class Key(TextChoices):
    EQUAL = "equal", pgettext_lazy("allocation key", "Equal parts")
    POPULATION = "population", gettext_lazy("By inhabitants")
    USERS = "users", gettext_lazy("By users")
    ORDERER = "orderer", gettext_lazy("The ordering region alone")
    CUSTOM = "custom", gettext_lazy("Shares of your own")


MEASURED = {Key.POPULATION: RegionMeasure.Kind.POPULATION, Key.USERS: RegionMeasure.Kind.USERS}


class NoFigures(ValueError):
    """A region has no figure of the kind; `regions` are those."""

    def __init__(self, regions: list[Organisation]):
        self.regions = regions
        super().__init__(", ".join(one.slug for one in regions))


@dataclass(frozen=True)
class Part:
    """A region's share in hundredths of a per cent, and the figure that it follows from, where it follows from one."""

    region: Organisation
    share: int
    value: int | None = None
    measured_on: date | None = None
    source: str = ""
    assumed: bool = False

    def figure(self) -> dict:
        """What the share follows from, as it is kept with what was divided: later figures do not change it."""
        said = {"region": self.region.slug, "value": self.value, "source": self.source, "assumed": self.assumed}
        return said | {"measured_on": self.measured_on.isoformat()}


def by_key(key: str, regions: list[Organisation], day: date) -> list[Part]:
    """The parts of `regions` by a key that follows from their number or their figures. Raises NoFigures.

    For `Key.ORDERER` the one region that orders; for `Key.CUSTOM` there is nothing to follow (ValueError).
    """
    if key in (Key.EQUAL, Key.ORDERER):
        shares = divided([1] * len(regions))
        return [Part(one, share) for one, share in zip(regions, shares, strict=True)]
    if key not in MEASURED:
        raise ValueError(f"no shares follow from the key {key}")
    found = measures(MEASURED[key], day)
    if missing := [one for one in regions if one.pk not in found]:
        raise NoFigures(missing)
    rows = [found[one.pk] for one in regions]
    shares = divided([row.value for row in rows])
    return [
        Part(one, share, row.value, row.measured_on, row.source, row.assumed)
        for one, share, row in zip(regions, shares, rows, strict=True)
    ]


def measures(kind: str, day: date) -> dict[int, RegionMeasure]:
    """The latest figure of each region on `day`; kept as the directory is."""
    return {row.region_id: row for row in known() if row.kind == kind and row.measured_on <= day}


def known() -> list[RegionMeasure]:
    """Every figure, the latest last; kept as the directory is."""
    return directory.remembered((__name__, "measures"), _read)


def figures(parts: list[Part]) -> list[dict]:
    """What the parts follow from; nothing where they follow from their number."""
    return [part.figure() for part in parts if part.source]


def rests_on(found: Iterable[Part | RegionMeasure | dict]) -> list[tuple[str, date, bool, int]]:
    """By whom and of which day figures are, whether they are assumed, and of how many regions; the most first.

    Of parts, of rows, or of figures as they were kept with what was divided.
    """
    counted = Counter(map(_origin, found))
    return [(*said, number) for said, number in counted.most_common()]


def _origin(one) -> tuple[str, date, bool]:
    if isinstance(one, dict):
        return one["source"], date.fromisoformat(one["measured_on"]), one.get("assumed", False)
    return one.source, one.measured_on, one.assumed


def rests_on_today(day: date) -> list[dict]:
    """What the keys that follow from figures rest on, for a page to show: each kind with its `rests_on`."""
    return [{"label": kind.label, "rests_on": rests_on(measures(kind, day).values())} for kind in MEASURED.values()]


def _read() -> list[RegionMeasure]:
    return list(RegionMeasure.objects.filter(collaboration=directory.collaboration()).order_by("measured_on", "pk"))


def off_by(shares: list[int]) -> str:
    """What is missing to 100,00 % or is too much, in words; "" where the shares add up."""
    left = WHOLE - sum(shares)
    if left == 0:
        return ""
    text = _("%(share)s %% is missing to 100.00 %%.") if left > 0 else _("It is %(share)s %% more than 100.00 %%.")
    return text % {"share": in_per_cent(abs(left))}


def in_per_cent(share: int) -> str:
    """1234 as "12,34" in the reader's language."""
    return number_format(share / 100, 2)
