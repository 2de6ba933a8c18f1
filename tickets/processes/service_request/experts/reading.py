"""The register of templates as its readers meet it, and which of them are like what somebody orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from roles.actor import Actor
from tickets.listed import PER_PAGE, Found, not_a_choice, page, region_called, states_of
from tickets.models import ExpertOpinion, TemplateRecord, TemplateRetirement, Ticket
from tickets.processes.service_request.catalogue.models import ExpertField
from tickets.processes.service_request.experts.codes import FIELD_OF_ITEM, KIND_OF_FIELD, TemplateKind, TemplateState
from tickets.search.asked import SHORTEST_BEGINNING, checked, terms_of
from tickets.search.hints import words_asked

MOST_ALIKE = 4
FILTERS = ("q", "kind", "region", "which")
JOINT = "joint"
WHICH = {
    "": (TemplateState.IN_USE, TemplateState.DECIDED),
    "retired": (TemplateState.RETIRED, TemplateState.DROPPED),
    "all": tuple(TemplateState),
}
WHY = "only whether one took its place"


@dataclass(frozen=True)
class Row:
    """A template as the register shows it. `order` is the number of the order it came of, "" for none."""

    record: TemplateRecord
    name: str
    purpose: str
    state: str
    since: date
    order: str
    opens: bool  # whether the reader reads that order, too
    forum: str  # the slug
    decision: str  # “2024 § 7”
    ends_on: date | None = None  # its forum has said that it is used no more from this day on

    @property
    def kind_label(self) -> str:
        return str(TemplateKind(self.record.kind).label)

    @property
    def state_label(self) -> str:
        return str(TemplateState(self.state).label)


def records(actor: Actor):
    """The templates of the active collaboration that the actor reads, each with its words and how it stands now.

    One that another took the place of is retired from the day that the other came into use; one that its forum has
    taken out of use, from the day that it said.
    """
    newer = TemplateRecord.objects.unscoped(WHY).filter(replaces_id=OuterRef("pk"), state=TemplateState.IN_USE)
    ended = TemplateRetirement.objects.visible_to(actor).filter(record_id=OuterRef("pk"), undone_at=None)
    rows = TemplateRecord.objects.visible_to(actor).filter(collaboration__status="active")
    rows = rows.annotate(ends_on=Subquery(ended.values("retires_on")))
    is_retired = Exists(newer) | Q(ends_on__lte=timezone.localdate())
    return rows.annotate(
        said_name=Coalesce("name_text__body", "name", output_field=TextField()),
        said_purpose=Coalesce("purpose_text__body", "purpose", output_field=TextField()),
        stands=Case(
            When(Q(state=TemplateState.IN_USE) & is_retired, then=Value(TemplateState.RETIRED.value)),
            default=F("state"),
        ),
        stood=Coalesce(Least(Subquery(newer.order_by("since").values("since")[:1]), F("ends_on")), F("since")),
        order_number=F("order__number"),
        reads_order=Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef("order_id"))),
    ).select_related("region")


def listed(asked: Mapping[str, str], actor: Actor, *, start: int = 0, size: int = PER_PAGE) -> Found:
    """The templates that the filters keep, by kind and name; two queries however many. Raises Refused."""
    rows = records(actor).filter(stands__in=states_of(asked, WHICH))
    if kind := asked.get("kind"):
        if kind not in TemplateKind.values:
            raise not_a_choice("kind")
        rows = rows.filter(kind=kind)
    rows = _of_region(rows, asked.get("region") or "")
    for word in checked(asked.get("q") or "").split():
        rows = rows.filter(
            Q(said_name__icontains=word)
            | Q(said_purpose__icontains=word)
            | Q(order_number=word.upper())
            | Q(decision__icontains=word)
        )
    return page(rows.order_by("kind", "said_name", "pk"), lambda some: map(row_of, some), start=start, size=size)


def _of_region(rows, region: str):
    if not region:
        return rows
    if region == JOINT:
        return rows.filter(region=None)
    return rows.filter(region=region_called(region))


def row_of(one) -> Row:
    """Of one of `records`."""
    forum, decision = one.decision.split(" ", 1)
    return Row(
        one,
        one.said_name,
        one.said_purpose,
        one.stands,
        one.stood if one.stands == TemplateState.RETIRED else one.since,
        one.order_number or "",
        one.reads_order,
        forum,
        decision,
        one.ends_on,
    )


def choices(actor: Actor, kind: str) -> list[tuple[str, str]]:
    """The templates of a kind that are in use, as a list to choose among."""
    rows = records(actor).filter(kind=kind, stands=TemplateState.IN_USE).order_by("said_name")
    return [(one.slug, one.said_name) for one in rows]


def kind_of_item(version) -> str:
    """The kind of template that orders of the item are about; "" where it is about none."""
    wanted = FIELD_OF_ITEM.get(ExpertField(version.expert_field)) if version and version.expert_field else None
    return KIND_OF_FIELD.get(wanted, "")


def alike(texts: Iterable[str], kind: str, actor: Actor, *, limit: int = MOST_ALIKE) -> list[Row]:
    """Templates of the kind, in use or decided, that share two words of weight with the texts; one where there is one.

    The likest first. None for texts that may hold a personal number. At most two queries.
    """
    words = words_asked(" ".join(texts)) if kind else ""
    terms = (terms_of(words) or []) if words else []
    if not terms:
        return []
    scored = []
    for one in records(actor).filter(kind=kind, stands__in=WHICH[""]):
        named, shared = (
            _shared(terms, text.lower()) for text in (one.said_name, f"{one.said_name} {one.said_purpose}")
        )
        if shared >= min(2, len(terms)) and named:
            scored.append((-named, -shared, one.said_name, one))
    return [row_of(one) for *_by, one in sorted(scored, key=lambda each: each[:3])[:limit]]


def _shared(terms, text: str) -> int:
    """How many of the terms the text answers."""
    return sum(any(part in text for part in term.parts if len(part) > SHORTEST_BEGINNING) for term in terms)


def opinions(ticket, actor: Actor) -> list:
    """What experts have said of the order, in the order of time, with their words; one query."""
    rows = ExpertOpinion.objects.visible_to(actor).filter(ticket_id=ticket.pk)
    return list(rows.select_related("organisation", "person", "text").order_by("pk"))
