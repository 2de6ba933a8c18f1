"""How changes went: the share that succeeded for each template and each organisation that carried them out (C14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Q

from regions import directory
from roles.kept import AnyOf
from tickets.models import ChangeDetail, Ticket
from tickets.processes.change.codes import Outcome

FILTERS = ("genomforare", "mall", "utfall")
MAY = ("change.manage", "change.assess", "change.schedule", "overview.read")
MOST = 200
WHY = "of changes read through the scope"


@dataclass
class Row:
    """What became of the changes of one template, or of one organisation."""

    key: str
    label: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Outcome.values, 0))

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def rate(self) -> int:
        """Percent that succeeded."""
        return round(100 * self.counts[Outcome.SUCCESSFUL] / self.all) if self.all else 0


def by_organisation(actor) -> list[Row]:
    found: dict[int, Row] = {}
    for place, outcome, number in _counted(actor, "implementing_organisation_id"):
        one = directory.organisation(place)
        row = found.setdefault(place, Row(str(place), one.name if one else str(place)))
        row.counts[outcome] += number
    return sorted(found.values(), key=lambda row: row.label)


def by_template(actor) -> list[Row]:
    """Those whose template the reader reads, too."""
    counted = list(_counted(actor, "template_id"))
    rows = Ticket.objects.visible_to(actor).filter(pk__in={pk for pk, _outcome, _number in counted})
    named = {one.pk: one for one in rows}
    found: dict[int, Row] = {}
    for pk, outcome, number in counted:
        if pk in named:
            row = found.setdefault(pk, Row(named[pk].number, f"{named[pk].number} {named[pk].title}"))
            row.counts[outcome] += number
    return sorted(found.values(), key=lambda row: row.label)


def _counted(actor, column: str):
    """(key, outcome, number) of the changes that the reader reads and that have ended."""
    rows = _ended(actor).exclude(**{column: None}).values_list(column, "outcome")
    return rows.annotate(number=Count("pk")).order_by(column)


def _ended(actor):
    visible = Ticket.objects.visible_to(actor).filter(process="change", state="closed")
    return ChangeDetail.objects.filter(ticket__in=visible).exclude(outcome="")


def listed(actor, asked: Mapping[str, str]) -> list[Ticket]:
    """The changes behind a figure, the newest first; none where nothing is asked for."""
    if not any(asked.values()):
        return []
    wanted = Q()
    if asked["genomforare"].isdecimal():
        wanted &= Q(implementing_organisation_id=int(asked["genomforare"]))
    if asked["mall"]:
        wanted &= Q(template__number=asked["mall"].upper())
    if asked["utfall"]:
        wanted &= Q(outcome=asked["utfall"])
    details = ChangeDetail.objects.filter(wanted).exclude(outcome="")
    rows = Ticket.objects.visible_to(actor).filter(process="change", state="closed")
    rows = rows.filter(AnyOf("pk", ArraySubquery(details.values("ticket_id"))))
    return list(rows.order_by("-closed_at", "-pk")[:MOST])
