"""Översikt: how the cases of all member regions stand. Every number opens the list it counts.

Numbers count every member's cases, confidential ones apart; rows are only those the reader may read anyway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Case, CharField, Count, Q, Value, When
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from regions import directory
from roles.web.answers import lacks
from tickets import codes, filters, selectors
from tickets.models import Ticket
from tickets.web import figures, queue_filters, showing
from tickets.web.charts import Chart, Part, bars
from tickets.web.figures import Figure

OPEN = {"state": "open"}
LONG_DAYS = 20
# Ages in days: from (inclusive) and up to; the last has no end.
AGES = ((0, 2), (2, 10), (10, 20), (20, None))
SIDES = ("region", "support", "vendor")
URGENT = (1, 2)


@dataclass(frozen=True)
class Cell:
    """How many open cases share these traits."""

    origin: int | None
    side: str
    priority: int | None
    age: int
    has_risk: bool
    count: int


@dataclass
class Oldest:
    """One of the oldest urgent cases that the reader may open."""

    ticket: Ticket
    url: str
    holder: str
    holder_tier: str
    age: timedelta
    state: showing.State
    cells: list = field(default_factory=list)


@require_GET
def overview(request):
    """The page; five queries whatever there is to count."""
    actor = request.actor
    if not actor.can("overview.read"):
        raise lacks("overview.read")
    path, now = reverse("tickets:list"), timezone.now()
    rows = counted_rows(actor)
    cells = _cells(rows, actor, now)
    *handed, risks = figures.count([*_handed(), _risks()], actor, common={"state": "all"}, path=path, rows=rows)
    context = {
        "now": now,
        "kpis": _kpis(cells, path),
        "risks": risks,
        "charts": [_by_priority(cells, path), _by_holder(cells, path), _by_age(cells, path)],
        "regions": _regions(cells, rows, actor, path),
        "region_columns": _region_columns(),
        "oldest": _oldest(actor, now),
        "oldest_url": queue_filters.address(path, OPEN | {"priority": "1,2", "sort": "registered"}),
        "handed": handed,
        "reads_all": "support" in actor.tiers,
    }
    return render(request, "tickets/overview.html", context)


def counted_rows(actor):
    """What the numbers count: every member's registered cases but confidential ones, and what the reader reads."""
    every = Q(registered_at__isnull=False) & ~Q(visibility=codes.Visibility.CONFIDENTIAL)
    rows = Ticket.objects.unscoped("numbers without content over all members, for the right overview.read")
    return rows.filter(every | Ticket.scope(actor))


def _cells(rows, actor, now) -> list[Cell]:
    """The open cases in groups small enough to add up here; one query."""
    age = Case(
        *(
            When(registered_at__gte=now - timedelta(days=end), then=Value(place))
            for place, (_s, end) in enumerate(AGES)
            if end
        ),
        default=Value(len(AGES) - 1),
    )
    ids = {side: [one.pk for one in directory.organisations() if one.tier == side] for side in SIDES}
    side = Case(
        *(When(holder_id__in=ids[one], then=Value(one)) for one in SIDES), default=Value(""), output_field=CharField()
    )
    risk = Case(When(patient_safety__in=["risk", "intraffat"], then=Value(True)), default=Value(False))
    groups = rows.filter(filters.keep(OPEN, actor)).annotate(age=age, side=side, has_risk=risk)
    found = groups.order_by().values_list("origin_id", "side", "priority", "age", "has_risk").annotate(Count("pk"))
    return [Cell(*row) for row in found]


def _sum(cells: Iterable[Cell], **wanted) -> int:
    return sum(one.count for one in cells if all(getattr(one, name) == value for name, value in wanted.items()))


def side_names() -> dict[str, str]:
    support, vendor = directory.support_org(), directory.vendor()
    return {
        "region": pgettext("within a sentence", "the regions"),
        "support": support.short_name if support else "",
        "vendor": vendor.short_name if vendor else "",
    }


def side_labels() -> dict[str, str]:
    """The sides as they stand alone."""
    return {side: name[:1].upper() + name[1:] for side, name in side_names().items()}


# --- Key figures ---


def _kpis(cells, path) -> list[Figure]:
    """The figures on top that the groups give."""
    urgent = [one for one in cells if one.priority in URGENT]
    old = [one for one in cells if one.age == len(AGES) - 1]
    names = side_names()
    at_vendor = _sum(old, side="vendor")
    made = [
        (
            _("Open P1 and P2"),
            {"priority": "1,2"},
            sum(one.count for one in urgent),
            _of_them(_sum(urgent, has_risk=True)),
        ),
        (_("Open cases"), {}, _sum(cells), ""),
        (
            _("Older than %(days)s days") % {"days": LONG_DAYS},
            {"older_than": str(LONG_DAYS)},
            sum(one.count for one in old),
            _("%(count)s of them with %(side)s") % {"count": at_vendor, "side": names["vendor"]} if at_vendor else "",
        ),
        (_("Patient safety: risk or has occurred"), {"safety": "risk,intraffat"}, _sum(cells, has_risk=True), ""),
    ]
    return [
        Figure(label, OPEN | more, note=note, count=number, url=queue_filters.address(path, OPEN | more))
        for label, more, number, note in made
    ]


def _risks() -> Figure:
    """Problems that are lived with, each by a decision, until the day of its review (features.md P5)."""
    kept = {"process": "problem", "state": "risk_accepted"}
    return Figure(_("Accepted risks"), kept, note=_("problems that are lived with until their review"))


def _of_them(number: int) -> str:
    return _("%(count)s of them with a patient safety risk") % {"count": number} if number else ""


# --- Charts ---


def _parts(cells, names, path, more) -> list[Part]:
    """One part of a bar for each side that holds cases."""
    return [
        Part(one, names[one], _sum(cells, side=one), queue_filters.address(path, OPEN | more | {"side": one}))
        for one in SIDES
    ]


def _by_priority(cells, path) -> Chart:
    names, rows = side_labels(), []
    for priority in (*codes.Priority.values, None):
        of_it = [one for one in cells if one.priority == priority]
        more = {"priority": str(priority) if priority else "none"}
        label = f"P{priority}" if priority else _("Not set")
        rows.append((label, _parts(of_it, names, path, more), queue_filters.address(path, OPEN | more)))
    unset = _sum(cells, priority=None)
    title = ngettext("%(count)s case has no priority yet", "%(count)s cases have no priority yet", unset) % {
        "count": unset
    }
    return bars(
        "priority", title if unset else _("Every open case has a priority"), _("Open cases by priority."), rows, names
    )


def _by_holder(cells, path) -> Chart:
    names, labels = side_names(), side_labels()
    counts = {one: _sum(cells, side=one) for one in SIDES}
    rows = [
        (labels[one], [Part(one, labels[one], counts[one], "")], queue_filters.address(path, OPEN | {"side": one}))
        for one in SIDES
    ]
    most = max(counts, key=counts.get)
    title = _("Most open cases lie with %(side)s") % {"side": names[most]}
    return bars(
        "holder",
        title if any(counts.values()) else _("There are no open cases"),
        _("Open cases by who holds them."),
        rows,
        {},
    )


def _by_age(cells, path) -> Chart:
    names, rows = side_labels(), []
    for place, (start, end) in enumerate(AGES):
        of_it = [one for one in cells if one.age == place]
        more = ({"older_than": str(start)} if start else {}) | ({"newer_than": str(end)} if end else {})
        rows.append(
            (_age_label(start, end), _parts(of_it, names, path, more), queue_filters.address(path, OPEN | more))
        )
    old = Counter({one: _sum(cells, side=one, age=len(AGES) - 1) for one in SIDES})
    most, number = old.most_common(1)[0]
    title = _("Most of the oldest cases lie with %(side)s") % {"side": side_names()[most]}
    return bars(
        "age",
        title if number else _("No case is older than %(days)s days") % {"days": LONG_DAYS},
        _("Open cases by age."),
        rows,
        names,
    )


def _age_label(start: int, end: int | None) -> str:
    if end is None:
        return _("over %(days)s days") % {"days": start}
    return _("%(start)s–%(end)s days") % {"start": start, "end": end}


# --- Regions ---


def _region_columns() -> list[str]:
    vendor = directory.vendor()
    return [
        _("Open, all"),
        _("P1 and P2"),
        _("Patient safety"),
        _("Older than %(days)s days") % {"days": LONG_DAYS},
        _("With %(side)s") % {"side": vendor.short_name if vendor else ""},
        _("Waits for the region"),
    ]


def _regions(cells, rows, actor, path) -> dict:
    """One row a member region in the order of the strip, one for each other owner of cases, and the sum.

    A case counts where it is owned: what was found by others than a region, at the support organisation.
    """
    waits = rows.filter(filters.keep(OPEN, actor), awaited__isnull=False).order_by()
    awaited = dict(waits.values_list("awaited_id").annotate(Count("pk")))
    members = directory.regions()
    owners = {one.origin for one in cells} - {one.pk for one in members}
    others = [one for one in directory.organisations() if one.pk in owners]
    table = [_region_row(one, cells, awaited.get(one.pk, 0), path) for one in (*members, *others)]
    for place in range(len(_region_columns())):
        column = [row["figures"][place] for row in table]
        most = max((one.count for one in column), default=0)
        for one in column:
            one.tone = _heat(one.count, most)
    return {"rows": table, "sum": _sum_row(table, ",".join(one.slug for one in (*members, *others)), path)}


def _owner_filters(mine: dict[str, str], slug: str) -> list[dict[str, str]]:
    return [
        mine,
        mine | {"priority": "1,2"},
        mine | {"safety": "risk,intraffat"},
        mine | {"older_than": str(LONG_DAYS)},
        mine | {"side": "vendor"},
        OPEN | {"awaited": slug},
    ]


def _region_row(owner, cells, awaited: int, path) -> dict:
    own = [one for one in cells if one.origin == owner.pk]
    counts = (
        _sum(own),
        sum(one.count for one in own if one.priority in URGENT),
        _sum(own, has_risk=True),
        _sum(own, age=len(AGES) - 1),
        _sum(own, side="vendor"),
        awaited,
    )
    made = zip(_region_columns(), _owner_filters(OPEN | {"origin": owner.slug}, owner.slug), counts, strict=True)
    return {
        "name": owner.short_name or owner.name,
        "figures": [Figure(label, kept, count=n, url=queue_filters.address(path, kept)) for label, kept, n in made],
    }


def _sum_row(table, slugs: str, path) -> list[Figure]:
    made = zip(_region_columns(), _owner_filters(OPEN, slugs), strict=True)
    return [
        Figure(
            label, kept, count=sum(row["figures"][place].count for row in table), url=queue_filters.address(path, kept)
        )
        for place, (label, kept) in enumerate(made)
    ]


def _heat(number: int, most: int) -> str:
    """How the number stands among the regions: the class of its cell."""
    if most < 2 or number == 0:
        return ""
    share = number / most
    return "h3" if share == 1 else "h2" if share > 0.66 else "h1" if share > 0.33 else ""


# --- Handed over, and the oldest ---


def _handed() -> list[Figure]:
    """Cases handed over in the last seven days, each way."""
    names = side_names()
    ways = (("region", "support"), ("support", "vendor"), ("vendor", "support"), ("support", "region"))
    return [
        Figure(
            _("From %(sender)s to %(receiver)s") % {"sender": names[a], "receiver": names[b]},
            {"handed": f"{a}-{b}"},
        )
        for a, b in ways
    ]


def _oldest(actor, now) -> list[Oldest]:
    """The five oldest open P1 and P2 that the reader may read; two queries."""
    found = selectors.matching(OPEN | {"priority": "1,2"}, actor).order_by("registered_at", "pk")[:5]
    tickets = [selectors.as_process(one) for one in found]
    selectors.with_legs(tickets, actor)
    return [
        Oldest(
            ticket=one,
            url=reverse("tickets:detail", args=[one.number]),
            holder=showing.short_name(one.holder_id),
            holder_tier=directory.organisation(one.holder_id).tier,
            age=now - one.registered_at,
            state=showing.state_of(one, actor),
            cells=showing.cells(one, one.shown_legs, actor),
        )
        for one in tickets
    ]
