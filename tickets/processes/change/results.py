"""How changes went: the share that succeeded for each template and each organisation that carried them out (C14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Q

from regions import directory
from roles.kept import AnyOf
from tickets.models import ChangeDetail, Ticket
from tickets.processes.change.codes import ChangeType, Outcome

FILTERS = ("genomforare", "mall", "utfall")
MAY = ("change.manage", "change.assess", "change.schedule", "overview.read")
OF_A_TEMPLATE = Q(change_type=ChangeType.STANDARD)  # another change may name a template, and is not made from it
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
    for place, outcome, number in _counted(_ended(actor), "implementing_organisation_id"):
        one = directory.organisation(place)
        row = found.setdefault(place, Row(str(place), one.name if one else str(place)))
        row.counts[outcome] += number
    return sorted(found.values(), key=lambda row: row.label)


def by_template(actor) -> list[Row]:
    """Those whose template the reader reads, too."""
    counted = list(_counted(_ended(actor).filter(OF_A_TEMPLATE), "template_id"))
    rows = Ticket.objects.visible_to(actor).filter(pk__in={pk for pk, _outcome, _number in counted})
    named = {one.pk: one for one in rows}
    found: dict[int, Row] = {}
    for pk, outcome, number in counted:
        if pk in named:
            row = found.setdefault(pk, Row(named[pk].number, f"{named[pk].number} {named[pk].title}"))
            row.counts[outcome] += number
    return sorted(found.values(), key=lambda row: row.label)


def _counted(ended, column: str):
    """(key, outcome, number) of these changes."""
    rows = ended.exclude(**{column: None}).values_list(column, "outcome")
    return rows.annotate(number=Count("pk")).order_by(column)


def _ended(actor):
    visible = Ticket.objects.visible_to(actor).filter(process="change", state="closed")
    return ChangeDetail.objects.filter(ticket__in=visible).exclude(outcome="")


def listed(actor, asked: Mapping[str, str]):
    """The changes behind a figure, the newest first; none where nothing is asked for, or what there is not."""
    place, template, outcome = (asked[name] for name in FILTERS)
    rows = Ticket.objects.visible_to(actor).filter(process="change", state="closed")
    if not any(asked.values()) or (place and not is_number(place)):
        return rows.none()
    wanted = Q()
    if place:
        wanted &= Q(implementing_organisation_id=int(place))
    if template:
        read = Ticket.objects.visible_to(actor).filter(number=template.upper())
        wanted &= OF_A_TEMPLATE & Q(template__in=read)
    if outcome:
        wanted &= Q(outcome=outcome)
    details = ChangeDetail.objects.filter(wanted).exclude(outcome="")
    rows = rows.filter(AnyOf("pk", ArraySubquery(details.values("ticket_id"))))
    return rows.order_by("-closed_at", "-pk")


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18
